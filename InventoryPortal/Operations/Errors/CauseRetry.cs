using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Intake;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Errors;

/// <summary>What was taken up again.</summary>
public sealed record CauseRetried(int Listings, int Events, int Jobs, int Deliveries);

/// <summary>
/// Takes up again what was given up for one cause, by the commands that each sort of work has: each checks its own right and writes
/// its own activity, all under one operation. What somebody else took up meanwhile is passed over.
/// </summary>
public sealed class CauseRetry(
    PortalDatabase database, DueStore listings, InboxReplay events, JobStore jobs, DestinationStore deliveries, TimeProvider clock)
{
    /// <summary>Events and deliveries taken up in one go, each a command; the rest at the next press.</summary>
    public const int MaxAtOnce = 500;

    /// <summary>Refusals: <c>forbidden</c>, and <c>not_found</c> where nothing stands given up for this cause.</summary>
    /// <param name="work">Only this sort; null for all.</param>
    public async Task<CommandAnswer<CauseRetried>> RetryAsync(CommandContext context, string key, GivenUp? work, CancellationToken cancellationToken)
    {
        var (all, rights) = await database.ReadAsync(
            async (db, token) => (
                await Trouble.ReadAsync(db, clock.GetUtcNow(), token), await RightsLookup.ReadAsync(db, context.Caller, clock.GetUtcNow(), token)),
            cancellationToken);

        // A cause may be of several channels: what is not the caller's is not seen by them, and stays as it is.
        var groups = all.Where(t => rights?.MaySee(t.Channel) != false && t.Cause.Key == key && t.Work != GivenUp.Nothing && (work is null || t.Work == work)).ToList();
        if (groups.Count == 0)
        {
            return Refusal.NotFound($"Work given up for {key}");
        }
        var done = new CauseRetried(0, 0, 0, 0);
        Refusal? refused = null;
        foreach (var group in groups)
        {
            var (count, refusal) = await RetryAsync(context, group, cancellationToken);
            refused ??= refusal;
            done = group.Work switch
            {
                GivenUp.Listing => done with { Listings = done.Listings + count },
                GivenUp.Event => done with { Events = done.Events + count },
                GivenUp.Job => done with { Jobs = done.Jobs + count },
                _ => done with { Deliveries = done.Deliveries + count },
            };
        }

        // Work on a file needs the right of its kind: who lacks it is not kept from the rest.
        return refused is not null && done == new CauseRetried(0, 0, 0, 0) ? refused : done;
    }

    private async Task<(int Count, Refusal? Refusal)> RetryAsync(CommandContext context, TroubleGroup group, CancellationToken cancellationToken)
    {
        switch (group.Work)
        {
            case GivenUp.Listing:
                return Counted(await listings.RetryCauseAsync(context, group.Channel ?? "", group.Reason ?? "", cancellationToken));
            case GivenUp.Job:
                var failed = await IdsAsync(db => db.SyncJobs.Where(j => j.Status == JobStatus.Failed && j.Error == group.Reason
                    && db.Channels.Where(c => c.Id == j.ChannelId).Select(c => c.Key).FirstOrDefault() == group.Channel).OrderBy(j => j.Id).Select(j => j.Id), cancellationToken);
                return await EachAsync(failed, id => jobs.RetryAsync(context, id, cancellationToken));
            case GivenUp.Event:
                var dead = await IdsAsync(db => db.InboundEvents.Where(e => e.Status == InboundStatus.Dead && e.Reason == group.Reason
                    && db.Channels.Any(c => c.Id == e.ChannelId && c.Key == group.Channel)).OrderBy(e => e.Id).Select(e => e.Id), cancellationToken);
                return await EachAsync(dead, id => events.ReplayAsync(context, id, cancellationToken));
            default:
                var unsent = await IdsAsync(
                    db => db.AlertDeliveries.Where(d => d.State == DeliveryState.Dead && d.LastError == group.Reason).OrderBy(d => d.Id).Select(d => d.Id), cancellationToken);
                return await EachAsync(unsent, id => deliveries.RetryAsync(context, id, cancellationToken));
        }
    }

    private Task<List<long>> IdsAsync(Func<PortalDbContext, IQueryable<long>> ids, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => ids(db).Take(MaxAtOnce).ToListAsync(token), cancellationToken);

    private static (int Count, Refusal? Refusal) Counted(CommandAnswer<int> answer) => answer switch
    {
        CommandAnswer<int>.Done done => (done.Value, null),
        CommandAnswer<int>.Refused refused => (0, refused.Refusal),
        _ => (0, null),
    };

    private static async Task<(int Count, Refusal? Refusal)> EachAsync<T>(List<long> ids, Func<long, Task<CommandAnswer<T>>> act)
    {
        var count = 0;
        Refusal? refused = null;
        foreach (var id in ids)
        {
            switch (await act(id))
            {
                case CommandAnswer<T>.Done:
                    count++;
                    break;
                case CommandAnswer<T>.Refused { Refusal: { Kind: RefusalKind.Forbidden } forbidden }:
                    refused ??= forbidden;
                    break;
            }
        }
        return (count, refused);
    }
}
