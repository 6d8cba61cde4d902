using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Amazon;

/// <summary>Feeds and reports: work that is asked for and done a moment later, on documents of the shelf.</summary>
internal sealed class AmazonDocumentDesk(ShopBook book, AmazonListingDesk listings, TimeProvider clock)
{
    private const int MaxMessages = 25_000;

    /// <summary>Feeds and reports kept; the oldest go.</summary>
    private const int MaxWork = 100;

    /// <summary>Feeds of quantities in any five minutes.</summary>
    private const int MaxFeeds = 5;

    private static readonly TimeSpan FeedWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WorkTakes = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan QueueTakes = TimeSpan.FromSeconds(1);

    private static readonly string[] States = ["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"];

    private readonly AmazonFileShelf _files = new();
    private readonly Dictionary<string, Work> _work = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _feeds = new();
    private long _last = 5_000_000_000;

    /// <summary>The documents' own addresses.</summary>
    public LabReply File(LabRequest request) => _files.Answer(request);

    /// <summary>Does what is due.</summary>
    public void Settle(bool halfFails)
    {
        foreach (var work in _work.Values.Where(w => w is { IsDone: false, IsCalledOff: false } && w.At + WorkTakes <= clock.GetUtcNow()).ToList())
        {
            work.IsDone = true;
            work.Result = _files.Store("application/json", work.IsFeed ? Process(work, halfFails) : Report());
        }
    }

    public LabReply Answer(string operation, LabRequest request) => operation switch
    {
        "createFeedDocument" => Place(request),
        "createFeed" => CreateFeed(request),
        "createReport" => CreateReport(request),
        "getFeed" => State(request, isFeed: true),
        "getFeeds" => Feeds(request),
        "cancelFeed" => CallOff(request),
        "getReport" => State(request, isFeed: false),
        _ => Document(request),
    };

    private LabReply Place(LabRequest request)
    {
        if (AmazonReply.Body(request.Body, "contentType") is not { } body || AmazonReply.Text(body["contentType"]) is not { } contentType)
        {
            return AmazonReply.Invalid("contentType is required.");
        }
        var id = _files.Store(contentType, "");
        return AmazonReply.Ok(new JsonObject { ["feedDocumentId"] = id, ["url"] = _files.UrlOf(request, id) }, 201);
    }

    private LabReply CreateFeed(LabRequest request)
    {
        if (AmazonReply.Body(request.Body, "feedType", "marketplaceIds", "inputFeedDocumentId") is not { } body || !IsHere(body) || AmazonReply.Text(body["feedType"]) != "JSON_LISTINGS_FEED"
            || AmazonReply.Text(body["inputFeedDocumentId"]) is not { } document || _files.Find(document) is not { Length: > 0 })
        {
            return AmazonReply.Invalid("feedType, one of the seller's marketplaceIds and the inputFeedDocumentId of an uploaded document are required.");
        }
        while (_feeds.TryPeek(out var oldest) && clock.GetUtcNow() - oldest > FeedWindow)
        {
            _feeds.Dequeue();
        }
        if (_feeds.Count >= MaxFeeds)
        {
            return AmazonReply.Refused(429, "QuotaExceeded", "You exceeded your quota for the requested resource.");
        }
        _feeds.Enqueue(clock.GetUtcNow());
        return AmazonReply.Ok(new JsonObject { ["feedId"] = Begin(isFeed: true, document) }, 202);
    }

    private LabReply CreateReport(LabRequest request) =>
        AmazonReply.Body(request.Body, "reportType", "marketplaceIds") is { } body && IsHere(body) && AmazonReply.Text(body["reportType"]) == "GET_MERCHANT_LISTINGS_ALL_DATA"
            ? AmazonReply.Ok(new JsonObject { ["reportId"] = Begin(isFeed: false, "") }, 202)
            : AmazonReply.Invalid("reportType and one of the seller's marketplaceIds are required.");

    private LabReply State(LabRequest request, bool isFeed)
    {
        if (request.Parameters.Count > 0 || !_work.TryGetValue(request.Path.Split('/')[^1], out var work) || work.IsFeed != isFeed)
        {
            return AmazonReply.Refused(404, "NotFound", "There is no such work.");
        }
        return AmazonReply.Ok(Describe(work));
    }

    private LabReply CallOff(LabRequest request)
    {
        if (request.Parameters.Count > 0 || !_work.TryGetValue(request.Path.Split('/')[^1], out var work) || !work.IsFeed)
        {
            return AmazonReply.Refused(404, "NotFound", "There is no such work.");
        }
        if (StateOf(work) != "IN_QUEUE")
        {
            return AmazonReply.Invalid("Only feeds with processingStatus IN_QUEUE can be cancelled.");
        }
        work.IsCalledOff = true;
        return new LabReply(200, "");
    }

    private LabReply Feeds(LabRequest request)
    {
        var given = request.Parameters;
        if (AmazonReply.Unknown(request, "feedTypes", "marketplaceIds", "pageSize", "processingStatuses", "createdSince", "createdUntil") is { } unknown)
        {
            return AmazonReply.Invalid($"The parameter {unknown} is not known.");
        }
        if (given["feedTypes"] != "JSON_LISTINGS_FEED" || given["marketplaceIds"] != AmazonIds.Marketplace || !AmazonReply.AreAmong(given["processingStatuses"], States)
            || (given.ContainsKey("pageSize") && (!int.TryParse(given["pageSize"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > MaxWork))
            || !TryInstant(given["createdSince"], out var since) || !TryInstant(given["createdUntil"], out var until))
        {
            return AmazonReply.Invalid("feedTypes, one of the seller's marketplaceIds, known processingStatuses, a pageSize of 1 to 100, and instants of the form 2026-01-31T12:00:00Z.");
        }
        var wanted = given["processingStatuses"] is { Count: > 0 } states ? states.ToString().Split(',') : States;
        var found = _work.Values.Where(w => w.IsFeed && w.At >= since && w.At <= until && wanted.Contains(StateOf(w), StringComparer.Ordinal)).OrderByDescending(w => w.At);
        return AmazonReply.Ok(new JsonObject { ["feeds"] = new JsonArray([.. found.Select(w => (JsonNode)Describe(w))]) });
    }

    private static bool TryInstant(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    private string StateOf(Work work) =>
        work.IsCalledOff ? "CANCELLED" : work.IsDone ? "DONE" : work.At + QueueTakes > clock.GetUtcNow() ? "IN_QUEUE" : "IN_PROGRESS";

    private JsonObject Describe(Work work)
    {
        var state = new JsonObject
        {
            [work.IsFeed ? "feedId" : "reportId"] = work.Id,
            [work.IsFeed ? "feedType" : "reportType"] = work.IsFeed ? "JSON_LISTINGS_FEED" : "GET_MERCHANT_LISTINGS_ALL_DATA",
            ["createdTime"] = work.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["processingStatus"] = StateOf(work),
        };
        if (work.IsDone)
        {
            state[work.IsFeed ? "resultFeedDocumentId" : "reportDocumentId"] = work.Result;
        }
        return state;
    }

    private LabReply Document(LabRequest request)
    {
        var parts = request.Path.Split('/');
        return _files.Find(parts[^1]) is not null
            ? AmazonReply.Ok(new JsonObject { [parts[0] == "feeds" ? "feedDocumentId" : "reportDocumentId"] = parts[^1], ["url"] = _files.UrlOf(request, parts[^1]) })
            : AmazonReply.Refused(404, "NotFound", "There is no such document.");
    }

    private string Process(Work work, bool halfFails)
    {
        var issues = new JsonArray();
        var messages = AmazonReply.Body(_files.Find(work.Document) ?? "", "header", "messages") is { } root && IsHeader(root["header"])
            && root["messages"] is JsonArray { Count: > 0 and <= MaxMessages } list ? list : [];
        var seen = new HashSet<int>();
        foreach (var (at, node) in messages.Index())
        {
            var message = AmazonReply.Object(node, "messageId", "sku", "operationType", "productType", "patches");
            var (id, sku) = (AmazonReply.Whole(message?["messageId"]) ?? 0, AmazonReply.Text(message?["sku"]));
            var fault = message is null || id < 1 || !seen.Add(id) || sku is null || AmazonReply.Text(message["operationType"]) != "PATCH" || AmazonReply.Text(message["productType"]) is not { } type
                || AmazonListingDesk.Quantity(message["patches"]) is not { } quantity ? "The message does not match the feed's schema."
                : halfFails && at % 2 == 1 ? "The message could not be worked on; try again."
                : listings.Accept(sku, type, quantity);
            if (fault is not null)
            {
                issues.Add(new JsonObject { ["messageId"] = id, ["sku"] = sku, ["code"] = "90220", ["severity"] = "ERROR", ["message"] = fault });
            }
        }
        return new JsonObject
        {
            ["header"] = new JsonObject { ["sellerId"] = AmazonIds.Seller, ["version"] = "2.0", ["feedId"] = work.Id },
            ["summary"] = new JsonObject
            {
                ["errors"] = issues.Count, ["warnings"] = 0, ["messagesProcessed"] = messages.Count, ["messagesAccepted"] = messages.Count - issues.Count, ["messagesInvalid"] = issues.Count,
            },
            ["issues"] = issues,
        }.ToJsonString();
    }

    private string Report()
    {
        var lines = new StringBuilder("item-name\tseller-sku\tprice\tquantity\tproduct-id-type\tproduct-id\tfulfillment-channel\tstatus\n");
        foreach (var product in book.Products.Values)
        {
            var isAmazons = product.Type == AmazonDialect.AmazonsType;
            var quantity = isAmazons ? "" : Math.Max(0, product.Stock).ToString(CultureInfo.InvariantCulture);
            lines.Append(CultureInfo.InvariantCulture, $"{product.Name}\t{product.Sku}\t9.90\t{quantity}\t4\t{product.Barcode}\t{(isAmazons ? "AMAZON_NA" : "DEFAULT")}\tActive\n");
        }
        return lines.ToString();
    }

    private static bool IsHeader(JsonNode? header) =>
        AmazonReply.Object(header, "sellerId", "version", "issueLocale") is { } found && AmazonReply.Text(found["sellerId"]) == AmazonIds.Seller && AmazonReply.Text(found["version"]) == "2.0";

    private static bool IsHere(JsonObject body) => body["marketplaceIds"] is JsonArray { Count: 1 } places && AmazonReply.Text(places[0]) == AmazonIds.Marketplace;

    private string Begin(bool isFeed, string document)
    {
        var id = (++_last).ToString(CultureInfo.InvariantCulture);
        _work[id] = new Work(id, isFeed, document, clock.GetUtcNow());
        foreach (var old in _work.Values.OrderBy(w => w.At).Take(Math.Max(0, _work.Count - MaxWork)).ToList())
        {
            _work.Remove(old.Id);
        }
        return id;
    }

    private sealed class Work(string id, bool isFeed, string document, DateTimeOffset at)
    {
        public string Id { get; } = id;

        public bool IsFeed { get; } = isFeed;

        public string Document { get; } = document;

        public DateTimeOffset At { get; } = at;

        public bool IsDone { get; set; }

        public bool IsCalledOff { get; set; }

        public string? Result { get; set; }
    }
}
