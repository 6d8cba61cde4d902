using CsCheck;
using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class WooCommerceOrderStatesTests
{
    private static readonly Gen<WooCommerceLine> Lines = Gen.Select(
        Gen.OneOf(
            "checkout-draft", "auto-draft", "pending", "on-hold", "processing", "completed", "cancelled", "failed",
            "refunded", "shipped", "wc-processing", ""),
        Gen.Int[0, 1_000_000_000],
        Gen.Int[-1, 1_000_000_000],
        Gen.Int[-1, 1_000_000_000],
        Gen.Bool,
        Gen.Bool,
        (status, quantity, reduced, restocked, paid, refunds) => new WooCommerceLine(
            status, quantity, reduced < 0 ? null : reduced, restocked < 0 ? null : restocked, paid, refunds));

    [Theory]
    // status, quantity, reduced, restocked, paid, refunds => reserved, sold, returned, taken
    [InlineData("checkout-draft", 3, null, null, false, false, 0, 0, 0, 0)]
    [InlineData("auto-draft", 3, null, null, false, false, 0, 0, 0, 0)]
    [InlineData("pending", 3, null, null, false, false, 3, 0, 0, 0)]
    [InlineData("on-hold", 3, 3, null, false, false, 0, 3, 0, 3)]
    [InlineData("processing", 3, 3, null, true, false, 0, 3, 0, 3)]
    [InlineData("wc-processing", 3, 3, null, true, false, 0, 3, 0, 3)]
    [InlineData("processing", 3, null, null, true, false, 0, 3, 0, 3)]
    [InlineData("completed", 3, 1, 2, true, true, 0, 3, 2, 1)]
    [InlineData("completed", 3, 1, null, true, true, 0, 3, 2, 1)]
    [InlineData("processing", 6, 4, null, true, false, 0, 6, 0, 6)]
    [InlineData("completed", 3, 3, null, true, true, 0, 3, 0, 3)]
    [InlineData("cancelled", 3, 3, null, true, false, 0, 0, 0, 0)]
    [InlineData("failed", 3, null, null, false, false, 0, 0, 0, 0)]
    [InlineData("refunded", 3, 0, 3, true, true, 0, 3, 3, 0)]
    [InlineData("refunded", 3, 3, null, true, true, 0, 3, 0, 3)]
    [InlineData("refunded", 3, 3, 99, true, true, 0, 3, 3, 0)]
    [InlineData("shipped", 3, null, null, true, false, 0, 3, 0, 3)]
    [InlineData("shipped", 3, 3, null, false, false, 0, 3, 0, 3)]
    [InlineData("shipped", 3, null, null, false, false, 0, 0, 0, 0)]
    public void Every_status_has_its_target(
        string status, int quantity, int? reduced, int? restocked, bool paid, bool refunds, int reserved, int sold, int returned, int taken)
    {
        var target = WooCommerceOrderStates.Target(new WooCommerceLine(status, quantity, reduced, restocked, paid, refunds));

        Assert.Equal(new LineTarget(quantity, reserved, sold, returned, taken), target);
    }

    [Fact]
    public void A_target_is_never_negative_and_never_returns_more_than_it_sold() => Lines.Sample(line =>
    {
        var target = WooCommerceOrderStates.Target(line);

        Assert.Equal(line.Quantity, target.Ordered);
        Assert.InRange(target.Returned, 0, target.Sold);
        Assert.InRange(target.Sold + target.Reserved, 0, line.Quantity);
        Assert.Equal(target.Sold - target.Returned, target.Taken);
    });

    [Fact]
    public void Units_are_either_reserved_or_sold_never_both() => Lines.Sample(line =>
    {
        var target = WooCommerceOrderStates.Target(line);

        Assert.True(target.Reserved == 0 || target.Sold == 0);
    });

    [Fact]
    public void A_further_restock_never_lowers_what_came_back() => Gen.Select(Lines, Gen.Int[0, 1000]).Sample((line, more) =>
    {
        var before = line with { Restocked = line.Restocked is { } r ? r : 0 };
        var after = before with { Restocked = (int)Math.Min(1_000_000_000L, (long)before.Restocked!.Value + more) };

        Assert.True(WooCommerceOrderStates.Target(after).Returned >= WooCommerceOrderStates.Target(before).Returned);
    });

    [Theory]
    [InlineData("trash", true)]
    [InlineData("wc-trash", true)]
    [InlineData("cancelled", false)]
    public void An_order_thrown_away_leaves_what_it_moved(string status, bool gone) =>
        Assert.Equal(gone, WooCommerceOrderStates.IsGone(status));
}
