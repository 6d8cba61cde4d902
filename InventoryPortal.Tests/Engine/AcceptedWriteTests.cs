using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>A write that its channel took and does not show yet may still land: until it does, or its time is over, nothing else is concluded.</summary>
public sealed class AcceptedWriteTests
{
    private static readonly ChannelTraits Traits =
        new(10, 10, 1, TimeSpan.FromSeconds(10), false, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)) { ShowsWithin = TimeSpan.FromMinutes(15) };

    private readonly ProductRow _product = new() { Id = 1, Sku = "A", SkuNormalised = "A", Name = "A", SearchText = "A", OnHand = 100 };

    private DateTimeOffset _now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_read_of_the_old_number_settles_nothing_and_the_channel_is_looked_at_again_later_and_later()
    {
        var row = Accepted(shown: 28, write: 36);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 4; i++)
        {
            var looked = _now = row.DueAt!.Value;
            Assert.Null(Look(row, shownNow: 28));
            pauses.Add(row.DueAt!.Value - looked);
            Assert.Equal((36, 36, 28, true), (row.InFlight, row.Sent, row.Confirmed, row.OutcomeUnknown));
        }
        Assert.Equal(pauses.Order(), pauses);
        Assert.True(row.ConfirmedRevision < row.DesiredRevision);
        Assert.Equal(0, row.Attempts);
    }

    [Fact]
    public void A_write_that_is_not_shown_in_its_time_is_sent_again_and_never_waited_for_longer()
    {
        var row = Accepted(shown: 28, write: 36);
        var (began, written) = (_now, new List<int>());
        while (_now < began.AddMinutes(40))
        {
            _now = row.DueAt!.Value;
            if (Look(row, shownNow: 28) is { } value)
            {
                written.Add(value);
                Assert.InRange(_now - began, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15 * (written.Count + 1)));
            }
        }
        Assert.Equal([36, 36], written);
    }

    [Fact]
    public void What_is_planned_meanwhile_goes_at_once_where_it_is_less_and_back_to_what_is_shown_settles_nothing()
    {
        var row = Accepted(shown: 28, write: 36);
        Assert.Equal(30, Look(Planned(row, 30), shownNow: 28));

        // Both may land; the last one counts, and the most that may be shown is on record.
        Assert.Equal((36, 30), (row.InFlight, row.Sent));
        Assert.Equal(28, Look(Planned(row, 28), shownNow: 28));
        Assert.Equal((36, true), (row.InFlight, row.OutcomeUnknown));
        Assert.True(row.ConfirmedRevision < row.DesiredRevision);
    }

    [Fact]
    public void A_number_that_is_back_where_it_was_counts_as_shown_when_what_it_overtook_must_have_landed()
    {
        var row = Accepted(shown: 28, write: 36);
        Assert.Equal(28, Look(Planned(row, 28), shownNow: 28));
        var began = _now;
        while (row.OutcomeUnknown)
        {
            _now = row.DueAt!.Value;
            Assert.Null(Look(row, shownNow: 28));
            Assert.Equal(_now - began < PendingWrite.After, row.OutcomeUnknown);
        }
        Assert.Equal((null, row.DesiredRevision), (row.InFlight, row.ConfirmedRevision));
        Assert.InRange(_now - began, PendingWrite.After, 3 * PendingWrite.After);
    }

    [Fact]
    public void A_raise_from_the_very_number_that_is_awaited_goes_at_once()
    {
        var row = Accepted(shown: 28, write: 36);
        Assert.Equal(28, Look(Planned(row, 28), shownNow: 28));
        Assert.Equal(30, Look(Planned(row, 30), shownNow: 28));
    }

    [Fact]
    public void A_raise_waits_until_the_lower_number_is_shown_and_then_goes_at_once()
    {
        // As a run once came to an end that it never left: planned 36, sent 28, confirmed 32, shown 28.
        var row = Planned(Accepted(shown: 32, write: 28), 36);
        Assert.Null(Look(row, shownNow: 32));
        Assert.Equal((28, 32, 0), (row.InFlight, row.Confirmed, row.UnseenCredit));

        _now = row.DueAt!.Value;
        Assert.Equal(36, Look(row, shownNow: 28));
        Assert.Equal((36, 28, 0), (row.InFlight, row.Confirmed, row.UnseenCredit));
        _now = row.DueAt!.Value;
        Assert.Null(Look(row, shownNow: 36));
        Assert.Equal((36, null, false, row.DesiredRevision), (row.Confirmed, row.InFlight, row.OutcomeUnknown, row.ConfirmedRevision));
    }

    [Fact]
    public void What_is_sold_while_it_is_awaited_has_the_plan_written_again_and_is_not_taken_for_a_sale_unheard()
    {
        var row = Accepted(shown: 36, write: 30);
        // Two were sold and told of; the channel shows that, and not the write.
        row.ToldSinceConfirm = 2;
        Assert.Equal(30, Look(Planned(row, 30), shownNow: 34));
        // Both writes landed, two more were sold and told of.
        row.ToldSinceConfirm += 2;
        Assert.Equal(29, Look(Planned(row, 29), shownNow: 28));
        Assert.Equal(0, row.UnseenCredit);
    }

    [Fact]
    public void Units_missing_below_both_numbers_are_a_sale_unheard_and_come_off()
    {
        var row = Accepted(shown: 36, write: 30);
        Assert.Equal(27, Look(row, shownNow: 27));
        Assert.Equal((3, 27, true), (row.UnseenCredit, row.Confirmed, row.OutcomeUnknown));
    }

    [Fact]
    public void A_write_of_unknown_outcome_is_written_again_at_once_and_what_it_may_show_stays_on_record()
    {
        var row = Accepted(shown: 28, write: 36, new PushVerdict.Unknown("cut"));
        _now = row.DueAt!.Value;
        Assert.Equal(28, Look(Planned(row, 28), shownNow: 28));
        Assert.Equal((36, true), (row.InFlight, row.OutcomeUnknown));
    }

    [Fact]
    public void A_number_that_a_sale_may_have_made_does_not_spare_the_next_write_while_the_one_before_may_still_land()
    {
        // Two were sold unheard of: 2 is shown, and the write of 2 is yet to land.
        var row = Accepted(shown: 4, write: 2);
        _now = row.DueAt!.Value;
        Assert.Null(Look(row, shownNow: 2));
        Assert.Equal((2, false), (row.Confirmed, row.OutcomeUnknown));

        // Told of that and of two more: what is shown is the plan, and would be 2 again once the write lands. A write lands behind it.
        row.ToldSinceConfirm = 4;
        row.LastSaleAt = _now;
        Assert.Equal(0, Look(Planned(row, 0), shownNow: 0));

        _now += Traits.ShowsWithin;
        Assert.Null(Look(row, shownNow: 0));
        row.LastSaleAt = _now;
        Assert.Null(Look(Planned(row, 0), shownNow: 0));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Where_an_overtaken_sender_and_the_one_behind_it_both_wrote_the_number_of_neither_settles_anything_in_their_time(int overtaken, int behind)
    {
        var row = Planned(new ListingRow
        {
            Id = 1, ChannelId = 1, ProductId = 1, ExternalId = "1", LinkState = LinkState.Linked, StockState = StockReadState.Tracked, Confirmed = 5, ConfirmedRevision = 1, DesiredRevision = 1,
        }, overtaken);
        var slept = ListingLease.Take(row, ListingLease.FactsOf(row, _product, [row], Traits, _now), _now)!;
        slept.Begin(Traits, _now);
        _now += ListingLease.Length;
        Assert.Equal(behind, Look(Planned(row, behind), shownNow: 5));
        Verdicts.Apply(row, new Outcome(slept, new PushVerdict.Applied(overtaken)), wholeCallFailed: false, _now, 0.5);

        foreach (var number in new[] { overtaken, behind })
        {
            _now = row.DueAt!.Value;
            Look(Planned(row, number), number);
            Assert.True(row.OutcomeUnknown);
            Assert.Equal(1, row.InFlight);
        }
    }

    [Fact]
    public void The_number_that_was_seen_before_a_write_went_out_does_not_prove_it()
    {
        // Five sold long ago are told of late: 0 is shown, and shown it was before the 0 was written over a 3 that may still land.
        var row = Accepted(shown: 0, write: 3);
        row.ToldSinceConfirm = 5;
        row.LastSaleAt = _now;
        Assert.Equal(0, Look(Planned(row, 0), shownNow: 0));
        _now = row.DueAt!.Value;
        Look(row, shownNow: 0);
        Assert.Equal((3, true), (row.InFlight, row.OutcomeUnknown));
    }

    private ListingRow Accepted(int shown, int write, PushVerdict? verdict = null)
    {
        var row = new ListingRow
        {
            Id = 1, ChannelId = 1, ProductId = 1, ExternalId = "1", LinkState = LinkState.Linked, StockState = StockReadState.Tracked,
            Confirmed = shown, ConfirmedRevision = 1, DesiredRevision = 1,
        };
        // The first claim of a raise reads, too.
        Assert.Equal(write, Look(Planned(row, write), shown, verdict));
        Assert.True(row.OutcomeUnknown);
        return row;
    }

    private ListingRow Planned(ListingRow row, int desired)
    {
        (row.Desired, row.DesiredAt, row.DueAt) = (desired, _now, _now);
        row.DesiredRevision++;
        return row;
    }

    /// <summary>One turn of the lane at a listing that is due; what it wrote, or null.</summary>
    private int? Look(ListingRow row, int shownNow, PushVerdict? verdict = null)
    {
        var claim = ListingLease.Take(row, ListingLease.FactsOf(row, _product, [row], Traits, _now), _now)!;
        var noted = new List<ReadNote>();
        var settled = claim.Send.ReadFirst ? Verdicts.OfRead(claim, new StockFigure("1", StockReadState.Tracked, shownNow), null, noted) : null;
        foreach (var note in noted)
        {
            ListingLease.NoteRead(row, note, _now);
            claim.ToldBefore = note.IsBase ? 0 : claim.ToldBefore;
        }
        if (settled is null)
        {
            claim.Begin(Traits, _now);
        }
        Verdicts.Apply(row, new Outcome(claim, settled ?? verdict ?? new PushVerdict.Accepted(null, TimeSpan.FromSeconds(4))), wholeCallFailed: false, _now, 0.5);
        return settled is null ? claim.Value : null;
    }
}
