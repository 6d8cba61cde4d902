using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Which products, by how they stand.</summary>
public enum StockBand { Low, Out, Ok }

/// <summary>What products are sorted by.</summary>
public enum ProductSortField { Sku, Available, Name, UpdatedAt }

/// <summary>An order of products; ties by id, so that pages never overlap.</summary>
public readonly record struct ProductSort(ProductSortField Field, bool Descending)
{
    /// <summary>Reads <c>sku</c>, <c>-available</c>, …; null when it is no such word.</summary>
    public static ProductSort? Parse(string? word)
    {
        var descending = word?.StartsWith('-') == true;
        return (descending ? word![1..] : word) switch
        {
            null or "sku" => new(ProductSortField.Sku, descending),
            "available" => new(ProductSortField.Available, descending),
            "name" => new(ProductSortField.Name, descending),
            "updatedAt" => new(ProductSortField.UpdatedAt, descending),
            _ => null,
        };
    }
}

/// <summary>Which products, in which order.</summary>
/// <param name="Search">Looked for in SKU, barcode and name, whatever the case and width; null for all.</param>
public sealed record ProductSearch(string? Search = null, StockBand? Stock = null, ProductSort Sort = default);

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
                var ids = await Sorted(Filtered(db.Products, filter), filter.Sort)
                    .Select(p => p.Id).Skip(page.Offset).Take(page.PageSize).ToListAsync(token);
                var rows = await db.Products.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, token);
                var items = ids.Where(rows.ContainsKey).Select(id => View(rows[id], null)).ToList();
                return page.With(items, total);
            },
            cancellationToken);
    }

    /// <summary>One product with its listings, by SKU in any spelling; null when there is none.</summary>
    public Task<ProductView?> FindAsync(string sku, CancellationToken cancellationToken)
    {
        var normalised = Sku.Normalise(sku);
        return database.ReadAsync(
            async (db, token) =>
            {
                var row = await db.Products.SingleOrDefaultAsync(p => p.SkuNormalised == normalised, token);
                return row is null ? null : View(row, await ListingQueries.OfProductAsync(db, row.Id, clock.GetUtcNow(), token));
            },
            cancellationToken);
    }

    internal static IQueryable<ProductRow> Filtered(IQueryable<ProductRow> products, ProductSearch filter)
    {
        var search = Sku.Normalise(filter.Search);
        if (search.Length > 0)
        {
            products = products.Where(p => p.SearchText.Contains(search));
        }
        return filter.Stock switch
        {
            StockBand.Out => products.Where(p => p.Available <= 0),
            StockBand.Low => products.Where(p => p.Available > 0 && p.Available <= p.LowStockThreshold),
            StockBand.Ok => products.Where(p => p.Available > 0 && p.Available > p.LowStockThreshold),
            _ => products,
        };
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
        listings);

    // The tie-breaker runs the same way as the sort, so that one index serves both directions.
    private static IOrderedQueryable<ProductRow> Sorted(IQueryable<ProductRow> products, ProductSort sort) => (sort.Field, sort.Descending) switch
    {
        (ProductSortField.Available, false) => products.OrderBy(p => p.Available).ThenBy(p => p.Id),
        (ProductSortField.Available, true) => products.OrderByDescending(p => p.Available).ThenByDescending(p => p.Id),
        (ProductSortField.Name, false) => products.OrderBy(p => p.Name).ThenBy(p => p.Id),
        (ProductSortField.Name, true) => products.OrderByDescending(p => p.Name).ThenByDescending(p => p.Id),
        (ProductSortField.UpdatedAt, false) => products.OrderBy(p => p.UpdatedAt).ThenBy(p => p.Id),
        (ProductSortField.UpdatedAt, true) => products.OrderByDescending(p => p.UpdatedAt).ThenByDescending(p => p.Id),
        (_, false) => products.OrderBy(p => p.SkuNormalised),
        _ => products.OrderByDescending(p => p.SkuNormalised),
    };
}
