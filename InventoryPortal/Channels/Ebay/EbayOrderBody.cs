using System.Buffers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Reads an order's JSON as targets, and cuts it to what bears on stock. Pure; never throws on what it is given.</summary>
internal static class EbayOrderBody
{
    /// <summary>Lines of one order that are read; a cart has a few dozen.</summary>
    private const int MaxLines = 1000;

    /// <summary>Characters of an order's or line's id: real ones have about 20.</summary>
    private const int MaxId = 100;

    private static readonly string[] Kept =
        ["orderId", "legacyOrderId", "creationDate", "lastModifiedDate", "orderPaymentStatus", "orderFulfillmentStatus"];

    private static readonly string[] KeptOfLine = ["lineItemId", "legacyItemId", "legacyVariationId", "sku", "title", "quantity"];

    /// <summary>
    /// The order without its buyer, addresses and sums: the inbox has no use for them, and what is not kept need not be
    /// deleted when a buyer asks eBay to. And without what another channel counts.
    /// </summary>
    public static ReadOnlyMemory<byte> Cut(JsonElement order, EbayAccount account)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Copy(json, order, Kept);
            json.WriteStartObject("cancelStatus");
            Copy(json, order.Member("cancelStatus"), ["cancelState"]);
            json.WriteEndObject();
            if (order.Member("lineItems") is { ValueKind: JsonValueKind.Array } lines)
            {
                json.WriteStartArray("lineItems");
                foreach (var line in lines.EnumerateArray().Where(l => account.Counts(PlaceOf(l))))
                {
                    json.WriteStartObject();
                    Copy(json, line, KeptOfLine);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return buffer.WrittenMemory.ToArray();
    }

    /// <summary>Whether all that was sold is another channel's to count.</summary>
    public static bool IsElsewhere(JsonElement order, EbayAccount account) =>
        order.Member("lineItems") is { ValueKind: JsonValueKind.Array } lines && lines.GetArrayLength() > 0 && !lines.EnumerateArray().Any(l => account.Counts(PlaceOf(l)));

    // Where it was listed, which is not always where it was bought; a sale of which eBay tells neither is counted rather than lost.
    private static string? PlaceOf(JsonElement line) => line.Text("listingMarketplaceId") ?? line.Text("purchaseMarketplaceId");

    /// <summary>The event that an order's body is: whole or malformed.</summary>
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

    /// <summary>An order's id; null when it has none.</summary>
    public static string? IdOf(JsonElement order) => order.Text("orderId") is { Length: <= MaxId } id ? id : null;

    private static ChannelEvent Read(JsonElement order)
    {
        if (IdOf(order) is not { } orderId)
        {
            return new ChannelEvent.Malformed("The order has no id.");
        }
        if (order.Text("orderPaymentStatus") is not { } payment || order.Instant("lastModifiedDate") is not { } modified
            || order.Member("lineItems") is not { ValueKind: JsonValueKind.Array } lines)
        {
            return new ChannelEvent.Malformed("The order lacks its payment status, its lines or its instant of change.");
        }
        if (lines.GetArrayLength() > MaxLines)
        {
            return new ChannelEvent.Malformed($"The order has more than {MaxLines} lines.");
        }
        var state = new EbayOrderState(payment, order.Member("cancelStatus")?.Text("cancelState"), order.Text("orderFulfillmentStatus"));
        var (read, fault) = Lines(state, lines);
        return fault is not null
            ? new ChannelEvent.Malformed(fault)
            : new ChannelEvent.Order(new OrderSnapshot(
                orderId, order.Text("legacyOrderId"), EbayOrderStates.Word(state), order.Instant("creationDate"), modified.UtcTicks, read));
    }

    private static (List<OrderLineSnapshot> Lines, string? Fault) Lines(EbayOrderState state, JsonElement lines)
    {
        var read = new List<OrderLineSnapshot>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines.EnumerateArray())
        {
            if (line.Text("lineItemId") is not { Length: <= MaxId } lineId || !seen.Add(lineId))
            {
                return (read, "A line has no id of its own.");
            }
            if (line.Member("quantity") is not { } given || !given.TryWhole(out var quantity) || quantity < 0)
            {
                return (read, $"The quantity of line {lineId} is not a whole number from 0 to {Quantities.Max}.");
            }
            read.Add(new OrderLineSnapshot(lineId, ListingOf(line), line.Text("sku"), line.Text("title"), EbayOrderStates.Target(state, quantity)));
        }
        return (read, null);
    }

    /// <summary>
    /// The SKU under which the Inventory API knows what was sold. A listing made elsewhere may have none: its line is kept under
    /// eBay's own number, so that people see what sold and that it is not linked.
    /// </summary>
    private static string? ListingOf(JsonElement line) =>
        line.Text("sku") is { Length: <= MaxId } sku ? sku
        : line.Text("legacyItemId") is not { Length: <= MaxId } item ? null
        : line.Text("legacyVariationId") is { Length: <= MaxId } variation && variation != "0" ? $"item:{item}/{variation}"
        : $"item:{item}";

    private static void Copy(Utf8JsonWriter json, JsonElement? from, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (from?.Member(name) is { } value)
            {
                json.WritePropertyName(name);
                // As it stands: a text with half a character in it, of which titles are cut, could not be written anew.
                json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
            }
        }
    }
}
