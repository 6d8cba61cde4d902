using InventoryPortal.Components.Shared;
using InventoryPortal.Catalog;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>What the list of products shows; the address is its only home.</summary>
/// <param name="Search">Looked for in SKU, barcode and name.</param>
/// <param name="Stock">How they stand; null for all.</param>
/// <param name="Sort">A word of the list's columns, with a minus for descending.</param>
/// <param name="Page">From 1.</param>
public sealed record ProductsFilter(string? Search, StockBand? Stock, string Sort, int Page)
{
    public const string Path = "/products";
    public const int PageSize = 50;

    private const string StandardSort = "sku";
    private const int MaxPage = 1_000_000;

    public static ProductsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var sort = query.Text("sort");
        return new ProductsFilter(
            query.Text("search"),
            query.Word<StockBand>("stock"),
            sort is not null && ProductSort.Parse(sort) is not null ? sort : StandardSort,
            query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("search", Search),
        ("stock", UriState.Word(Stock)),
        ("sort", Sort == StandardSort ? null : Sort),
        ("page", UriState.Page(Page)));
}
