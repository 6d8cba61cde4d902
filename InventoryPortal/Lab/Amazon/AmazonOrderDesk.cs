using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Amazon;

/// <summary>The account's orders, as orders/2026-01-01 shows them.</summary>
internal sealed class AmazonOrderDesk(ShopBook book)
{
    private const int MaxPage = 100;

    private static readonly string[] DataSets =
        ["BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS"];

    public LabReply Search(LabRequest request)
    {
        var given = request.Parameters;
        if (AmazonReply.Unknown(request, "createdAfter", "lastUpdatedAfter", "marketplaceIds", "fulfilledBy", "maxResultsPerPage", "paginationToken", "includedData") is { } unknown)
        {
            return AmazonReply.Invalid($"The parameter {unknown} is not known.");
        }
        if (given.ContainsKey("createdAfter") == given.ContainsKey("lastUpdatedAfter"))
        {
            return AmazonReply.Invalid("Exactly one of createdAfter and lastUpdatedAfter is required.");
        }
        if (!AmazonReply.AreAmong(given["includedData"], DataSets) || !AmazonReply.AreAmong(given["fulfilledBy"], "MERCHANT", "AMAZON") || given["marketplaceIds"].ToString().Split(',').Length > 50)
        {
            return AmazonReply.Invalid("includedData or fulfilledBy holds an unknown word, or there are more than 50 marketplaceIds.");
        }
        var text = given.ContainsKey("createdAfter") ? given["createdAfter"] : given["lastUpdatedAfter"];
        if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from))
        {
            return AmazonReply.Invalid("The instant is not of the form 2026-01-31T12:00:00Z.");
        }
        var size = MaxPage;
        if (given.ContainsKey("maxResultsPerPage") && (!int.TryParse(given["maxResultsPerPage"], NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxPage))
        {
            return AmazonReply.Invalid("maxResultsPerPage is 1 to 100.");
        }
        var start = 0;
        if (given.ContainsKey("paginationToken") && !TryPlace(given["paginationToken"]!, text!, out start))
        {
            return AmazonReply.Invalid("The paginationToken belongs to another question.");
        }
        var byCreation = given.ContainsKey("createdAfter");
        var found = book.Orders.Values.Where(o => (byCreation ? o.Created : o.Modified) >= from && given["fulfilledBy"] != "AMAZON").OrderBy(o => o.Modified).ThenBy(o => o.Id).ToList();
        var body = new JsonObject { ["orders"] = new JsonArray([.. found.Skip(start).Take(size).Select(Order)]), ["lastUpdatedBefore"] = Instant(book.Now) };
        if (start + size < found.Count)
        {
            body["pagination"] = new JsonObject { ["nextToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}|{start + size}"))) };
        }
        return AmazonReply.Ok(body);
    }

    public LabReply Get(LabRequest request) =>
        AmazonReply.Unknown(request, "includedData") is { } unknown ? AmazonReply.Invalid($"The parameter {unknown} is not known.")
        : !AmazonReply.AreAmong(request.Parameters["includedData"], DataSets) ? AmazonReply.Invalid("includedData holds an unknown word.")
        : book.Orders.TryGetValue(AmazonIds.NumberOf(request.Path.Split('/')[^1]), out var order) ? AmazonReply.Ok(new JsonObject { ["order"] = Order(order) })
        : AmazonReply.Refused(404, "NotFound", "The order does not exist.");

    private static bool TryPlace(string token, string question, out int start)
    {
        start = 0;
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split('|') is [var asked, var place]
            && asked == question && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out start);
    }

    private static JsonNode Order(ShopOrder order)
    {
        var status = order.Status switch
        {
            ShopOrderState.Draft or ShopOrderState.Unpaid or ShopOrderState.OnHold => "PENDING",
            ShopOrderState.Paid => "UNSHIPPED",
            ShopOrderState.Completed or ShopOrderState.Refunded => "SHIPPED",
            _ => "CANCELLED",
        };
        return new JsonObject
        {
            ["orderId"] = AmazonIds.OrderOf(order.Id),
            ["createdTime"] = Instant(order.Created),
            ["lastUpdatedTime"] = Instant(order.Modified),
            ["salesChannel"] = new JsonObject { ["channelName"] = "AMAZON", ["marketplaceId"] = AmazonIds.Marketplace },
            ["fulfillment"] = new JsonObject { ["fulfillmentStatus"] = status, ["fulfilledBy"] = "MERCHANT" },
            ["orderItems"] = new JsonArray([.. order.Lines.Select(l => Line(l, status))]),
        };
    }

    private static JsonObject Line(ShopLine line, string status)
    {
        var shipped = status == "SHIPPED" ? line.Quantity : 0;
        var item = new JsonObject
        {
            ["orderItemId"] = line.Id.ToString(CultureInfo.InvariantCulture),
            ["quantityOrdered"] = line.Quantity,
            ["product"] = new JsonObject { ["sellerSku"] = line.Sku, ["title"] = line.Name },
            ["fulfillment"] = new JsonObject { ["quantityFulfilled"] = shipped, ["quantityUnfulfilled"] = status == "CANCELLED" ? 0 : line.Quantity - shipped },
        };
        if (status == "CANCELLED")
        {
            item["cancellation"] = new JsonObject { ["cancellationExecution"] = new JsonObject { ["cancelledBy"] = "MERCHANT", ["cancelReason"] = "NO_INVENTORY" } };
        }
        return item;
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
