using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>Which products, by how they stand.</summary>
public enum StockBand
{
    /// <summary>Some are available, no more than the threshold.</summary>
    Low,

    /// <summary>None is available, or fewer than none.</summary>
    Out,

    /// <summary>More than the threshold.</summary>
    Ok,

    /// <summary>More was sold than there is; a part of <see cref="Out"/>.</summary>
    Oversold,

    /// <summary>Some are promised to somebody.</summary>
    Reserved,
}

/// <summary>Which products, by how they stand at the channels.</summary>
public enum ListingBand
{
    /// <summary>Has a listing that is linked.</summary>
    Listed,

    /// <summary>Has none.</summary>
    Unlisted,

    /// <summary>A channel shows another number than it confirmed.</summary>
    Drifted,

    /// <summary>A write was given up.</summary>
    Failed,

    /// <summary>A write is due.</summary>
    Waiting,
}

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
/// <param name="Channel">Key of the only channel that <paramref name="Listing"/> is about; alone it means listed there. Null for any channel.</param>
/// <param name="Scope">Channel keys that the reader is limited to, as <see cref="ChannelScope.Write"/> has them; listings elsewhere decide nothing. Null for all.</param>
public sealed record ProductSearch(
    string? Search = null, StockBand? Stock = null, ProductSort Sort = default, string? Channel = null, ListingBand? Listing = null, string? Scope = null)
{
    /// <summary>Whether listings decide which products are meant.</summary>
    internal bool AsksListings => Channel is not null || Listing is not null;

    /// <summary>The products meant, in order.</summary>
    internal IQueryable<ProductRow> Select(PortalDbContext db) => Sorted(Filter(db), Sort);

    /// <summary>The products meant, in any order.</summary>
    internal IQueryable<ProductRow> Filter(PortalDbContext db)
    {
        IQueryable<ProductRow> products = db.Products;
        var search = Sku.Normalise(Search);
        if (search.Length > 0)
        {
            products = products.Where(p => p.SearchText.Contains(search));
        }
        products = Stock switch
        {
            StockBand.Out => products.Where(p => p.Available <= 0),
            StockBand.Low => products.Where(p => p.Available > 0 && p.Available <= p.LowStockThreshold),
            StockBand.Ok => products.Where(p => p.Available > 0 && p.Available > p.LowStockThreshold),
            StockBand.Oversold => products.Where(p => p.Available < 0),
            StockBand.Reserved => products.Where(p => p.Reserved > 0),
            _ => products,
        };
        if (!AsksListings)
        {
            return products;
        }
        var ids = Listings(db).Select(l => l.ProductId!.Value);
        return Listing == ListingBand.Unlisted ? products.Where(p => !ids.Contains(p.Id)) : products.Where(p => ids.Contains(p.Id));
    }

    private IQueryable<ListingRow> Listings(PortalDbContext db)
    {
        var listings = db.Listings.Within(db, ChannelScope.Read(Scope), l => l.ChannelId).Where(l => l.ProductId != null && l.LinkState == LinkState.Linked);
        if (Channel is { } channel)
        {
            listings = listings.Where(l => db.Channels.Any(c => c.Id == l.ChannelId && c.Key == channel));
        }
        return Listing switch
        {
            ListingBand.Drifted => listings.Where(l => l.IsDrifted),
            ListingBand.Failed => listings.Where(l => l.IsDead),
            ListingBand.Waiting => listings.Where(l => l.DueAt != null && !l.IsDead),
            _ => listings,
        };
    }

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
