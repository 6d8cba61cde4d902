using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Jobs;

/// <summary>
/// Jobs as workers hold them: claimed by lease with a fencing token that only grows. Each method is one atomic operation; a
/// crash leaves the lease, which lapses.
/// </summary>
public sealed class JobLeaseStore(PortalDatabase database, CommitSignals signals, IOptions<JobOptions> options, TimeProvider clock, ILogger<JobLeaseStore> log)
{
    /// <summary>Jobs looked at for one claim: those in front may be held up by their channel.</summary>
    private const int Candidates = 50;

    /// <summary>Takes the job that has waited longest, or null when none is due. A channel runs one job of a kind at a time.</summary>
    public async Task<ClaimedJob?> ClaimAsync(CancellationToken cancellationToken)
    {
        // Looking first spares the idle portal a write every few seconds.
        var look = clock.GetUtcNow();
        if (!await database.ReadAsync((db, token) => IsWorkAsync(db, look, token), cancellationToken))
        {
            return null;
        }
        var (claimed, lost) = await database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var failed = await ReturnLapsedAsync(db, now, token);
                var ids = await Due(db, now).OrderBy(j => j.ScheduledFor).ThenBy(j => j.Id).Take(Candidates).Select(j => j.Id).ToListAsync(token);
                foreach (var id in ids)
                {
                    if (await TakeAsync(db, id, now, token) is { } job)
                    {
                        return (job, failed);
                    }
                }
                return ((ClaimedJob?)null, failed);
            },
            cancellationToken);
        lost.ForEach(j => j.Tell(log));
        if (claimed is not null)
        {
            Publish(claimed.Id);
        }
        return claimed;
    }

    /// <summary>A sign of life with progress; false when the job is no longer this worker's.</summary>
    public async Task<bool> ReportAsync(ClaimedJob job, int? done, int? total, string? position, CancellationToken cancellationToken)
    {
        var held = await database.WriteAsync(
            async (db, token) =>
            {
                if (await HeldAsync(db, job, token) is not { } row)
                {
                    return false;
                }
                row.LeaseUntil = clock.GetUtcNow() + options.Value.Lease;
                row.ProgressDone = done ?? row.ProgressDone;
                row.ProgressTotal = total ?? row.ProgressTotal;
                row.Payload = position ?? row.Payload;
                return true;
            },
            cancellationToken);
        if (held && done is not null)
        {
            Publish(job.Id);
        }
        return held;
    }

    /// <summary>Records what a run came to; false when the job is no longer this worker's and nothing was written.</summary>
    /// <param name="random01">Spreads the retries; from 0 to 1.</param>
    public async Task<bool> EndAsync(ClaimedJob job, JobResult result, double random01, CancellationToken cancellationToken)
    {
        var (written, failed) = await database.WriteAsync(
            async (db, token) =>
            {
                if (await HeldAsync(db, job, token) is not { } row)
                {
                    return (false, null);
                }
                await EndAsync(db, row, result, random01, clock.GetUtcNow(), token);
                return (true, row.Status == JobStatus.Failed && result is not JobResult.Refused ? await FailedJob.OfAsync(db, row, token) : null);
            },
            cancellationToken);
        failed?.Tell(log);
        if (written)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Jobs) with { Subject = job.Id });
            signals.Publish(CommitNote.Of(CommitTopics.Alerts));
        }
        return written;
    }

    private static async Task EndAsync(
        PortalDbContext db, SyncJobRow row, JobResult result, double random01, DateTimeOffset now, CancellationToken cancellationToken)
    {
        switch (result)
        {
            case JobResult.Done done:
                Move(row, JobTrigger.Complete, now);
                row.Outcome = Cut(done.Outcome);
                row.Error = null;
                await AlertWriter.ResolveAsync(db, AlertKind.DeadWork, JobSubject.Of(row.Kind, row.ChannelId, row.ProductId), now, cancellationToken);
                break;
            case JobResult.Deferred deferred:
                Move(row, JobTrigger.Defer, now);
                row.ScheduledFor = deferred.Until;
                row.Error = Cut(deferred.Reason);
                break;
            case JobResult.Retry retry when row.Attempts + 1 < row.MaxAttempts:
                Move(row, JobTrigger.RetryLater, now);
                var wait = now + RetrySchedule.Delay(row.Attempts, random01, JobRules.Limits);
                row.ScheduledFor = retry.NotBefore > wait ? retry.NotBefore.Value : wait;
                row.Error = Cut(retry.Error);
                break;
            case JobResult.Retry retry:
                await FailAsync(db, row, JobTrigger.Fail, retry.Error, now, cancellationToken);
                break;
            case JobResult.Refused refused:
                Move(row, JobTrigger.Fail, now);
                row.Error = Cut(refused.Error);
                break;
            case JobResult.Failed failed:
                await FailAsync(db, row, JobTrigger.Fail, failed.Error, now, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"{result} is no result.");
        }
    }

    // A worker that was not heard of has used up an attempt, as a crash may be the job's own doing.
    private static async Task<List<FailedJob>> ReturnLapsedAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lapsed = await db.SyncJobs.AsTracking()
            .Where(j => j.Status == JobStatus.Processing && j.LeaseUntil < now)
            .OrderBy(j => j.Id).Take(Candidates).ToListAsync(cancellationToken);
        var failed = new List<FailedJob>();
        foreach (var row in lapsed)
        {
            const string Reason = "Its worker was not heard of in time.";
            if (row.Attempts + 1 >= row.MaxAttempts)
            {
                await FailAsync(db, row, JobTrigger.Fail, Reason, now, cancellationToken);
                failed.Add(await FailedJob.OfAsync(db, row, cancellationToken));
            }
            else
            {
                Move(row, JobTrigger.LeaseExpired, now);
                row.Error = Reason;
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        return failed;
    }

    private static async Task<bool> IsWorkAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Due(db, now).AnyAsync(cancellationToken)
        || await db.SyncJobs.AnyAsync(j => j.Status == JobStatus.Processing && j.LeaseUntil < now, cancellationToken);

    private static IQueryable<SyncJobRow> Due(PortalDbContext db, DateTimeOffset now) => db.SyncJobs.Where(j =>
        j.Status == JobStatus.Pending && j.ScheduledFor <= now
        && !db.SyncJobs.Any(o => o.Id != j.Id && o.Status == JobStatus.Processing && o.Kind == j.Kind && o.ChannelId == j.ChannelId && o.ProductId == j.ProductId));

    // Conditional on the token, so that of two processes that saw the same row only one gets it.
    private async Task<ClaimedJob?> TakeAsync(PortalDbContext db, long id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seen = await db.SyncJobs.AsNoTracking().SingleAsync(j => j.Id == id, cancellationToken);
        if (JobTransitions.TryMove(seen.Status, JobTrigger.Claim) is not JobMove.Moved moved)
        {
            return null;
        }
        var (token, until, started) = (seen.LeaseToken + 1, now + options.Value.Lease, seen.StartedAt ?? now);
        var taken = await db.SyncJobs
            .Where(j => j.Id == id && j.LeaseToken == seen.LeaseToken && j.Status == seen.Status)
            .ExecuteUpdateAsync(
                set => set.SetProperty(j => j.LeaseToken, token).SetProperty(j => j.LeaseUntil, until)
                    .SetProperty(j => j.Status, moved.To).SetProperty(j => j.StartedAt, started),
                cancellationToken);
        return taken == 0 ? null : new ClaimedJob(id, seen.Kind, seen.ChannelId, seen.ProductId, seen.Payload, token, seen.Attempts, seen.CreatedBy);
    }

    private static Task<SyncJobRow?> HeldAsync(PortalDbContext db, ClaimedJob job, CancellationToken cancellationToken) =>
        db.SyncJobs.AsTracking().FirstOrDefaultAsync(
            j => j.Id == job.Id && j.LeaseToken == job.Token && j.Status == JobStatus.Processing, cancellationToken);

    private static async Task FailAsync(
        PortalDbContext db, SyncJobRow row, JobTrigger trigger, string error, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Move(row, trigger, now);
        row.Error = Cut(error);
        await AlertWriter.RaiseAsync(
            db, AlertKind.DeadWork, JobSubject.Of(row.Kind, row.ChannelId, row.ProductId), $"The job {row.Kind} was given up: {row.Error}",
            row.ProductId, row.ChannelId, now, cancellationToken);
    }

    private static void Move(SyncJobRow row, JobTrigger trigger, DateTimeOffset now)
    {
        var moved = JobTransitions.TryMove(row.Status, trigger) as JobMove.Moved
            ?? throw new InvalidOperationException($"A job that is {row.Status} cannot {trigger}.");
        JobRules.Apply(row, moved, now);
    }

    private static string Cut(string text) => text.Length <= Lengths.Error ? text : text[..Lengths.Error];

    private void Publish(long id) => signals.Publish(CommitNote.Of(CommitTopics.Jobs) with { Subject = id });
}
