using InventoryPortal.Components.Shared;
using InventoryPortal.Catalog;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>What the list of products shows; the address is its only home.</summary>
/// <param name="Search">Looked for in SKU, barcode and name.</param>
/// <param name="Stock">How they stand; null for all.</param>
/// <param name="Sort">A word of the list's columns, with a minus for descending.</param>
/// <param name="Page">From 1.</param>
/// <param name="Channel">Key of the only channel that counts; null for all.</param>
/// <param name="Listing">How they stand at the channels; null for all.</param>
/// <param name="Columns">What is shown of them, as <see cref="ProductColumns"/> writes it; null for what the person likes.</param>
public sealed record ProductsFilter(
    string? Search = null, StockBand? Stock = null, string Sort = ProductsFilter.StandardSort, int Page = 1, string? Channel = null, ListingBand? Listing = null,
    string? Columns = null)
{
    public const string Path = "/products";
    public const int PageSize = 50;

    public const string StandardSort = "sku";
    // Of the HTTP contract; a browser's session may call it.
    private const string ExportPath = "/api/v1/exports/products.";

    private const int MaxPage = 1_000_000;

    public static ProductsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var sort = query.Text("sort");
        return new ProductsFilter(
            query.Text("search"),
            query.Word<StockBand>("stock"),
            sort is not null && ProductSort.Parse(sort) is not null ? sort : StandardSort,
            query.Number("page", 1, 1, MaxPage),
            query.Text("channel"),
            query.Word<ListingBand>("listing"),
            ProductColumns.Parse(query.Text("columns")) is { } columns ? ProductColumns.Write(columns) : null);
    }

    /// <summary>Whether it leaves any product out.</summary>
    public bool IsNarrow => this with { Sort = StandardSort, Page = 1, Columns = null } != new ProductsFilter();

    /// <summary>The same, for the stage.</summary>
    public ProductSearch ToSearch() => new(Search, Stock, ProductSort.Parse(Sort) ?? default, Channel, Listing);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => ToUri(Path, UriState.Page(Page), Columns);

    /// <summary>What a view keeps of it: all but the page, with the columns shown.</summary>
    public string ToView(IEnumerable<ProductColumn> shown) => ToUri(Path, page: null, ProductColumns.Write(shown))[Path.Length..];

    /// <summary>The address of all of its pages as one file.</summary>
    /// <param name="type">csv or xlsx.</param>
    public string ToExportUri(string type) => ToUri(ExportPath + type, page: null, columns: null);

    private string ToUri(string path, string? page, string? columns) => UriState.Write(
        path,
        ("search", Search),
        ("stock", UriState.Word(Stock)),
        ("channel", Channel),
        ("listing", UriState.Word(Listing)),
        ("sort", Sort == StandardSort ? null : Sort),
        ("columns", columns),
        ("page", page));
}
