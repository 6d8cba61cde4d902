using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Divides the units of all products of a channel anew, a chunk of products per transaction, so that no sale waits for all of them.</summary>
public sealed class WeightChange(PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <summary>
    /// Goes through the channel's products by ascending id. A crash in between leaves products with the old division; their
    /// next movement, or the same edit again, divides them anew.
    /// </summary>
    public async Task ReallocateAsync(long channelId, CancellationToken cancellationToken)
    {
        var touched = new HashSet<long>();
        for (long after = 0; ;)
        {
            var from = after;
            var ids = await database.ReadAsync(
                (db, token) => db.Listings.Where(l => l.ChannelId == channelId && l.ProductId > from)
                    .Select(l => l.ProductId!.Value).Distinct().OrderBy(id => id).Take(Reallocation.ChunkSize).ToListAsync(token),
                cancellationToken);
            if (ids.Count == 0)
            {
                break;
            }
            after = ids[^1];
            touched.UnionWith(await database.WriteAsync((db, token) => ChunkAsync(db, ids, token), cancellationToken));
        }
        signals.Publish(CommitNote.Of(CommitTopics.Listings, [.. touched]));
    }

    private async Task<IReadOnlyCollection<long>> ChunkAsync(PortalDbContext db, List<long> ids, CancellationToken cancellationToken)
    {
        await db.Dialect.LockProductsAsync(db, ids, cancellationToken);
        return await Reallocation.ApplyAsync(db, ids, clock.GetUtcNow(), cancellationToken);
    }
}
