using System.Text.Json.Nodes;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace InventoryPortal.Tests.Channels.Shopify;

/// <summary>The adapter as the portal composes it, and a shop that answers each operation as the test says.</summary>
internal sealed class ShopifyBench : IAsyncDisposable
{
    public const string Secret = "canary-client-secret";
    public const string Location = "gid://shopify/Location/7";

    /// <summary>What <see cref="Elsewhere"/> is told of a request for a token, and of one for a file.</summary>
    public const string TokenRequest = "a token";
    public const string FileRequest = "a file";

    private ShopifyBench(AnsweringServer server, TimeProvider clock)
    {
        Server = server;
        Adapter = TestAdapters.All(clock, Vault).Get(ChannelKind.Shopify)!;
        Server.Answer = AnswerAsync;
    }

    public static DateTimeOffset Start { get; } = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public AnsweringServer Server { get; }

    public MemoryVault Vault { get; } = new();

    public IChannelAdapter Adapter { get; }

    /// <summary>Calls of the API in turn: the operation's name and its variables.</summary>
    public List<(string Operation, JsonNode Variables)> Asked { get; } = [];

    /// <summary>Access tokens that came with them.</summary>
    public List<string> Tokens { get; } = [];

    /// <summary>What an operation is answered with: a whole body.</summary>
    public Func<string, JsonNode, string> Graph { get; set; } = (_, _) => """{"data":{}}""";

    /// <summary>Answers an operation beyond a body; null to let <see cref="Graph"/> do it.</summary>
    public Func<HttpContext, string, Task?> Raw { get; set; } = (_, _) => null;

    /// <summary>Answers what is no operation, by its name here; null to let <see cref="Token"/> or <see cref="File"/> do it.</summary>
    public Func<HttpContext, string, Task?> Elsewhere { get; set; } = (_, _) => null;

    /// <summary>Answers the request for a token.</summary>
    public Func<JsonNode, (int Status, string Body)> Token { get; set; } = _ => (200, """{"access_token":"canary-token-1","scope":"","expires_in":86399}""");

    public static async Task<ShopifyBench> StartAsync(TimeProvider? clock = null) => new(await AnsweringServer.StartAsync(), clock ?? new FakeTimeProvider(Start));

    /// <summary>Whose tokens and points the adapter uses.</summary>
    public long ChannelId { get; set; } = 1;

    /// <summary>What a file holds.</summary>
    public string File { get; set; } = "";

    public ChannelConnection Channel(params (string Name, string Value)[] credentials) => new(
        ChannelId,
        "shop",
        ChannelKind.Shopify,
        new Dictionary<string, string> { ["shopDomain"] = "bench.myshopify.com", ["locationId"] = "7", ["baseUrl"] = Server.Address.AbsoluteUri },
        credentials.Length > 0 ? credentials.ToDictionary(c => c.Name, c => c.Value) : new Dictionary<string, string> { ["clientId"] = "canary-client-id", ["clientSecret"] = Secret });

    public static string Item(long number) => $"gid://shopify/InventoryItem/{number}";

    /// <summary>A push to an item of that number, which is its listing's too.</summary>
    public static QuantityPush Push(long number, int quantity, int? expected = null, string key = "k") => new(number, Item(number), quantity, expected, key);

    /// <summary>A whole answer to a write that took these.</summary>
    public static string Taken(JsonNode variables) => $$$"""
        {"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":{"changes":[{{{string.Join(',', variables["input"]!["quantities"]!.AsArray().Select(
            q => $$"""{"name":"available","quantityAfterChange":{{q!["quantity"]}},"item":{"id":"{{q["inventoryItemId"]}}"} }"""))}}}]},"userErrors":[]} } }
        """;

    public static string Refused(params (string? Code, int? Index)[] errors) => $$$"""
        {"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":null,"userErrors":[{{{string.Join(',', errors.Select(
            e => $$"""{"code":{{(e.Code is null ? "null" : $"\"{e.Code}\"")}},"field":{{(e.Index is null ? "null" : $"[\"input\",\"quantities\",\"{e.Index}\",\"quantity\"]")}},"message":"No."}"""))}}}]} } }
        """;

    private Task AnswerAsync(HttpContext http, string body)
    {
        if (http.Request.Path == "/admin/oauth/access_token")
        {
            var (status, token) = Token(JsonNode.Parse(body)!);
            return Elsewhere(http, TokenRequest) ?? AnsweringServer.WriteAsync(http, status, token);
        }
        if (http.Request.Path != "/admin/api/2026-10/graphql.json")
        {
            return Elsewhere(http, FileRequest) ?? AnsweringServer.WriteAsync(http, 200, File);
        }
        if (http.Request.Method != "POST")
        {
            return Raw(http, "") ?? AnsweringServer.WriteAsync(http, 401, "{}");
        }
        var asked = JsonNode.Parse(body)!;
        var operation = asked["operationName"]!.GetValue<string>();
        Asked.Add((operation, asked["variables"]!));
        Tokens.Add(http.Request.Headers["X-Shopify-Access-Token"].ToString());
        return Raw(http, operation) ?? AnsweringServer.WriteAsync(http, 200, Graph(operation, asked["variables"]!));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
