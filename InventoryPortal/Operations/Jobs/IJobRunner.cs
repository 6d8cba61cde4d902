using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Operations.Jobs;

/// <summary>
/// Does the work of one kind of job. It may be begun again from its last reported position after a crash, so every step is
/// safe to repeat. What goes wrong is a result; only a cancelled token and bugs throw.
/// </summary>
public interface IJobRunner
{
    SyncJobKind Kind { get; }

    Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken);
}

/// <summary>What a run came to. A closed set.</summary>
public abstract record JobResult
{
    private JobResult() { }

    /// <summary>Ran to its end; <paramref name="Outcome"/> is one sentence in business terms.</summary>
    public sealed record Done(string Outcome) : JobResult;

    /// <summary>Failed, and trying again would not help.</summary>
    public sealed record Failed(string Error) : JobResult;

    /// <summary>Failed for what was asked, and whoever asked is told: nobody else needs an alert of it.</summary>
    public sealed record Refused(string Error) : JobResult;

    /// <summary>Failed; try again, not before <paramref name="NotBefore"/> where the channel named an instant.</summary>
    public sealed record Retry(string Error, DateTimeOffset? NotBefore = null) : JobResult;

    /// <summary>Put off through no fault of its own; costs no attempt.</summary>
    public sealed record Deferred(DateTimeOffset Until, string Reason) : JobResult;
}

/// <summary>One run of a job, and the way to tell how far it is.</summary>
public sealed class JobRun(ClaimedJob job, Func<int, int, string?, CancellationToken, Task> report)
{
    public ClaimedJob Job { get; } = job;

    /// <summary>The position of the last report, or what the job was made with.</summary>
    public string? Payload { get; private set; } = job.Payload;

    /// <summary>Records progress and, when given, the position from which a repeat goes on.</summary>
    /// <exception cref="OperationCanceledException">The job is no longer this run's: it was cancelled or taken over.</exception>
    public async Task ReportAsync(int done, int total, string? position, CancellationToken cancellationToken)
    {
        await report(done, total, position, cancellationToken);
        Payload = position ?? Payload;
    }
}
