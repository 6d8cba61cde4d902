using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;
using Xunit;

namespace InventoryPortal.Tests.Intake;

/// <summary>Which looks at an order are one and the same event.</summary>
public sealed class PolledKeyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly RawOrder Named = new("1", Noon, Encoding.UTF8.GetBytes("""{"id":"1"}""")) { NamesOnly = true };

    [Fact]
    public void An_order_that_is_only_named_is_read_once_more_when_its_stamp_can_hide_no_further_change()
    {
        var within = Key(Named, Noon);
        var settled = Key(Named, Noon + RawOrder.SameStamp);
        Assert.NotEqual(within, settled);
        Assert.NotEqual(within, Key(Named, Noon.AddSeconds(1)));
        Assert.Equal(settled, Key(Named, Noon.AddHours(1)));
    }

    [Fact]
    public void An_order_listed_whole_is_the_same_event_until_its_stamp_or_its_body_changes()
    {
        var whole = Named with { NamesOnly = false };
        Assert.Equal(Key(whole, Noon), Key(whole, Noon.AddHours(1)));
        Assert.NotEqual(Key(whole, Noon), Key(whole with { Body = Encoding.UTF8.GetBytes("""{"id":"1","total":2}""") }, Noon));
        Assert.NotEqual(Key(whole, Noon), Key(whole with { ModifiedAt = Noon.AddSeconds(1) }, Noon));
    }

    private static string Key(RawOrder order, DateTimeOffset listedAt) => InboxItem.Polled(7, order, listedAt, Noon).EventKey;
}
