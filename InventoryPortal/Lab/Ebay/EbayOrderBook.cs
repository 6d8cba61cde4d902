using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Ebay;

/// <summary>The Fulfillment API: orders by their last change, newest order first, and one by one.</summary>
internal sealed partial class EbayOrderBook(ShopBook book)
{
    public const string Root = "sell/fulfillment/v1/order";

    private const string Domain = "API_FULFILLMENT";

    private const int MaxPage = 200;

    public LabReply? Answer(LabRequest request) => request.Method != "GET" ? null
        : request.Path == Root ? List(request)
        : request.Path.StartsWith(Root + "/", StringComparison.Ordinal) ? One(Uri.UnescapeDataString(request.Path[(Root.Length + 1)..]))
        : null;

    /// <summary>eBay's number of an order.</summary>
    public static string IdOf(long id) => string.Create(CultureInfo.InvariantCulture, $"13-{id / 100_000:D5}-{id % 100_000:D5}");

    private LabReply List(LabRequest request)
    {
        if (!EbaySays.Knows(request, "filter", "limit", "offset"))
        {
            return EbaySays.Refused(400, 30700, Domain, "Invalid filter name");
        }
        if (EbaySays.Number(request, "limit", 50, 1, MaxPage) is not { } limit)
        {
            return EbaySays.Refused(400, 31100, Domain, "Invalid limit");
        }
        if (EbaySays.Number(request, "offset", 0, 0, int.MaxValue) is not { } offset)
        {
            return EbaySays.Refused(400, 31000, Domain, "Invalid offset");
        }
        var (from, to) = (book.Now.AddDays(-90), DateTimeOffset.MaxValue);
        if (request.Parameters["filter"].ToString() is { Length: > 0 } filter && Fault(filter, out from, out to) is { } fault)
        {
            return fault;
        }
        var found = book.Orders.Values.Where(o => IsOrder(o) && o.Modified >= from && o.Modified <= to).Reverse().ToList();
        var body = new JsonObject { ["href"] = $"/{Root}{request.Query}", ["total"] = found.Count, ["limit"] = limit, ["offset"] = offset };
        if (offset + limit < found.Count)
        {
            body["next"] = $"/{Root}?offset={offset + limit}";
        }
        body["orders"] = new JsonArray([.. found.Skip(offset).Take(limit).Select(o => (JsonNode)Describe(o))]);
        return EbaySays.Ok(body);
    }

    private LabReply? Fault(string filter, out DateTimeOffset from, out DateTimeOffset to)
    {
        (from, to) = (default, DateTimeOffset.MaxValue);
        if (Window().Match(filter) is not { Success: true } match)
        {
            return EbaySays.Refused(400, 30800, Domain, "Invalid filter value for filter lastmodifieddate");
        }
        from = DateTimeOffset.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        to = match.Groups[2].Length == 0 ? to : DateTimeOffset.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        // The book's clock has whole seconds.
        var now = book.Now.AddSeconds(1);
        return from > now || (match.Groups[2].Length > 0 && to > now) ? EbaySays.Refused(400, 30850, Domain, "Start and end dates can't be in the future")
            : to < from ? EbaySays.Refused(400, 30840, Domain, "Start date should be before end date")
            : from < book.Now.AddYears(-2) ? EbaySays.Refused(400, 30830, Domain, "Time range between start date and end date must be within '2' years.")
            : null;
    }

    private LabReply One(string orderId) => book.Orders.Values.FirstOrDefault(o => IdOf(o.Id) == orderId && IsOrder(o)) is { } order
        ? EbaySays.Ok(Describe(order))
        : EbaySays.Refused(404, 32100, Domain, "Invalid order ID");

    /// <summary>What a cart is no order yet, and what was thrown away is none any more.</summary>
    public static bool IsOrder(ShopOrder order) => order.Status is not (ShopOrderState.Draft or ShopOrderState.Trashed);

    private static JsonObject Describe(ShopOrder order) => new()
    {
        ["orderId"] = IdOf(order.Id),
        ["creationDate"] = EbaySays.Instant(order.Created),
        ["lastModifiedDate"] = EbaySays.Instant(order.Modified),
        ["orderFulfillmentStatus"] = order.Status is ShopOrderState.Completed ? "FULFILLED" : "NOT_STARTED",
        ["orderPaymentStatus"] = Payment(order),
        ["cancelStatus"] = new JsonObject { ["cancelState"] = order.Status is ShopOrderState.Cancelled ? "CANCELED" : "NONE_REQUESTED", ["cancelRequests"] = new JsonArray() },
        ["buyer"] = new JsonObject { ["username"] = "buyer_" + order.Id, ["buyerRegistrationAddress"] = new JsonObject { ["fullName"] = "A. Buyer" } },
        ["lineItems"] = new JsonArray([.. order.Lines.Select(l => (JsonNode)new JsonObject
        {
            ["lineItemId"] = (10_000_000_000_000 + l.Id).ToString(CultureInfo.InvariantCulture),
            ["legacyItemId"] = EbayShelf.ListingId(l.ItemId),
            ["legacyVariationId"] = "0",
            ["sku"] = l.Sku,
            ["title"] = l.Name,
            ["quantity"] = l.Quantity,
            ["listingMarketplaceId"] = "EBAY_US",
            ["purchaseMarketplaceId"] = "EBAY_US",
            ["refunds"] = new JsonArray(),
        })]),
    };

    private static string Payment(ShopOrder order) => order.Status switch
    {
        ShopOrderState.Unpaid or ShopOrderState.OnHold => "PENDING",
        ShopOrderState.Failed => "FAILED",
        ShopOrderState.Refunded => "FULLY_REFUNDED",
        ShopOrderState.Cancelled => order.Paid is null ? "PENDING" : "FULLY_REFUNDED",
        _ => order.Refunds.Count > 0 ? "PARTIALLY_REFUNDED" : "PAID",
    };

    [GeneratedRegex(@"^lastmodifieddate:\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\.\.(|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\]$", RegexOptions.CultureInvariant)]
    private static partial Regex Window();
}
