using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>
/// Reads the catalogue: page by page with a cursor, or, where it is large, by a bulk operation that costs no points and has no end at
/// 25,000. The cursor says which way and where, so that a read can go on after a restart.
/// </summary>
internal sealed class ShopifyCatalogue(ShopifyCalls calls, ShopifyBulk bulk, int bulkAbove)
{
    private const string PagePrefix = "page:";

    private static CataloguePage NowhereToGoOn { get; } = new([], null, null, new ReadFailure.Unusable("The read cannot go on from this place; start it again."));

    public async Task<CataloguePage> ReadAsync(ShopifyShop shop, string? cursor, CancellationToken cancellationToken)
    {
        if (cursor is not null && !cursor.StartsWith(PagePrefix, StringComparison.Ordinal))
        {
            return ShopifyBulkPlace.TryParse(cursor, out var place) ? await bulk.GoOnAsync(shop, place, cancellationToken) : NowhereToGoOn;
        }
        var after = cursor?[PagePrefix.Length..];
        using var reply = await calls.AskAsync(
            shop,
            ShopifyDocuments.Variants,
            json =>
            {
                ShopifyPage.After(json, after);
                json.WriteString("location", shop.Location);
            },
            cancellationToken);
        if (reply.Fault is { } fault)
        {
            return Failed(fault.Read);
        }
        int? total = reply.Data.Member("productVariantsCount")?.Member("count") is { } count && count.TryWhole(out var whole) ? whole : null;
        return cursor is null && total > bulkAbove
            ? await bulk.StartAsync(shop, total.Value, cancellationToken)
            : Page(reply.Data, total);
    }

    private static CataloguePage Page(JsonElement data, int? total)
    {
        if (ShopifyPage.Of(data.Member("productVariants")) is not { } page)
        {
            return Failed(new ReadFailure.Unusable("The shop's answer is not a page of variants."));
        }
        var items = new List<CatalogueItem>(page.Nodes.Count);
        foreach (var node in page.Nodes)
        {
            if (ShopifyVariants.Read(node, out var fault) is not { } item)
            {
                return Failed(new ReadFailure.Unusable(fault));
            }
            items.Add(item);
        }
        return new CataloguePage(ShopifyVariants.Distinct(items), page.Next is null ? null : PagePrefix + page.Next, total, null);
    }

    internal static CataloguePage Failed(ReadFailure failure) => new([], null, null, failure);
}

/// <summary>How far a bulk read is: <c>bulk:operation:offset:total</c>.</summary>
/// <param name="Operation">The shop's number of the operation.</param>
/// <param name="Offset">Bytes of the result that were read; null while the operation is waited for.</param>
/// <param name="Total">Items in all, for progress.</param>
internal readonly record struct ShopifyBulkPlace(long Operation, long? Offset, int Total)
{
    private const string Prefix = "bulk";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}:{Operation}:{Offset?.ToString(CultureInfo.InvariantCulture) ?? "-"}:{Total}");

    public static bool TryParse(string cursor, out ShopifyBulkPlace place)
    {
        place = default;
        var parts = cursor.Split(':');
        if (parts.Length != 4 || parts[0] != Prefix || !ShopifyIds.TryPlain(parts[1], out var operation)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var total))
        {
            return false;
        }
        if (parts[2] == "-")
        {
            place = new ShopifyBulkPlace(operation, null, total);
            return true;
        }
        place = new ShopifyBulkPlace(operation, long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : -1, total);
        return place.Offset >= 0;
    }
}
