using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Domain.Sync;

/// <summary>What one listing of a product may still sell, as far as we can know. Quantities in units; a negative one (channels show them) counts as 0.</summary>
/// <param name="ListingId">Our id.</param>
/// <param name="Mode">Shared listings sell from one pool and count once.</param>
/// <param name="Desired">What it is to show.</param>
/// <param name="Shown">What the channel last confirmed to show; null when never confirmed.</param>
/// <param name="InFlightOrUnknown">What a call that is under way, or whose outcome is unknown, may have set; the largest of several; null when there is none.</param>
public readonly record struct ListingExposure(long ListingId, ListingMode Mode, int Desired, int? Shown, int? InFlightOrUnknown)
{
    /// <summary>The largest of what it may show now or soon. Paused, failing and unauthorised channels keep theirs.</summary>
    public int Exposure => Math.Max(Math.Max(0, Desired), Math.Max(Shown ?? 0, InFlightOrUnknown ?? 0));
}

/// <summary>How far a listing may be raised without offering a unit twice.</summary>
public static class ExposureRule
{
    /// <summary>
    /// The largest quantity that <paramref name="listingId"/> may be raised to:
    /// available − buffer − exposure of the others, at least 0. Lowering needs no leave.
    /// </summary>
    /// <remarks>
    /// All shared listings count once, with the largest of their exposures; to one of them the others are no others.
    /// So where a fellow already shows more than there is (it waits to be lowered, or cannot be), raising another to the
    /// cap adds nothing to the pool's exposure but does not wait for the fellow either.
    /// Once every other listing is down to its plan the cap is at least the plan, because plans together fit.
    /// </remarks>
    /// <param name="available">On hand less reserved; may be negative.</param>
    /// <param name="productBuffer">Units of the product that no channel shows.</param>
    /// <param name="listingId">The listing to raise. When it is not among <paramref name="all"/>, all are others.</param>
    /// <param name="all">Every listing of the product that may sell, whether it is written to or not.</param>
    public static int RaiseCap(int available, int productBuffer, long listingId, ReadOnlySpan<ListingExposure> all)
    {
        var isShared = false;
        foreach (ref readonly var listing in all)
        {
            isShared |= listing.ListingId == listingId && listing.Mode == ListingMode.Shared;
        }
        long others = 0;
        var pool = 0;
        foreach (ref readonly var listing in all)
        {
            if (listing.Mode == ListingMode.Shared)
            {
                pool = Math.Max(pool, listing.Exposure);
            }
            else if (listing.ListingId != listingId)
            {
                others += listing.Exposure;
            }
        }
        others += isShared ? 0 : pool;
        return (int)Math.Clamp((long)available - Math.Max(0, productBuffer) - others, 0, int.MaxValue);
    }
}
