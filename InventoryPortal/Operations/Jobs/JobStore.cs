using InventoryPortal.Access;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Imports;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Jobs;

/// <summary>
/// Jobs as people steer them. Each method is one atomic operation; an equal job that still waits is given back instead of a
/// second one.
/// </summary>
public sealed class JobStore(CommandGate gate, PortalDatabase database, JobWake wake, TimeProvider clock)
{
    /// <summary>Jobs started again by one press: more failed ones of one reason are not kept unread.</summary>
    public const int MaxAtOnce = 100;

    /// <summary>Makes a job for a caller. Refusals: <c>forbidden</c>, <c>validation_failed</c>, <c>unknown_channel</c>, <c>unknown_sku</c>.</summary>
    public async Task<CommandAnswer<JobItem>> EnqueueAsync(CommandContext context, JobRequest request, CancellationToken cancellationToken)
    {
        var subject = request.Channel ?? request.Sku ?? request.Kind.ToString();
        var answer = await gate.RunAsync<JobItem>(
            context,
            new Deed(Permissions.SyncControl, subject, request.Channel),
            async (db, note, token) =>
            {
                if (JobRules.Check(request) is { } wrong)
                {
                    return wrong;
                }
                var channelId = request.Channel is null ? null : await db.Channels.Where(c => c.Key == request.Channel).Select(c => (long?)c.Id).FirstOrDefaultAsync(token);
                var sku = Sku.Normalise(request.Sku);
                var productId = sku.Length == 0 ? null : await db.Products.Where(p => p.SkuNormalised == sku).Select(p => (long?)p.Id).FirstOrDefaultAsync(token);
                if (JobRules.CheckFound(request, channelId, productId) is { } missing)
                {
                    return missing;
                }
                var row = await AddAsync(db, JobRules.Row(request, channelId, productId, context.Caller.Actor.Name, clock.GetUtcNow()), token);
                await db.SaveChangesAsync(token);
                note.After = $"{row.Kind} job {row.Id}";
                return await JobQueries.Items(db, db.SyncJobs.Where(j => j.Id == row.Id)).SingleAsync(token);
            },
            cancellationToken);
        return Told(answer);
    }

    /// <summary>Makes a job on the portal's own account; returns its id, or that of the equal one that waits.</summary>
    public async Task<long> EnqueueAsync(SyncJobKind kind, long? channelId, long? productId, string? payload, CancellationToken cancellationToken)
    {
        var id = await database.WriteAsync(
            async (db, token) =>
            {
                var row = await AddAsync(db, JobRules.Row(kind, channelId, productId, payload, Actor.System.Name, clock.GetUtcNow()), token);
                await db.SaveChangesAsync(token);
                return row.Id;
            },
            cancellationToken);
        Publish(id);
        return id;
    }

    /// <summary>Stops a job; a worker that runs it finds its lease gone. Refusals: <c>not_found</c>, <c>forbidden</c>, <c>job_not_cancellable</c>.</summary>
    public Task<CommandAnswer<JobItem>> CancelAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        MoveAsync(context, id, JobTrigger.Cancel, "job_not_cancellable", cancellationToken);

    /// <summary>
    /// Starts a failed or cancelled job again from its position; work on a file only for who could begin it. Refusals: <c>not_found</c>,
    /// <c>forbidden</c>, <c>job_not_retryable</c>.
    /// </summary>
    public Task<CommandAnswer<JobItem>> RetryAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        MoveAsync(context, id, JobTrigger.Retry, "job_not_retryable", cancellationToken);

    /// <summary>
    /// Starts all failed jobs of one reason again, at most <see cref="MaxAtOnce"/>; returns how many. Each is an operation of its own,
    /// and one that somebody else took up meanwhile is passed over; so are those of channels that are not the caller's, and work on
    /// files of a kind that they may not import. Refusals: <c>forbidden</c> where nothing else was left.
    /// </summary>
    public async Task<CommandAnswer<int>> RetryCauseAsync(CommandContext context, string? channel, string error, CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync(
            async (db, token) =>
            {
                var rights = await RightsLookup.ReadAsync(db, context.Caller, clock.GetUtcNow(), token);
                return await db.SyncJobs.Where(j => j.Status == JobStatus.Failed && (j.Error ?? "") == error)
                    .Where(j => channel == null || db.Channels.Any(c => c.Id == j.ChannelId && c.Key == channel))
                    .Within(db, rights?.Channels, j => j.ChannelId)
                    .OrderBy(j => j.Id).Take(MaxAtOnce).Select(j => j.Id).ToListAsync(token);
            },
            cancellationToken);
        var started = 0;
        Refusal? refused = null;
        foreach (var id in ids)
        {
            switch (await RetryAsync(context, id, cancellationToken))
            {
                case CommandAnswer<JobItem>.Done:
                    started++;
                    break;
                case CommandAnswer<JobItem>.Refused { Refusal: { Kind: RefusalKind.Forbidden } forbidden }:
                    refused ??= forbidden;
                    break;
            }
        }
        return refused is not null && started == 0 ? refused : started;
    }

    private async Task<CommandAnswer<JobItem>> MoveAsync(
        CommandContext context, long id, JobTrigger trigger, string code, CancellationToken cancellationToken)
    {
        // Which channel it is for decides the right, so it is read first; neither ever changes.
        var channel = await database.ReadAsync(
            (db, token) => db.SyncJobs.Where(j => j.Id == id).Join(db.Channels, j => j.ChannelId, c => c.Id, (_, c) => c.Key).FirstOrDefaultAsync(token),
            cancellationToken);
        var answer = await gate.RunAsync<JobItem>(
            context,
            new Deed(Permissions.SyncControl, $"job {id}", channel),
            async (db, note, token) =>
            {
                if (await db.SyncJobs.AsTracking().FirstOrDefaultAsync(j => j.Id == id, token) is not { } row)
                {
                    return Refusal.NotFound($"Job {id}");
                }
                if (trigger == JobTrigger.Retry && await ImportStore.RefusalAsync(db, context, id, clock.GetUtcNow(), token) is { } forbidden)
                {
                    return forbidden;
                }
                if (JobTransitions.TryMove(row.Status, trigger) is not JobMove.Moved moved)
                {
                    return new Refusal(RefusalKind.Conflict, code, $"A job that is {row.Status} does not allow this.");
                }
                note.Before = row.Status.ToString();
                note.After = moved.To.ToString();
                JobRules.Apply(row, moved, clock.GetUtcNow());
                await db.SaveChangesAsync(token);
                return await JobQueries.Items(db, db.SyncJobs.Where(j => j.Id == id)).SingleAsync(token);
            },
            cancellationToken);
        return Told(answer);
    }

    private static async Task<SyncJobRow> AddAsync(PortalDbContext db, SyncJobRow job, CancellationToken cancellationToken)
    {
        var equal = await db.SyncJobs.AsTracking().OrderBy(j => j.Id).FirstOrDefaultAsync(
            j => j.Status == JobStatus.Pending && j.Kind == job.Kind && j.ChannelId == job.ChannelId && j.ProductId == job.ProductId && j.Payload == job.Payload,
            cancellationToken);
        if (equal is null)
        {
            db.SyncJobs.Add(job);
            return job;
        }
        equal.ScheduledFor = equal.ScheduledFor < job.ScheduledFor ? equal.ScheduledFor : job.ScheduledFor;
        return equal;
    }

    private CommandAnswer<JobItem> Told(CommandAnswer<JobItem> answer)
    {
        if (answer is CommandAnswer<JobItem>.Done done)
        {
            Publish(done.Value.Id);
        }
        return answer;
    }

    private void Publish(long id) => wake.Tell(id);
}
