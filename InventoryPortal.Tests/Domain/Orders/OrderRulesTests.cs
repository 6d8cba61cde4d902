using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class OrderRulesTests
{
    private static readonly DateTimeOffset Connected = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LineTarget Sold = new(2, 0, 2, 0, 2);

    [Fact]
    public void An_order_from_before_the_connection_never_counts() =>
        Assert.IsType<OrderDecision.BeforeConnection>(OrderRules.Decide([], Snapshot(version: 5, placed: Connected.AddMinutes(-1)), Connected, readNow: false));

    [Fact]
    public void An_order_placed_in_the_second_of_the_connection_counts() =>
        Assert.IsType<OrderDecision.Take>(OrderRules.Decide([], Snapshot(version: 5, placed: Connected.AddMilliseconds(-900)), Connected, readNow: false));

    [Fact]
    public void An_older_state_changes_nothing() =>
        Assert.IsType<OrderDecision.Older>(OrderRules.Decide([new KnownLine("1", 9, Sold)], Snapshot(version: 8), Connected, readNow: true));

    [Fact]
    public void The_same_state_again_is_known() =>
        Assert.IsType<OrderDecision.Known>(OrderRules.Decide([new KnownLine("1", 9, Sold)], Snapshot(version: 9), Connected, readNow: false));

    [Fact]
    public void Two_different_states_of_the_same_second_are_settled_by_reading()
    {
        KnownLine[] known = [new("1", 9, LineTarget.Nothing(2))];
        Assert.IsType<OrderDecision.ReadAgain>(OrderRules.Decide(known, Snapshot(version: 9), Connected, readNow: false));
        Assert.IsType<OrderDecision.Take>(OrderRules.Decide(known, Snapshot(version: 9), Connected, readNow: true));
    }

    [Fact]
    public void A_line_that_the_order_no_longer_has_is_removed()
    {
        KnownLine[] known = [new("1", 8, Sold), new("2", 8, Sold)];
        var take = Assert.IsType<OrderDecision.Take>(OrderRules.Decide(known, Snapshot(version: 9), Connected, readNow: false));
        Assert.Equal(["2"], take.Removed);
    }

    [Fact]
    public void A_cancel_that_came_first_keeps_the_older_order_from_counting()
    {
        KnownLine[] cancelled = [new("1", 9, LineTarget.Nothing(2))];
        Assert.IsType<OrderDecision.Older>(OrderRules.Decide(cancelled, Snapshot(version: 7), Connected, readNow: false));
    }

    [Fact]
    public void A_lapsed_hold_is_not_taken_again_but_a_payment_after_it_counts()
    {
        var pending = new LineTarget(2, 2, 0, 0, 0);
        Assert.Equal(0, PendingHold.Effective(pending, Connected, Connected.AddSeconds(1)).Reserved);
        Assert.Equal(2, PendingHold.Effective(pending, Connected.AddHours(1), Connected).Reserved);
        Assert.Equal(2, PendingHold.Effective(Sold, Connected, Connected.AddSeconds(1)).Sold);
    }

    private static OrderSnapshot Snapshot(long version, DateTimeOffset? placed = null) => new(
        "100", null, "processing", placed ?? Connected.AddMinutes(5), version, [new OrderLineSnapshot("1", "11", "A", null, Sold)]);
}
