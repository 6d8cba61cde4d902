using CsCheck;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Domain.Sync;

public sealed class ListingTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ListingDelivery Sent = new(7, 10, 5, 2, 0, 8, false, Now, 0, false, null);
    private static readonly SentWrite Whole = new(7, IsWhole: true, ToldBefore: 2);

    private static readonly Gen<PushVerdict> Verdicts = Gen.OneOf(
        Gen.Int[0, 20].Select(q => (PushVerdict)new PushVerdict.Applied(q)),
        Gen.Const((PushVerdict)new PushVerdict.Accepted("f1")),
        Gen.Const((PushVerdict)new PushVerdict.Rejected("x", "no")),
        Gen.Bool.Select(t => (PushVerdict)new PushVerdict.RetryAt(t ? Now.AddSeconds(30) : null, t, "busy")),
        Gen.Const((PushVerdict)new PushVerdict.Unknown("cut")),
        Gen.Const((PushVerdict)new PushVerdict.Stale("moved")),
        Gen.Const((PushVerdict)new PushVerdict.Reauthorise("401")));

    private static readonly Gen<ListingDelivery> States =
        from desired in Gen.Long[1, 20]
        from confirmed in Gen.Long[0, 20]
        from attempts in Gen.Int[0, 10]
        from unknown in Gen.Bool
        select Sent with { DesiredRevision = desired, ConfirmedRevision = Math.Min(confirmed, desired), Attempts = attempts, OutcomeUnknown = unknown };

    [Fact]
    public void A_confirmed_revision_never_goes_back_and_never_overtakes_the_desired_one() =>
        Gen.Select(States, Verdicts, Gen.Long[0, 20], Gen.Bool, Gen.Bool).Sample((state, verdict, revision, whole, all) =>
        {
            var next = ListingTransitions.Apply(
                state, new SentWrite(Math.Min(revision, state.DesiredRevision), whole, 0), verdict, all, Now, 0.5, RetryLimits.Default);
            Assert.InRange(next.ConfirmedRevision, state.ConfirmedRevision, state.DesiredRevision);
        });

    [Fact]
    public void A_listing_is_in_sync_or_due_or_dead_after_every_verdict() =>
        Gen.Select(States, Verdicts, Gen.Bool).Sample((state, verdict, all) =>
        {
            var next = ListingTransitions.Apply(
                state, new SentWrite(state.DesiredRevision, true, 0), verdict, all, Now, 0.5, RetryLimits.Default);
            Assert.True(next.DesiredRevision == next.ConfirmedRevision || next.DueAt is not null || next.IsDead);
        });

    [Fact]
    public void An_applied_write_settles_what_it_took_into_account_and_no_more()
    {
        var next = ListingTransitions.Apply(Sent with { Told = 3 }, Whole, new PushVerdict.Applied(8), false, Now, 0, RetryLimits.Default);
        Assert.Equal((8, 7L, 1, (int?)null), (next.Confirmed!.Value, next.ConfirmedRevision, next.Told, next.InFlight));
        Assert.Null(next.DueAt);
    }

    [Fact]
    public void What_is_not_shown_yet_is_never_looked_at_again_at_once_though_nothing_says_how_long_it_may_take()
    {
        foreach (var by in new DateTimeOffset?[] { null, Now, Now.AddMinutes(-1) })
        {
            var next = ListingTransitions.Apply(Sent with { ShowsBy = by }, Whole, new PushVerdict.NotShownYet(), false, Now, 0.5, RetryLimits.Default);
            Assert.Equal((Now + ListingTransitions.FollowUp, true), (next.DueAt!.Value, next.OutcomeUnknown));
        }
    }

    [Fact]
    public void A_write_on_a_number_that_has_moved_is_due_at_once_and_the_channel_is_read_first()
    {
        var next = ListingTransitions.Apply(Sent, Whole, new PushVerdict.Stale("It shows 7."), false, Now, 0.5, RetryLimits.Default);
        Assert.Equal((0, Now, (int?)null, true), (next.Attempts, next.DueAt!.Value, next.InFlight, next.OutcomeUnknown));
        var facts = new SendFacts(8, 10, null, 2, 0, null, next.OutcomeUnknown, 8, false, true, false, CompareAndSet: true);
        Assert.True(Assert.IsType<SendDecision.Send>(SendRule.Decide(facts)).ReadFirst);
    }

    [Fact]
    public void Throttling_costs_no_attempt_and_obeys_the_instant_named()
    {
        var next = ListingTransitions.Apply(Sent, Whole, new PushVerdict.RetryAt(Now.AddSeconds(30), true, "429"), true, Now, 0.5, RetryLimits.Default);
        Assert.Equal((0, Now.AddSeconds(30)), (next.Attempts, next.DueAt!.Value));
    }

    [Fact]
    public void A_channel_that_is_down_never_kills_its_listings_but_a_listing_that_fails_alone_dies()
    {
        var (together, alone) = (Sent, Sent);
        for (var i = 0; i < 50; i++)
        {
            together = ListingTransitions.Apply(together, Whole, new PushVerdict.RetryAt(null, false, "down"), true, Now, 0.5, RetryLimits.Default);
            alone = ListingTransitions.Apply(alone, Whole, new PushVerdict.RetryAt(null, false, "odd"), false, Now, 0.5, RetryLimits.Default);
        }
        Assert.False(together.IsDead);
        Assert.True(alone.IsDead);
    }

    [Fact]
    public void A_result_that_comes_after_its_lease_was_taken_over_makes_the_listing_due_again()
    {
        var next = ListingTransitions.Overtaken(Sent with { DueAt = null, ConfirmedRevision = 7 }, Now);
        Assert.Equal((8L, Now), (next.DesiredRevision, next.DueAt!.Value));
    }
}
