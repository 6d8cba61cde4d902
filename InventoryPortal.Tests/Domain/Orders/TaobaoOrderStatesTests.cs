using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class TaobaoOrderStatesTests
{
    [Theory]
    // Placed: held; off the shop's own number only where the item gives units out at the order.
    [InlineData("TRADE_NO_CREATE_PAY", true, 4, 0, 0, 4)]
    [InlineData("WAIT_BUYER_PAY", true, 4, 0, 0, 4)]
    [InlineData("WAIT_BUYER_PAY", false, 4, 0, 0, 0)]
    [InlineData("PAY_PENDING", false, 4, 0, 0, 0)]
    [InlineData("WAIT_PRE_AUTH_CONFIRM", true, 4, 0, 0, 4)]
    // Paid and everything after it.
    [InlineData("WAIT_SELLER_SEND_GOODS", true, 0, 4, 0, 4)]
    [InlineData("PAID_FORBID_CONSIGN", false, 0, 4, 0, 4)]
    [InlineData("SELLER_CONSIGNED_PART", false, 0, 4, 0, 4)]
    [InlineData("WAIT_BUYER_CONFIRM_GOODS", false, 0, 4, 0, 4)]
    [InlineData("TRADE_BUYER_SIGNED", true, 0, 4, 0, 4)]
    [InlineData("TRADE_FINISHED", true, 0, 4, 0, 4)]
    // Closed before the payment, and paid back before it was sent.
    [InlineData("TRADE_CLOSED_BY_TAOBAO", true, 0, 0, 0, 0)]
    [InlineData("TRADE_CLOSED", true, 0, 4, 4, 0)]
    [InlineData("TRADE_CLOSED", false, 0, 4, 4, 0)]
    public void Every_state_has_its_target(string status, bool takenUnpaid, int reserved, int sold, int returned, int taken) =>
        Assert.Equal(new LineTarget(4, reserved, sold, returned, taken), TaobaoOrderStates.Target(new TaobaoLine(status, 4, TakenUnpaid: takenUnpaid)));

    [Fact]
    public void What_was_sent_and_paid_back_does_not_return_by_itself() =>
        Assert.Equal(new LineTarget(4, 0, 4, 0, 4), TaobaoOrderStates.Target(new TaobaoLine("TRADE_CLOSED", 4, IsPaid: true, IsSent: true)));

    [Theory]
    [InlineData(true, 0, 4, 4)]
    [InlineData(false, 4, 0, 4)]
    public void A_state_that_is_new_to_us_is_a_sale_once_it_is_paid(bool isPaid, int reserved, int sold, int taken) =>
        Assert.Equal(new LineTarget(4, reserved, sold, 0, taken), TaobaoOrderStates.Target(new TaobaoLine("SOMETHING_NEW", 4, isPaid)));

    [Fact]
    public void From_order_to_refund_before_sending_nothing_is_left_in_the_ledger()
    {
        var applied = default(LineApplied);
        foreach (var status in (string[])["WAIT_BUYER_PAY", "WAIT_SELLER_SEND_GOODS", "TRADE_CLOSED", "TRADE_CLOSED"])
        {
            applied = OrderLineRules.Step(applied, TaobaoOrderStates.Target(new TaobaoLine(status, 3))).Applied;
        }
        Assert.Equal((0, 0, 0), (applied.Reserved, applied.Net, applied.Taken));
    }

    [Fact]
    public void Negative_units_are_a_bug() => Assert.Throws<ArgumentOutOfRangeException>(() => TaobaoOrderStates.Target(new TaobaoLine("TRADE_FINISHED", -1)));
}
