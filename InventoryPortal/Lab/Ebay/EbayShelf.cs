using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Ebay;

/// <summary>The Inventory API: items, offers and their quantities. Strict: what is not in the contract is refused.</summary>
internal sealed class EbayShelf(ShopBook book)
{
    public const string Root = "sell/inventory/v1/";

    public const string BulkUpdate = Root + "bulk_update_price_quantity";

    public const string BulkGet = Root + "bulk_get_inventory_item";

    private const string Domain = "API_INVENTORY";

    private const int MaxBatch = 25;

    private const int MaxPage = 200;

    private const int MaxSku = 50;

    /// <summary>Revisions of a listing on a day of eBay's calendar.</summary>
    private const int MaxRevisions = 250;

    /// <summary>Added to an item's number to give its offer's.</summary>
    private const long OfferBase = 36_000_000_000;

    private readonly Dictionary<long, (DateOnly Day, int Count)> _revised = [];

    public LabReply? Answer(LabRequest request, LabScene scene) => (request.Method, request.Path) switch
    {
        ("GET", Root + "inventory_item") => Items(request),
        ("GET", Root + "offer") => Offers(request),
        ("POST", BulkGet) => Each(request, One, "sku"),
        ("POST", BulkUpdate) => Update(request, scene.HalfFails),
        _ => null,
    };

    /// <summary>SKUs that a write names.</summary>
    public static int Count(string body) => EbaySays.Parse(body)?["requests"] is JsonArray requests ? Math.Min(requests.Count, MaxBatch) : 0;

    /// <summary>eBay's number of a listing.</summary>
    public static string ListingId(long itemId) => (110_000_000_000 + itemId).ToString(CultureInfo.InvariantCulture);

    private static string OfferId(long itemId) => (OfferBase + itemId).ToString(CultureInfo.InvariantCulture);

    private LabReply Items(LabRequest request)
    {
        var (limit, page) = (EbaySays.Number(request, "limit", 25, 1, MaxPage), EbaySays.Number(request, "offset", 0, 0, int.MaxValue));
        if (limit is not { } size || page is not { } at || !EbaySays.Knows(request, "limit", "offset"))
        {
            return EbaySays.Refused(400, 25706, Domain, "You have provided invalid pagination values.");
        }
        var items = book.Products.Values.Skip(Math.Min(at, book.Products.Count) * size).Take(size).Select(p => (JsonNode)Describe(p, withSku: true)).ToArray();
        var body = new JsonObject { ["href"] = $"/{Root}inventory_item?limit={size}&offset={at}", ["limit"] = size, ["size"] = items.Length, ["total"] = book.Products.Count };
        if ((at + 1L) * size < book.Products.Count)
        {
            body["next"] = $"/{Root}inventory_item?limit={size}&offset={at + 1}";
        }
        body["inventoryItems"] = new JsonArray(items);
        return EbaySays.Ok(body);
    }

    private LabReply Offers(LabRequest request)
    {
        if (!EbaySays.Knows(request, "sku", "limit", "offset", "marketplace_id", "format") || EbaySays.Number(request, "limit", 100, 1, 100) is null
            || request.Parameters["sku"].ToString() is not { Length: > 0 and <= MaxSku } sku)
        {
            return EbaySays.Refused(400, 25709, Domain, "Invalid value for sku.", "sku");
        }
        if (Find(sku) is not { } item)
        {
            return EbaySays.Refused(404, 25713, Domain, "This Offer is not available.");
        }
        var offer = new JsonObject
        {
            ["offerId"] = OfferId(item.Id), ["sku"] = sku, ["marketplaceId"] = "EBAY_US", ["format"] = "FIXED_PRICE", ["availableQuantity"] = Math.Max(0, item.Stock),
            ["status"] = "PUBLISHED", ["listing"] = new JsonObject { ["listingId"] = ListingId(item.Id), ["listingStatus"] = "ACTIVE" },
        };
        return EbaySays.Ok(new JsonObject { ["total"] = 1, ["size"] = 1, ["limit"] = 100, ["href"] = $"/{Root}offer?sku={Uri.EscapeDataString(sku)}", ["offers"] = new JsonArray(offer) });
    }

    private LabReply Update(LabRequest request, bool halfFails)
    {
        var at = 0;
        return Each(request, entry => Revise(entry, halfFails && at++ % 2 == 1), "sku", "shipToLocationAvailability?", "offers?");
    }

    // 207 as soon as one entry is not well.
    private static LabReply Each(LabRequest request, Func<JsonObject, JsonObject?> act, params string[] members)
    {
        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) != true
            || EbaySays.Strict(EbaySays.Parse(request.Body), "requests")?["requests"] is not JsonArray { Count: >= 1 and <= MaxBatch } requests)
        {
            return EbaySays.Refused(400, 25709, Domain, $"Invalid value for requests. From 1 to {MaxBatch} are taken.", "requests");
        }
        var entries = requests.Select(r => EbaySays.Strict(r, members)).ToList();
        if (entries.Exists(e => EbaySays.Text(e?["sku"], MaxSku) is null) || entries.DistinctBy(e => (string?)e!["sku"]).Count() != entries.Count)
        {
            return EbaySays.Refused(400, 25709, Domain, "Invalid value for sku.", "sku");
        }
        var results = entries.Select(e => act(e!)).ToList();
        return results.Contains(null)
            ? EbaySays.Refused(400, 25709, Domain, "Invalid value for quantity.", "quantity")
            : new LabReply(
                results.TrueForAll(r => (int)r!["statusCode"]! == 200) ? 200 : 207, new JsonObject { ["responses"] = new JsonArray([.. results]) }.ToJsonString());
    }

    private JsonObject One(JsonObject entry)
    {
        var sku = (string)entry["sku"]!;
        return Find(sku) is { } item
            ? new JsonObject { ["statusCode"] = 200, ["sku"] = sku, ["inventoryItem"] = Describe(item, withSku: false) }
            : Entry(404, sku, null, EbaySays.Error(25710, Domain, "We didn't find the resource/entity you are requesting."));
    }

    /// <summary>Writes both levels; what a buyer sees is the lesser. Null when the entry is none.</summary>
    private JsonObject? Revise(JsonObject entry, bool fails)
    {
        var sku = (string)entry["sku"]!;
        var total = EbaySays.Strict(entry["shipToLocationAvailability"], "quantity") is { } level ? EbaySays.Units(level["quantity"]) : null;
        var offers = (entry["offers"] as JsonArray)?.Select(o => EbaySays.Strict(o, "offerId", "availableQuantity")).ToList() ?? [];
        if ((total is null && entry["shipToLocationAvailability"] is not null) || (entry["offers"] is not null && offers.Count is 0 or > MaxBatch)
            || offers.Exists(o => EbaySays.Text(o?["offerId"], 100) is null || EbaySays.Units(o!["availableQuantity"]) is null) || (total is null && offers.Count == 0))
        {
            return null;
        }
        var offerId = (string?)offers.FirstOrDefault()?["offerId"];
        if (fails)
        {
            return Entry(500, sku, offerId, EbaySays.Error(25001, Domain, "A system error has occurred.", category: "APPLICATION"));
        }
        if (Find(sku) is not { } item)
        {
            return Entry(404, sku, offerId, EbaySays.Error(25702, Domain, "The SKU could not be found or is not available in the system."));
        }
        if (offers.Count > 1 || (offerId is not null && offerId != OfferId(item.Id)))
        {
            return Entry(400, sku, offerId, EbaySays.Error(25713, Domain, "This Offer is not available.", "offerId"));
        }
        if (!MayRevise(item.ParentId == 0 ? item.Id : item.ParentId))
        {
            return Entry(400, sku, offerId, EbaySays.Error(25002, Domain, $"The limit of {MaxRevisions} revisions of this listing in one day is exceeded."));
        }
        var shown = Math.Max(0, item.Stock);
        book.SetStock(item, Math.Min(total ?? shown, offers.Count == 0 ? shown : EbaySays.Units(offers[0]!["availableQuantity"])!.Value));
        return Entry(200, sku, offerId, null);
    }

    private bool MayRevise(long itemId)
    {
        // Its calendar is not worth a time zone here: the day is near enough the Pacific's.
        var today = DateOnly.FromDateTime(book.Now.UtcDateTime.AddHours(-8));
        var count = _revised.TryGetValue(itemId, out var kept) && kept.Day == today ? kept.Count : 0;
        if (count >= MaxRevisions)
        {
            return false;
        }
        _revised[itemId] = (today, count + 1);
        return true;
    }

    private ShopProduct? Find(string sku) => book.Products.Values.FirstOrDefault(p => p.Sku == sku);

    private static JsonObject Entry(int status, string sku, string? offerId, JsonObject? error)
    {
        var entry = new JsonObject { ["statusCode"] = status, ["sku"] = sku };
        if (offerId is not null)
        {
            entry["offerId"] = offerId;
        }
        if (error is not null)
        {
            entry["errors"] = new JsonArray(error);
        }
        return entry;
    }

    private static JsonObject Describe(ShopProduct item, bool withSku)
    {
        var described = new JsonObject
        {
            ["locale"] = "en_US",
            ["condition"] = "NEW",
            ["product"] = new JsonObject { ["title"] = item.Name, ["ean"] = new JsonArray(item.Barcode) },
            ["availability"] = new JsonObject { ["shipToLocationAvailability"] = new JsonObject { ["quantity"] = Math.Max(0, item.Stock) } },
        };
        if (item.ParentId != 0)
        {
            described["groupIds"] = new JsonArray(item.ParentId.ToString(CultureInfo.InvariantCulture));
        }
        if (withSku)
        {
            described["sku"] = item.Sku;
        }
        return described;
    }
}
