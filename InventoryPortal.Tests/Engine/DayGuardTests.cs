using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>What a channel's limit of writes a day does to a listing's row.</summary>
public sealed class DayGuardTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly ChannelTraits Traits =
        new(10, 10, 1, TimeSpan.FromSeconds(10), false, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)) { WritesPerListingAndDay = 250 };

    private static readonly int Today = DayAllowance.Of(250, default, TimeZoneInfo.Utc, Now).Day;

    private readonly ProductRow _product = new() { Id = 1, Sku = "A", SkuNormalised = "A", Name = "A", SearchText = "A", OnHand = 100 };

    [Fact]
    public void Only_a_call_that_may_have_written_counts()
    {
        foreach (var (verdict, counts) in new (PushVerdict, int)[]
        {
            (new PushVerdict.Applied(5), 1), (new PushVerdict.Unknown("lost"), 1), (new PushVerdict.Accepted(null), 1),
            (new PushVerdict.RetryAt(null, true, "later"), 0), (new PushVerdict.Rejected("1", "no"), 0), (new PushVerdict.Stale("old"), 0),
            (new PushVerdict.Reauthorise("no"), 0),
        })
        {
            var row = Row(desired: 5, confirmed: 9);
            var claim = Claim(row)!;
            claim.Begin(Traits, Now);
            Verdicts.Apply(row, new Outcome(claim, verdict), false, Now, 0.5);
            Assert.Equal((verdict, Today * counts, counts), (verdict, row.WritesDay, row.WritesThatDay));
        }
        // Read just before, it showed the number already: nothing was written.
        var there = Row(desired: 5, confirmed: 9);
        Verdicts.Apply(there, new Outcome(Claim(there)!, new PushVerdict.Applied(5)), false, Now, 0.5);
        Assert.Equal(0, there.WritesThatDay);
    }

    [Fact]
    public void A_call_cut_off_counts_and_one_that_never_went_out_does_not()
    {
        var row = Row(desired: 5, confirmed: 9);
        ListingLease.GiveBack(row, Claim(row)!, Now, Now);
        Assert.Equal(0, row.WritesThatDay);
        var claim = Claim(row)!;
        claim.Begin(Traits, Now);
        ListingLease.GiveBack(row, claim, Now, Now);
        Assert.Equal(1, row.WritesThatDay);
        // The process vanished with a call under way: its successor counts it.
        Claim(row);
        row.LeaseUntil = Now;
        Assert.NotNull(Claim(row));
        Assert.Equal(2, row.WritesThatDay);
    }

    [Fact]
    public void A_call_that_begins_after_the_channels_midnight_counts_for_the_day_in_which_it_was_made()
    {
        var row = Row(desired: 5, confirmed: 9);
        (row.WritesDay, row.WritesThatDay) = (Today, 249);
        var late = Now.Date.AddDays(1).AddSeconds(-1);
        var claim = Claim(row, new DateTimeOffset(late, TimeSpan.Zero))!;
        claim.Begin(Traits, new DateTimeOffset(late.AddSeconds(2), TimeSpan.Zero));
        Verdicts.Apply(row, new Outcome(claim, new PushVerdict.Applied(5)), false, Now, 0.5);
        Assert.Equal((Today + 1, 1), (row.WritesDay, row.WritesThatDay));
    }

    [Fact]
    public void A_listing_without_a_write_left_waits_for_the_next_day_with_its_reason_and_goes_then()
    {
        var row = Row(desired: 5, confirmed: 9);
        (row.WritesDay, row.WritesThatDay) = (Today, 250);
        Assert.Null(Claim(row));
        var midnight = new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((midnight, 0, false), (row.DueAt, row.Attempts, row.IsDead));
        Assert.StartsWith("Written 250 times today", row.LastError, StringComparison.Ordinal);
        var claim = Claim(row, midnight)!;
        claim.Begin(Traits, midnight);
        Verdicts.Apply(row, new Outcome(claim, new PushVerdict.Applied(5)), false, midnight, 0.5);
        Assert.Equal((Today + 1, 1, null), (row.WritesDay, row.WritesThatDay, row.LastError));
    }

    [Fact]
    public void Near_the_limit_small_raises_are_coalesced_into_one_that_is_worth_a_write()
    {
        var row = Row(desired: 11, confirmed: 10);
        (row.WritesDay, row.WritesThatDay) = (Today, 200);
        Assert.Null(Claim(row));
        (row.Desired, row.DueAt) = (14, Now);
        Assert.Null(Claim(row));
        (row.Desired, row.DueAt) = (15, Now);
        Assert.Equal(15, Claim(row)!.Value);
    }

    [Fact]
    public void A_channel_without_a_limit_counts_nothing()
    {
        var row = Row(desired: 5, confirmed: 9);
        var claim = Claim(row, Now, Traits with { WritesPerListingAndDay = null })!;
        claim.Begin(Traits with { WritesPerListingAndDay = null }, Now);
        Verdicts.Apply(row, new Outcome(claim, new PushVerdict.Applied(5)), false, Now, 0.5);
        Assert.Equal((0, 0), (row.WritesDay, row.WritesThatDay));
    }

    [Fact]
    public void A_whole_day_of_changes_never_asks_for_more_writes_than_the_channel_takes()
    {
        var (row, random, sent) = (Row(desired: 40, confirmed: 40), new Random(7), 0);
        for (var at = Now.Date.AddHours(1); at < Now.Date.AddHours(23); at = at.AddMinutes(1))
        {
            var now = new DateTimeOffset(at, TimeSpan.Zero);
            row.Desired = Math.Clamp(row.Desired!.Value + random.Next(-3, 4), 0, 90);
            row.DesiredRevision++;
            row.DueAt = now;
            if (Claim(row, now) is { } claim)
            {
                sent++;
                claim.Begin(Traits, now);
                Verdicts.Apply(row, new Outcome(claim, new PushVerdict.Applied(claim.Value)), false, now, 0.5);
            }
        }
        Assert.Equal((250, 250), (sent, row.WritesThatDay));
    }

    private ClaimedListing? Claim(ListingRow row, DateTimeOffset? now = null, ChannelTraits? traits = null) =>
        ListingLease.Take(row, ListingLease.FactsOf(row, _product, [row], traits ?? Traits, now ?? Now), now ?? Now);

    private static ListingRow Row(int desired, int confirmed) => new()
    {
        Id = 1, ChannelId = 1, ExternalId = "A", ProductId = 1, LinkState = LinkState.Linked,
        Desired = desired, DesiredRevision = 2, DesiredAt = Now, Confirmed = confirmed, ConfirmedRevision = 1, DueAt = Now,
    };
}
