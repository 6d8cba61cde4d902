using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;
using Microsoft.AspNetCore.WebUtilities;

namespace InventoryPortal.Lab.Amazon;

/// <summary>Login with Amazon and the Selling Partner API of one account, with tokens and budgets; what each operation does is in the files beside this one.</summary>
internal sealed class AmazonApi : ILabApi
{
    public const string TokenPath = "auth/o2/token";

    /// <summary>Seconds that an access token lives.</summary>
    private const int TokenSeconds = 3600;

    /// <summary>Access tokens taken at once.</summary>
    private const int MaxTokens = 100;

    private readonly TimeProvider _clock;
    private readonly AmazonBudgets _budgets;
    private readonly AmazonListingDesk _listings;
    private readonly AmazonOrderDesk _orders;
    private readonly AmazonDocumentDesk _documents;
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private int _failing;

    public AmazonApi(ShopBook book, TimeProvider clock)
    {
        _clock = clock;
        _budgets = new AmazonBudgets(clock);
        _listings = new AmazonListingDesk(book, clock);
        _orders = new AmazonOrderDesk(book);
        _documents = new AmazonDocumentDesk(book, _listings, clock);
    }

    public void Opened(IReadOnlyDictionary<string, string> credentials, Uri callback) => _tokens.Clear();

    public LabReply Answer(LabRequest request, LabScene scene)
    {
        _listings.Settle();
        _documents.Settle(scene.HalfFails);
        if (request.Path == TokenPath)
        {
            return Grant(request, scene);
        }
        if (request.Path.StartsWith(AmazonFileShelf.Prefix, StringComparison.Ordinal))
        {
            return _documents.File(request);
        }
        if (Operation(request) is not { } operation)
        {
            return AmazonReply.Refused(404, "NotFound", "The resource does not exist.");
        }
        var reply = Refusal(request, scene) is { } refusal ? refusal
            : !_budgets.Take(operation) ? TooMany
            : operation == "patchListingsItem" && scene.HalfFails && ++_failing % 2 == 1 ? AmazonReply.Refused(500, "InternalFailure", "The request failed; try again.")
            : Perform(operation, request);
        return reply with { Headers = AmazonBudgets.Headers(operation) };
    }

    public LabReply? Spoil(LabFault fault, LabRequest request) => Operation(request) is not { } operation ? null : fault switch
    {
        LabFault.TooMany => TooMany with { Headers = AmazonBudgets.Headers(operation) },
        LabFault.ServerError => AmazonReply.Refused(503, "ServiceUnavailable", "The service is temporarily unavailable."),
        LabFault.OkWithError when operation == "patchListingsItem" =>
            AmazonListingDesk.Submission(request.Path.Split('/')[^1], ["The listing cannot be changed at the moment."]),
        LabFault.OkWithError => null,
        _ => LabReply.Usual(fault),
    };

    public bool IsChange(LabRequest request) => Operation(request) is "patchListingsItem" or "createFeed";

    public int Items(LabRequest request) => Operation(request) == "patchListingsItem" ? 1 : 0;

    private static LabReply TooMany => AmazonReply.Refused(429, "QuotaExceeded", "You exceeded your quota for the requested resource.");

    private LabReply Perform(string operation, LabRequest request) => operation switch
    {
        "searchListingsItems" => _listings.Search(request),
        "getListingsItem" => _listings.Get(request),
        "patchListingsItem" => _listings.Patch(request),
        "getInventorySummaries" => _listings.Summaries(request),
        "searchOrders" => _orders.Search(request),
        "getOrder" => _orders.Get(request),
        _ => _documents.Answer(operation, request),
    };

    private LabReply? Refusal(LabRequest request, LabScene scene)
    {
        var token = request.Header("x-amz-access-token");
        return token is null ? AmazonReply.Refused(403, "Unauthorized", "Access to requested resource is denied.", "Access token is missing in the request header.")
            : scene.Credentials is null || !_tokens.TryGetValue(token, out var until) || until < _clock.GetUtcNow()
                ? AmazonReply.Refused(403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided is revoked, malformed or invalid.")
            : request.Header("user-agent") is null ? AmazonReply.Refused(400, "InvalidInput", "The header User-Agent is missing.")
            : null;
    }

    private LabReply Grant(LabRequest request, LabScene scene)
    {
        if (request.Method != "POST")
        {
            return new LabReply(405, "");
        }
        var form = QueryHelpers.ParseQuery(request.Body);
        if (form["grant_type"] != "refresh_token" || form.Count != 4)
        {
            return Ungranted("unsupported_grant_type", "The authorization grant type is not supported");
        }
        if (scene.Credentials is not { } known || form["refresh_token"] != known["refreshToken"])
        {
            return Ungranted("invalid_grant", "The request has an invalid grant parameter : refresh_token");
        }
        if (form["client_id"] != known["clientId"] || form["client_secret"] != known["clientSecret"])
        {
            return Ungranted("invalid_client", "Client authentication failed");
        }
        var token = "Atza|" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        if (_tokens.Count >= MaxTokens)
        {
            _tokens.Clear();
        }
        _tokens[token] = _clock.GetUtcNow().AddSeconds(TokenSeconds);
        return AmazonReply.Ok(new JsonObject
        {
            ["access_token"] = token, ["refresh_token"] = known["refreshToken"], ["token_type"] = "bearer", ["expires_in"] = TokenSeconds,
        });
    }

    private static LabReply Ungranted(string error, string why) => new(400, new JsonObject { ["error"] = error, ["error_description"] = why }.ToJsonString());

    private static string? Operation(LabRequest request) => (request.Method, request.Path.Split('/')) switch
    {
        ("GET", ["listings", "2021-08-01", "items", _]) => "searchListingsItems",
        ("GET", ["listings", "2021-08-01", "items", _, _]) => "getListingsItem",
        ("PATCH", ["listings", "2021-08-01", "items", _, _]) => "patchListingsItem",
        ("GET", ["fba", "inventory", "v1", "summaries"]) => "getInventorySummaries",
        ("GET", ["orders", "2026-01-01", "orders"]) => "searchOrders",
        ("GET", ["orders", "2026-01-01", "orders", _]) => "getOrder",
        ("POST", ["feeds", "2021-06-30", "documents"]) => "createFeedDocument",
        ("GET", ["feeds", "2021-06-30", "documents", _]) => "getFeedDocument",
        ("POST", ["feeds", "2021-06-30", "feeds"]) => "createFeed",
        ("GET", ["feeds", "2021-06-30", "feeds"]) => "getFeeds",
        ("GET", ["feeds", "2021-06-30", "feeds", _]) => "getFeed",
        ("DELETE", ["feeds", "2021-06-30", "feeds", _]) => "cancelFeed",
        ("POST", ["reports", "2021-06-30", "reports"]) => "createReport",
        ("GET", ["reports", "2021-06-30", "reports", _]) => "getReport",
        ("GET", ["reports", "2021-06-30", "documents", _]) => "getReportDocument",
        _ => null,
    };
}

/// <summary>Answers and questions as the API words them.</summary>
internal static class AmazonReply
{
    public static LabReply Ok(JsonNode body, int status = 200) => new(status, body.ToJsonString());

    public static LabReply Refused(int status, string code, string message, string details = "") => new(
        status, new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message, ["details"] = details }) }.ToJsonString());

    public static LabReply Invalid(string why) => Refused(400, "InvalidInput", why);

    /// <summary>The first parameter that the operation does not know; null when all are known.</summary>
    public static string? Unknown(LabRequest request, params string[] known) => request.Parameters.Keys.FirstOrDefault(k => !known.Contains(k, StringComparer.Ordinal));

    /// <summary>The body as an object that has exactly these members; null otherwise.</summary>
    public static JsonObject? Body(string body, params string[] members) => Object(Parse(body), members);

    public static JsonObject? Object(JsonNode? node, params string[] members) =>
        node is JsonObject found && found.Count == members.Length && members.All(found.ContainsKey) ? found : null;

    public static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? Whole(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var whole) ? whole : null;

    /// <summary>Whether a list of names between commas holds only known ones.</summary>
    public static bool AreAmong(string? list, params string[] known) => list is null || list.Split(',').All(n => known.Contains(n, StringComparer.Ordinal));
}
