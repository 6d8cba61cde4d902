namespace InventoryPortal.Domain.Sync;

/// <summary>Bounds of retrying.</summary>
/// <param name="Base">Longest wait after the first failure; doubles with each further one.</param>
/// <param name="Cap">Longest wait at all.</param>
/// <param name="MaxAttempts">Failed attempts after which the work is dead and a person must act.</param>
public sealed record RetryLimits(TimeSpan Base, TimeSpan Cap, int MaxAttempts)
{
    /// <summary>1 s to 5 min, 8 attempts: about two minutes of trying at most, which outlasts a restart or a deployment at a store.</summary>
    public static readonly RetryLimits Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), 8);

    /// <summary>Whether that many failed attempts leave no further one.</summary>
    public bool IsSpent(int attempts) => attempts >= MaxAttempts;
}

/// <summary>When to try again: exponential, with full jitter and a cap, so that what failed together does not return together.</summary>
public static class RetrySchedule
{
    /// <summary>Wait before the next try.</summary>
    /// <param name="attempt">Failed attempts so far, from 1.</param>
    /// <param name="random01">Evenly distributed from 0 to 1; the wait is this part of the longest wait.</param>
    /// <param name="limits">Bounds.</param>
    public static TimeSpan Delay(int attempt, double random01, RetryLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        if (random01 is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(random01), random01, "From 0 to 1.");
        }
        return TimeSpan.FromTicks((long)(Longest(attempt, limits).Ticks * random01));
    }

    private static TimeSpan Longest(int attempt, RetryLimits limits)
    {
        // 2^62 ticks are beyond every cap; shifting further would overflow.
        var doublings = Math.Min(attempt - 1, 62);
        return limits.Base.Ticks > limits.Cap.Ticks >> doublings
            ? limits.Cap
            : TimeSpan.FromTicks(limits.Base.Ticks << doublings);
    }
}
