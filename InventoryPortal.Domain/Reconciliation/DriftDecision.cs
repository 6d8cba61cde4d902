using InventoryPortal.Domain.Values;

namespace InventoryPortal.Domain.Reconciliation;

/// <summary>One quantity read from the channel, possibly negative, and when by our clock.</summary>
public readonly record struct Observation(int Value, DateTimeOffset At);

/// <summary>Everything known about one listing when it was read.</summary>
/// <param name="Earlier">The read kept from before; null when there is none.</param>
/// <param name="Latest">The read just made.</param>
/// <param name="Expected">What is confirmed less the sales that we know the channel made since.</param>
/// <param name="LastSent">What we last sent, confirmed or not; null when never.</param>
/// <param name="OrderBetween">Whether an order on the listing came between the reads, or between the orders read before and after the latest.</param>
/// <param name="EventLag">How late an order of this channel may reach us.</param>
/// <param name="Policy">The channel's.</param>
public readonly record struct DriftFacts(
    Observation? Earlier, Observation Latest, int Expected, int? LastSent, bool OrderBetween, TimeSpan EventLag, DriftPolicy Policy);

/// <summary>Why a difference is not acted upon yet.</summary>
public enum DriftWaitReason
{
    /// <summary>Seen once only.</summary>
    FirstRead,

    /// <summary>The two reads differ: the channel is moving.</summary>
    ReadsDisagree,

    /// <summary>An order came between: it may explain the difference.</summary>
    OrderBetween,

    /// <summary>The reads are so close that one unseen sale could lie before both.</summary>
    TooSoon,
}

/// <summary>What a read means. A closed set.</summary>
public abstract record DriftDecision
{
    /// <summary>Added to the event lag: channels round instants to a second, and the reads must lie further apart than the lag.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private DriftDecision() { }

    /// <summary>The channel shows what is expected; any kept read is forgotten.</summary>
    public sealed record NoDrift : DriftDecision;

    /// <summary>The channel shows what we last sent: nobody else wrote it. Where that is no longer desired, a push is due; it is never a movement.</summary>
    public sealed record OwnEcho : DriftDecision;

    /// <summary>Not certain yet.</summary>
    /// <param name="Keep">The read to give as <see cref="DriftFacts.Earlier"/> next time.</param>
    /// <param name="NotBefore">When the next read can decide.</param>
    /// <param name="Reason">Why not now.</param>
    public sealed record WaitForSecondRead(Observation Keep, DateTimeOffset NotBefore, DriftWaitReason Reason) : DriftDecision;

    /// <summary>Somebody changed the channel's quantity: record it and do what <paramref name="Action"/> says.</summary>
    /// <param name="Observed">What both reads show.</param>
    /// <param name="Expected">What they should show.</param>
    /// <param name="Action">The policy; reporting instead of adopting when the difference is more than one movement may carry.</param>
    public sealed record Drift(int Observed, int Expected, DriftPolicy Action) : DriftDecision
    {
        /// <summary>Observed less expected, in units: the movement to record when <see cref="Action"/> is to adopt.</summary>
        public long Delta => (long)Observed - Expected;
    }

    /// <summary>Acts only on a difference that two reads agree on, further apart than the event lag and with no order between.</summary>
    public static DriftDecision Decide(in DriftFacts facts)
    {
        if (facts.Latest.Value == facts.Expected)
        {
            return new NoDrift();
        }
        if (facts.Latest.Value == facts.LastSent)
        {
            return new OwnEcho();
        }
        if (facts.Earlier is not { } earlier)
        {
            return Wait(facts.Latest, facts.EventLag, DriftWaitReason.FirstRead);
        }
        if (facts.OrderBetween)
        {
            return Wait(facts.Latest, facts.EventLag, DriftWaitReason.OrderBetween);
        }
        if (earlier.Value != facts.Latest.Value)
        {
            return Wait(facts.Latest, facts.EventLag, DriftWaitReason.ReadsDisagree);
        }
        var early = Wait(earlier, facts.EventLag, DriftWaitReason.TooSoon);
        return facts.Latest.At < early.NotBefore ? early : Found(facts);
    }

    private static WaitForSecondRead Wait(Observation keep, TimeSpan lag, DriftWaitReason reason) =>
        new(keep, keep.At + lag + Margin, reason);

    private static Drift Found(in DriftFacts facts)
    {
        var drift = new Drift(facts.Latest.Value, facts.Expected, facts.Policy);
        return Math.Abs(drift.Delta) > Quantities.Max && drift.Action == DriftPolicy.Adopt
            ? drift with { Action = DriftPolicy.Report }
            : drift;
    }
}
