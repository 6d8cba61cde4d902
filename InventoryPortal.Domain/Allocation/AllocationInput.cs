namespace InventoryPortal.Domain.Allocation;

/// <summary>How a listing gets its quantity.</summary>
public enum ListingMode
{
    /// <summary>Has a share of its own, by weight.</summary>
    Split,

    /// <summary>Shows the one pool that all shared listings of the product sell from.</summary>
    Shared,

    /// <summary>Shows a set quantity, dealt before everything else.</summary>
    Fixed,

    /// <summary>Shows 0.</summary>
    Off,
}

/// <summary>
/// One listing of the product, on a channel that still sells. Every quantity is in units, 0 to
/// <see cref="Values.Quantities.Max"/>; a negative one counts as 0.
/// </summary>
/// <param name="ListingId">Our id; decides ties, the smaller first.</param>
/// <param name="Mode">How it gets its quantity.</param>
/// <param name="Weight">Its own weight or else its channel's, 0 to <see cref="MaxWeight"/>.</param>
/// <param name="Min">Units it should show before the rest is divided; 0 is none. Of shared listings the largest counts, for the pool.</param>
/// <param name="Max">Units it shows at most; null is no cap. Where it is below <paramref name="Min"/>, the cap wins.</param>
/// <param name="Buffer">Units held back from what it shows: part of its share, sold by nobody. A fixed listing has none.</param>
/// <param name="FixedQuantity">What a fixed listing shows while units last.</param>
/// <param name="Enabled">A listing that is not enabled takes no part and shows 0.</param>
public readonly record struct AllocationInput(
    long ListingId, ListingMode Mode, int Weight, int Min, int? Max, int Buffer, int FixedQuantity, bool Enabled)
{
    /// <summary>Largest weight: a million steps between channels are finer than anyone sets by hand.</summary>
    public const int MaxWeight = 1_000_000;
}
