using System.Buffers;
using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Channels.Taobao;

/// <summary>
/// Reads a trade's JSON as targets: <c>{"trade":{…},"taken_at_payment":[num_iid,…]}</c>. The second member is ours: a trade does not
/// say when its items' units leave their quantity, so that is read beside it and kept with it. Pure; never throws on what it is given.
/// </summary>
internal static class TopOrderBody
{
    /// <summary>Fields of a trade that are asked for.</summary>
    public const string Fields = "tid,status,created,modified,pay_time,orders";

    /// <summary>Parts of one trade that are read; a cart holds 120 things at most.</summary>
    private const int MaxLines = 1_000;

    private const string Trade = "trade";
    private const string TakenAtPayment = "taken_at_payment";

    /// <summary>A trade as it is kept.</summary>
    public static ReadOnlyMemory<byte> Of(JsonElement trade, IEnumerable<long> takenAtPayment)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName(Trade);
            // As it stands: a text with half a character in it, of which titles are cut, could not be written anew.
            json.WriteRawValue(trade.GetRawText(), skipInputValidation: true);
            json.WriteStartArray(TakenAtPayment);
            foreach (var item in takenAtPayment.Order())
            {
                json.WriteNumberValue(item);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Items of a trade's unpaid parts: for these it matters when units leave.</summary>
    public static IEnumerable<long> UnpaidItems(JsonElement trade) => (trade.List("orders", "order") ?? [])
        .Where(o => TaobaoOrderStates.Target(new TaobaoLine(StatusOf(trade, o), 1, IsPaid(trade), IsSent(o))).Reserved > 0)
        .Select(o => o.TopId("num_iid")).Where(id => id > 0);

    /// <summary>The event that a kept trade is: whole, incomplete (must be read) or malformed.</summary>
    public static ChannelEvent Read(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return new ChannelEvent.Malformed("The body is not JSON.");
        }
        using (document)
        {
            return document.RootElement.Member(Trade) is { } trade
                ? Read(trade, ItemsOf(document.RootElement))
                : new ChannelEvent.Malformed("The body holds no trade.");
        }
    }

    public static ChannelEvent Read(JsonElement trade, IReadOnlySet<long> takenAtPayment)
    {
        if (trade.TopId("tid") is not (> 0 and var tid))
        {
            return new ChannelEvent.Malformed("The trade has no whole tid.");
        }
        var id = tid.ToString(CultureInfo.InvariantCulture);
        if (trade.Text("status") is not { } status || trade.TopInstant("modified") is not { } modified || trade.List("orders", "order") is not { Count: > 0 } parts)
        {
            return new ChannelEvent.OrderChanged(id, "The trade comes without its status, its parts and its instant of change.");
        }
        if (parts.Count > MaxLines)
        {
            return new ChannelEvent.Malformed($"The trade has more than {MaxLines} parts.");
        }
        var lines = new List<OrderLineSnapshot>(parts.Count);
        foreach (var part in parts)
        {
            if (Line(trade, part, takenAtPayment, out var fault) is not { } line)
            {
                return new ChannelEvent.Malformed(fault);
            }
            lines.Add(line);
        }
        return lines.DistinctBy(l => l.LineId).Count() == lines.Count
            ? new ChannelEvent.Order(new OrderSnapshot(id, null, status, trade.TopInstant("created"), modified.UtcTicks, lines))
            : new ChannelEvent.Malformed("Two parts of the trade have one id.");
    }

    private static OrderLineSnapshot? Line(JsonElement trade, JsonElement part, IReadOnlySet<long> takenAtPayment, out string fault)
    {
        fault = "A part of the trade has no whole oid.";
        if (part.TopId("oid") is not (> 0 and var oid))
        {
            return null;
        }
        fault = $"The quantity of part {oid} is not a whole number from 0 to {Quantities.Max}.";
        if (part.Member("num") is not { } given || !given.TryWhole(out var units) || units < 0)
        {
            return null;
        }
        var (item, sku) = (part.TopId("num_iid"), part.TopId("sku_id"));
        var target = TaobaoOrderStates.Target(new TaobaoLine(StatusOf(trade, part), units, IsPaid(trade), IsSent(part), !takenAtPayment.Contains(item)));

        // The buyer may swap a part's SKU: with the SKU in the line's id the old line goes and a new one comes.
        return new OrderLineSnapshot(
            PairedId.Of(oid, sku), item > 0 ? new TopItemId(item, sku).ToString() : null, part.Text("outer_sku_id") ?? part.Text("outer_iid"), TitleOf(part), target);
    }

    private static string? TitleOf(JsonElement part) => (part.Text("title"), part.Text("sku_properties_name")) switch
    {
        ({ } title, { } kind) => $"{title} - {kind}",
        var (title, _) => title,
    };

    private static string StatusOf(JsonElement trade, JsonElement part) => part.Text("status") ?? trade.Text("status") ?? "";

    private static bool IsPaid(JsonElement trade) => trade.TopInstant("pay_time") is not null;

    private static bool IsSent(JsonElement part) => part.TopInstant("consign_time") is not null;

    private static HashSet<long> ItemsOf(JsonElement root) => root.Member(TakenAtPayment) is { ValueKind: JsonValueKind.Array } items
        ? items.EnumerateArray().Select(i => TopJson.TryId(i, out var id) ? id : 0).Where(id => id > 0).ToHashSet()
        : [];
}
