using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Reads an order of <c>orders/2026-01-01</c> as targets. Pure; never throws on what it is given.</summary>
internal static class AmazonOrderBody
{
    /// <summary>Lines of one order that are read; a wholesale order has hundreds.</summary>
    private const int MaxLines = 5_000;

    /// <summary>Longest id taken, in characters: Amazon's have 19.</summary>
    private const int MaxId = 100;

    public static ChannelEvent Read(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return new ChannelEvent.Malformed("The body is not JSON.");
        }
        using (document)
        {
            return Read(document.RootElement);
        }
    }

    public static ChannelEvent Read(JsonElement order)
    {
        if (IdOf(order) is not { } orderId)
        {
            return new ChannelEvent.Malformed("The order has no orderId.");
        }
        var fulfillment = order.Member("fulfillment");
        if (fulfillment?.Text("fulfilledBy") == "AMAZON")
        {
            return new ChannelEvent.Irrelevant("Amazon ships the order from its own warehouses (FBA).");
        }
        if (fulfillment?.Text("fulfillmentStatus") is not { } status || ChangedAt(order) is not { } changed || order.Member("orderItems") is not { ValueKind: JsonValueKind.Array } items)
        {
            return new ChannelEvent.OrderChanged(orderId, "The order does not carry its status, items and instant of change.");
        }
        if (items.GetArrayLength() > MaxLines)
        {
            return new ChannelEvent.Malformed($"The order has more than {MaxLines} items.");
        }
        var (lines, fault) = Lines(status, items);
        return fault is not null
            ? new ChannelEvent.Malformed(fault)
            : new ChannelEvent.Order(new OrderSnapshot(orderId, null, status, Instant(order.Text("createdTime")), changed.UtcTicks, lines));
    }

    /// <summary>The order's id; null when it has none.</summary>
    public static string? IdOf(JsonElement order) => order.Text("orderId") is { Length: <= MaxId } id ? id : null;

    /// <summary>When it last changed, by Amazon's clock.</summary>
    public static DateTimeOffset? ChangedAt(JsonElement order) => Instant(order.Text("lastUpdatedTime"));

    private static (List<OrderLineSnapshot> Lines, string? Fault) Lines(string status, JsonElement items)
    {
        var lines = new List<OrderLineSnapshot>(items.GetArrayLength());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items.EnumerateArray())
        {
            if (item.Text("orderItemId") is not { Length: <= MaxId } lineId || !seen.Add(lineId))
            {
                return (lines, "An item has no orderItemId of its own.");
            }
            var fulfillment = item.Member("fulfillment");
            if (item.Member("quantityOrdered") is not { } q || !q.TryWhole(out var ordered) || ordered < 0
                || !TryCount(fulfillment, "quantityFulfilled", out var fulfilled) || !TryCount(fulfillment, "quantityUnfulfilled", out var open))
            {
                return (lines, $"A quantity of item {lineId} is not a whole number from 0 to {Quantities.Max}.");
            }
            var product = item.Member("product");
            var target = AmazonOrderStates.Target(new AmazonLine(status, ordered, fulfilled, open, item.Member("cancellation")?.Member("cancellationExecution") is not null));
            lines.Add(new OrderLineSnapshot(lineId, product?.Text("sellerSku"), product?.Text("sellerSku"), product?.Text("title"), target));
        }
        return (lines, null);
    }

    private static bool TryCount(JsonElement? fulfillment, string name, out int? units)
    {
        units = null;
        if (fulfillment?.Member(name) is not { } given)
        {
            return true;
        }
        var isWhole = given.TryWhole(out var whole) && whole >= 0;
        units = isWhole ? whole : null;
        return isWhole;
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
