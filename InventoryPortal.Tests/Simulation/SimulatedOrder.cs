using System.Globalization;
using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Tests.Simulation;

/// <summary>One line of a simulated order, with what the store keeps about its stock.</summary>
public sealed class SimulatedLine(long id, string externalId, int quantity)
{
    public long Id { get; } = id;

    public string ExternalId { get; } = externalId;

    public int Quantity { get; set; } = quantity;

    /// <summary>Units that the store holds deducted; null when it never deducted or gave all back.</summary>
    public int? Reduced { get; set; }

    public int? Restocked { get; set; }

    public int Refunded { get; set; }
}

/// <summary>One order of a simulated store.</summary>
public sealed class SimulatedOrder(long id, DateTimeOffset placed)
{
    public long Id { get; } = id;

    public DateTimeOffset Placed { get; } = placed;

    public DateTimeOffset Modified { get; set; } = placed;

    public string Status { get; set; } = "pending";

    public bool Paid { get; set; }

    public bool HasRefunds { get; set; }

    public List<SimulatedLine> Lines { get; } = [];

    public string IdText => Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The order's present state by WooCommerce's rules.</summary>
    public OrderSnapshot Snapshot() => new(
        IdText, null, Status, Placed, Modified.UtcTicks, [.. Lines.Select(l => new OrderLineSnapshot(l.Id.ToString(CultureInfo.InvariantCulture), l.ExternalId, null, null, Target(l)))]);

    public LineTarget Target(SimulatedLine line) =>
        WooCommerceOrderStates.Target(new WooCommerceLine(Status, line.Quantity, line.Reduced, line.Restocked, Paid, HasRefunds));
}
