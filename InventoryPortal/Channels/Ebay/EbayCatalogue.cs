using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using Microsoft.AspNetCore.WebUtilities;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Reads what the Inventory API knows, page by page. A listing made elsewhere is not in it before it is migrated.</summary>
internal sealed class EbayCatalogue(EbayCalls calls)
{
    /// <summary>Items of one page.</summary>
    private const int PageSize = 200;

    /// <summary>Pages of a catalogue: two million SKUs. A cursor beyond it is not one of ours.</summary>
    private const int MaxPage = 10_000;

    /// <summary>Longest SKU, in characters.</summary>
    private const int MaxSku = 50;

    /// <summary>The same of a group's key.</summary>
    private const int MaxGroup = 50;

    public async Task<CataloguePage> ReadPageAsync(EbayAccount account, string? cursor, CancellationToken cancellationToken)
    {
        var page = 0;
        if (cursor is not null && (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out page) || page is < 1 or > MaxPage))
        {
            return Failed("The read cannot go on from this place; start it again.");
        }
        var route = string.Create(CultureInfo.InvariantCulture, $"sell/inventory/v1/inventory_item?limit={PageSize}&offset={page}");
        var call = await calls.GetAsync(account, route, EbaySigner.Seller, cancellationToken);
        if (EbayFaults.OfRead(call, calls.Now) is { } failure)
        {
            return new CataloguePage([], null, null, failure);
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return Failed("eBay's list of items is not JSON.");
        }
        using (document)
        {
            return Page(document.RootElement, page);
        }
    }

    private static CataloguePage Page(JsonElement root, int page)
    {
        var total = root.Member("total") is { } t && t.TryWhole(out var all) ? all : (int?)null;
        // A seller without any item gets no list at all.
        if (root.Member("inventoryItems") is not { ValueKind: JsonValueKind.Array } list)
        {
            return total == 0 ? new CataloguePage([], null, 0, null) : Failed("eBay's answer is not a list of items.");
        }
        if (list.GetArrayLength() > PageSize)
        {
            return Failed($"eBay listed more than the {PageSize} items asked for.");
        }
        var items = new List<CatalogueItem>(list.GetArrayLength());
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.Text("sku") is not { Length: <= MaxSku } sku || !EbayReads.TryStock(entry, out var state, out var quantity))
            {
                return Failed("An item of eBay's list cannot be read.");
            }
            var product = entry.Member("product");
            items.Add(new CatalogueItem(sku, sku, BarcodeOf(product), product?.Text("title") ?? sku, state, quantity) { GroupId = GroupOf(entry) });
        }
        return root.Text("next") is not { } address || items.Count == 0 ? new CataloguePage(items, null, total, null)
            : NextOf(address, page) is { } next ? new CataloguePage(items, next.ToString(CultureInfo.InvariantCulture), total, null)
            : Failed("eBay's address of the next page cannot be read.");
    }

    // Variations of one listing share its revisions of a day. A SKU in several groups is counted with the first.
    private static string? GroupOf(JsonElement entry) =>
        entry.Member("groupIds") is { ValueKind: JsonValueKind.Array } groups && groups.GetArrayLength() > 0 && groups[0].AsText() is { Length: > 0 and <= MaxGroup } group ? group : null;

    // eBay names the next page by its whole address; only the number in it is taken, and only one that leads on.
    private static int? NextOf(string address, int page) =>
        QueryHelpers.ParseQuery(address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..]).TryGetValue("offset", out var offset)
        && int.TryParse(offset.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var next) && next > page && next <= MaxPage ? next : null;

    private static string? BarcodeOf(JsonElement? product)
    {
        foreach (var kind in (string[])["ean", "upc", "isbn"])
        {
            if (product?.Member(kind) is { ValueKind: JsonValueKind.Array } codes && codes.GetArrayLength() > 0
                && codes[0].AsText() is { Length: >= 8 and <= 14 } code && code.All(char.IsAsciiDigit))
            {
                return code;
            }
        }
        return null;
    }

    private static CataloguePage Failed(string reason) => new([], null, null, new ReadFailure.Unusable(reason));
}
