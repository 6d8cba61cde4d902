using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Domain.Sync;

/// <summary>How far a channel has followed a listing's desired quantity.</summary>
public sealed record ListingDelivery(
    long DesiredRevision,
    int? Confirmed,
    long ConfirmedRevision,
    int Told,
    int UnseenCredit,
    int? InFlight,
    bool OutcomeUnknown,
    DateTimeOffset? DueAt,
    int Attempts,
    bool IsDead,
    string? LastError)
{
    /// <summary>By when the channel shows what it took or may have taken, if it does at all; null when nothing may still land.</summary>
    public DateTimeOffset? ShowsBy { get; init; }
}

/// <summary>One write as it went out.</summary>
/// <param name="Revision">Desired revision it was made from.</param>
/// <param name="IsWhole">Whether it was all that revision asked for.</param>
/// <param name="ToldBefore">Units told by the channel that the write took into account.</param>
/// <param name="ShowsWithin">How long the channel may take to show it, should it only accept it.</param>
public readonly record struct SentWrite(long Revision, bool IsWhole, int ToldBefore, TimeSpan ShowsWithin = default)
{
    /// <summary>No call was made: the channel was seen to show it already. That ends nothing that may still land.</summary>
    public bool OnlySeen { get; init; }

    /// <summary>By when it is shown if it is taken at <paramref name="taken"/>; null where the channel shows at once what it takes.</summary>
    public DateTimeOffset? ShowsBy(DateTimeOffset taken) => ShowsWithin > TimeSpan.Zero ? taken + ShowsWithin : null;
}

/// <summary>The one door through which a verdict changes a listing's delivery. Pure.</summary>
public static class ListingTransitions
{
    /// <summary>How long a write that was only accepted is left before it is read back, unless the channel's adapter knows better.</summary>
    public static readonly TimeSpan ConfirmAfter = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a write of unknown outcome is left alone before it is read back: a store that stopped answering may still be
    /// working on it, and what it does later would land on top of the next write.
    /// </summary>
    public static readonly TimeSpan SettleAfter = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause between two looks for a write that is not shown yet.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(3);

    /// <summary>How soon a part of a raise is followed up, should no signal come.</summary>
    public static readonly TimeSpan FollowUp = TimeSpan.FromSeconds(1);

    /// <param name="wholeCallFailed">The call failed as a whole: the channel's trouble, not this listing's, so it never dies of it.</param>
    /// <param name="random01">For jitter.</param>
    public static ListingDelivery Apply(
        ListingDelivery state, SentWrite write, PushVerdict verdict, bool wholeCallFailed, DateTimeOffset now, double random01, RetryLimits limits)
    {
        return verdict switch
        {
            PushVerdict.Applied applied => Applied(state, write, applied.Quantity, now),
            PushVerdict.Accepted accepted => Accepted(state, write, now) with { DueAt = now + (accepted.ConfirmAfter ?? ConfirmAfter) },
            PushVerdict.NotShownYet => state with { OutcomeUnknown = true, DueAt = LookAgain(state, write, now) },
            // Not written, but what is shown is no longer known: the next claim reads first.
            PushVerdict.Stale stale => state with { OutcomeUnknown = true, InFlight = Kept(state), DueAt = now, LastError = stale.Reason },
            PushVerdict.Rejected rejected => state with
            {
                InFlight = null, OutcomeUnknown = false, ShowsBy = null, DueAt = null, IsDead = true, Attempts = state.Attempts + 1,
                LastError = $"{rejected.Code}: {rejected.Message}",
            },
            PushVerdict.RetryAt { Throttled: true } retry => state with
            {
                InFlight = Kept(state), DueAt = retry.NotBefore ?? now + limits.Base, LastError = retry.Reason,
            },
            PushVerdict.RetryAt retry => Again(state with { InFlight = Kept(state) }, retry.Reason, retry.NotBefore, wholeCallFailed, now, random01, limits),
            PushVerdict.Unknown unknown => Again(
                state with { OutcomeUnknown = true, ShowsBy = write.ShowsBy(now) }, unknown.Reason, now + SettleAfter, wholeCallFailed: true, now, random01, limits),
            PushVerdict.Reauthorise refused => state with { InFlight = Kept(state), DueAt = now, LastError = refused.Reason },
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "An unknown verdict."),
        };
    }

    /// <summary>A write came back after its lease was taken over: what the channel shows now is anybody's guess until it is written again.</summary>
    public static ListingDelivery Overtaken(ListingDelivery state, DateTimeOffset now) => state with
    {
        DesiredRevision = state.DesiredRevision + 1,
        DueAt = state.IsDead ? state.DueAt : now,
    };

    private static ListingDelivery Applied(ListingDelivery state, SentWrite write, int quantity, DateTimeOffset now)
    {
        var confirmedRevision = write.IsWhole ? Math.Max(state.ConfirmedRevision, write.Revision) : state.ConfirmedRevision;
        return state with
        {
            Confirmed = quantity,
            ConfirmedRevision = confirmedRevision,
            Told = state.Told - write.ToldBefore,
            InFlight = null,
            OutcomeUnknown = false,
            ShowsBy = write.OnlySeen ? state.ShowsBy : null,
            Attempts = 0,
            IsDead = false,
            LastError = null,
            DueAt = state.DesiredRevision == confirmedRevision ? null : write.IsWhole ? now : now + FollowUp,
        };
    }

    // What was told before it went out is part of what it was made from: told from now on is what was sold, perhaps, on top of it.
    private static ListingDelivery Accepted(ListingDelivery state, SentWrite write, DateTimeOffset now) => state with
    {
        Confirmed = state.Confirmed - write.ToldBefore,
        Told = state.Confirmed is null ? state.Told : state.Told - write.ToldBefore,
        OutcomeUnknown = true,
        ShowsBy = write.ShowsBy(now),
    };

    // After as long again as it has been waited for, and once more when its time is over.
    private static DateTimeOffset LookAgain(ListingDelivery state, SentWrite write, DateTimeOffset now)
    {
        if (state.ShowsBy is not { } by || by <= now)
        {
            // Nothing says how long: soon, and never at once.
            return now + FollowUp;
        }
        var waited = write.ShowsWithin - (by - now);
        var next = now + TimeSpan.FromTicks(Math.Clamp(waited.Ticks, FollowUp.Ticks, LongestPause.Ticks));
        return next < by ? next : by;
    }

    private static ListingDelivery Again(
        ListingDelivery state, string reason, DateTimeOffset? notBefore, bool wholeCallFailed, DateTimeOffset now, double random01, RetryLimits limits)
    {
        var attempts = state.Attempts + 1;
        if (!wholeCallFailed && limits.IsSpent(attempts))
        {
            return state with { DueAt = null, IsDead = true, Attempts = attempts, LastError = reason };
        }
        var backOff = now + RetrySchedule.Delay(attempts, random01, limits);
        return state with { DueAt = notBefore > backOff ? notBefore : backOff, Attempts = attempts, LastError = reason };
    }

    // An earlier call whose outcome is open stays open: not having written now says nothing about then.
    private static int? Kept(ListingDelivery state) => state.OutcomeUnknown ? state.InFlight : null;
}
