namespace InventoryPortal.Tests.Simulation;

/// <summary>A write from outside that a store took and shows later.</summary>
/// <param name="at">When it shows it.</param>
/// <param name="isUnrecorded">It was sent late, and the portal has not put the answer on record: should it end now, nobody can know of it.</param>
public sealed class SimulatedTaken(string externalId, int quantity, DateTimeOffset at, bool isUnrecorded)
{
    public string ExternalId { get; } = externalId;

    public int Quantity { get; } = quantity;

    public DateTimeOffset At { get; } = at;

    public bool IsUnrecorded { get; set; } = isUnrecorded;

    /// <summary>Its sender ended before it put the answer on record: it never will.</summary>
    public bool IsForgotten { get; set; }
}
