using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>Loads and locks what a group needs: first the ids, then the locks in id order, then the rows.</summary>
internal static class LedgerLoader
{
    public static async Task<LedgerBatch> LoadAsync(PortalDbContext db, LedgerNeeds needs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = new LedgerBatch(now);
        await LoadAnswersAsync(db, batch, needs, cancellationToken);
        var productIds = await FindProductsAsync(db, needs, cancellationToken);
        await db.Dialect.LockProductsAsync(db, productIds, cancellationToken);
        await LoadProductsAsync(db, batch, productIds, cancellationToken);
        await LoadListingsAsync(db, batch, needs, productIds, cancellationToken);
        await LoadOrdersAsync(db, batch, needs, cancellationToken);
        if (needs.ReservationIds.Count > 0)
        {
            foreach (var row in await db.Reservations.Where(r => needs.ReservationIds.Contains(r.Id)).ToListAsync(cancellationToken))
            {
                batch.Reservations[row.Id] = row;
            }
        }
        batch.Channels = await db.Channels.AsNoTracking().ToDictionaryAsync(c => c.Id, cancellationToken);
        return batch;
    }

    private static async Task LoadAnswersAsync(PortalDbContext db, LedgerBatch batch, LedgerNeeds needs, CancellationToken cancellationToken)
    {
        if (needs.Scopes.Count > 0)
        {
            foreach (var row in await db.IdempotencyKeys.AsNoTracking().Where(i => needs.Scopes.Contains(i.Scope)).ToListAsync(cancellationToken))
            {
                batch.Answers[row.Scope] = row;
            }
        }
    }

    private static async Task<long[]> FindProductsAsync(PortalDbContext db, LedgerNeeds needs, CancellationToken cancellationToken)
    {
        var ids = new SortedSet<long>(needs.ProductIds);
        if (needs.Skus.Count > 0)
        {
            ids.UnionWith(await db.Products.Where(p => needs.Skus.Contains(p.SkuNormalised)).Select(p => p.Id).ToListAsync(cancellationToken));
        }
        if (needs.ReservationIds.Count > 0)
        {
            ids.UnionWith(await db.Reservations.Where(r => needs.ReservationIds.Contains(r.Id)).Select(r => r.ProductId).ToListAsync(cancellationToken));
        }
        foreach (var group in needs.Listings.GroupBy(l => l.ChannelId, l => l.ExternalId))
        {
            var externalIds = group.ToList();
            ids.UnionWith(await db.Listings
                .Where(l => l.ChannelId == group.Key && externalIds.Contains(l.ExternalId) && l.ProductId != null)
                .Select(l => l.ProductId!.Value).ToListAsync(cancellationToken));
        }
        foreach (var group in needs.Orders.GroupBy(o => o.ChannelId, o => o.OrderId))
        {
            var orderIds = group.ToList();
            ids.UnionWith(await db.OrderLines
                .Where(l => l.ChannelId == group.Key && orderIds.Contains(l.OrderId) && l.ProductId != null)
                .Select(l => l.ProductId!.Value).ToListAsync(cancellationToken));

            // A line that the order no longer has gives units back at its listing, whatever that is mapped to now.
            ids.UnionWith(await db.OrderLines
                .Where(l => l.ChannelId == group.Key && orderIds.Contains(l.OrderId))
                .Join(db.Listings, l => new { l.ChannelId, l.ExternalId }, x => new { x.ChannelId, ExternalId = (string?)x.ExternalId }, (l, x) => x.ProductId)
                .Where(id => id != null).Select(id => id!.Value).ToListAsync(cancellationToken));
        }
        if (needs.OrderLineIds.Count > 0)
        {
            ids.UnionWith(await db.OrderLines.Where(l => needs.OrderLineIds.Contains(l.Id) && l.ProductId != null)
                .Select(l => l.ProductId!.Value).ToListAsync(cancellationToken));
        }
        return [.. ids];
    }

    private static async Task LoadProductsAsync(PortalDbContext db, LedgerBatch batch, long[] productIds, CancellationToken cancellationToken)
    {
        if (productIds.Length == 0)
        {
            return;
        }
        foreach (var product in await db.Products.Where(p => productIds.Contains(p.Id)).ToListAsync(cancellationToken))
        {
            batch.Products[product.Id] = product;
            batch.BySku[product.SkuNormalised] = product;
        }
    }

    private static async Task LoadListingsAsync(PortalDbContext db, LedgerBatch batch, LedgerNeeds needs, long[] productIds, CancellationToken cancellationToken)
    {
        var rows = productIds.Length == 0
            ? []
            : await db.Listings.Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value)).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            batch.Listings[(row.ChannelId, row.ExternalId)] = row;
        }
        foreach (var group in needs.Listings.Where(l => !batch.Listings.ContainsKey(l)).GroupBy(l => l.ChannelId, l => l.ExternalId))
        {
            var externalIds = group.ToList();
            foreach (var row in await db.Listings
                .Where(l => l.ChannelId == group.Key && externalIds.Contains(l.ExternalId)).ToListAsync(cancellationToken))
            {
                batch.Listings[(row.ChannelId, row.ExternalId)] = row;
            }
        }
    }

    private static async Task LoadOrdersAsync(PortalDbContext db, LedgerBatch batch, LedgerNeeds needs, CancellationToken cancellationToken)
    {
        var rows = new List<OrderLineRow>();
        foreach (var group in needs.Orders.GroupBy(o => o.ChannelId, o => o.OrderId))
        {
            var orderIds = group.ToList();
            rows.AddRange(await db.OrderLines
                .Where(l => l.ChannelId == group.Key && orderIds.Contains(l.OrderId)).ToListAsync(cancellationToken));
        }
        if (needs.OrderLineIds.Count > 0)
        {
            rows.AddRange(await db.OrderLines.Where(l => needs.OrderLineIds.Contains(l.Id)).ToListAsync(cancellationToken));
        }
        foreach (var row in rows.DistinctBy(r => r.Id))
        {
            batch.OrderLines[row.Id] = row;
            var key = (row.ChannelId, row.OrderId);
            if (!batch.Orders.TryGetValue(key, out var lines))
            {
                batch.Orders[key] = lines = [];
            }
            lines.Add(row);
        }
    }
}
