using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>A write that was taken and is not shown yet may still land: until it is shown, others may not sell what it would show.</summary>
public sealed class AcceptedWriteTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly ChannelTraits Traits = new(10, 10, 1, TimeSpan.FromSeconds(10), false, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    private readonly ProductRow _product = new() { Id = 1, Sku = "A", SkuNormalised = "A", Name = "A", SearchText = "A", OnHand = 100 };

    [Theory]
    [InlineData(true, 8, true)]
    [InlineData(false, 4, false)]
    public void A_read_that_does_not_show_it_settles_it_only_where_writes_show_at_once(bool showsLater, int inFlight, bool isOpen)
    {
        var row = AcceptedEight();
        row.Desired = 4;
        var claim = Claim(row);

        ListingLease.NoteRead(row, claim, shownNow: 3, unseen: 0, showsLater, Now);

        Assert.Equal((inFlight, isOpen), (row.InFlight, row.OutcomeUnknown));
        // The write that follows is refused for the moment: what may still land stays on record.
        Verdicts.Apply(row, new Outcome(claim, new PushVerdict.RetryAt(null, Throttled: true, "later")), wholeCallFailed: false, Now, 0.5);
        Assert.Equal(isOpen ? inFlight : null, row.InFlight);
    }

    [Fact]
    public void A_read_that_shows_it_settles_it()
    {
        var row = AcceptedEight();
        row.Desired = 4;
        ListingLease.NoteRead(row, Claim(row), shownNow: 8, unseen: 0, showsLater: true, Now);
        Assert.Equal((4, false), (row.InFlight, row.OutcomeUnknown));
    }

    private ListingRow AcceptedEight()
    {
        var row = new ListingRow
        {
            Id = 1, ChannelId = 1, ProductId = 1, ExternalId = "1", LinkState = LinkState.Linked, StockState = StockReadState.Tracked,
            Desired = 8, DesiredRevision = 1, DesiredAt = Now.AddMinutes(-1), Confirmed = 3, DueAt = Now,
        };
        var claim = Claim(row);
        claim.IsUnderWay = true;
        Verdicts.Apply(row, new Outcome(claim, new PushVerdict.Accepted(null, TimeSpan.Zero)), wholeCallFailed: false, Now, 0.5);
        Assert.Equal((8, true), (row.InFlight, row.OutcomeUnknown));
        return row;
    }

    private ClaimedListing Claim(ListingRow row) => ListingLease.Take(row, ListingLease.FactsOf(row, _product, [row], Traits, Now), Now)!;
}
