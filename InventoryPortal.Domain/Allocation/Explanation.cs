namespace InventoryPortal.Domain.Allocation;

/// <summary>What all explanations of one division have in common.</summary>
internal readonly record struct Totals(int Pool, int Divided, long WeightSum, bool AllEqual);

/// <summary>Turns a dealt seat into what a listing shows, with its reason.</summary>
internal static class Explanation
{
    public static AllocationShare Of(in AllocationInput listing, in Seat own, in Seat shared, in Totals totals)
    {
        if (!listing.Enabled)
        {
            return Nothing(listing, AllocationReasonCode.Disabled, totals);
        }
        if (listing.Mode == ListingMode.Off)
        {
            return Nothing(listing, AllocationReasonCode.Off, totals);
        }
        if (totals.Pool == 0)
        {
            return Nothing(listing, AllocationReasonCode.NothingAvailable, totals);
        }
        return listing.Mode switch
        {
            ListingMode.Fixed => Fixed(listing, own, totals),
            ListingMode.Shared => Shared(listing, shared, totals),
            _ => Split(listing, own, totals),
        };
    }

    private static AllocationShare Nothing(in AllocationInput listing, AllocationReasonCode code, in Totals totals) =>
        new(listing.ListingId, 0, new AllocationReason(code, totals.Pool, totals.Divided, 0, 0, 0, 0, 0));

    private static AllocationShare Fixed(in AllocationInput listing, in Seat seat, in Totals totals)
    {
        var code = seat.Given < seat.Floor ? AllocationReasonCode.FixedShort : AllocationReasonCode.Fixed;
        var given = (int)seat.Given;
        return new(listing.ListingId, given, new AllocationReason(code, totals.Pool, totals.Divided, 0, 0, given, 0, (int)seat.Floor));
    }

    private static AllocationShare Split(in AllocationInput listing, in Seat seat, in Totals totals)
    {
        var (code, bound) = Decided(listing, seat, totals);
        return Shown(listing, seat, totals, code, bound, (int)seat.Given - HeldBack(listing, seat));
    }

    private static (AllocationReasonCode Code, int Bound) Decided(in AllocationInput listing, in Seat seat, in Totals totals)
    {
        if (listing.Max is { } max && seat.Given >= seat.Cap)
        {
            return (AllocationReasonCode.Cap, Math.Max(0, max));
        }
        if (seat.Floor > 0 && seat.Given <= seat.Floor)
        {
            return (seat.Given < seat.Floor ? AllocationReasonCode.MinimumShort : AllocationReasonCode.Minimum, listing.Min);
        }
        return totals.AllEqual ? (AllocationReasonCode.AllWeightsZero, 0)
            : seat.Weight == 0 ? (AllocationReasonCode.ZeroWeight, 0)
            : (AllocationReasonCode.Proportional, 0);
    }

    private static AllocationShare Shared(in AllocationInput listing, in Seat pool, in Totals totals)
    {
        var shown = (int)pool.Given - HeldBack(listing, pool);
        return listing.Max is { } max && shown >= max
            ? Shown(listing, pool, totals, AllocationReasonCode.Cap, Math.Max(0, max), Math.Max(0, max))
            : Shown(listing, pool, totals, AllocationReasonCode.SharedPool, 0, shown);
    }

    private static int HeldBack(in AllocationInput listing, in Seat seat) =>
        Math.Min((int)seat.Given, Math.Max(0, listing.Buffer));

    private static AllocationShare Shown(
        in AllocationInput listing, in Seat seat, in Totals totals, AllocationReasonCode code, int bound, int quantity)
    {
        var weight = totals.AllEqual ? seat.EqualWeight : seat.Weight;
        return new(listing.ListingId, quantity, new AllocationReason(
            code, totals.Pool, totals.Divided, weight, totals.WeightSum, (int)seat.Given, HeldBack(listing, seat), bound));
    }
}
