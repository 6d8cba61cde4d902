using System.Text.Json;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What a simulated store sends: an order whole or by its id, or an item's number.</summary>
public sealed record SimulatedBody(OrderSnapshot? Order, string? OrderId, string? ItemId, int? Quantity)
{
    public static byte[] Of(SimulatedOrder order) => Bytes(new SimulatedBody(order.Snapshot(), order.IdText, null, null));

    public static byte[] OfId(string orderId) => Bytes(new SimulatedBody(null, orderId, null, null));

    public static byte[] OfItem(string itemId, int quantity) => Bytes(new SimulatedBody(null, null, itemId, quantity));

    public static SimulatedBody Read(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<SimulatedBody>(body.Span)!;

    public string Subject => OrderId ?? ItemId!;

    public ChannelEvent Meaning() => this switch
    {
        { Order: { } order } => new ChannelEvent.Order(order),
        { OrderId: { } id } => new ChannelEvent.OrderChanged(id, "Only the id was sent."),
        _ => new ChannelEvent.StockHint(ItemId!, Quantity),
    };

    private static byte[] Bytes(SimulatedBody body) => JsonSerializer.SerializeToUtf8Bytes(body);
}
