using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>Makes listings due outside a stock change: by hand, by a job, or because an inferred sale never showed up. Each method is one atomic operation.</summary>
public sealed class DueStore(PortalDatabase database, CommandGate gate, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Listings made due per transaction, so that sales are never stalled.</summary>
    private const int Chunk = 1000;

    /// <summary>
    /// Makes linked listings of a channel due for a fresh write, whatever they confirmed; dead ones are revived. Ends when all
    /// have been visited; returns how many.
    /// </summary>
    /// <param name="productId">Only this product's listing; null for all.</param>
    /// <param name="all">Also those in sync; else only what is behind or dead.</param>
    public async Task<int> ReviveAsync(long? channelId, long? productId, bool all, CancellationToken cancellationToken)
    {
        var revived = 0;
        long after = 0;
        for (var found = Chunk; found == Chunk;)
        {
            var from = after;
            (found, var changed, after) = await database.WriteAsync(
                async (db, token) =>
                {
                    var ids = await db.Listings
                        .Where(l => l.Id > from && l.ProductId != null && l.Desired != null && !l.AwaitsApproval
                            && (channelId == null || l.ChannelId == channelId) && (productId == null || l.ProductId == productId))
                        .OrderBy(l => l.Id).Take(Chunk).Select(l => l.Id).ToListAsync(token);
                    var rows = await ListingLock.LoadAsync(db, ids, token);
                    var now = clock.GetUtcNow();
                    var behind = rows.Where(r => r.Desired is not null && (all || r.IsDead || r.DesiredRevision > r.ConfirmedRevision)).ToList();
                    foreach (var row in behind)
                    {
                        ListingLease.Revive(row, now);
                    }
                    return (ids.Count, behind.Count, ids.Count == 0 ? from : ids[^1]);
                },
                cancellationToken);
            revived += changed;
        }
        signals.Publish(new CommitNote(CommitTopics.Listings, [], channelId is { } id ? [id] : []));
        return revived;
    }

    /// <summary>Gives one listing another chance by a person's hand. Refusals: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<CommandAnswer<long>> RetryAsync(CommandContext context, string channelKey, string externalId, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<long>(
            context,
            new Deed(Permissions.SyncControl, $"{channelKey} {externalId}", channelKey),
            async (db, note, token) =>
            {
                var found = await db.Listings.Where(l => l.ExternalId == externalId && db.Channels.Any(c => c.Id == l.ChannelId && c.Key == channelKey))
                    .Select(l => l.Id).ToListAsync(token);
                var row = (await ListingLock.LoadAsync(db, found, token)).SingleOrDefault();
                if (row is not { ProductId: not null, Desired: not null })
                {
                    return Refusal.NotFound($"The listing {externalId} of {channelKey}");
                }
                note.Changed(new { row.IsDead, row.Attempts, row.LastError }, new { due = true });
                ListingLease.Revive(row, clock.GetUtcNow());
                return row.Id;
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Listings));
        return answer;
    }

    /// <summary>
    /// Gives all listings of a channel that were given up on for one reason another chance by a person's hand; returns how many.
    /// One activity row a chunk, all of one operation. Refusals: <c>forbidden</c>.
    /// </summary>
    /// <param name="cause">What was said last, in full.</param>
    public async Task<CommandAnswer<int>> RetryCauseAsync(CommandContext context, string channelKey, string cause, CancellationToken cancellationToken)
    {
        var revived = 0;
        long after = 0;
        for (var found = Chunk; found == Chunk;)
        {
            var from = after;
            var answer = await gate.RunAsync<IReadOnlyList<long>>(
                context,
                new Deed(Permissions.SyncControl, channelKey, channelKey),
                async (db, note, token) =>
                {
                    var ids = await db.Listings.Where(l => l.Id > from && db.Channels.Any(c => c.Id == l.ChannelId && c.Key == channelKey))
                        .Where(WorkQueries.FailedFor(cause)).OrderBy(l => l.Id).Take(Chunk).Select(l => l.Id).ToListAsync(token);
                    var now = clock.GetUtcNow();
                    foreach (var row in (await ListingLock.LoadAsync(db, ids, token)).Where(r => r is { IsDead: true, Desired: not null }))
                    {
                        ListingLease.Revive(row, now);
                    }
                    note.Changed(new { failed = ids.Count, cause }, new { due = ids.Count });
                    return ids;
                },
                cancellationToken);
            if (answer is not CommandAnswer<IReadOnlyList<long>>.Done { Value: var done })
            {
                return answer is CommandAnswer<IReadOnlyList<long>>.Refused refused ? refused.Refusal : revived;
            }
            (found, revived, after) = (done.Count, revived + done.Count, done.Count == 0 ? from : done[^1]);
        }
        signals.Publish(CommitNote.Of(CommitTopics.Listings));
        return revived;
    }

    /// <summary>
    /// Gives up waiting for sales that writes had inferred: when orders were read whole after the write and every event of the
    /// channel is handled, what is still missing was no sale, and the plan is written again. Returns how many listings.
    /// </summary>
    public async Task<int> SettleUnseenAsync(long channelId, CancellationToken cancellationToken)
    {
        var settled = await database.WriteAsync(
            async (db, token) =>
            {
                var polled = await db.Channels.Where(c => c.Id == channelId).Select(c => c.LastPolledAt).SingleOrDefaultAsync(token);
                if (polled is null || await db.InboundEvents.AnyAsync(e => e.ChannelId == channelId && e.Status == InboundStatus.Pending, token))
                {
                    return 0;
                }
                var ids = await db.Listings
                    .Where(l => l.ChannelId == channelId && l.UnseenCredit > 0 && l.UnseenAt < polled && l.ProductId != null && l.LeaseUntil == null)
                    .OrderBy(l => l.Id).Take(Chunk).Select(l => l.Id).ToListAsync(token);
                var rows = await ListingLock.LoadAsync(db, ids, token);
                foreach (var row in rows.Where(r => r.UnseenAt < polled))
                {
                    ListingLease.SettleUnseen(row, clock.GetUtcNow());
                }
                return rows.Count;
            },
            cancellationToken);
        if (settled > 0)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Listings, channelId));
        }
        return settled;
    }
}
