using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class EbayOrderStatesTests
{
    [Theory]
    [InlineData("PENDING", "NONE_REQUESTED", "NOT_STARTED", 3, 0, 3)]
    [InlineData("FAILED", "NONE_REQUESTED", "NOT_STARTED", 3, 0, 3)]
    [InlineData("PAID", "NONE_REQUESTED", "NOT_STARTED", 0, 3, 3)]
    [InlineData("PAID", "NONE_REQUESTED", "FULFILLED", 0, 3, 3)]
    [InlineData("PAID", "IN_PROGRESS", "NOT_STARTED", 0, 3, 3)]
    [InlineData("PARTIALLY_REFUNDED", "NONE_REQUESTED", "FULFILLED", 0, 3, 3)]
    [InlineData("FULLY_REFUNDED", "NONE_REQUESTED", "FULFILLED", 0, 3, 3)]
    [InlineData("PENDING", "NONE_REQUESTED", "FULFILLED", 0, 3, 3)]
    [InlineData("PAID", "CANCELED", "NOT_STARTED", 0, 0, 0)]
    [InlineData("FULLY_REFUNDED", "CANCELED", "NOT_STARTED", 0, 0, 0)]
    [InlineData("PENDING", "CANCELED", null, 0, 0, 0)]
    [InlineData("SOMETHING_NEW", null, null, 3, 0, 3)]
    public void Each_state_says_what_is_reserved_sold_and_taken_by_the_channel(
        string payment, string? cancel, string? fulfillment, int reserved, int sold, int taken) =>
        Assert.Equal(new LineTarget(3, reserved, sold, 0, taken), EbayOrderStates.Target(new EbayOrderState(payment, cancel, fulfillment), 3));

    [Fact]
    public void People_read_the_cancellation_or_else_the_payment()
    {
        Assert.Equal("CANCELED", EbayOrderStates.Word(new EbayOrderState("PAID", "CANCELED", null)));
        Assert.Equal("PAID", EbayOrderStates.Word(new EbayOrderState("PAID", "NONE_REQUESTED", null)));
    }
}
