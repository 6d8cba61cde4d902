using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>One listing as Amazon shows it to its seller.</summary>
/// <param name="ProductType">What every change of it has to name; null when Amazon did not say.</param>
/// <param name="Shipper">Whose warehouse it is shipped from, as far as this answer tells.</param>
/// <param name="Quantity">Units on show from the merchant's own stock; null when it keeps none.</param>
internal sealed record AmazonItem(string Sku, string Title, string? ProductType, AmazonShipper Shipper, int? Quantity)
{
    /// <summary>Longest SKU taken, in characters: Amazon's own bound is 40.</summary>
    private const int MaxSku = 200;

    /// <summary>The channel code of what the merchant ships.</summary>
    public const string Merchant = "DEFAULT";

    public CatalogueItem ToCatalogue(string? barcode = null) =>
        new(Sku, Sku, barcode, Title, Quantity is null ? StockReadState.Untracked : StockReadState.Tracked, Quantity);

    public StockFigure ToFigure() => new(Sku, Quantity is null ? StockReadState.Untracked : StockReadState.Tracked, Quantity);

    /// <summary>Reads one entry of a search; null with a fault when it makes no sense.</summary>
    public static AmazonItem? Of(JsonElement item, string marketplaceId, out string fault)
    {
        fault = $"An entry of the list has no sku of at most {MaxSku} characters.";
        if (item.Text("sku") is not { Length: <= MaxSku } sku)
        {
            return null;
        }
        var summary = Here(item.Member("summaries"), marketplaceId);
        var type = Here(item.Member("productTypes"), marketplaceId)?.Text("productType") ?? summary?.Text("productType");
        var (shipper, quantity) = (AmazonShipper.Unknown, (int?)null);
        foreach (var entry in Entries(item.Member("fulfillmentAvailability")))
        {
            var code = entry.Text("fulfillmentChannelCode");
            shipper = Also(shipper, code);
            if (code != Merchant || entry.Member("quantity") is not { } given)
            {
                continue;
            }
            if (!given.TryWhole(out var whole))
            {
                fault = $"The quantity of {sku} is not a whole number.";
                return null;
            }
            quantity = whole;
        }
        // What the merchant once said of it, where it was asked for: it is there before any quantity is.
        foreach (var entry in Entries(item.Member("attributes")?.Member("fulfillment_availability")))
        {
            shipper = Also(shipper, entry.Text("fulfillment_channel_code"));
        }
        return new AmazonItem(sku, summary?.Text("itemName") ?? sku, type, shipper, quantity);
    }

    // Where both are named, a write might take it away from Amazon: it counts as Amazon's.
    private static AmazonShipper Also(AmazonShipper known, string? code) =>
        code?.StartsWith("AMAZON", StringComparison.Ordinal) == true ? AmazonShipper.Amazon
        : code == Merchant && known == AmazonShipper.Unknown ? AmazonShipper.Merchant
        : known;

    private static JsonElement? Here(JsonElement? entries, string marketplaceId)
    {
        foreach (var entry in Entries(entries))
        {
            if (entry.Text("marketplaceId") == marketplaceId)
            {
                return entry;
            }
        }
        return null;
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;
}

/// <summary>One answer of the search.</summary>
internal sealed record AmazonItemPage(IReadOnlyList<AmazonItem> Items, int Total, string? NextToken, ReadFailure? Failure)
{
    public static AmazonItemPage Of(AmazonCall call, string marketplaceId)
    {
        if (AmazonFaults.OfRead(call) is { } failure)
        {
            return Failed(failure);
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return Unusable("Amazon's answer is not JSON.");
        }
        using (document)
        {
            var root = document.RootElement;
            return root.Member("items") is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() <= AmazonListings.PageSize
                && root.Member("numberOfResults") is { ValueKind: JsonValueKind.Number } found && found.TryWhole(out var total) && total >= 0
                    ? Of(items, total, root.Member("pagination")?.Text("nextToken"), marketplaceId)
                    : Unusable($"Amazon's answer is not a list of at most {AmazonListings.PageSize} listings.");
        }
    }

    /// <summary>The answer about one listing, as a page of one.</summary>
    public static AmazonItemPage OfOne(AmazonCall call, string marketplaceId)
    {
        if (AmazonFaults.OfRead(call) is { } failure)
        {
            return Failed(failure);
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return Unusable("Amazon's answer is not JSON.");
        }
        using (document)
        {
            return AmazonItem.Of(document.RootElement, marketplaceId, out var fault) is { } item ? new AmazonItemPage([item], 1, null, null) : Unusable(fault);
        }
    }

    // One entry that cannot be read makes the page unusable: it might be any of the SKUs asked for.
    private static AmazonItemPage Of(JsonElement items, int total, string? next, string marketplaceId)
    {
        var read = new List<AmazonItem>(items.GetArrayLength());
        foreach (var entry in items.EnumerateArray())
        {
            if (AmazonItem.Of(entry, marketplaceId, out var fault) is not { } item)
            {
                return Unusable(fault);
            }
            read.Add(item);
        }
        return new AmazonItemPage(read, total, next, null);
    }

    public static AmazonItemPage Unusable(string reason) => Failed(new ReadFailure.Unusable(reason));

    private static AmazonItemPage Failed(ReadFailure failure) => new([], 0, null, failure);
}
