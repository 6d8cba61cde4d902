using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>Units of an order that were paid back, as the shop words it.</summary>
internal sealed record ShopifyRefund(long Id, DateTimeOffset At, string RestockType, IReadOnlyDictionary<long, int> Units);

/// <summary>An order's refunds. A cancelled order gives back every unit that is left, those of earlier refunds too.</summary>
internal static class ShopifyRefunds
{
    public const string NoRestock = "NO_RESTOCK";

    /// <summary>Refunds made by cancelling have ids beyond those of the book.</summary>
    private const long Cancelling = 1_000_000_000_000;

    public static IReadOnlyList<ShopifyRefund> Of(ShopOrder order)
    {
        var isOff = ShopifyWords.IsCancelled(order);
        var refunds = order.Refunds.Select(r => new ShopifyRefund(r.Id, r.At, r.Restocked || isOff ? "RETURN" : NoRestock, r.Units)).ToList();
        var rest = isOff ? order.Lines.Where(l => l.Quantity > l.Refunded).ToDictionary(l => l.Id, l => l.Quantity - l.Refunded) : [];
        return rest.Count == 0 ? refunds : [.. refunds, new ShopifyRefund(Cancelling + order.Id, order.Modified, "CANCEL", rest)];
    }
}

/// <summary>What the shop says of its orders and stock.</summary>
internal sealed class ShopifyWords(ShopBook book)
{
    private static readonly Dictionary<string, string> Headers = new(StringComparer.Ordinal)
    {
        ["ORDERS_CREATE"] = "orders/create", ["ORDERS_UPDATED"] = "orders/updated", ["ORDERS_PAID"] = "orders/paid", ["ORDERS_CANCELLED"] = "orders/cancelled",
        ["ORDERS_DELETE"] = "orders/delete", ["REFUNDS_CREATE"] = "refunds/create", ["INVENTORY_LEVELS_UPDATE"] = "inventory_levels/update",
    };

    /// <summary>The topic as a delivery names it.</summary>
    public static string HeaderOf(string topic) => Headers.GetValueOrDefault(topic, topic);

    public static IReadOnlyList<string> Topics(ShopEventKind kind) => kind switch
    {
        ShopEventKind.OrderPlaced => ["ORDERS_CREATE"],
        ShopEventKind.OrderChanged => ["ORDERS_UPDATED"],
        ShopEventKind.OrderPaid => ["ORDERS_PAID"],
        ShopEventKind.OrderCancelled => ["ORDERS_CANCELLED"],
        ShopEventKind.OrderRefunded => ["REFUNDS_CREATE"],
        ShopEventKind.OrderRemoved => ["ORDERS_DELETE"],
        ShopEventKind.ItemChanged => ["INVENTORY_LEVELS_UPDATE"],
        _ => [],
    };

    public static bool IsCancelled(ShopOrder order) => order.Status is ShopOrderState.Cancelled or ShopOrderState.Failed;

    public static int Current(ShopOrder order, ShopLine line) => IsCancelled(order) ? 0 : line.Quantity - line.Refunded;

    public static string Financial(ShopOrder order) => order.Status switch
    {
        _ when order.Paid is null => order.Status is ShopOrderState.Cancelled or ShopOrderState.Failed ? "VOIDED" : "PENDING",
        ShopOrderState.Refunded => "REFUNDED",
        _ when order.Refunds.Count > 0 => "PARTIALLY_REFUNDED",
        _ => "PAID",
    };

    public static string Fulfillment(ShopOrder order) => order.Status == ShopOrderState.Completed ? "FULFILLED" : "UNFULFILLED";

    /// <summary>A message's body as the resource stands at the event; null when there is nothing to say.</summary>
    public string? Say(string topic, ShopEvent what)
    {
        if (what.Kind == ShopEventKind.ItemChanged)
        {
            return book.Products.GetValueOrDefault(what.Id) is { ManageStock: true } product && ShopifyNumbers.IsSold(product) ? Level(product).ToJsonString() : null;
        }
        if (topic == "ORDERS_DELETE")
        {
            return new JsonObject { ["id"] = ShopifyNumbers.Base + what.Id }.ToJsonString();
        }
        if (book.Orders.GetValueOrDefault(what.Id) is not { } order || order.Status == ShopOrderState.Draft)
        {
            return null;
        }
        return topic == "REFUNDS_CREATE"
            ? ShopifyRefunds.Of(order).FirstOrDefault(r => r.Id == what.Part) is { } refund ? Refund(order, refund).ToJsonString() : null
            : Order(order).ToJsonString();
    }

    private static JsonObject Level(ShopProduct product) => new()
    {
        ["inventory_item_id"] = ShopifyNumbers.Base + product.Id,
        ["location_id"] = ShopifyNumbers.Location,
        ["available"] = product.Stock,
        ["updated_at"] = ShopifyNumbers.Instant(product.Modified),
    };

    private static JsonObject Order(ShopOrder order) => new()
    {
        ["id"] = ShopifyNumbers.Base + order.Id,
        ["admin_graphql_api_id"] = ShopifyNumbers.Of("Order", order.Id),
        ["name"] = $"#{order.Id}",
        ["financial_status"] = Financial(order).ToLowerInvariant(),
        ["cancelled_at"] = IsCancelled(order) ? ShopifyNumbers.Instant(order.Modified) : null,
        ["updated_at"] = ShopifyNumbers.Instant(order.Modified),
        ["line_items"] = new JsonArray([.. order.Lines.Select(l => (JsonNode)new JsonObject
        {
            ["id"] = ShopifyNumbers.Base + l.Id, ["variant_id"] = ShopifyNumbers.Base + l.ItemId, ["sku"] = l.Sku, ["quantity"] = l.Quantity, ["current_quantity"] = Current(order, l),
        })]),
    };

    private static JsonObject Refund(ShopOrder order, ShopifyRefund refund) => new()
    {
        ["id"] = ShopifyNumbers.Base + refund.Id,
        ["order_id"] = ShopifyNumbers.Base + order.Id,
        ["refund_line_items"] = new JsonArray([.. refund.Units.Select(u => (JsonNode)new JsonObject
        {
            ["line_item_id"] = ShopifyNumbers.Base + u.Key, ["quantity"] = u.Value, ["restock_type"] = refund.RestockType.ToLowerInvariant(),
        })]),
    };
}
