using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Channels.Shopify;

/// <summary>One order as it is put together from its pages. Every method answers with what is wrong, or null.</summary>
internal sealed class ShopifyOrderBody(long number)
{
    private static readonly ReadFailure.Transient Changed = new(null, false, "The order changed while it was read.");

    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private ShopifyOrderState _state;
    private string? _name;
    private DateTimeOffset? _placed;
    private DateTimeOffset? _updated;

    private sealed record Line(string Id, string? Item, string? Sku, string? Title, int Ordered, int Current)
    {
        public int Restocked { get; set; }

        public int Kept { get; set; }
    }

    public string Gid { get; } = ShopifyIds.Of(ShopifyIds.Order, number);

    /// <summary>Whether every line has all its units, so that there is no refund to look at.</summary>
    public bool IsWhole => _lines.Values.All(l => l.Current == l.Ordered);

    /// <summary>Takes a page of the order's lines.</summary>
    public ReadFailure? Take(JsonElement order, out string? after)
    {
        after = null;
        if (order.Text("id") != Gid)
        {
            return new ReadFailure.Unusable("The shop answered with another order.");
        }
        if (ShopifyPage.Of(order.Member("lineItems")) is not { } page || order.UtcInstant("updatedAt") is not { } updated
            || order.Member("confirmed") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } confirmed)
        {
            return new ReadFailure.Unusable("The order lacks its lines, its instant of change or its confirmation.");
        }
        if (_updated is { } before && before != updated)
        {
            return Changed;
        }
        (_updated, _placed, _name) = (updated, order.UtcInstant("createdAt"), order.Text("name"));
        _state = new ShopifyOrderState(
            order.Text("displayFinancialStatus"), order.Text("displayFulfillmentStatus"), confirmed.ValueKind == JsonValueKind.True, order.Member("cancelledAt") is not null);
        after = page.Next;
        return page.Nodes.Select(TakeLine).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>The refunds to look at.</summary>
    public ReadFailure? Refunds(JsonElement? order, out IReadOnlyList<string> refunds)
    {
        refunds = [];
        if (order?.Member("refunds") is not { ValueKind: JsonValueKind.Array } list || order.Value.UtcInstant("updatedAt") is not { } updated)
        {
            return new ReadFailure.Unusable("The order lacks its refunds.");
        }
        if (updated != _updated)
        {
            return Changed;
        }
        refunds = [.. list.EnumerateArray().Select(r => r.Text("id")).OfType<string>().Where(id => ShopifyIds.TryNumber(id, ShopifyIds.Refund, out _))];
        return refunds.Count != list.GetArrayLength() || refunds.Count >= ShopifyDocuments.RefundsPerOrder
            ? new ReadFailure.Unusable($"The order has a refund without an id, or {ShopifyDocuments.RefundsPerOrder} refunds and more.")
            : null;
    }

    /// <summary>Takes a page of one refund's lines.</summary>
    public ReadFailure? TakeRefund(JsonElement? refund, out string? after)
    {
        after = null;
        if (ShopifyPage.Of(refund?.Member("refundLineItems")) is not { } page)
        {
            return new ReadFailure.Unusable("A refund lacks its lines.");
        }
        after = page.Next;
        foreach (var entry in page.Nodes)
        {
            if (entry.Member("lineItem")?.Text("id") is not { } id || !_lines.TryGetValue(id, out var line) || !TryUnits(entry, "quantity", out var units))
            {
                return new ReadFailure.Unusable("A refund's line is none of the order's, or its quantity is no whole number.");
            }
            switch (entry.Text("restockType"))
            {
                case "NO_RESTOCK":
                    line.Kept += units;
                    break;
                case "CANCEL" or "RETURN" or "LEGACY_RESTOCK":
                    line.Restocked += units;
                    break;
                default:
                    return new ReadFailure.Unusable("A refund does not say whether its units were put back.");
            }
        }
        return null;
    }

    public OrderSnapshot Snapshot() => new(
        number.ToString(CultureInfo.InvariantCulture),
        _name,
        ShopifyOrderStates.WordOf(_state),
        _placed,
        _updated!.Value.UtcTicks,
        [.. _lines.Values.Select(l => new OrderLineSnapshot(
            l.Id, l.Item, l.Sku, l.Title, ShopifyOrderStates.Target(_state, new ShopifyLine(l.Ordered, l.Current, l.Restocked, l.Kept))))]);

    private ReadFailure? TakeLine(JsonElement line)
    {
        if (line.Text("id") is not { } id || !ShopifyIds.TryNumber(id, ShopifyIds.LineItem, out _)
            || !TryUnits(line, "quantity", out var ordered) || !TryUnits(line, "currentQuantity", out var current) || current > ordered)
        {
            return new ReadFailure.Unusable($"A line of the order has no id, or its quantity is not a whole number from 0 to {Quantities.Max}.");
        }
        // A line without a variant is something made up for this order, or its product is gone.
        var item = line.Member("variant")?.Member("inventoryItem")?.Text("id");
        return _lines.TryAdd(id, new Line(id, item, line.Text("sku"), line.Text("name"), ordered, current)) ? null : Changed;
    }

    private static bool TryUnits(JsonElement element, string name, out int units)
    {
        units = 0;
        return element.Member(name) is { } given && given.TryWhole(out units) && units >= 0;
    }
}
