using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>Loads and locks what a group needs: first the ids, then the locks in id order, then the rows.</summary>
internal static class LedgerLoader
{
    private static readonly ModelQueries<HotQueries> Hot = new(() => new HotQueries());

    public static async Task<LedgerBatch> LoadAsync(PortalDbContext db, LedgerNeeds needs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = new LedgerBatch(now);
        await LoadAnswersAsync(db, batch, needs, cancellationToken);
        var productIds = await FindProductsAsync(db, batch, needs, cancellationToken);
        await db.Dialect.LockProductsAsync(db, productIds, cancellationToken);
        await LoadProductsAsync(db, batch, productIds, cancellationToken);
        await LoadListingsAsync(db, batch, needs, productIds, cancellationToken);
        await LoadOrdersAsync(db, batch, needs, cancellationToken);
        await LoadImportAsync(db, batch, needs, cancellationToken);
        if (needs.ReservationIds.Count > 0)
        {
            foreach (var row in await db.Reservations.Where(r => needs.ReservationIds.Contains(r.Id)).ToListAsync(cancellationToken))
            {
                batch.Reservations[row.Id] = row;
            }
        }
        await foreach (var channel in Hot.Of(db).Channels(db).WithCancellation(cancellationToken))
        {
            batch.Channels[channel.Id] = channel;
        }
        return batch;
    }

    private static async Task LoadAnswersAsync(PortalDbContext db, LedgerBatch batch, LedgerNeeds needs, CancellationToken cancellationToken)
    {
        if (needs.Scopes.Count > 0)
        {
            await foreach (var row in Hot.Of(db).Answers(db, [.. needs.Scopes]).WithCancellation(cancellationToken))
            {
                batch.Answers[row.Scope] = row;
            }
        }
    }

    private static async Task<long[]> FindProductsAsync(PortalDbContext db, LedgerBatch batch, LedgerNeeds needs, CancellationToken cancellationToken)
    {
        var ids = new SortedSet<long>(needs.ProductIds);
        if (needs.Skus.Count > 0 && db.Dialect.LocksRows)
        {
            await AddAsync(ids, Hot.Of(db).ProductIds(db, [.. needs.Skus]), cancellationToken);
        }
        else if (needs.Skus.Count > 0)
        {
            // The whole file is locked already: what is read now is what the group decides on.
            await KeepAsync(db, batch, Hot.Of(db).ProductsBySku(db, [.. needs.Skus]), cancellationToken);
            ids.UnionWith(batch.Products.Keys);
        }
        if (needs.ReservationIds.Count > 0)
        {
            ids.UnionWith(await db.Reservations.Where(r => needs.ReservationIds.Contains(r.Id)).Select(r => r.ProductId).ToListAsync(cancellationToken));
        }
        foreach (var group in needs.Listings.GroupBy(l => l.ChannelId, l => l.ExternalId))
        {
            var externalIds = group.ToList();
            await AddAsync(ids, Hot.Of(db).ProductsOfListings(db, group.Key, externalIds), cancellationToken);
        }
        foreach (var group in needs.Orders.GroupBy(o => o.ChannelId, o => o.OrderId))
        {
            var orderIds = group.ToList();
            await AddAsync(ids, Hot.Of(db).ProductsOfOrders(db, group.Key, orderIds), cancellationToken);
            await AddAsync(ids, Hot.Of(db).ProductsOfOrderedListings(db, group.Key, orderIds), cancellationToken);
        }
        if (needs.OrderLineIds.Count > 0)
        {
            ids.UnionWith(await db.OrderLines.Where(l => needs.OrderLineIds.Contains(l.Id) && l.ProductId != null)
                .Select(l => l.ProductId!.Value).ToListAsync(cancellationToken));
        }
        return [.. ids];
    }

    private static async Task AddAsync(SortedSet<long> ids, IAsyncEnumerable<long> found, CancellationToken cancellationToken)
    {
        await foreach (var id in found.WithCancellation(cancellationToken))
        {
            ids.Add(id);
        }
    }

    private static async Task LoadProductsAsync(PortalDbContext db, LedgerBatch batch, long[] productIds, CancellationToken cancellationToken)
    {
        var missing = productIds.Where(id => !batch.Products.ContainsKey(id)).ToArray();
        if (missing.Length > 0)
        {
            await KeepAsync(db, batch, Hot.Of(db).Products(db, missing), cancellationToken);
        }
    }

    private static async Task KeepAsync(PortalDbContext db, LedgerBatch batch, IAsyncEnumerable<ProductRow> products, CancellationToken cancellationToken)
    {
        await foreach (var product in products.WithCancellation(cancellationToken))
        {
            batch.Writes.Products.Loaded(db, product);
            batch.Products[product.Id] = product;
            batch.BySku[product.SkuNormalised] = product;
        }
    }

    private static async Task LoadListingsAsync(PortalDbContext db, LedgerBatch batch, LedgerNeeds needs, long[] productIds, CancellationToken cancellationToken)
    {
        if (productIds.Length > 0)
        {
            await foreach (var row in Hot.Of(db).Listings(db, productIds).WithCancellation(cancellationToken))
            {
                batch.Writes.Listings.Loaded(db, row);
                batch.Listings[(row.ChannelId, row.ExternalId)] = row;
            }
        }
        foreach (var group in needs.Listings.Where(l => !batch.Listings.ContainsKey(l)).GroupBy(l => l.ChannelId, l => l.ExternalId))
        {
            var externalIds = group.ToList();
            await foreach (var row in Hot.Of(db).ListingsOfChannel(db, group.Key, externalIds).WithCancellation(cancellationToken))
            {
                batch.Writes.Listings.Loaded(db, row);
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
            await foreach (var row in Hot.Of(db).OrderLines(db, group.Key, orderIds).WithCancellation(cancellationToken))
            {
                rows.Add(row);
            }
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

    // Behind the locks: of two workers that hold the same lines, the second finds what the first has made of them.
    private static async Task LoadImportAsync(PortalDbContext db, LedgerBatch batch, LedgerNeeds needs, CancellationToken cancellationToken)
    {
        if (needs.ImportLines.Count > 0)
        {
            await foreach (var row in db.ImportLines.AsNoTracking().Where(l => needs.ImportLines.Contains(l.Id)).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                batch.Writes.ImportLines.Loaded(db, row);
                batch.ImportLines[row.Id] = row;
            }
        }
        if (needs.MovementKeys.Count > 0)
        {
            batch.TakenKeys.UnionWith(
                await db.Movements.Where(m => needs.MovementKeys.Contains(m.IdempotencyKey)).Select(m => m.IdempotencyKey).ToListAsync(cancellationToken));
        }
    }
}
