using CsCheck;
using InventoryPortal.Domain.Reconciliation;
using Xunit;

namespace InventoryPortal.Tests.Domain.Reconciliation;

public sealed class BulkGuardTests
{
    private static readonly GuardLimits Limits = new(20, 3);

    private static BulkChange[] Of(params (int? Confirmed, int Proposed, int Times)[] groups) =>
        [.. groups.SelectMany(g => Enumerable.Repeat(new BulkChange(g.Confirmed, g.Proposed), g.Times))];

    [Fact]
    public void Up_to_the_share_it_passes_and_above_it_holds()
    {
        Assert.IsType<BulkVerdict.Pass>(BulkGuard.Decide(Of((10, 9, 16), (10, 0, 4)), Limits));
        Assert.Equal(
            new BulkVerdict.Hold(BulkHoldReason.TooManyZeroed, 5, 0, 20),
            BulkGuard.Decide(Of((10, 9, 15), (10, 0, 5)), Limits));
    }

    [Fact]
    public void A_change_by_more_than_half_is_a_swing_and_half_is_none()
    {
        Assert.Equal(
            new BulkVerdict.Hold(BulkHoldReason.TooManySwung, 0, 6, 10),
            BulkGuard.Decide(Of((10, 4, 3), (10, 16, 3), (10, 10, 4)), Limits));
        Assert.IsType<BulkVerdict.Pass>(BulkGuard.Decide(Of((10, 5, 5), (10, 15, 5)), Limits));
    }

    [Fact]
    public void Listings_never_confirmed_do_not_count_and_empty_ones_may_be_filled() =>
        Assert.IsType<BulkVerdict.Pass>(BulkGuard.Decide(Of((null, 0, 50), (null, 90, 50), (0, 500, 50)), Limits));

    [Fact]
    public void A_few_listings_of_a_small_catalogue_are_never_held() =>
        Assert.IsType<BulkVerdict.Pass>(BulkGuard.Decide(Of((10, 0, 2)), Limits));

    [Fact]
    public void An_empty_catalogue_is_unusable() =>
        Assert.IsType<BulkVerdict.Unusable>(BulkGuard.Decide([], Limits));

    [Fact]
    public void It_holds_exactly_above_the_share_and_the_minimum() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[0, 100], Gen.Int[0, 10]).Sample((zeroed, swung, calm, fresh, percent, minimum) =>
        {
            var changes = Of((10, 0, zeroed), (10, 30, swung), (10, 11, calm), (null, 0, fresh));
            var touched = zeroed + swung;
            var held = touched > 0 && touched >= minimum && touched * 100 > percent * (touched + calm);
            return BulkGuard.Decide(changes, new GuardLimits(percent, minimum)) switch
            {
                BulkVerdict.Hold hold => held && hold.Zeroed == zeroed && hold.Swung == swung && hold.Of == touched + calm,
                BulkVerdict.Unusable => changes.Length == 0,
                _ => !held,
            };
        });
}
