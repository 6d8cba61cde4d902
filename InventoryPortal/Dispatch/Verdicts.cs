using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Dispatch;

/// <summary>What a channel's answers mean for the rows they concern. Pure: the caller has locked and loaded, and saves.</summary>
internal static class Verdicts
{
    // An answer per item (200, or 207 where the channel says so): what failed in it is the item's own trouble.
    private static bool IsPerItem(int? status) => status is 200 or 207;

    /// <summary>Whether a call failed as a whole: the channel's trouble, not that of the listings in it.</summary>
    public static bool IsWholeCallFailed(PushReport report, IReadOnlyList<Outcome> outcomes) =>
        (report.IsCallRefused || !IsPerItem(report.Trace.Status)) && outcomes.All(o => o.Verdict is PushVerdict.Unknown or PushVerdict.RetryAt);

    /// <summary>What a read before a write decides about it alone; null when it has to be written. What the number settles or shows missing is added to <paramref name="noted"/>.</summary>
    public static PushVerdict? OfRead(ClaimedListing claim, StockFigure? figure, ReadFailure? failure, List<ReadNote> noted)
    {
        switch (figure)
        {
            case { State: StockReadState.Missing }:
                return new PushVerdict.Rejected("not_found", "The channel does not know this item any more.");
            case { State: StockReadState.AtParent }:
                return new PushVerdict.Rejected("managed_by_parent", "The item's stock is kept at its parent.");
            case { State: StockReadState.Tracked, Quantity: { } shownNow }:
                var read = SendRule.Correct(claim.Facts, claim.Value, shownNow);
                claim.Correct(read, shownNow);
                if (read.Unseen > 0 || claim.Facts.OutcomeUnknown)
                {
                    noted.Add(new ReadNote(claim, shownNow, read));
                }
                return read.Waits ? new PushVerdict.NotShownYet() : read.IsThereAlready ? new PushVerdict.Applied(shownNow) : null;
            case { State: StockReadState.Untracked }:
                return null;
            default:
                return failure switch
                {
                    ReadFailure.Reauthorise refused => new PushVerdict.Reauthorise(refused.Reason),
                    ReadFailure.Transient transient => new PushVerdict.RetryAt(transient.NotBefore, transient.Throttled, transient.Reason),
                    { } other => new PushVerdict.RetryAt(null, false, other.Reason),
                    null => new PushVerdict.RetryAt(null, false, "The channel gave no figure for this item."),
                };
        }
    }

    /// <summary>Applies one verdict to its listing. One that comes with an old fencing token only makes the listing due again.</summary>
    public static void Apply(ListingRow row, Outcome outcome, bool wholeCallFailed, DateTimeOffset now, double random01)
    {
        var state = new ListingDelivery(
            row.DesiredRevision, row.Confirmed, row.ConfirmedRevision, row.ToldSinceConfirm, row.UnseenCredit, row.InFlight,
            row.OutcomeUnknown, row.DueAt, row.Attempts, row.IsDead, row.LastError)
        {
            ShowsBy = row.ShowsBy,
        };
        var claim = outcome.Claim;
        ListingLease.CountWrite(row, claim.IsUnderWay && outcome.Verdict.MayHaveWritten ? claim.Day : null);
        var isOurs = ListingLease.IsHeld(row, claim);
        var next = isOurs
            ? ListingTransitions.Apply(
                state, claim.Write, outcome.Verdict, wholeCallFailed, now, random01, RetryLimits.Default)
            : ListingTransitions.Overtaken(state, now);
        (row.DesiredRevision, row.Confirmed, row.ConfirmedRevision) = (next.DesiredRevision, next.Confirmed, next.ConfirmedRevision);
        (row.ToldSinceConfirm, row.UnseenCredit, row.InFlight) = (next.Told, next.UnseenCredit, next.InFlight);
        (row.OutcomeUnknown, row.ShowsBy, row.Attempts, row.IsDead) = (next.OutcomeUnknown, next.ShowsBy, next.Attempts, next.IsDead);
        row.DueAt = row.Desired is null || row.AwaitsApproval ? null : next.DueAt;
        row.LastError = next.LastError?.Length > Lengths.Error ? next.LastError[..Lengths.Error] : next.LastError;
        if (!isOurs)
        {
            ListingLease.NoteOvertaken(row, claim, outcome.Verdict, now);
            return;
        }
        row.LeaseUntil = null;
        if (claim.IsUnderWay && outcome.Verdict.MayHaveWritten)
        {
            ListingLease.NoteSent(row, claim, isCertain: outcome.Verdict is not PushVerdict.Unknown, now);
        }
        if (outcome.Verdict is PushVerdict.Applied applied)
        {
            row.ConfirmedAt = now;
            row.StockState = StockReadState.Tracked;
            (row.Sent, row.Observed, row.ObservedAt, row.IsDrifted) = (applied.Quantity, applied.Quantity, now, false);
        }
    }

    /// <summary>The instant before which the channel asked for no further call; null when it did not ask.</summary>
    public static DateTimeOffset? NotBefore(IReadOnlyList<Outcome> outcomes) =>
        outcomes.Select(o => o.Verdict).OfType<PushVerdict.RetryAt>().Where(r => r.Throttled).Max(r => r.NotBefore);

    /// <summary>
    /// Whether a listing that holds a raise back may have room now that another of its product was recorded. One whose write was taken and
    /// is not shown yet waits for the channel, not for room.
    /// </summary>
    public static bool IsWaiting(ListingRow row, DateTimeOffset now) =>
        row is { ProductId: not null, Attempts: 0, LeaseUntil: null, OutcomeUnknown: false } && row.DesiredRevision > row.ConfirmedRevision && row.DueAt > now;
}
