using System.Buffers.Binary;
using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Tests.Simulation;

/// <summary>
/// What a simulated store sends: an order whole or by its id, or an item's number. Written as a few bytes, because a run of the
/// simulation reads and writes some thousands of them.
/// </summary>
internal sealed record SimulatedBody(OrderSnapshot? Order, string? OrderId, string? ItemId, int? Quantity)
{
    private const byte Whole = 1;
    private const byte ById = 2;
    private const byte Item = 3;
    private const int OrderBytes = 1 + sizeof(int) + 1 + (2 * sizeof(long));
    private const int LineBytes = sizeof(int) + 6;

    private static readonly string[] Statuses = ["pending", "processing", "on-hold", "completed", "cancelled", "failed", "refunded"];

    public string Subject => OrderId ?? ItemId!;

    public static byte[] Of(SimulatedOrder order)
    {
        var bytes = new byte[OrderBytes + (LineBytes * order.Lines.Count)];
        bytes[0] = Whole;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), (int)order.Id);
        bytes[5] = (byte)Array.IndexOf(Statuses, order.Status);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(6), order.Placed.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(14), order.Modified.UtcTicks);
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            var at = bytes.AsSpan(OrderBytes + (LineBytes * i));
            var target = order.Target(line);
            BinaryPrimitives.WriteInt32LittleEndian(at, (int)line.Id);
            at[4] = (byte)Array.IndexOf(SimulationWorld.Skus, line.ExternalId);
            (at[5], at[6], at[7], at[8], at[9]) = (
                checked((byte)target.Ordered), checked((byte)target.Reserved), checked((byte)target.Sold), checked((byte)target.Returned), checked((byte)target.Taken));
        }
        return bytes;
    }

    public static byte[] OfId(string orderId)
    {
        var bytes = new byte[1 + sizeof(int)];
        bytes[0] = ById;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), int.Parse(orderId, CultureInfo.InvariantCulture));
        return bytes;
    }

    public static byte[] OfItem(string itemId, int quantity)
    {
        var bytes = new byte[2 + sizeof(int)];
        (bytes[0], bytes[1]) = (Item, (byte)Array.IndexOf(SimulationWorld.Skus, itemId));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), quantity);
        return bytes;
    }

    /// <summary>Who or what a body speaks of, without the rest of it.</summary>
    public static string SubjectOf(ReadOnlySpan<byte> body) => body[0] == Item ? SimulationWorld.Skus[body[1]] : Number(body[1..]);

    public static SimulatedBody Read(ReadOnlySpan<byte> body) => body[0] switch
    {
        Whole => new SimulatedBody(ReadOrder(body), SubjectOf(body), null, null),
        ById => new SimulatedBody(null, SubjectOf(body), null, null),
        _ => new SimulatedBody(null, null, SubjectOf(body), BinaryPrimitives.ReadInt32LittleEndian(body[2..])),
    };

    public ChannelEvent Meaning() => this switch
    {
        { Order: { } order } => new ChannelEvent.Order(order),
        { OrderId: { } id } => new ChannelEvent.OrderChanged(id, "Only the id was sent."),
        _ => new ChannelEvent.StockHint(ItemId!, Quantity),
    };

    /// <summary>For the log.</summary>
    public override string ToString() => this switch
    {
        { Order: { } order } => $"{OrderId} {order.Status} {string.Join(' ', order.Lines.Select(l => $"{l.LineId}:{l.ExternalId} {l.Target.Reserved}/{l.Target.Sold}/{l.Target.Returned}/{l.Target.Taken}"))}",
        { OrderId: { } id } => id,
        _ => $"{ItemId} {Quantity}",
    };

    private static OrderSnapshot ReadOrder(ReadOnlySpan<byte> body)
    {
        var lines = new OrderLineSnapshot[(body.Length - OrderBytes) / LineBytes];
        for (var i = 0; i < lines.Length; i++)
        {
            var at = body[(OrderBytes + (LineBytes * i))..];
            lines[i] = new OrderLineSnapshot(Number(at), SimulationWorld.Skus[at[4]], null, null, new LineTarget(at[5], at[6], at[7], at[8], at[9]));
        }
        return new OrderSnapshot(
            Number(body[1..]), null, Statuses[body[5]], new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(body[6..]), TimeSpan.Zero),
            BinaryPrimitives.ReadInt64LittleEndian(body[14..]), lines);
    }

    private static string Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes).ToString(CultureInfo.InvariantCulture);
}
