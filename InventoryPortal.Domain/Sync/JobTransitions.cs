using System.Collections.Frozen;

namespace InventoryPortal.Domain.Sync;

/// <summary>What happens to a job.</summary>
public enum JobTrigger
{
    /// <summary>A worker takes it under a lease.</summary>
    Claim,

    /// <summary>It ran to its end.</summary>
    Complete,

    /// <summary>It failed and is to be tried again later.</summary>
    RetryLater,

    /// <summary>It was put off through no fault of its own: throttled, channel paused, portal stopping.</summary>
    Defer,

    /// <summary>It failed and no attempt is left, or none would help.</summary>
    Fail,

    /// <summary>Its worker was not heard of in time. With no attempt left, use <see cref="Fail"/>.</summary>
    LeaseExpired,

    /// <summary>A person stops it; a worker that runs it finds its lease gone.</summary>
    Cancel,

    /// <summary>A person starts it again.</summary>
    Retry,
}

/// <summary>What a move does to the number of attempts.</summary>
public enum AttemptEffect
{
    /// <summary>Nothing.</summary>
    Keep,

    /// <summary>One more.</summary>
    Count,

    /// <summary>From the beginning.</summary>
    Reset,
}

/// <summary>What came of asking for a move. A closed set.</summary>
public abstract record JobMove
{
    private JobMove() { }

    /// <summary>The job stands at <paramref name="To"/> now.</summary>
    public sealed record Moved(JobStatus To, AttemptEffect Attempts) : JobMove;

    /// <summary>No such move; the job stays as it is.</summary>
    public sealed record Illegal(JobStatus From, JobTrigger Trigger) : JobMove;
}

/// <summary>The one door through which a job's status changes.</summary>
public static class JobTransitions
{
    private static readonly FrozenDictionary<(JobStatus From, JobTrigger Trigger), JobMove.Moved> Table =
        new Dictionary<(JobStatus, JobTrigger), JobMove.Moved>
        {
            [(JobStatus.Pending, JobTrigger.Claim)] = new(JobStatus.Processing, AttemptEffect.Keep),
            [(JobStatus.Pending, JobTrigger.Cancel)] = new(JobStatus.Cancelled, AttemptEffect.Keep),
            [(JobStatus.Processing, JobTrigger.Complete)] = new(JobStatus.Completed, AttemptEffect.Count),
            [(JobStatus.Processing, JobTrigger.RetryLater)] = new(JobStatus.Pending, AttemptEffect.Count),
            [(JobStatus.Processing, JobTrigger.Defer)] = new(JobStatus.Pending, AttemptEffect.Keep),
            [(JobStatus.Processing, JobTrigger.Fail)] = new(JobStatus.Failed, AttemptEffect.Count),
            [(JobStatus.Processing, JobTrigger.LeaseExpired)] = new(JobStatus.Pending, AttemptEffect.Count),
            [(JobStatus.Processing, JobTrigger.Cancel)] = new(JobStatus.Cancelled, AttemptEffect.Keep),
            [(JobStatus.Failed, JobTrigger.Retry)] = new(JobStatus.Pending, AttemptEffect.Reset),
            [(JobStatus.Cancelled, JobTrigger.Retry)] = new(JobStatus.Pending, AttemptEffect.Reset),
        }.ToFrozenDictionary();

    /// <summary>Where <paramref name="trigger"/> takes a job that stands at <paramref name="from"/>.</summary>
    public static JobMove TryMove(JobStatus from, JobTrigger trigger) =>
        Table.TryGetValue((from, trigger), out var moved) ? moved : new JobMove.Illegal(from, trigger);
}
