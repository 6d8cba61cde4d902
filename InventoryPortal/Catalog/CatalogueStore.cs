using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Keeps listing rows as the channel's catalogue has them. Mapping and rules are never touched here, but for what its channel no longer sells out of another listing's stock.</summary>
public sealed class CatalogueStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Fewer linked listings than this are never held back: in a small shop two are a large share.</summary>
    private const int GuardedFrom = 5;

    /// <summary>Missing listings asked for one by one; the guard holds back far fewer.</summary>
    private const int MaxAsked = 50_000;

    private const int MaxBarcode = 50;

    /// <summary>Takes in one page in one transaction; returns how many listings were new, and how many sell out of their parent's stock no more.</summary>
    internal Task<(int Added, int Freed)> UpsertAsync(long channelId, IReadOnlyList<CatalogueItem> items, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var byId = items.Where(i => i.ExternalId.Length is > 0 and <= Lengths.ExternalId)
                    .GroupBy(i => i.ExternalId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
                var ids = byId.Keys.ToList();
                var (freed, left) = await StockPools.FreeAsync(db, channelId, byId, token);
                var (pooled, moved) = await StockPools.PoolAsync(db, channelId, byId, token);
                var known = await db.Listings.Where(l => l.ChannelId == channelId && ids.Contains(l.ExternalId))
                    .ToDictionaryAsync(l => l.ExternalId, StringComparer.Ordinal, token);
                foreach (var (id, item) in byId)
                {
                    if (!known.TryGetValue(id, out var row))
                    {
                        row = new ListingRow { ChannelId = channelId, ExternalId = id };
                        db.Listings.Add(row);
                    }
                    Take(row, item, clock.GetUtcNow());
                }
                if (freed + pooled > 0)
                {
                    await db.SaveChangesAsync(token);
                    await Reallocation.ApplyAsync(db, [.. left.Union(moved).Order()], clock.GetUtcNow(), token);
                }
                return (byId.Count - known.Count, freed);
            },
            cancellationToken);

    /// <summary>How many linked listings there are, and how many of them the run did not see.</summary>
    internal Task<(int Linked, int Gone)> CountGoneAsync(long channelId, DateTimeOffset started, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var linked = db.Listings.Where(l => l.ChannelId == channelId && l.LinkState == LinkState.Linked);
                return (await linked.CountAsync(token), await linked.CountAsync(l => l.SeenAt < started, token));
            },
            cancellationToken);

    /// <summary>External ids of linked listings that the run did not see.</summary>
    internal Task<List<string>> GoneAsync(long channelId, DateTimeOffset started, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Listings.Where(l => l.ChannelId == channelId && l.LinkState == LinkState.Linked && l.SeenAt < started)
                .OrderBy(l => l.Id).Take(MaxAsked).Select(l => l.ExternalId).ToListAsync(token),
            cancellationToken);

    /// <summary>Marks listings as there after all.</summary>
    internal Task SeenAsync(long channelId, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            (db, token) => db.Listings.Where(l => l.ChannelId == channelId && externalIds.Contains(l.ExternalId))
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.SeenAt, now), token),
            cancellationToken);
    }

    /// <summary>Whether so many listings gone at once are rather a bad answer than a fact.</summary>
    internal static bool TooManyGone(int linked, int gone, int guardPercent) => gone >= GuardedFrom && (long)gone * 100 > (long)guardPercent * linked;

    /// <summary>Marks what a whole catalogue no longer has; the units of such listings go to the others. Returns how many.</summary>
    internal Task<int> OrphanAsync(long channelId, DateTimeOffset started, CancellationToken cancellationToken) =>
        ChangeAsync(
            db => db.Listings.Where(l => l.ChannelId == channelId && l.SeenAt < started && l.LinkState != LinkState.Orphaned),
            row => row.LinkState = LinkState.Orphaned,
            cancellationToken);

    /// <summary>Takes back what had gone and is there again. Returns how many.</summary>
    internal Task<int> TakeBackAsync(long channelId, DateTimeOffset started, CancellationToken cancellationToken) =>
        ChangeAsync(
            db => db.Listings.Where(l => l.ChannelId == channelId && l.SeenAt >= started && l.LinkState == LinkState.Orphaned),
            row => row.LinkState = row.ProductId is null ? LinkState.Unlinked : LinkState.Linked,
            cancellationToken);

    /// <summary>Changes the listings found in chunks, each with the new division of its products in one transaction.</summary>
    private async Task<int> ChangeAsync(
        Func<PortalDbContext, IQueryable<ListingRow>> which, Action<ListingRow> change, CancellationToken cancellationToken)
    {
        var changed = 0;
        for (var found = Reallocation.ChunkSize; found == Reallocation.ChunkSize;)
        {
            found = await database.WriteAsync(
                async (db, token) =>
                {
                    var chosen = await which(db).OrderBy(l => l.Id).Take(Reallocation.ChunkSize).Select(l => new { l.Id, l.ProductId }).ToListAsync(token);
                    var products = chosen.Where(c => c.ProductId != null).Select(c => c.ProductId!.Value).Distinct().Order().ToList();
                    await db.Dialect.LockProductsAsync(db, products, token);
                    var ids = chosen.Select(c => c.Id).ToList();
                    var rows = await db.Listings.Where(l => ids.Contains(l.Id)).ToListAsync(token);
                    rows.ForEach(change);
                    await db.SaveChangesAsync(token);
                    await Reallocation.ApplyAsync(db, products, clock.GetUtcNow(), token);
                    return rows.Count;
                },
                cancellationToken);
            changed += found;
        }
        return changed;
    }

    private static void Take(ListingRow row, CatalogueItem item, DateTimeOffset now)
    {
        var sku = Cut(item.Sku?.Trim(), Lengths.ExternalId);
        row.ExternalSku = string.IsNullOrEmpty(sku) ? null : sku;
        row.ExternalSkuNormalised = Sku.Normalise(sku) is { Length: > 0 and <= Lengths.ExternalId } normalised ? normalised : null;
        // A barcode that does not fit is none: half of one would match the wrong thing.
        row.Barcode = item.Barcode?.Trim() is { Length: > 0 and <= MaxBarcode } barcode ? barcode : null;
        row.Title = Cut(item.Title, Lengths.Title);
        row.GroupId = item.GroupId;
        row.StockState = item.Stock;
        (row.Observed, row.ObservedAt) = (item.Quantity, now);
        row.SeenAt = now;
    }

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
