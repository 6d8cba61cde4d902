using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>
/// Reads the catalogue page by page of products, each with the variations of its variable ones. The cursor is the
/// number of the next page of products, so that a read can go on after a restart.
/// </summary>
internal sealed class WooCatalogue(WooCalls calls, WooVariationReads variations)
{
    private const string ProductFields = "id,name,type,sku,global_unique_id,manage_stock,stock_quantity,variations";

    private const string VariationFields = "id,name,sku,global_unique_id,manage_stock,stock_quantity,attributes";

    /// <summary>Pages of 100 products: a million products. A cursor beyond it is not one of ours.</summary>
    private const int MaxPage = 10_000;

    public async Task<CataloguePage> ReadAsync(WooStore store, string? cursor, CancellationToken cancellationToken)
    {
        var page = 1;
        if (cursor is not null && (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out page) || page is < 1 or > MaxPage))
        {
            return Failed(new ReadFailure.Unusable("The read cannot go on from this place; start it again."));
        }
        var route = string.Create(CultureInfo.InvariantCulture, $"products?per_page={WooLists.PageSize}&page={page}&orderby=id&order=asc&_fields={ProductFields}");
        var list = await WooLists.ReadAsync(calls, store, route, cancellationToken);
        if (list.Failure is not null)
        {
            return Failed(list.Failure);
        }
        using (list.Document)
        {
            if (list.Items.Any(p => p.Id("id") == 0))
            {
                return Failed(new ReadFailure.Unusable("The store listed a product without a whole id."));
            }
            var (items, failure) = await ItemsAsync(store, list.Items, cancellationToken);
            if (list.HasMore(page) && page == MaxPage)
            {
                return Failed(new ReadFailure.Unusable($"The store has more than {MaxPage} pages of products."));
            }
            var next = list.HasMore(page) ? (page + 1).ToString(CultureInfo.InvariantCulture) : null;
            return failure is null ? new CataloguePage(items, next, list.Total, null) : Failed(failure);
        }
    }

    private async Task<(List<CatalogueItem> Items, ReadFailure? Failure)> ItemsAsync(
        WooStore store, IReadOnlyList<JsonElement> products, CancellationToken cancellationToken)
    {
        var (children, failure) = await ChildrenAsync(store, products, cancellationToken);
        var items = new List<CatalogueItem>();
        foreach (var product in products)
        {
            var id = product.Id("id");
            if (IsVariable(product))
            {
                items.AddRange(OfParent(product, [.. children[id].OrderBy(c => c.Id.Variation)]));
            }
            else if (product.Text("type") is not ("grouped" or "external"))
            {
                items.Add(Item(new WooItemId(id, 0), product, TitleOf(product)));
            }
        }
        return (items, failure);
    }

    // A product's list of its variations may be empty because there are none or because a plugin cut it: then the store is asked.
    private async Task<(ILookup<long, (WooItemId Id, JsonElement Item)> Children, ReadFailure? Failure)> ChildrenAsync(
        WooStore store, IReadOnlyList<JsonElement> products, CancellationToken cancellationToken)
    {
        var listed = products.Where(IsVariable).SelectMany(p => VariationIds(p).Select(v => (Parent: p.Id("id"), Variation: v))).ToLookup(p => p.Parent, p => p.Variation);
        var read = await variations.ReadAsync(store, listed, VariationFields, [], cancellationToken);
        var found = read.Items.Select(v => (v.Key, v.Value)).ToList();
        var failure = read.Failure;
        foreach (var parent in products.Where(p => IsVariable(p) && !listed.Contains(p.Id("id"))).Select(p => p.Id("id")))
        {
            var all = failure is null ? await variations.ReadAllOfAsync(store, parent, VariationFields, cancellationToken) : null;
            failure ??= all!.Failure;
            found.AddRange(all?.Items.Select(v => (v.Key, v.Value)) ?? []);
        }
        return (found.ToLookup(c => c.Key.Product, c => c), failure);
    }

    // The parent is a thing to write only where a variation's stock lives at it.
    private static IEnumerable<CatalogueItem> OfParent(JsonElement parent, List<(WooItemId Id, JsonElement Item)> children)
    {
        if (children.Any(c => WooStock.Of(c.Item).State == StockReadState.AtParent))
        {
            yield return Item(new WooItemId(parent.Id("id"), 0), parent, TitleOf(parent));
        }
        foreach (var (id, item) in children)
        {
            yield return Item(id, item, TitleOf(parent, item));
        }
    }

    private static CatalogueItem Item(WooItemId id, JsonElement item, string title)
    {
        var stock = WooStock.Of(item);
        return new CatalogueItem(id.ToString(), item.Text("sku"), item.Text("global_unique_id"), title, stock.State, stock.Quantity);
    }

    private static bool IsVariable(JsonElement product) =>
        product.Text("type")?.StartsWith("variable", StringComparison.Ordinal) == true;

    private static List<long> VariationIds(JsonElement product) =>
        product.Member("variations") is { ValueKind: JsonValueKind.Array } ids
            ? ids.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Number).Select(v => v.TryGetInt64(out var id) ? id : 0).Where(id => id > 0).Distinct().ToList()
            : [];

    private static string TitleOf(JsonElement product) =>
        product.Text("name") ?? string.Create(CultureInfo.InvariantCulture, $"#{product.Id("id")}");

    // Since 8.x a variation's name is its attributes alone ("M"); before, it repeats the parent's.
    private static string TitleOf(JsonElement parent, JsonElement variation)
    {
        var own = variation.Text("name") ?? Options(variation);
        var whole = TitleOf(parent);
        return own.Length == 0 ? whole : own.StartsWith(whole, StringComparison.Ordinal) ? own : $"{whole} - {own}";
    }

    private static string Options(JsonElement variation) =>
        variation.Member("attributes") is { ValueKind: JsonValueKind.Array } attributes
            ? string.Join(", ", attributes.EnumerateArray().Select(a => a.Text("option")).OfType<string>())
            : "";

    private static CataloguePage Failed(ReadFailure failure) => new([], null, null, failure);
}
