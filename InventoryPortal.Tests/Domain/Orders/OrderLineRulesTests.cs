using CsCheck;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Stock;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class OrderLineRulesTests
{
    private static readonly Gen<LineTarget> Targets = Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 2]).Select((quantity, returned, phase) => phase switch
    {
        0 => LineTarget.Nothing(quantity),
        1 => new LineTarget(quantity, quantity, 0, 0, 0),
        _ => new LineTarget(quantity, 0, quantity, Math.Min(returned, quantity), quantity - Math.Min(returned, quantity)),
    });

    [Fact]
    public void Whatever_a_line_went_through_the_ledger_ends_at_its_last_target() =>
        Targets.Array[1, 12].Sample(targets =>
        {
            var (onHand, reserved, taken) = (0, 0, 0);
            var applied = default(LineApplied);
            foreach (var target in targets)
            {
                var step = OrderLineRules.Step(applied, target);
                onHand += step.Moves.Sum(m => m.Delta);
                reserved += step.Moves.Sum(m => m.ReservedDelta);
                taken += step.TakenDelta;
                applied = step.Applied;
                Assert.True(applied.Returned <= applied.Sold);
            }
            var last = targets[^1];
            Assert.Equal(-(last.Sold - last.Returned), onHand);
            Assert.Equal(last.Reserved, reserved);
            Assert.Equal(last.Taken, taken);
        });

    [Fact]
    public void Saying_the_same_twice_moves_nothing_the_second_time() =>
        Gen.Select(Targets, Targets).Sample((before, target) =>
        {
            var first = OrderLineRules.Step(OrderLineRules.Step(default, before).Applied, target);
            var second = OrderLineRules.Step(first.Applied, target);
            Assert.Empty(second.Moves);
            Assert.Equal(0, second.TakenDelta);
        });

    [Fact]
    public void An_edit_from_4_to_6_to_4_ends_with_4_sold()
    {
        var applied = default(LineApplied);
        var deltas = new List<int>();
        foreach (var quantity in new[] { 4, 6, 4 })
        {
            var step = OrderLineRules.Step(applied, new LineTarget(quantity, 0, quantity, 0, quantity));
            deltas.AddRange(step.Moves.Select(m => m.Delta));
            applied = step.Applied;
        }
        Assert.Equal([-4, -2, 2], deltas);
        Assert.Equal(4, applied.Net);
    }

    [Fact]
    public void A_paid_order_turns_its_hold_into_a_sale_in_one_movement()
    {
        var held = OrderLineRules.Step(default, new LineTarget(3, 3, 0, 0, 0));
        var sold = OrderLineRules.Step(held.Applied, new LineTarget(3, 0, 3, 0, 3));
        Assert.Equal([new LineMove(MovementKind.Sale, -3, -3)], sold.Moves);
    }

    [Fact]
    public void A_line_first_seen_after_a_partial_return_tells_sale_and_return_apart()
    {
        var step = OrderLineRules.Step(default, new LineTarget(5, 0, 5, 2, 3));
        Assert.Equal([new LineMove(MovementKind.Sale, -5, 0), new LineMove(MovementKind.Return, 2, 0)], step.Moves);
    }
}
