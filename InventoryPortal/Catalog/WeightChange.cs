using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Divides the units of all products of a channel anew, a chunk of products per transaction, so that no sale waits for all of them.</summary>
public sealed class WeightChange(PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <summary>
    /// Goes through the channel's products by ascending id, twice: first to weigh the whole change, then to make it. A crash in between
    /// leaves products with the old division; their next movement, or the same edit again, divides them anew.
    /// </summary>
    /// <param name="progress">Gets products divided anew.</param>
    public async Task ReallocateAsync(long channelId, Action<int>? progress, CancellationToken cancellationToken)
    {
        var hold = new BulkHold(clock.GetUtcNow(), "A change of weights");
        await EachChunkAsync(channelId, ids => database.ReadAsync((db, token) => WeighAsync(db, hold, ids, token), cancellationToken), cancellationToken);
        await database.WriteAsync((db, token) => hold.DecideAsync(db, token), cancellationToken);
        var touched = new HashSet<long>(hold.Held);
        var done = 0;
        await EachChunkAsync(
            channelId,
            async ids =>
            {
                touched.UnionWith(await database.WriteAsync((db, token) => ChunkAsync(db, hold, ids, token), cancellationToken));
                done += ids.Count;
                progress?.Invoke(done);
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Listings | (hold.Held.Count > 0 ? CommitTopics.Alerts : CommitTopics.None), [.. touched]));
    }

    private async Task EachChunkAsync(long channelId, Func<List<long>, Task> act, CancellationToken cancellationToken)
    {
        for (long after = 0; ;)
        {
            var from = after;
            var ids = await database.ReadAsync(
                (db, token) => db.Listings.Where(l => l.ChannelId == channelId && l.ProductId > from)
                    .Select(l => l.ProductId!.Value).Distinct().OrderBy(id => id).Take(Reallocation.ChunkSize).ToListAsync(token),
                cancellationToken);
            if (ids.Count == 0)
            {
                return;
            }
            after = ids[^1];
            await act(ids);
        }
    }

    private static async Task<bool> WeighAsync(PortalDbContext db, BulkHold hold, List<long> ids, CancellationToken cancellationToken)
    {
        await hold.WeighAsync(db, ids, propose: null, rules: null, cancellationToken);
        return true;
    }

    private async Task<IReadOnlyCollection<long>> ChunkAsync(PortalDbContext db, BulkHold hold, List<long> ids, CancellationToken cancellationToken)
    {
        await db.Dialect.LockProductsAsync(db, ids, cancellationToken);
        var touched = await Reallocation.ApplyAsync(db, ids, clock.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await hold.KeepBackAsync(db, ids, cancellationToken);
        return touched;
    }
}
