using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;
using Xunit;

namespace InventoryPortal.Tests.Intake;

/// <summary>How far a page of orders lets the next poll begin.</summary>
public sealed class OrderPageTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Orders_in_the_order_of_their_changes_are_read_up_to_the_newest_and_never_beyond_the_channels_clock()
    {
        Assert.Equal(Noon.AddMinutes(5), InboxRules.ReadTo(Page(Noon.AddMinutes(9))));
        Assert.Equal(Noon.AddMinutes(3), InboxRules.ReadTo(Page(Noon.AddMinutes(3))));
        Assert.Null(InboxRules.ReadTo(Page(Noon) with { Orders = [] }));
    }

    [Fact]
    public void Orders_in_no_order_move_nothing_before_the_channel_says_how_far_it_was_read()
    {
        var page = Page(Noon.AddMinutes(9)) with { IsOutOfOrder = true };
        Assert.Null(InboxRules.ReadTo(page));
        Assert.Equal(Noon, InboxRules.ReadTo(page with { ReadTo = Noon }));
    }

    private static OrderPage Page(DateTimeOffset channelNow) =>
        new([new RawOrder("1", Noon.AddMinutes(5), default), new RawOrder("2", Noon.AddMinutes(1), default)], null, channelNow, null);
}
