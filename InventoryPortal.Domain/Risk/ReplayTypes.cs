using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Domain.Risk;

/// <summary>One listing of the product that is replayed.</summary>
/// <param name="Rules">How it gets its quantity.</param>
/// <param name="LagOut">From a new plan to the number that the channel's customers see.</param>
/// <param name="LagIn">How late its sales are heard of as a rule; only the velocity of a flash asks for it, each event has its own.</param>
public sealed record ReplayListing(AllocationInput Rules, TimeSpan LagOut, TimeSpan LagIn = default);

/// <summary>What a replayed event is.</summary>
public enum ReplayKind
{
    /// <summary>Somebody wanted units at a listing: gets what it shows.</summary>
    Demand,

    /// <summary>Units came back at a channel: they are there at once and known later.</summary>
    GivenBack,

    /// <summary>A person or script changed the level: it is known at once.</summary>
    Direct,
}

/// <summary>One thing that happened to the product.</summary>
/// <param name="At">When it happened where it happened.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Listing">Index of the listing; −1 where there is none.</param>
/// <param name="Units">Positive for demand and what was given back; signed for a direct change.</param>
/// <param name="LagIn">How long it took to be heard of; as measured.</param>
public readonly record struct ReplayEvent(DateTimeOffset At, ReplayKind Kind, int Listing, int Units, TimeSpan LagIn);

/// <summary>What a replay came to, in units and calls; sums of several products add up.</summary>
/// <param name="Events">Events replayed.</param>
/// <param name="Sold">Units sold.</param>
/// <param name="Missed">Units asked for that the listing did not show.</param>
/// <param name="Oversells">Sales that took more than there was.</param>
/// <param name="OversoldUnits">Units of these that were not there.</param>
/// <param name="Writes">Numbers written to channels, newest only.</param>
/// <param name="Depletions">How often the last unit to be shown was gone.</param>
public readonly record struct ReplayTally(long Events, long Sold, long Missed, long Oversells, long OversoldUnits, long Writes, long Depletions)
{
    /// <summary>The sum of two.</summary>
    public static ReplayTally operator +(ReplayTally a, ReplayTally b) => new(
        a.Events + b.Events, a.Sold + b.Sold, a.Missed + b.Missed, a.Oversells + b.Oversells, a.OversoldUnits + b.OversoldUnits, a.Writes + b.Writes,
        a.Depletions + b.Depletions);
}
