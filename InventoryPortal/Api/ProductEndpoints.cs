using InventoryPortal.Access;
using InventoryPortal.Catalog;

namespace InventoryPortal.Api;

/// <summary>Products and what is known of each.</summary>
internal static class ProductEndpoints
{
    /// <summary>A batch of products.</summary>
    internal sealed record NewProducts(IReadOnlyList<NewProduct?>? Items);

    /// <summary>What products may be narrowed and ordered by.</summary>
    internal static readonly string[] Filters = ["search", "stock", "sort", "channel", "listing"];

    private const string Marker = ApiFeature.Prefix + "/products/";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/products", ListAsync).Needs(Permissions.View).ListOf<ProductView>(Filters);
        api.MapGet("/products/{sku}", FindAsync).Needs(Permissions.View).Reads<ProductView>();
        api.MapPost("/products", CreateAsync).Needs(Permissions.ProductsEdit)
            .Command<NewProduct, ProductView>(StatusCodes.Status201Created, key: true);
        api.MapPost("/products/batch", CreateManyAsync).Needs(Permissions.ProductsEdit)
            .Command<NewProducts, ProductBatchResult>(key: true, maxBytes: ApiBody.MaxBatchBytes);
        api.MapPut("/products/{sku}", UpdateAsync).Needs(Permissions.ProductsEdit).Command<ProductEdit, ProductView>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, ProductQueries products)
    {
        var query = QueryWords.Of(http);
        var search = Search(query, await http.ScopeAsync());
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await products.ListAsync(search, page, http.RequestAborted));
    }

    /// <summary>Reads <see cref="Filters"/>; what is wrong is noted with the query.</summary>
    internal static ProductSearch Search(QueryWords query, IReadOnlySet<string>? scope)
    {
        if (ProductSort.Parse(query.Text("sort")) is not { } sort)
        {
            query.Wrong("sort", "One of these is expected: sku, available, name, updatedAt; a minus in front turns it round.");
            sort = default;
        }
        return new ProductSearch(query.Text("search"), query.Word<StockBand>("stock"), sort, query.Text("channel"), query.Word<ListingBand>("listing"), ChannelScope.Write(scope));
    }

    private static async Task<IResult> FindAsync(HttpContext http, string sku, ProductQueries products) =>
        Answers.Found(http, await products.FindAsync(Sku(http, sku), await http.ScopeAsync(), http.RequestAborted), $"Product {Sku(http, sku)}", p => p.Version);

    private static async Task<IResult> CreateAsync(HttpContext http, ApiCommand<NewProduct> command, ProductStore store) =>
        Answers.Of(
            http,
            await store.CreateAsync(command.Context, command.Body, http.RequestAborted),
            p => p.Version,
            p => $"{ApiFeature.Prefix}/products/{Uri.EscapeDataString(p.Sku)}");

    private static async Task<IResult> CreateManyAsync(HttpContext http, ApiCommand<NewProducts> command, ProductStore store) =>
        Answers.Of(http, await store.CreateManyAsync(command.Context, command.Body.Items ?? [], http.RequestAborted));

    private static async Task<IResult> UpdateAsync(HttpContext http, string sku, ApiCommand<ProductEdit> command, ProductStore store) =>
        Answers.Of(http, await store.UpdateAsync(command.Context, Sku(http, sku), command.Body, command.IfMatch, http.RequestAborted), p => p.Version);

    /// <summary>The SKU of an address under /products; a SKU may have a slash.</summary>
    internal static string Sku(HttpContext http, string routed) => RawPath.SegmentAfter(http, Marker, routed);
}
