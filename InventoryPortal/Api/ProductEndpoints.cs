using InventoryPortal.Access;
using InventoryPortal.Catalog;

namespace InventoryPortal.Api;

/// <summary>Products and what is known of each.</summary>
internal static class ProductEndpoints
{
    /// <summary>A batch of products.</summary>
    internal sealed record NewProducts(IReadOnlyList<NewProduct?>? Items);

    private const string Marker = ApiFeature.Prefix + "/products/";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/products", ListAsync).Needs(Permissions.View).ListOf<ProductView>("search", "stock", "sort");
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
        var stock = query.Word<StockBand>("stock");
        var page = query.Page();
        if (ProductSort.Parse(query.Text("sort")) is not { } sort)
        {
            query.Wrong("sort", "One of these is expected: sku, available, name, updatedAt; a minus in front turns it round.");
            sort = default;
        }
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await products.ListAsync(new ProductSearch(query.Text("search"), stock, sort), page, http.RequestAborted));
    }

    private static async Task<IResult> FindAsync(HttpContext http, string sku, ProductQueries products) =>
        Answers.Found(http, await products.FindAsync(Sku(http, sku), http.RequestAborted), $"Product {Sku(http, sku)}", p => p.Version);

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
