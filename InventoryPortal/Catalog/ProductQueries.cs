using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Reads products. Every read is bounded and follows an index, whatever the number of products.</summary>
public sealed class ProductQueries(PortalDatabase database, ProductTotals totals, TimeProvider clock)
{
    /// <summary>One page of products, without their listings.</summary>
    public async Task<Paged<ProductView>> ListAsync(ProductSearch filter, PageRequest page, CancellationToken cancellationToken)
    {
        var total = await totals.CountAsync(filter, cancellationToken);
        if (page.Offset >= total)
        {
            return page.With<ProductView>([], total);
        }
        return await database.ReadAsync(
            async (db, token) =>
            {
                // Ids first: they come from the index alone, so a far page skips entries and not whole rows.
                var ids = await filter.Select(db)
                    .Select(p => p.Id).Skip(page.Offset).Take(page.PageSize).ToListAsync(token);
                var rows = await db.Products.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, token);
                var items = ids.Where(rows.ContainsKey).Select(id => View(rows[id], null)).ToList();
                return page.With(items, total);
            },
            cancellationToken);
    }

    /// <summary>The first products that a text finds, by SKU; they are not counted, so that every letter typed stays cheap.</summary>
    public Task<List<ProductView>> SuggestAsync(string search, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) => (await new ProductSearch(search).Select(db).Take(limit).ToListAsync(token)).ConvertAll(row => View(row, null)),
            cancellationToken);

    /// <summary>One product with its listings, by SKU in any spelling; null when there is none.</summary>
    /// <param name="scope">Channel keys that the reader is limited to, whose listings are told; null for all.</param>
    public Task<ProductView?> FindAsync(string sku, IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        var normalised = Sku.Normalise(sku);
        return database.ReadAsync(
            async (db, token) =>
            {
                var row = await db.Products.SingleOrDefaultAsync(p => p.SkuNormalised == normalised, token);
                return row is null ? null : View(row, await ListingQueries.OfProductAsync(db, row.Id, scope, clock.GetUtcNow(), token));
            },
            cancellationToken);
    }

    internal static ProductView View(ProductRow row, IReadOnlyList<ListingView>? listings) => new(
        row.Sku,
        row.Name,
        row.Barcode,
        row.Description,
        row.OnHand,
        row.Reserved,
        row.OnHand - row.Reserved,
        row.LowStockThreshold,
        row.Buffer,
        row.IsActive,
        row.UpdatedAt,
        row.Version,
        listings) { FlashSince = row.FlashSince };
}
