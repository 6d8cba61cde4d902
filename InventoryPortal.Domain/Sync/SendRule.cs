namespace InventoryPortal.Domain.Sync;

/// <summary>What is known about a due listing at the moment of claiming it.</summary>
/// <param name="Desired">Units it should show.</param>
/// <param name="Confirmed">Units the channel last confirmed; null before the first confirmation.</param>
/// <param name="Observed">Units it was seen to show before we ever wrote, if known.</param>
/// <param name="Told">Net units the channel told us it took since <paramref name="Confirmed"/>.</param>
/// <param name="UnseenCredit">Units that earlier writes left out as sold unheard and that no order has explained yet: they stay left out.</param>
/// <param name="InFlight">Units of a call whose outcome is not known.</param>
/// <param name="OutcomeUnknown">The last call may or may not have been applied.</param>
/// <param name="RaiseCap">Units it may be raised to without promising a unit twice.</param>
/// <param name="OthersAreLowering">Another listing of the product is about to show less, which will lift the cap.</param>
/// <param name="WaitedEnough">It has waited for the others as long as it is to.</param>
/// <param name="SaleLikely">Sales on it are close enough together that one may be unheard of.</param>
/// <param name="CompareAndSet">The channel itself refuses a write on a number that has changed.</param>
public readonly record struct SendFacts(
    int Desired,
    int? Confirmed,
    int? Observed,
    int Told,
    int UnseenCredit,
    int? InFlight,
    bool OutcomeUnknown,
    int RaiseCap,
    bool OthersAreLowering,
    bool WaitedEnough,
    bool SaleLikely,
    bool CompareAndSet)
{
    /// <summary>What is left of the day's writes; null where the channel sets no such limit.</summary>
    public DayAllowance? Allowance { get; init; }

    /// <summary>A write that the channel took and may show any moment; null when nothing may still land.</summary>
    public PendingWrite? Pending { get; init; }

    /// <summary>
    /// A write that the channel took may land yet though its number was seen: a sale may have made the same number. What is written from
    /// now on lands behind it; what is only seen does not.
    /// </summary>
    public bool MayStillLand { get; init; }

    /// <summary>How long the channel may take to show a write that it only took; none where it shows it at once.</summary>
    public TimeSpan ShowsWithin { get; init; }

    /// <summary>What the channel should show now; null before the first confirmation.</summary>
    public int? Shown => ShownQuantity.SinceConfirmed(Confirmed, Told);

    /// <summary>
    /// The least it shows as far as we can know; 0 when it was never seen. A call whose outcome is not known may have lowered it
    /// already: then writing what it showed before is a raise.
    /// </summary>
    public int Baseline
    {
        get
        {
            var known = ShownQuantity.Of(Confirmed, Told, Observed) ?? 0;
            return OutcomeUnknown ? Math.Min(known, Math.Min(InFlight ?? known, Pending?.Value ?? known)) : known;
        }
    }

    /// <summary>What has to be written for the channel to be right: the plan less what it seems to have sold unheard.</summary>
    public int Target => Math.Max(0, Desired - UnseenCredit);
}

/// <summary>What to do with a due listing. A closed set.</summary>
public abstract record SendDecision
{
    private SendDecision() { }

    /// <summary>Write it.</summary>
    /// <param name="Value">Units to write, before any unseen sale is taken off.</param>
    /// <param name="IsWhole">Whether this is all it should show; else it stays due.</param>
    /// <param name="ReadFirst">Read the channel's number just before writing.</param>
    public sealed record Send(int Value, bool IsWhole, bool ReadFirst) : SendDecision;

    /// <summary>Not now: others still show units that this listing would promise a second time.</summary>
    public sealed record Hold : SendDecision;

    /// <summary>The channel's allowance for the day does not have a write for it: not before <paramref name="Until"/>.</summary>
    public sealed record NotToday(DateTimeOffset Until, string Reason) : SendDecision;
}

/// <summary>What the channel's number, read just before a write, means for it.</summary>
/// <param name="Value">Units to write.</param>
/// <param name="Unseen">Units that the channel seems to have sold without our having heard of it.</param>
/// <param name="IsThereAlready">The channel shows the value: no write is needed.</param>
public readonly record struct ReadBeforeWrite(int Value, int Unseen, bool IsThereAlready)
{
    /// <summary>What the channel took before may still land: the number settles nothing.</summary>
    public bool StaysOpen { get; init; }

    /// <summary>Though it settles nothing, deltas count from the number now: it differs from every one that was expected.</summary>
    public bool IsBase { get; init; }

    /// <summary>Nothing is written now; the channel is looked at again.</summary>
    public bool Waits { get; init; }

    /// <summary>The value is less than the plan asks for, because there is no room for more above what the channel shows: the listing stays due.</summary>
    public bool IsPart { get; init; }
}

/// <summary>Whether, what and how a due listing is written. Pure.</summary>
public static class SendRule
{
    /// <summary>Decides before the call. Lowering always goes; a raise must fit under the cap; and the day must have a write left for it.</summary>
    public static SendDecision Decide(in SendFacts facts) =>
        Wanted(facts) is var wanted && wanted is SendDecision.Send send && facts.Allowance is { } allowance
        && allowance.HeldBack(facts.Baseline, send.Value, facts.OutcomeUnknown) is { } reason
            ? new SendDecision.NotToday(allowance.Ends, reason)
            : wanted;

    private static SendDecision Wanted(in SendFacts facts)
    {
        var baseline = facts.Baseline;
        var isRaise = facts.Target > baseline;
        var read = facts.OutcomeUnknown || (!facts.CompareAndSet && facts.Confirmed is not null && (isRaise || facts.SaleLikely));
        if (!isRaise || facts.RaiseCap >= facts.Target)
        {
            return new SendDecision.Send(facts.Target, IsWhole: true, read);
        }
        if (facts.OthersAreLowering && !facts.WaitedEnough && !facts.OutcomeUnknown)
        {
            return new SendDecision.Hold();
        }
        return facts.RaiseCap > baseline ? new SendDecision.Send(facts.RaiseCap, IsWhole: false, read)
            : facts.OutcomeUnknown ? new SendDecision.Send(Math.Max(0, Math.Min(facts.Target, baseline)), IsWhole: false, ReadFirst: true)
            : new SendDecision.Hold();
    }

    /// <summary>
    /// Corrects a write by what the channel shows now. A number below every number it could rightly show means units sold
    /// unheard: they come off this write, never off the ledger. What was no raise by what we knew may be one by what is shown: then it is
    /// bounded by the room again.
    /// </summary>
    public static ReadBeforeWrite Correct(in SendFacts facts, int value, int shownNow)
    {
        if (facts.Pending is { } pending)
        {
            return pending.Correct(facts, value, shownNow);
        }
        var unseen = 0;
        if ((facts.Shown ?? (facts.OutcomeUnknown ? facts.Observed : null)) is { } shown)
        {
            var sent = facts.OutcomeUnknown ? facts.InFlight ?? shown : shown;
            var (low, high) = (Math.Min(shown, sent), Math.Max(shown, sent));
            unseen = shownNow <= low ? low - shownNow : shownNow <= high ? high - shownNow : 0;
        }
        var (corrected, isPart) = Bounded(facts, Math.Max(0, value - unseen), shownNow);
        return new ReadBeforeWrite(corrected, unseen, shownNow == corrected && !facts.MayStillLand) { IsPart = isPart };
    }

    /// <summary>The most of <paramref name="value"/> that may be written over what is shown now, and whether that is only a part of it.</summary>
    internal static (int Value, bool IsPart) Bounded(in SendFacts facts, int value, int shownNow) =>
        Math.Max(facts.RaiseCap, shownNow) is var most && value > most ? (most, true) : (value, false);
}
