namespace InventoryPortal.Domain.Allocation;

/// <summary>
/// Deals units to seats as if one by one, each to the open seat with the largest <c>turn / (2·given + 1)</c>, ties to
/// the smaller id; <c>given</c> counts everything the seat holds, earlier rounds included.
/// </summary>
/// <remarks>
/// The units that come before a priority 1/x are known without a loop: seat i then holds ⌊(turn·x + 1) / 2⌋, held
/// between what it had and its ceiling. So a search finds an x that deals all but a few units, and only those few are
/// dealt one by one. The search may propose with floating point, but it counts and compares in integers only, so what
/// it settles on is exactly a point that the one-by-one deal passes through.
/// </remarks>
internal static class SainteLague
{
    /// <summary>Binary places of x. With these, two neighbouring x differ by less than a unit for weights that sum to a thousand million.</summary>
    private const int Places = 30;

    /// <summary>Above every x that matters: at 2^32 each seat holds more than its ceiling, which is below 2^31.</summary>
    private const long TopX = 1L << (32 + Places);

    /// <summary>Deals up to <paramref name="units"/> units (below 2^31, as is what a seat holds) and returns what the ceilings left over.</summary>
    public static long Deal(Span<Seat> seats, long units)
    {
        if (units <= 0)
        {
            return 0;
        }
        long room = 0;
        foreach (ref var seat in seats)
        {
            if (seat.IsOpen)
            {
                // No seat can pass this, so nothing below overflows however large a cap is.
                seat.Ceiling = Math.Min(seat.Ceiling, seat.Given + units);
                room += seat.Ceiling - seat.Given;
            }
        }
        if (room <= units)
        {
            FillAll(seats);
            return units - room;
        }
        units -= Advance(seats, units);
        for (; units > 0; units--)
        {
            DealOne(seats);
        }
        return 0;
    }

    private static void FillAll(Span<Seat> seats)
    {
        foreach (ref var seat in seats)
        {
            if (seat.IsOpen)
            {
                seat.Given = seat.Ceiling;
            }
        }
    }

    /// <summary>Moves all seats to the furthest point that the search finds without passing <paramref name="units"/>; returns the units dealt.</summary>
    private static long Advance(Span<Seat> seats, long units)
    {
        long low = 0, high = TopX, dealt = 0, x = 0;
        for (var step = 0; units - dealt > seats.Length && high - low > 1; step++)
        {
            // Every third step halves the interval, so the search ends whatever the proposals are worth.
            var proposal = step % 3 == 2 ? low : Propose(seats, units, x);
            x = proposal > low && proposal < high ? proposal : low + ((high - low) / 2);
            var count = Count(seats, x);
            if (count > units)
            {
                high = x;
            }
            else
            {
                low = x;
                dealt = count;
            }
        }
        foreach (ref var seat in seats)
        {
            if (seat.IsOpen)
            {
                seat.Given = HeldAt(seat, low);
            }
        }
        return dealt;
    }

    private static long Count(ReadOnlySpan<Seat> seats, long x)
    {
        long count = 0;
        foreach (ref readonly var seat in seats)
        {
            if (seat.IsOpen)
            {
                count += HeldAt(seat, x) - seat.Given;
            }
        }
        return count;
    }

    private static long HeldAt(in Seat seat, long x)
    {
        var held = (((UInt128)(ulong)seat.Turn * (ulong)x) + (1UL << Places)) >> (Places + 1);
        return held >= (ulong)seat.Ceiling ? seat.Ceiling : Math.Max(seat.Given, (long)(ulong)held);
    }

    /// <summary>Solves for x as if the seats that are between their bounds at <paramref name="x"/> were not rounded and the others stood still. With x 0, all count as between.</summary>
    private static long Propose(ReadOnlySpan<Seat> seats, long units, long x)
    {
        double weights = 0, wanted = units, at = Math.ScaleB(x, -Places);
        foreach (ref readonly var seat in seats)
        {
            if (!seat.IsOpen)
            {
                continue;
            }
            var held = ((seat.Turn * at) + 1) / 2;
            if (x != 0 && held >= seat.Ceiling)
            {
                wanted -= seat.Ceiling - seat.Given;
            }
            else if (x == 0 || held > seat.Given)
            {
                wanted += seat.Given - 0.5;
                weights += seat.Turn;
            }
        }
        var solved = weights > 0 ? Math.ScaleB(2 * wanted / weights, Places) : -1;
        return solved > 0 && solved < TopX ? (long)solved : -1;
    }

    private static void DealOne(Span<Seat> seats)
    {
        var best = -1;
        for (var i = 0; i < seats.Length; i++)
        {
            if (seats[i].IsOpen && (best < 0 || ComesBefore(seats[i], seats[best])))
            {
                best = i;
            }
        }
        seats[best].Given++;
    }

    private static bool ComesBefore(in Seat a, in Seat b)
    {
        var left = Math.BigMul((ulong)a.Turn, (ulong)((2 * b.Given) + 1));
        var right = Math.BigMul((ulong)b.Turn, (ulong)((2 * a.Given) + 1));
        return left > right || (left == right && a.Id < b.Id);
    }
}
