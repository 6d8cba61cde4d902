using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Amazon;

/// <summary>The account's listings: searched twenty at a time, changed one at a time, and shown as changed a moment after that was accepted.</summary>
internal sealed class AmazonListingDesk(ShopBook book, TimeProvider clock)
{
    /// <summary>Listings of a page, SKUs of a question, and listings that the search leads to at all.</summary>
    private const int MaxPage = 20;
    private const int MaxSearched = 1_000;
    private const int MaxSummaries = 50;

    /// <summary>How long an accepted change is on its way.</summary>
    private static readonly TimeSpan ShownAfter = TimeSpan.FromMilliseconds(300);

    private static readonly string[] DataSets =
        ["summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "procurement", "relationships", "productTypes"];

    private readonly Queue<(DateTimeOffset At, ShopProduct Product, int Quantity)> _accepted = new();

    /// <summary>Shows what was accepted long enough ago, in the order in which it was.</summary>
    public void Settle()
    {
        while (_accepted.TryPeek(out var next) && next.At <= clock.GetUtcNow())
        {
            _accepted.Dequeue();
            next.Product.ManageStock = true;
            book.SetStock(next.Product, next.Quantity);
        }
    }

    public LabReply Search(LabRequest request)
    {
        var given = request.Parameters;
        if (AmazonReply.Unknown(request, "marketplaceIds", "includedData", "identifiers", "identifiersType", "pageSize", "pageToken", "sortBy", "sortOrder", "issueLocale") is { } unknown)
        {
            return AmazonReply.Invalid($"The parameter {unknown} is not known.");
        }
        if (Place(request) is { } misplaced)
        {
            return misplaced;
        }
        if (!AmazonReply.AreAmong(given["includedData"], DataSets) || !AmazonReply.AreAmong(given["sortBy"], "sku", "createdDate", "lastUpdatedDate") || !AmazonReply.AreAmong(given["sortOrder"], "ASC", "DESC"))
        {
            return AmazonReply.Invalid("includedData, sortBy or sortOrder holds an unknown word.");
        }
        var size = 10;
        if (given.ContainsKey("pageSize") && (!int.TryParse(given["pageSize"], NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage))
        {
            return AmazonReply.Invalid("pageSize is 1 to 20.");
        }
        var asked = given["identifiers"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length > MaxPage || (asked.Length > 0 && given["identifiersType"] != "SKU"))
        {
            return AmazonReply.Invalid("At most 20 identifiers, with their identifiersType.");
        }
        var from = 0;
        if (given.ContainsKey("pageToken") && (!int.TryParse(given["pageToken"], NumberStyles.None, CultureInfo.InvariantCulture, out from) || from >= MaxSearched))
        {
            return AmazonReply.Invalid("The pageToken is not one of this search.");
        }
        var found = book.Products.Values.Where(p => asked.Length == 0 || asked.Contains(p.Sku, StringComparer.Ordinal)).OrderBy(p => p.Sku, StringComparer.Ordinal).ToList();
        var body = new JsonObject { ["numberOfResults"] = found.Count, ["items"] = new JsonArray([.. found.Skip(from).Take(size).Select(p => (JsonNode)Item(p, given["includedData"]))]) };
        if (from + size < Math.Min(found.Count, MaxSearched))
        {
            body["pagination"] = new JsonObject { ["nextToken"] = (from + size).ToString(CultureInfo.InvariantCulture) };
        }
        return AmazonReply.Ok(body);
    }

    public LabReply Get(LabRequest request) =>
        AmazonReply.Unknown(request, "marketplaceIds", "includedData", "issueLocale") is { } unknown ? AmazonReply.Invalid($"The parameter {unknown} is not known.")
        : Place(request) is { } misplaced ? misplaced
        : Find(request.Path.Split('/')[^1]) is { } product ? AmazonReply.Ok(Item(product, request.Parameters["includedData"]))
        : AmazonReply.Refused(404, "NotFound", "SKU not found in the marketplace.");

    public LabReply Patch(LabRequest request)
    {
        var sku = request.Path.Split('/')[^1];
        if (AmazonReply.Unknown(request, "marketplaceIds", "issueLocale") is { } unknown)
        {
            return AmazonReply.Invalid($"The parameter {unknown} is not known.");
        }
        if (Place(request) is { } misplaced)
        {
            return misplaced;
        }
        if (AmazonReply.Body(request.Body, "productType", "patches") is not { } body || Quantity(body["patches"]) is not { } quantity || AmazonReply.Text(body["productType"]) is not { } type)
        {
            return AmazonReply.Invalid("The body is {\"productType\",\"patches\":[{\"op\",\"path\",\"value\"}]} with a whole quantity of 0 or more for the channel code DEFAULT.");
        }
        return Submission(sku, Accept(sku, type, quantity) is { } issue ? [issue] : []);
    }

    /// <summary>Takes a change, to be shown a moment later; what is wrong with it otherwise.</summary>
    public string? Accept(string sku, string type, int quantity)
    {
        if (Find(sku) is not { } product)
        {
            return $"The SKU '{sku}' does not match any listing.";
        }
        if (type != AmazonIds.TypeOf(sku) && type != "PRODUCT")
        {
            return $"The product type '{type}' does not match the listing's.";
        }
        if (product.Type == AmazonDialect.AmazonsType)
        {
            return "The quantity of an item fulfilled by Amazon cannot be submitted.";
        }
        _accepted.Enqueue((clock.GetUtcNow() + ShownAfter, product, quantity));
        return null;
    }

    public LabReply Summaries(LabRequest request)
    {
        var given = request.Parameters;
        if (AmazonReply.Unknown(request, "details", "granularityType", "granularityId", "startDateTime", "sellerSkus", "sellerSku", "nextToken", "marketplaceIds") is { } unknown)
        {
            return AmazonReply.Invalid($"The parameter {unknown} is not known.");
        }
        // One SKU alone, commas and all, or a list of them.
        string[] skus = given["sellerSku"].ToString() is { Length: > 0 } one ? [one] : given["sellerSkus"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (given["granularityType"] != "Marketplace" || given["granularityId"] != AmazonIds.Marketplace || given["marketplaceIds"] != AmazonIds.Marketplace || skus.Length > MaxSummaries)
        {
            return AmazonReply.Invalid("granularityType, granularityId and one marketplaceIds are required; at most 50 sellerSkus.");
        }
        var found = book.Products.Values.Where(p => p.Type == AmazonDialect.AmazonsType && (skus.Length == 0 || skus.Contains(p.Sku, StringComparer.Ordinal)))
            .Select(p => (JsonNode)new JsonObject
            {
                ["sellerSku"] = p.Sku, ["totalQuantity"] = p.Stock, ["inventoryDetails"] = new JsonObject { ["fulfillableQuantity"] = p.Stock },
            });
        return AmazonReply.Ok(new JsonObject
        {
            ["payload"] = new JsonObject
            {
                ["granularity"] = new JsonObject { ["granularityType"] = "Marketplace", ["granularityId"] = AmazonIds.Marketplace },
                ["inventorySummaries"] = new JsonArray([.. found]),
            },
        });
    }

    /// <summary>The answer to a change.</summary>
    public static LabReply Submission(string sku, IReadOnlyList<string> issues) => AmazonReply.Ok(new JsonObject
    {
        ["sku"] = sku,
        ["status"] = issues.Count == 0 ? "ACCEPTED" : "INVALID",
        ["submissionId"] = Guid.NewGuid().ToString("N"),
        ["issues"] = new JsonArray([.. issues.Select(i => (JsonNode)new JsonObject
        {
            ["code"] = "8541", ["message"] = i, ["severity"] = "ERROR", ["attributeNames"] = new JsonArray("fulfillment_availability"), ["categories"] = new JsonArray("INVALID_ATTRIBUTE"),
        })]),
    });

    /// <summary>The quantity that a list of patches sets; null when they are not exactly that, read strictly.</summary>
    public static int? Quantity(JsonNode? patches) =>
        patches is JsonArray { Count: 1 } list
        && AmazonReply.Object(list[0], "op", "path", "value") is { } patch
        && AmazonReply.Text(patch["op"]) is "merge" or "replace" or "add"
        && AmazonReply.Text(((JsonObject)list[0]!)["path"]) == "/attributes/fulfillment_availability"
        && ((JsonObject)list[0]!)["value"] is JsonArray { Count: 1 } values
        && AmazonReply.Object(values[0], "fulfillment_channel_code", "quantity") is { } value
        && AmazonReply.Text(value["fulfillment_channel_code"]) == "DEFAULT"
        && AmazonReply.Whole(value["quantity"]) is >= 0 and var quantity
            ? quantity
            : null;

    /// <summary>What is wrong with the seller and the marketplace of a request.</summary>
    private static LabReply? Place(LabRequest request) =>
        request.Path.Split('/')[3] != AmazonIds.Seller ? AmazonReply.Refused(403, "Unauthorized", "Access to requested resource is denied.")
        : request.Parameters["marketplaceIds"] != AmazonIds.Marketplace ? AmazonReply.Invalid("marketplaceIds is required and must be one of the seller's.")
        : null;

    private ShopProduct? Find(string sku) => book.Products.Values.FirstOrDefault(p => p.Sku == sku);

    private static JsonObject Item(ShopProduct product, string? included)
    {
        var isAmazons = product.Type == AmazonDialect.AmazonsType;
        var availability = isAmazons
            ? new JsonObject { ["fulfillmentChannelCode"] = "AMAZON_NA" }
            : new JsonObject { ["fulfillmentChannelCode"] = "DEFAULT", ["quantity"] = Math.Max(0, product.Stock) };
        var item = new JsonObject
        {
            ["sku"] = product.Sku,
            ["summaries"] = new JsonArray(new JsonObject
            {
                ["marketplaceId"] = AmazonIds.Marketplace, ["productType"] = AmazonIds.TypeOf(product.Sku), ["itemName"] = product.Name,
                ["status"] = new JsonArray("BUYABLE", "DISCOVERABLE"),
            }),
            // A listing that never had a quantity shows nothing here.
            ["fulfillmentAvailability"] = isAmazons || product.ManageStock ? new JsonArray(availability) : [],
            ["productTypes"] = new JsonArray(new JsonObject { ["marketplaceId"] = AmazonIds.Marketplace, ["productType"] = AmazonIds.TypeOf(product.Sku) }),
        };
        if (included?.Split(',').Contains("attributes") == true)
        {
            item["attributes"] = new JsonObject { ["item_name"] = new JsonArray(new JsonObject { ["value"] = product.Name, ["marketplace_id"] = AmazonIds.Marketplace }) };
        }
        return item;
    }
}
