namespace InventoryPortal.Domain.Sync;

/// <summary>
/// A token bucket as a value: calls keep to a rate, up to a burst at once, and to what the channel asked for with
/// Retry-After. A token is taken at once and used after the wait, so callers queue in the order of their taking.
/// </summary>
/// <remarks>The bucket is kept as the instant at which it is full again, so nothing is refilled by a timer and nothing is rounded away.</remarks>
public sealed record Pacer
{
    private readonly TimeSpan interval;
    private readonly TimeSpan tolerance;

    private Pacer(TimeSpan interval, TimeSpan tolerance)
    {
        this.interval = interval;
        this.tolerance = tolerance;
    }

    /// <summary>When the bucket is full again; in the past when it is.</summary>
    private DateTimeOffset FullAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>No call goes out before; see <see cref="Defer"/>.</summary>
    private DateTimeOffset DeferredUntil { get; init; } = DateTimeOffset.MinValue;

    /// <summary>A full bucket.</summary>
    /// <param name="rate">Calls a second, above 0.</param>
    /// <param name="burst">Calls at once, at least 1.</param>
    public static Pacer New(double rate, int burst)
    {
        if (!(rate > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "Above 0.");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        // Rounded up to a tick: never faster than asked. A day is slower than any channel.
        var ticks = (long)Math.Min(Math.Ceiling(TimeSpan.TicksPerSecond / rate), TimeSpan.TicksPerDay);
        return new Pacer(TimeSpan.FromTicks(ticks), TimeSpan.FromTicks(ticks * (burst - 1)));
    }

    /// <summary>Takes a token; the call may go out after <c>wait</c>, which is zero when one is free.</summary>
    public (Pacer Next, TimeSpan Wait) Take(DateTimeOffset now)
    {
        // Less than the tolerance ahead means that a token is in the bucket.
        var earliest = FullAt - DateTimeOffset.MinValue > tolerance ? FullAt - tolerance : DateTimeOffset.MinValue;
        var start = Later(now, Later(earliest, DeferredUntil));
        return (this with { FullAt = Later(FullAt, start) + interval }, start - now);
    }

    /// <summary>Goes on at another rate; tokens that were taken stay taken, and come back at the new rate.</summary>
    public Pacer At(double rate, int burst, DateTimeOffset now)
    {
        var next = New(rate, burst);
        var taken = FullAt > now ? (FullAt - now) / interval : 0;
        return next with { FullAt = taken > 0 ? now + (next.interval * taken) : DateTimeOffset.MinValue, DeferredUntil = DeferredUntil };
    }

    /// <summary>Lets no call out before <paramref name="until"/>; an earlier deferral never shortens a later one.</summary>
    public Pacer Defer(DateTimeOffset until) => this with { DeferredUntil = Later(DeferredUntil, until) };

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
