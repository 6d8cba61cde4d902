namespace InventoryPortal.Domain.Sync;

/// <summary>Bounds of a breaker.</summary>
/// <param name="FailureThreshold">Calls that fail one after the other before it opens.</param>
/// <param name="OpenFor">How long it stays open the first time; doubles each time the probe fails.</param>
/// <param name="MaxOpenFor">How long at most.</param>
/// <param name="ProbeFor">How long a probe may take before another is let through: a probe whose result never came must not hold the lane.</param>
public sealed record BreakerLimits(int FailureThreshold, TimeSpan OpenFor, TimeSpan MaxOpenFor, TimeSpan ProbeFor)
{
    /// <summary>Five failures, 5 s doubling to 2 min; a probe has 90 s, longer than any call to a channel takes.</summary>
    public static readonly BreakerLimits Default =
        new(5, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(90));
}

/// <summary>Whether a channel is worth calling. A value: every call gives the next breaker.</summary>
public abstract record Breaker(BreakerLimits Limits)
{
    /// <summary>A closed breaker without failures.</summary>
    public static Breaker New(BreakerLimits limits) => new Closed(limits, 0);

    /// <summary>The word of the HTTP contract: <c>closed</c>, <c>open</c>, <c>halfOpen</c>.</summary>
    public abstract string Word { get; }

    /// <summary>A call came through: the channel answered for itself, whatever it said about the items.</summary>
    public abstract Breaker OnSuccess(DateTimeOffset now);

    /// <summary>A call failed as a whole: no answer, a 5xx, nonsense. Throttling and refused items are no failures.</summary>
    public abstract Breaker OnFailure(DateTimeOffset now);

    /// <summary>Whether a call may go out now; the decision carries the breaker to keep.</summary>
    public abstract BreakerDecision Ask(DateTimeOffset now);

    private static Open OpenFrom(BreakerLimits limits, int openings, DateTimeOffset now)
    {
        var doublings = Math.Min(openings - 1, 30);
        var length = limits.OpenFor.Ticks > limits.MaxOpenFor.Ticks >> doublings
            ? limits.MaxOpenFor
            : TimeSpan.FromTicks(limits.OpenFor.Ticks << doublings);
        return new Open(limits, now + length, openings);
    }

    /// <summary>Calls go through; <paramref name="Failures"/> failed one after the other.</summary>
    public sealed record Closed(BreakerLimits Limits, int Failures) : Breaker(Limits)
    {
        /// <inheritdoc />
        public override string Word => "closed";

        /// <inheritdoc />
        public override Breaker OnSuccess(DateTimeOffset now) => this with { Failures = 0 };

        /// <inheritdoc />
        public override Breaker OnFailure(DateTimeOffset now) =>
            Failures + 1 >= Limits.FailureThreshold ? OpenFrom(Limits, 1, now) : this with { Failures = Failures + 1 };

        /// <inheritdoc />
        public override BreakerDecision Ask(DateTimeOffset now) => new BreakerDecision.Go(this);
    }

    /// <summary>No call until <paramref name="Until"/>; opened <paramref name="Openings"/> times without a success between. Results of calls that went out earlier change nothing.</summary>
    public sealed record Open(BreakerLimits Limits, DateTimeOffset Until, int Openings) : Breaker(Limits)
    {
        /// <inheritdoc />
        public override string Word => "open";

        /// <inheritdoc />
        public override Breaker OnSuccess(DateTimeOffset now) => this;

        /// <inheritdoc />
        public override Breaker OnFailure(DateTimeOffset now) => this;

        /// <inheritdoc />
        public override BreakerDecision Ask(DateTimeOffset now) => now < Until
            ? new BreakerDecision.Wait(this, Until)
            : new BreakerDecision.Probe(new HalfOpen(Limits, now + Limits.ProbeFor, Openings));
    }

    /// <summary>One probe is under way; another is let through at <paramref name="ProbeUntil"/> should nothing be heard of it.</summary>
    public sealed record HalfOpen(BreakerLimits Limits, DateTimeOffset ProbeUntil, int Openings) : Breaker(Limits)
    {
        /// <inheritdoc />
        public override string Word => "halfOpen";

        /// <inheritdoc />
        public override Breaker OnSuccess(DateTimeOffset now) => new Closed(Limits, 0);

        /// <inheritdoc />
        public override Breaker OnFailure(DateTimeOffset now) => OpenFrom(Limits, Openings + 1, now);

        /// <inheritdoc />
        public override BreakerDecision Ask(DateTimeOffset now) => now < ProbeUntil
            ? new BreakerDecision.Wait(this, ProbeUntil)
            : new BreakerDecision.Probe(this with { ProbeUntil = now + Limits.ProbeFor });
    }
}

/// <summary>What a breaker says to a call. A closed set.</summary>
/// <param name="Next">The breaker to keep.</param>
public abstract record BreakerDecision(Breaker Next)
{
    /// <summary>Call.</summary>
    public sealed record Go(Breaker Next) : BreakerDecision(Next);

    /// <summary>Make one call, as small as can be: it decides whether the channel is back.</summary>
    public sealed record Probe(Breaker Next) : BreakerDecision(Next);

    /// <summary>Do not call; ask again at <paramref name="Until"/> or when the probe's result is in.</summary>
    public sealed record Wait(Breaker Next, DateTimeOffset Until) : BreakerDecision(Next);
}
