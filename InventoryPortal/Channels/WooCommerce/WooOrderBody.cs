using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>Reads an order's JSON as targets. Pure; never throws on what it is given.</summary>
internal static class WooOrderBody
{
    /// <summary>Lines of one order that are read; a wholesale order has hundreds.</summary>
    private const int MaxLines = 5000;

    private const string ReducedStock = "_reduced_stock";

    private const string Restocked = "_restock_refunded_items";

    /// <summary>The event that an order's body is: whole, incomplete (must be read) or malformed.</summary>
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

    private static ChannelEvent Read(JsonElement order)
    {
        var id = order.Id("id");
        if (id == 0)
        {
            return new ChannelEvent.Malformed("The order has no whole id.");
        }
        var orderId = id.ToString(CultureInfo.InvariantCulture);
        var status = order.Text("status");
        if (status is null || order.UtcInstant("date_modified_gmt") is not { } modified || order.Member("line_items") is not { ValueKind: JsonValueKind.Array } lines)
        {
            return new ChannelEvent.OrderChanged(orderId, "The event does not carry the order's status, lines and instant of change.");
        }
        if (WooCommerceOrderStates.IsGone(status))
        {
            return new ChannelEvent.Irrelevant("The order was moved to the trash; what it moved stands.");
        }
        if (lines.GetArrayLength() > MaxLines)
        {
            return new ChannelEvent.Malformed($"The order has more than {MaxLines} lines.");
        }
        var (read, fault) = Lines(order, status, lines);
        return fault is not null
            ? new ChannelEvent.Malformed(fault)
            : new ChannelEvent.Order(new OrderSnapshot(
                orderId, order.Text("number"), status, order.UtcInstant("date_created_gmt"), modified.UtcTicks, read));
    }

    private static (List<OrderLineSnapshot> Lines, string? Fault) Lines(JsonElement order, string status, JsonElement lines)
    {
        var paid = order.Text("date_paid_gmt") is not null || order.Text("date_paid") is not null;
        var refunds = order.Member("refunds") is { ValueKind: JsonValueKind.Array } r && r.GetArrayLength() > 0;
        var read = new List<OrderLineSnapshot>();
        var seen = new HashSet<long>();
        foreach (var line in lines.EnumerateArray())
        {
            var lineId = line.Id("id");
            if (lineId == 0 || !seen.Add(lineId))
            {
                return (read, "A line has no whole id of its own.");
            }
            if (line.Member("quantity") is not { } q || !q.TryWhole(out var quantity) || quantity < 0)
            {
                return (read, $"The quantity of line {lineId} is not a whole number from 0 to {Quantities.Max}.");
            }
            if (!TryMeta(line, ReducedStock, out var reduced) || !TryMeta(line, Restocked, out var restocked))
            {
                return (read, $"The stock notes of line {lineId} are not whole numbers.");
            }
            var target = WooCommerceOrderStates.Target(new WooCommerceLine(status, quantity, reduced, restocked, paid, refunds));
            read.Add(new OrderLineSnapshot(lineId.ToString(CultureInfo.InvariantCulture), ListingOf(line), line.Text("sku"), line.Text("name"), target));
        }
        return (read, null);
    }

    private static string? ListingOf(JsonElement line) =>
        line.Id("product_id") is var product and > 0 ? new WooItemId(product, line.Id("variation_id")).ToString() : null;

    // The store keeps its notes as text ("3") or as numbers; blank counts as absent.
    private static bool TryMeta(JsonElement line, string key, out int? units)
    {
        units = null;
        if (line.Member("meta_data") is not { ValueKind: JsonValueKind.Array } notes)
        {
            return true;
        }
        foreach (var note in notes.EnumerateArray())
        {
            if (note.Text("key") != key || note.Member("value") is not { } value || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8)))
            {
                continue;
            }
            if (!TryUnits(note, value, out var read))
            {
                return false;
            }
            units = read;
        }
        return true;
    }

    private static bool TryUnits(JsonElement note, JsonElement value, out int units) => value.ValueKind == JsonValueKind.String
        ? int.TryParse(note.Text("value"), NumberStyles.None, CultureInfo.InvariantCulture, out units) && units <= Quantities.Max
        : value.TryWhole(out units) && units >= 0;
}
