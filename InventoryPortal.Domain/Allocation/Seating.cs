namespace InventoryPortal.Domain.Allocation;

/// <summary>Gives every listing that takes part its seat, and the shared ones their common one.</summary>
internal static class Seating
{
    /// <summary>More units than there can be.</summary>
    private const long NoCap = long.MaxValue;

    /// <summary>Fills cleared <paramref name="seats"/>: one per listing in its order, the last for the pool.</summary>
    public static void Fill(ReadOnlySpan<AllocationInput> listings, Span<Seat> seats)
    {
        ref var shared = ref seats[^1];
        for (var i = 0; i < listings.Length; i++)
        {
            ref readonly var listing = ref listings[i];
            if (!listing.Enabled)
            {
                continue;
            }
            switch (listing.Mode)
            {
                case ListingMode.Split:
                    seats[i] = Split(listing);
                    break;
                case ListingMode.Fixed:
                    seats[i] = Fixed(listing);
                    break;
                case ListingMode.Shared:
                    Join(ref shared, listing);
                    break;
            }
        }
    }

    private static Seat Split(in AllocationInput listing)
    {
        var cap = listing.Max switch
        {
            null => NoCap,
            <= 0 => 0, // nothing is held back for a listing that may show nothing
            { } max => (long)max + Math.Max(0, listing.Buffer),
        };
        return new Seat
        {
            Id = listing.ListingId,
            Weight = Math.Max(0, listing.Weight),
            EqualWeight = 1,
            Floor = Math.Min(FloorOf(listing), cap),
            Cap = cap,
        };
    }

    private static Seat Fixed(in AllocationInput listing) => new()
    {
        Id = listing.ListingId,
        Weight = Math.Max(0, listing.Weight),
        EqualWeight = 1,
        IsFixed = true,
        Floor = Math.Max(0, Math.Min(listing.FixedQuantity, listing.Max ?? int.MaxValue)),
    };

    private static void Join(ref Seat shared, in AllocationInput listing)
    {
        shared.Id = shared.EqualWeight == 0 ? listing.ListingId : Math.Min(shared.Id, listing.ListingId);
        shared.Weight += Math.Max(0, listing.Weight);
        shared.EqualWeight++;
        shared.Floor = Math.Max(shared.Floor, FloorOf(listing));
        shared.Cap = NoCap;
    }

    private static long FloorOf(in AllocationInput listing) =>
        listing.Min > 0 ? (long)listing.Min + Math.Max(0, listing.Buffer) : 0;
}
