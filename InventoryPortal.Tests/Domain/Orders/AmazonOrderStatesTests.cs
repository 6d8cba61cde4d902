using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class AmazonOrderStatesTests
{
    [Theory]
    [InlineData("PENDING_AVAILABILITY", 4, 0, 4)]
    [InlineData("PENDING", 4, 0, 4)]
    [InlineData("UNSHIPPED", 0, 4, 4)]
    [InlineData("PARTIALLY_SHIPPED", 0, 4, 4)]
    [InlineData("SHIPPED", 0, 4, 4)]
    [InlineData("CANCELLED", 0, 0, 0)]
    [InlineData("UNFULFILLABLE", 0, 0, 0)]
    [InlineData("ONE_DAY_PERHAPS", 4, 0, 4)]
    public void A_status_says_what_is_held_sold_and_taken(string status, int reserved, int sold, int taken) =>
        Assert.Equal(new LineTarget(4, reserved, sold, 0, taken), AmazonOrderStates.Target(new AmazonLine(status, 4)));

    [Theory]
    [InlineData(true, 1, 2, 3)]
    [InlineData(true, 0, 0, 0)]
    [InlineData(true, 9, 9, 4)]
    [InlineData(true, null, 2, 4)]
    [InlineData(false, 1, 2, 4)]
    public void Units_that_were_called_off_are_left_out_only_where_Amazon_says_that_something_was(bool cancelled, int? fulfilled, int? open, int sold) =>
        Assert.Equal(sold, AmazonOrderStates.Target(new AmazonLine("PARTIALLY_SHIPPED", 4, fulfilled, open, cancelled)).Sold);
}
