using CsCheck;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Stock;
using Xunit;

namespace InventoryPortal.Tests.Domain.Allocation;

public sealed class DerivationTests
{
    [Fact]
    public void The_steps_of_every_listing_add_up_to_what_the_allocator_gave_it() =>
        Gen.OneOf(AllocationGen.Small, AllocationGen.Extreme.Where(d => d.Available > int.MinValue)).Sample(d =>
        {
            var shares = Allocator.Allocate(d.Available, d.Buffer, d.Listings);
            return d.Listings.Zip(shares).All(p => AddsUp(Of(d, p.First.Mode, p.Second), p.Second));
        }, iter: 5_000);

    [Fact]
    public void Only_a_part_by_weight_leaves_a_fraction_and_rounding_moves_less_than_a_unit() =>
        AllocationGen.Small.Sample(d =>
        {
            var shares = Allocator.Allocate(d.Available, d.Buffer, d.Listings);
            return d.Listings.Zip(shares).SelectMany(p => Of(d, p.First.Mode, p.Second)).All(s =>
                (s.Kind == DerivationStepKind.PartByWeight || s.Left == Math.Round(s.Left))
                && (s.Kind != DerivationStepKind.Rounding || Math.Abs(s.Change) < 1));
        }, iter: 5_000);

    [Fact]
    public void A_share_by_weight_is_told_from_the_shelf_to_the_listing()
    {
        var level = new StockLevel(20, 3);
        AllocationInput[] listings = [Split(1, weight: 3, buffer: 1), Split(2, weight: 1), Split(3, 0) with { Mode = ListingMode.Fixed, FixedQuantity = 2 }];
        var shares = Allocator.Allocate(level.Available - 4, 1, listings);

        Assert.Equal(
            ["OnHand +20 = 20", "Reserved -3 = 17", "ShownElsewhere -4 = 13", "ProductBuffer -1 = 12", "FixedFirst -2 = 10",
             "PartByWeight -2.5 = 7.5", "Rounding +0.5 = 8", "OwnBuffer -1 = 7"],
            Told(Derivation.Of(level, 4, 1, ListingMode.Split, shares[0])));
        Assert.Equal("Rule -10 = 2", Told(Derivation.Of(level, 4, 1, ListingMode.Fixed, shares[2]))[^1]);
    }

    [Fact]
    public void A_cap_of_a_shared_listing_comes_after_the_pool_it_shows()
    {
        AllocationInput[] listings = [Split(1, 1) with { Mode = ListingMode.Shared, Max = 5 }, Split(2, 1)];
        var shares = Allocator.Allocate(20, 0, listings);

        Assert.Equal(["OnHand +20 = 20", "PartByWeight -10 = 10", "Rule -5 = 5"], Told(Derivation.Of(new StockLevel(20, 0), 0, 0, ListingMode.Shared, shares[0])));
    }

    [Fact]
    public void Units_that_a_cap_leaves_to_another_listing_are_no_rounding()
    {
        AllocationInput[] listings = [Split(1, 1), Split(2, 1) with { Max = 2 }];
        var shares = Allocator.Allocate(20, 0, listings);

        Assert.Equal(["OnHand +20 = 20", "PartByWeight -10 = 10", "Bounds +8 = 18"], Told(Derivation.Of(new StockLevel(20, 0), 0, 0, ListingMode.Split, shares[0])));
        Assert.Equal(["OnHand +20 = 20", "Rule -18 = 2"], Told(Derivation.Of(new StockLevel(20, 0), 0, 0, ListingMode.Split, shares[1])));
    }

    [Fact]
    public void An_oversold_product_leaves_nothing_and_says_so()
    {
        var shares = Allocator.Allocate(-4, 1, [Split(1, 1)]);

        Assert.Equal(
            ["OnHand -1 = -1", "Reserved -3 = -4", "ProductBuffer -1 = -5", "NothingBelowZero +5 = 0", "Rule +0 = 0"],
            Told(Derivation.Of(new StockLevel(-1, 3), 0, 1, ListingMode.Split, shares[0])));
    }

    private static AllocationInput Split(long id, int weight, int buffer = 0) => new(id, ListingMode.Split, weight, 0, null, buffer, 0, true);

    private static IReadOnlyList<DerivationStep> Of(Division d, ListingMode mode, AllocationShare share) =>
        Derivation.Of(new StockLevel(d.Available, 0), 0, d.Buffer, mode, share);

    private static bool AddsUp(IReadOnlyList<DerivationStep> steps, AllocationShare share) =>
        steps[^1].Left == share.Quantity
        && steps.Skip(1).Zip(steps, (next, before) => Math.Abs(before.Left + next.Change - next.Left) < 1e-6).All(fits => fits);

    private static string[] Told(IReadOnlyList<DerivationStep> steps) =>
        [.. steps.Select(s => FormattableString.Invariant($"{s.Kind} {s.Change:+0.##;-0.##;+0} = {s.Left:0.##}"))];
}
