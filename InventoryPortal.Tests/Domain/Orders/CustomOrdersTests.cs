using CsCheck;
using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class CustomOrdersTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Pending_holds_paid_sells_and_cancelled_gives_back()
    {
        Assert.Equal(new LineTarget(3, 3, 0, 0, 3), Line(Placed(0, paid: false, 3)));
        Assert.Equal(new LineTarget(3, 0, 3, 0, 3), Line(Placed(0, paid: false, 3), Placed(1, paid: true, 3)));
        Assert.Equal(LineTarget.Nothing(3), Line(Placed(0, paid: true, 3), Cancelled(1)));
    }

    [Fact]
    public void An_edit_is_the_order_placed_again_and_a_line_left_out_is_gone()
    {
        Assert.Equal(new LineTarget(6, 0, 6, 0, 6), Line(Placed(0, true, 4), Placed(1, true, 6)));
        var empty = CustomOrders.Compose("1", [Placed(0, true, 4), new CustomOrderEvent(CustomOrderEventKind.Placed, Start.AddMinutes(1), true, [])]);
        Assert.Empty(empty!.Lines);
    }

    [Fact]
    public void Refunds_add_up_once_each_and_come_back_only_where_they_restock()
    {
        var events = new[] { Placed(0, true, 5), Refund(1, "a", 1, restock: true), Refund(1, "a", 1, restock: true), Refund(2, "b", 2, restock: false), Refund(3, "c", 1, restock: true) };
        Assert.Equal(new LineTarget(5, 0, 5, 2, 3), Line(events));
        Assert.Equal(new LineTarget(5, 0, 5, 5, 0), Line(Placed(0, true, 5), Refund(1, "a", 9, restock: true)));
    }

    [Fact]
    public void Two_lines_of_one_thing_are_one_line() => Assert.Equal(
        new LineTarget(5, 0, 5, 0, 5),
        Line(new CustomOrderEvent(CustomOrderEventKind.Placed, Start, true, [new("x", "X", 2), new("x", "X", 3)])));

    [Fact]
    public void A_refund_alone_does_not_say_what_was_ordered_and_a_cancellation_alone_needs_no_lines()
    {
        Assert.Null(CustomOrders.Compose("1", [Refund(1, "a", 1, restock: true)]));
        Assert.Empty(CustomOrders.Compose("1", [Cancelled(1)])!.Lines);
    }

    [Fact]
    public void A_payment_heard_of_before_the_order_that_waited_for_it_still_counts() =>
        Assert.Equal(new LineTarget(3, 0, 3, 0, 3), Line(Placed(1, paid: true, 3), Placed(0, paid: false, 3)));

    [Fact]
    public void Any_order_of_arrival_and_any_repeat_come_to_the_same()
    {
        CustomOrderEvent[] life = [Placed(0, false, 4), Placed(1, true, 4), Refund(2, "a", 1, true), Placed(3, true, 6), Refund(4, "b", 2, true), Refund(5, "c", 1, false)];
        var whole = CustomOrders.Compose("1", life)!;
        Gen.Shuffle(life).SelectMany(some => Gen.Int[0, life.Length - 1].Select(again => some.Append(life[again]).ToArray())).Sample(events =>
        {
            var composed = CustomOrders.Compose("1", events)!;
            Assert.Equal((whole.Status, whole.Version, whole.PlacedAt), (composed.Status, composed.Version, composed.PlacedAt));
            Assert.Equal(whole.Lines, composed.Lines);
        });
    }

    private static LineTarget Line(params CustomOrderEvent[] events) => Assert.Single(CustomOrders.Compose("1", events)!.Lines).Target;

    private static CustomOrderEvent Placed(int minute, bool paid, int quantity) =>
        new(CustomOrderEventKind.Placed, Start.AddMinutes(minute), paid, [new("x", "X", quantity)]);

    private static CustomOrderEvent Cancelled(int minute) => new(CustomOrderEventKind.Cancelled, Start.AddMinutes(minute), false, []);

    private static CustomOrderEvent Refund(int minute, string id, int quantity, bool restock) =>
        new(CustomOrderEventKind.Refunded, Start.AddMinutes(minute), false, [new("x", "X", quantity)], id, restock);
}
