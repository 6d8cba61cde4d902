using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Custom;

/// <summary>What the site says of its orders.</summary>
internal sealed class CustomWords(ShopBook book)
{
    public const string Placed = "order.placed";
    public const string Cancelled = "order.cancelled";
    public const string Refunded = "order.refunded";

    private DateTimeOffset _last;

    /// <summary>A message's body; null when the order, as it is, is not one for this type.</summary>
    public string? Say(string type, ShopEvent what)
    {
        var order = book.Orders.GetValueOrDefault(what.Id);
        var isOff = order?.Status is null or ShopOrderState.Cancelled or ShopOrderState.Failed or ShopOrderState.Trashed;
        return type switch
        {
            Placed when !isOff => Message(type, what.Id, new JsonObject { ["status"] = IsPaid(order!) ? "paid" : "pending", ["lines"] = Lines(order!.Lines, l => l.Quantity) }),
            Cancelled when isOff => Message(type, what.Id, new JsonObject { ["status"] = "cancelled", ["lines"] = new JsonArray() }),
            Refunded when order?.Refunds.Find(r => r.Id == what.Part) is { } refund => Message(type, what.Id, new JsonObject
            {
                ["status"] = "refunded",
                ["refundId"] = Text(refund.Id),
                ["restock"] = refund.Restocked,
                ["lines"] = Lines(order.Lines.Where(l => refund.Units.ContainsKey(l.Id)), l => refund.Units[l.Id]),
            }),
            _ => null,
        };
    }

    private static bool IsPaid(ShopOrder order) => order.Status is ShopOrderState.Paid or ShopOrderState.Completed or ShopOrderState.Refunded;

    private string Message(string type, long orderId, JsonObject data)
    {
        data["orderId"] = Text(orderId);
        return new JsonObject { ["type"] = type, ["timestamp"] = Instant(), ["data"] = data }.ToJsonString();
    }

    // The book keeps whole seconds; a site that can change an order twice within one must tell the two apart.
    private string Instant()
    {
        _last = _last < book.Now ? book.Now : _last.AddMilliseconds(1);
        return _last.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private static JsonArray Lines(IEnumerable<ShopLine> lines, Func<ShopLine, int> quantity) =>
    [
        .. lines.Select(l => (JsonNode)new JsonObject { ["externalId"] = CustomIds.Of(l.ItemId), ["sku"] = l.Sku, ["quantity"] = quantity(l) }),
    ];

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
