using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>A listing that keeps no quantity of its own, with the one that keeps it.</summary>
internal sealed record PooledListing(long KeeperId, ListingRow Row);

/// <summary>
/// Listings of one channel that sell out of one quantity, as a WooCommerce product whose variations keep none of their own. The listing
/// that keeps it is linked and written, once; the others follow it to its product, so that what they sell is counted, and are never
/// written. Channels that name the quantity itself (an inventory item, a seller's SKU) have one listing for it to begin with.
/// </summary>
internal static class StockPools
{
    /// <summary>The character behind the slash: ids of what is below a keeper lie before it.</summary>
    private const string AfterSlash = "0";

    /// <summary>
    /// Has those that sell out of this listing's quantity follow it, unless somebody gave them another product. The caller holds the lock
    /// of both products. Returns their ids.
    /// </summary>
    /// <param name="before">The product that the keeper had.</param>
    public static async Task<IReadOnlyList<long>> FollowAsync(PortalDbContext db, ListingRow keeper, long? before, CancellationToken cancellationToken)
    {
        long[] keepers = [keeper.Id];
        return Follow(keeper, before, (await Below(db, keepers).AsTracking().ToListAsync(cancellationToken)).Select(b => b.Row));
    }

    /// <summary>Has those of these that sell out of this listing's quantity follow it, unless somebody gave them another product. Returns their ids.</summary>
    /// <param name="below">Some of <see cref="Below"/>, for this keeper.</param>
    /// <param name="before">The product that the keeper had.</param>
    public static IReadOnlyList<long> Follow(ListingRow keeper, long? before, IEnumerable<ListingRow> below)
    {
        var followers = below.Where(f => f.LinkState != LinkState.Orphaned && (f.ProductId == null || f.ProductId == before)).ToList();
        followers.ForEach(f => Follow(f, keeper.ProductId));
        return followers.ConvertAll(f => f.Id);
    }

    /// <summary>Listings that sell out of the quantity of any of these. A range of the index for each keeper: a pattern would go through its whole channel.</summary>
    public static IQueryable<PooledListing> Below(PortalDbContext db, IReadOnlyCollection<long> keeperIds) =>
        from keeper in db.Listings
        where keeperIds.Contains(keeper.Id)
        from row in db.Listings
        where row.ChannelId == keeper.ChannelId && row.StockState == StockReadState.AtParent
            && row.ExternalId.CompareTo(keeper.ExternalId + "/") > 0 && row.ExternalId.CompareTo(keeper.ExternalId + AfterSlash) < 0
        select new PooledListing(keeper.Id, row);

    /// <summary>
    /// Frees what follows its keeper no more, because the channel keeps a quantity of its own for it now: it is to be linked to what it
    /// sells, and can be written then. What somebody gave another product than the keeper's stays where it is.
    /// </summary>
    /// <param name="items">What the channel says now, by external id.</param>
    /// <returns>The listings, and their former products, of which the lock is held.</returns>
    public static async Task<(int Freed, IReadOnlyList<long> Products)> FreeAsync(
        PortalDbContext db, long channelId, IReadOnlyDictionary<string, CatalogueItem> items, CancellationToken cancellationToken)
    {
        var own = items.Values.Where(i => i.Stock is StockReadState.Tracked or StockReadState.Untracked).Select(i => i.ExternalId).ToList();
        var pooled = await db.Listings.Where(l => l.ChannelId == channelId && own.Contains(l.ExternalId) && l.StockState == StockReadState.AtParent && l.ProductId != null)
            .Select(l => new { l.Id, l.ExternalId, l.ProductId }).ToListAsync(cancellationToken);
        if (pooled.Count == 0)
        {
            return (0, []);
        }
        var above = pooled.Select(p => PairedId.Above(p.ExternalId)).OfType<string>().Distinct().ToList();
        var keepers = await db.Listings.Where(l => l.ChannelId == channelId && above.Contains(l.ExternalId))
            .ToDictionaryAsync(l => l.ExternalId, l => l.ProductId, cancellationToken);
        var followers = pooled.Where(p => PairedId.Above(p.ExternalId) is { } id && keepers.GetValueOrDefault(id) == p.ProductId).Select(p => p.Id).ToList();
        var rows = await ListingLock.LoadAsync(db, followers, cancellationToken);
        var products = rows.Select(r => r.ProductId).OfType<long>().Distinct().ToList();
        rows.ForEach(r => Follow(r, null));
        return (rows.Count, products);
    }

    /// <summary>
    /// Has those follow their keeper whose quantity the channel keeps at it from now on, whatever they were linked to while they had one of their
    /// own: what they sell comes out of the keeper's now, and writing them is refused. Where the keeper is not linked they wait for its link.
    /// </summary>
    /// <param name="items">What the channel says now, by external id.</param>
    /// <returns>The listings, and their former and present products, of which the lock is held.</returns>
    public static async Task<(int Pooled, IReadOnlyList<long> Products)> PoolAsync(
        PortalDbContext db, long channelId, IReadOnlyDictionary<string, CatalogueItem> items, CancellationToken cancellationToken)
    {
        var below = items.Values.Where(i => i.Stock is StockReadState.AtParent).Select(i => i.ExternalId).ToList();
        var former = await db.Listings.Where(l => l.ChannelId == channelId && below.Contains(l.ExternalId) && l.StockState != StockReadState.AtParent && l.LinkState != LinkState.Orphaned)
            .Select(l => new { l.Id, l.ExternalId, l.ProductId }).ToListAsync(cancellationToken);
        if (former.Count == 0)
        {
            return (0, []);
        }
        var above = former.Select(f => PairedId.Above(f.ExternalId)).OfType<string>().Distinct().ToList();
        var keepers = await db.Listings.Where(l => l.ChannelId == channelId && above.Contains(l.ExternalId) && l.LinkState == LinkState.Linked)
            .ToDictionaryAsync(l => l.ExternalId, l => l.ProductId, cancellationToken);
        var products = former.Select(f => f.ProductId).Concat(keepers.Values).OfType<long>().Distinct().Order().ToList();
        await db.Dialect.LockProductsAsync(db, products, cancellationToken);
        var ids = former.Select(f => f.Id).ToList();
        foreach (var row in await db.Listings.AsTracking().Where(l => ids.Contains(l.Id)).ToListAsync(cancellationToken))
        {
            Follow(row, PairedId.Above(row.ExternalId) is { } keeper ? keepers.GetValueOrDefault(keeper) : null);
        }
        return (former.Count, products);
    }

    /// <summary>Gives a listing that keeps no quantity the product of the one that keeps it.</summary>
    public static void Follow(ListingRow row, long? productId)
    {
        (row.ProductId, row.LinkState) = (productId, productId is null ? LinkState.Unlinked : LinkState.Linked);
        (row.SyncEnabled, row.AwaitsApproval, row.DueAt) = (productId is null, false, null);
        (row.IsDead, row.Attempts, row.LastError, row.IsDrifted) = (false, 0, null, false);
        row.Version++;
    }
}
