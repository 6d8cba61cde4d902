using CsCheck;
using InventoryPortal.Domain.Allocation;
using Xunit;

namespace InventoryPortal.Tests.Domain.Allocation;

public sealed class AllocatorProperties
{
    private static AllocationShare[] Shares(Division d) => Allocator.Allocate(d.Available, d.Buffer, d.Listings);

    private static long Pool(Division d) => Math.Max(0L, (long)d.Available - d.Buffer);

    /// <summary>Units dealt per seat: each split and fixed listing, and the pool once.</summary>
    private static List<long> Seats(Division d, AllocationShare[] shares)
    {
        var dealt = d.Listings.Zip(shares).Where(p => p.First.Enabled).ToList();
        var seats = dealt.Where(p => p.First.Mode is ListingMode.Split or ListingMode.Fixed)
            .OrderBy(p => p.First.ListingId).Select(p => (long)p.Second.Reason.Given).ToList();
        seats.Add(dealt.Where(p => p.First.Mode == ListingMode.Shared).Select(p => (long)p.Second.Reason.Given).FirstOrDefault());
        return seats;
    }

    [Fact]
    public void The_search_deals_exactly_as_the_unit_by_unit_rule() =>
        AllocationGen.Small.Sample(d =>
        {
            var expected = NaiveDivision.Quantities(d.Available, d.Buffer, d.Listings);
            return Shares(d).All(s => s.Quantity == expected[s.ListingId]);
        }, iter: 20_000);

    [Fact]
    public void Listings_together_never_show_more_than_there_is() =>
        AllocationGen.Extreme.Sample(d =>
        {
            var shares = Shares(d);
            var apart = d.Listings.Zip(shares).Where(p => p.First.Mode != ListingMode.Shared).Sum(p => (long)p.Second.Quantity);
            var pool = d.Listings.Zip(shares).Where(p => p.First.Mode == ListingMode.Shared)
                .Select(p => (long)p.Second.Quantity).DefaultIfEmpty(0).Max();
            return apart + pool <= Pool(d) && Seats(d, shares).Sum() <= Pool(d) && shares.All(s => s.Quantity >= 0);
        }, iter: 5_000);

    [Fact]
    public void Nothing_is_stranded_while_a_listing_has_room() =>
        AllocationGen.Extreme.Sample(d =>
        {
            var shares = Shares(d);
            var open = d.Listings.Zip(shares).Where(p => p.First.Enabled && p.First.Mode is ListingMode.Split or ListingMode.Shared).ToList();
            var weighted = open.Any(p => p.First.Weight > 0);
            var sharedWeight = open.Where(p => p.First.Mode == ListingMode.Shared).Sum(p => (long)p.First.Weight);
            var room = open.Any(p => p.First is { Enabled: true, Mode: ListingMode.Shared }
                ? !weighted || sharedWeight > 0
                : p.First.Enabled && (!weighted || p.First.Weight > 0) && p.Second.Reason.Code != AllocationReasonCode.Cap);
            return !room || Seats(d, shares).Sum() == Pool(d);
        }, iter: 5_000);

    [Fact]
    public void One_more_unit_raises_one_seat_by_one_and_lowers_nobody() =>
        Gen.OneOf(AllocationGen.Small, AllocationGen.Extreme.Where(d => d.Available < int.MaxValue)).Sample(d =>
        {
            var before = Shares(d);
            var more = d with { Available = d.Available + 1 };
            var after = Shares(more);
            var steps = Seats(d, before).Zip(Seats(more, after), (a, b) => b - a).ToList();
            return steps.All(s => s is 0 or 1) && steps.Sum() <= 1
                && before.Zip(after).All(p => p.Second.Quantity - p.First.Quantity is 0 or 1);
        }, iter: 10_000);

    [Fact]
    public void The_order_in_which_listings_are_given_does_not_matter() =>
        Gen.Select(AllocationGen.Extreme, Gen.Int[0, 1000]).Sample((d, turn) =>
        {
            var turned = d.Listings.Length == 0 ? [] : d.Listings.Skip(turn % d.Listings.Length).Concat(d.Listings.Take(turn % d.Listings.Length)).Reverse().ToArray();
            var again = Shares(d with { Listings = turned });
            return Shares(d).OrderBy(s => s.ListingId).SequenceEqual(again.OrderBy(s => s.ListingId));
        }, iter: 3_000);

    [Fact]
    public void Without_bounds_shares_follow_the_weights() =>
        AllocationGen.Plain.Sample(d =>
        {
            // Sainte-Laguë keeps everybody within half a unit of the part at one common divisor.
            var shares = Shares(d);
            var allZero = d.Listings.All(l => l.Weight == 0);
            var seats = d.Listings.Zip(shares, (l, s) => (Weight: allZero ? 1L : l.Weight, Given: (long)s.Quantity)).ToList();
            return seats.Where(s => s.Given > 0).All(a => seats.All(b => a.Weight * ((2 * b.Given) + 1) >= b.Weight * ((2 * a.Given) - 1)));
        }, iter: 5_000);

    [Fact]
    public void Caps_hold_and_minima_are_kept_while_units_last() =>
        AllocationGen.Extreme.Sample(d => d.Listings.Zip(Shares(d)).All(p =>
        {
            var (listing, share) = p;
            var min = Math.Min(listing.Min, listing.Max ?? int.MaxValue);
            return share.Quantity <= (listing.Max ?? int.MaxValue)
                && (listing.Mode != ListingMode.Fixed || share.Quantity <= listing.FixedQuantity)
                && (listing.Mode != ListingMode.Split || share.Quantity >= min || !listing.Enabled
                    || share.Reason.Code is AllocationReasonCode.MinimumShort or AllocationReasonCode.NothingAvailable);
        }), iter: 5_000);

    [Fact]
    public void Fixed_quantities_come_before_everything_else() =>
        AllocationGen.Small.Sample(d =>
        {
            var pairs = d.Listings.Zip(Shares(d)).Where(p => p.First.Enabled).ToList();
            var wanted = pairs.Where(p => p.First.Mode == ListingMode.Fixed)
                .Sum(p => (long)Math.Min(p.First.FixedQuantity, p.First.Max ?? int.MaxValue));
            var got = pairs.Where(p => p.First.Mode == ListingMode.Fixed).Sum(p => (long)p.Second.Quantity);
            return got == Math.Min(wanted, Pool(d));
        }, iter: 5_000);

    [Fact]
    public void Every_quantity_follows_from_the_numbers_of_its_reason() =>
        AllocationGen.Extreme.Sample(d => d.Listings.Zip(Shares(d)).All(p =>
        {
            var (listing, share) = p;
            var shown = share.Reason.Given - share.Reason.Buffer;
            return share.Reason.Code == AllocationReasonCode.Cap
                ? share.Quantity == Math.Min(shown, share.Reason.Bound)
                : share.Quantity == shown;
        }), iter: 5_000);
}
