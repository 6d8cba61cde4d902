using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;
using Microsoft.Net.Http.Headers;

namespace InventoryPortal.Lab.Shopify;

/// <summary>
/// One shop's GraphQL API: tokens, a bucket of points, operations checked against the schema, and webhooks that are tried for hours
/// and whose subscription is deleted after eight failures in a row.
/// </summary>
internal sealed class ShopifyApi(ShopBook book) : ILabApi
{
    public const string Files = "bulk";

    public static readonly string[] Scopes = ["read_products", "read_inventory", "write_inventory", "read_locations", "read_orders"];

    private const string Graph = "admin/api/2026-10/graphql.json";
    private const string Token = "admin/oauth/access_token";

    /// <summary>Failures of one subscription in a row before it is deleted.</summary>
    private const int MaxFailures = 8;

    /// <summary>Pauses before the next tries of a message: eight of them, a shop's four hours in some minutes.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 3, 5, 10, 20, 40, 80, 160 }.Select(s => TimeSpan.FromSeconds(s))];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly ShopifyTokenDesk _tokens = new(book);
    private readonly ShopifyDesk _desk = new(book);
    private readonly ShopifyWords _words = new(book);
    private readonly ShopifyBucket _bucket = new(book);
    private string _secret = "";
    private string _domain = "";

    public bool SaysWhatWas => true;

    public void Opened(IReadOnlyDictionary<string, string> credentials, Uri callback)
    {
        _tokens.Opened(credentials);
        _secret = credentials.GetValueOrDefault("clientSecret") ?? "";
        _domain = ShopifyDialect.DomainOf(callback.Segments[^1]);
    }

    public LabReply Answer(LabRequest request, LabScene scene)
    {
        if (request.Path == Token)
        {
            return _tokens.Answer(request, scene);
        }
        if (request.Path.StartsWith(Files + "/", StringComparison.Ordinal) && request.Method == "GET")
        {
            return Download(request);
        }
        if (request.Path != Graph)
        {
            return new LabReply(404, """{"errors":"Not Found"}""");
        }
        if (!_tokens.Takes(request.Header("X-Shopify-Access-Token"), scene))
        {
            return new LabReply(401, """{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}""");
        }
        return request.Method == "POST" ? Ask(request, scene) : new LabReply(405, """{"errors":"Method Not Allowed"}""");
    }

    public LabReply? Spoil(LabFault fault, LabRequest request) => request.Path != Graph
        ? fault is LabFault.TooMany or LabFault.OkWithError ? null : LabReply.Usual(fault)
        : fault switch
        {
            LabFault.TooMany => Throttled(ShopifyBucket.Told(15, null, 0)),
            LabFault.OkWithError when IsChange(request) => Failed("INTERNAL_SERVER_ERROR", "Internal error. Looks like something went wrong on our end."),
            _ => LabReply.Usual(fault),
        };

    public bool IsChange(LabRequest request) => request.Path == Graph && Parse(request.Body)?["query"]?.ToString().StartsWith("mutation", StringComparison.Ordinal) == true;

    public int Items(LabRequest request) =>
        ((Parse(request.Body)?["variables"] as JsonObject)?["input"] as JsonObject)?["quantities"] is JsonArray list ? Math.Min(list.Count, GraphInput.MaxEntries) : 0;

    public IReadOnlyList<string> Topics(ShopEvent what) => ShopifyWords.Topics(what.Kind);

    public string? Body(string topic, ShopEvent what) => topic == OutgoingHook.Ping ? null : _words.Say(topic, what);

    public LabEnvelope Dress(OutgoingHook sent) => new("application/json", new Dictionary<string, string>
    {
        ["X-Shopify-Topic"] = ShopifyWords.HeaderOf(sent.Topic),
        ["X-Shopify-Hmac-SHA256"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_secret), Encoding.UTF8.GetBytes(sent.Body))),
        ["X-Shopify-Shop-Domain"] = _domain,
        ["X-Shopify-API-Version"] = "2026-10",
        ["X-Shopify-Webhook-Id"] = string.Create(CultureInfo.InvariantCulture, $"{sent.Hook.Id}-{sent.Number}"),
        ["X-Shopify-Triggered-At"] = ShopifyNumbers.Instant(sent.At),
    });

    public HookOutcome Delivered(ShopHook hook, int status, int attempt)
    {
        if (status is >= 200 and < 300)
        {
            hook.Failures = 0;
            return new HookOutcome(true, null);
        }
        if (++hook.Failures > MaxFailures)
        {
            book.Hooks.Remove(hook.Id);
        }
        return new HookOutcome(false, attempt <= Pauses.Length ? Pauses[attempt - 1] : null);
    }

    /// <summary>The shop keeps no subscription that it has given up.</summary>
    public void SwitchHooksOff(ShopBook book) => book.Hooks.Clear();

    private LabReply Ask(LabRequest request, LabScene scene)
    {
        if (Parse(request.Body) is not { } body || body.Any(m => m.Key is not ("query" or "variables" or "operationName")) || body["query"]?.GetValueKind() != JsonValueKind.String)
        {
            return new LabReply(400, """{"errors":{"query":"Required parameter missing or invalid"}}""");
        }
        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) != true)
        {
            return new LabReply(406, """{"errors":"The content type must be application/json."}""");
        }
        try
        {
            var operation = GraphText.Operation(body["query"]!.GetValue<string>());
            var variables = body["variables"] as JsonObject ?? [];
            var points = new GraphCheck(operation, variables, ShopifySchema.Known).Run();
            return _bucket.Holds(points) ? Run(operation, variables, points, request, scene) : Throttled(_bucket.Told(points, null));
        }
        catch (GraphSyntaxException e)
        {
            return Failed("parseError", e.Message);
        }
        catch (GraphRefusedException e)
        {
            return Failed(e.Code, e.Message);
        }
    }

    private LabReply Run(GraphOperation operation, JsonObject variables, double points, LabRequest request, LabScene scene)
    {
        var run = new GraphRun(variables);
        var data = operation.Kind == "query"
            ? run.Run(_desk.Root(request.Address), operation.Selection, null)
            : run.Run(new GraphThing("Mutation", (_, _) => null), operation.Selection, (f, key, arguments) => _desk.Change(f.Name, key, arguments, request.Address, scene.HalfFails));
        _bucket.Take(run.Points);
        return new LabReply(200, new JsonObject { ["data"] = data, ["extensions"] = _bucket.Told(points, run.Points) }.ToJsonString());
    }

    private LabReply Download(LabRequest request)
    {
        if (!long.TryParse(request.Path.AsSpan(Files.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || _desk.File(number) is not { } file)
        {
            return new LabReply(404, "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "application/xml");
        }
        if (!RangeHeaderValue.TryParse(request.Header("Range"), out var range) || range.Ranges.Count != 1 || range.Ranges.Single() is not { From: { } from } part)
        {
            return new LabReply(200, file, "application/jsonl");
        }
        // Every line is ASCII: characters are bytes.
        var to = Math.Min(part.To ?? (file.Length - 1), file.Length - 1);
        return from >= file.Length
            ? new LabReply(416, "")
            : new LabReply(206, file[(int)from..((int)to + 1)], "application/jsonl", new Dictionary<string, string> { ["Content-Range"] = $"bytes {from}-{to}/{file.Length}" });
    }

    private static LabReply Throttled(JsonObject told) => new(200, new JsonObject
    {
        ["errors"] = new JsonArray(new JsonObject { ["message"] = "Throttled", ["extensions"] = new JsonObject { ["code"] = "THROTTLED" } }),
        ["extensions"] = told,
    }.ToJsonString());

    private static LabReply Failed(string code, string message) => new(200, new JsonObject
    {
        ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["extensions"] = new JsonObject { ["code"] = code } }),
    }.ToJsonString());

    /// <summary>A body; null when it is no JSON object, or has a member twice.</summary>
    public static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
