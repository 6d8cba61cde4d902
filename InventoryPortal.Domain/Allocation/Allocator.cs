namespace InventoryPortal.Domain.Allocation;

/// <summary>
/// Divides a product's units among its listings. Pure; the same function serves the ledger's transaction, the preview
/// and the explanation.
/// </summary>
/// <remarks>
/// <para>Available less the product's buffer is dealt in rounds, each unit by unit by weight (<see cref="SainteLague"/>):
/// fixed quantities, minima, then the rest up to the caps. In the first two rounds weight 0 comes after every weight;
/// in the last it gets nothing, unless nobody who competes has a weight: then all are equal.</para>
/// <para>A seat's minimum counts as already given in the last round. So a minimum below the proportional part changes
/// nothing, and where no bound is reached each seat ends within a unit of its part.</para>
/// <para>Each unit goes by what was dealt before it and never by how many are to come. So one more unit is one more
/// step: it raises one seat by one and lowers nobody.</para>
/// <para>All shared listings hold one seat of their summed weight, without a cap, with the largest of their minima;
/// each shows the pool less its own buffer, up to its own cap. Minima and caps bound what a listing shows: its buffer
/// is dealt on top of them and held back.</para>
/// </remarks>
public static class Allocator
{
    /// <summary>Listings that are divided on the stack: more channels than a product has; beyond it one array comes from the heap.</summary>
    private const int StackListings = 64;

    /// <summary>As the other overload, into a new array.</summary>
    public static AllocationShare[] Allocate(int available, int productBuffer, IReadOnlyList<AllocationInput> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        var inputs = listings as AllocationInput[] ?? [.. listings];
        var shares = new AllocationShare[inputs.Length];
        Allocate(available, productBuffer, inputs, shares);
        return shares;
    }

    /// <summary>Writes one share per listing, in the order of <paramref name="listings"/>. No heap allocation for up to 64 listings.</summary>
    /// <param name="available">On hand less reserved; may be negative.</param>
    /// <param name="productBuffer">Units of the product that no channel shows.</param>
    /// <param name="listings">In any order; the outcome per listing does not depend on it.</param>
    /// <param name="shares">At least as long as <paramref name="listings"/>.</param>
    public static void Allocate(int available, int productBuffer, ReadOnlySpan<AllocationInput> listings, Span<AllocationShare> shares)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shares.Length, listings.Length, nameof(shares));
        var pool = Math.Max(0, (long)available - Math.Max(0, productBuffer));
        // One seat per listing and, last, the pool's.
        Span<Seat> seats = listings.Length <= StackListings
            ? stackalloc Seat[StackListings + 1]
            : new Seat[listings.Length + 1];
        seats = seats[..(listings.Length + 1)];
        Seating.Fill(listings, seats);

        var divided = DealRound(seats, Round.Fixed, pool);
        var rest = DealRound(seats, Round.Minimum, divided);
        var weightSum = SumOfWeights(seats);
        DealRest(seats, rest, weightSum == 0);

        var totals = new Totals((int)pool, (int)divided, weightSum == 0 ? SumOfEqualWeights(seats) : weightSum, weightSum == 0);
        for (var i = 0; i < listings.Length; i++)
        {
            shares[i] = Explanation.Of(listings[i], seats[i], seats[^1], totals);
        }
    }

    private enum Round { Fixed, Minimum }

    private static long DealRound(Span<Seat> seats, Round round, long units)
    {
        units = DealTier(seats, round, units, weighted: true);
        return DealTier(seats, round, units, weighted: false);
    }

    private static long DealTier(Span<Seat> seats, Round round, long units, bool weighted)
    {
        var any = false;
        foreach (ref var seat in seats)
        {
            var takesPart = seat.Floor > 0 && seat.IsFixed == (round == Round.Fixed) && seat.Weight > 0 == weighted;
            seat.Turn = !takesPart ? 0 : weighted ? seat.Weight : seat.EqualWeight;
            seat.Ceiling = seat.Floor;
            any |= takesPart;
        }
        return any ? SainteLague.Deal(seats, units) : units;
    }

    private static void DealRest(Span<Seat> seats, long units, bool allEqual)
    {
        foreach (ref var seat in seats)
        {
            seat.Turn = seat.IsFixed ? 0 : allEqual ? seat.EqualWeight : seat.Weight;
            seat.Ceiling = seat.Cap;
        }
        SainteLague.Deal(seats, units);
    }

    private static long SumOfWeights(ReadOnlySpan<Seat> seats)
    {
        long sum = 0;
        foreach (ref readonly var seat in seats)
        {
            sum += seat.IsFixed ? 0 : seat.Weight;
        }
        return sum;
    }

    private static long SumOfEqualWeights(ReadOnlySpan<Seat> seats)
    {
        long sum = 0;
        foreach (ref readonly var seat in seats)
        {
            sum += seat.IsFixed ? 0 : seat.EqualWeight;
        }
        return sum;
    }
}
