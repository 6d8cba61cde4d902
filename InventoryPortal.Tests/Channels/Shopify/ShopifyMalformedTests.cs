using InventoryPortal.Channels.Shopify;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

/// <summary>Every call of the adapter, answered with everything that no healthy shop says.</summary>
public sealed class ShopifyMalformedTests : IAsyncLifetime
{
    private const string Token = ShopifyBench.TokenRequest;
    private const string File = ShopifyBench.FileRequest;
    private const string OrderId = "820982911946154508";

    /// <summary>One call: a good answer with the part of it that is replaced, and whether the adapter takes an answer for a good one.</summary>
    private sealed record Call(string Good, string Part, Func<ShopifyBench, Task<bool>> IsTakenAsync);

    private static readonly Uri Callback = new("https://portal.example/webhooks/shop");

    private static readonly Dictionary<string, Call> Calls = new()
    {
        [Token] = new("""{"access_token":"canary-token-9","expires_in":7777}""", "7777", IsStockReadAsync),
        ["stock"] = new($$"""{"data":{"nodes":[{{Item}}]} }""", "77", IsStockReadAsync),
        ["setQuantities"] = new(
            """{"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":{"changes":[{"name":"available","quantityAfterChange":77,"item":{"id":"gid://shopify/InventoryItem/1"}}]},"userErrors":[]}}}""",
            "77", shop => IsWrittenAsync(shop, untracked: false)),
        ["activate"] = new("""{"data":{"inventoryItemUpdate":{"userErrors":[ ]},"inventoryActivate":{"userErrors":[]}}}""", "[]", shop => IsWrittenAsync(shop, untracked: true)),
        ["variants"] = new(Variants(4), "77", shop => IsCatalogueAsync(shop, null)),
        ["runBulk"] = new(
            """{"data":{"bulkOperationRunQuery":{"bulkOperation":{"id":"gid://shopify/BulkOperation/5","status":"CREATED"},"userErrors":[]}}}""",
            "\"gid://shopify/BulkOperation/5\"", shop => IsCatalogueAsync(shop, null)),
        ["bulk"] = new(
            """{"data":{"bulkOperation":{"id":"gid://shopify/BulkOperation/5","status":"COMPLETED","errorCode":null,"url":"@file.jsonl"}}}""", "\"COMPLETED\"",
            shop => IsCatalogueAsync(shop, "bulk:5:-:4")),
        [File] = new(Variant, "77", shop => IsCatalogueAsync(shop, "bulk:5:-:4")),
        ["orders"] = new(
            $$$$$"""{"data":{"orders":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"id":"gid://shopify/Order/{{{{{OrderId}}}}}","updatedAt":"2026-11-25T12:00:05Z"}]}}}""",
            "\"2026-11-25T12:00:05Z\"",
            async shop => await shop.Adapter.ReadOrdersAsync(shop.Channel(), new OrderQuery(ShopifyBench.Start, null), Stop) is not { Failure: not null, Orders: [], NextCursor: null }),
        ["order"] = new(
            $$$$$"""
            {"data":{"order":{"id":"gid://shopify/Order/{{{{{OrderId}}}}}","name":"#1","createdAt":"2026-11-25T12:00:00Z","updatedAt":"2026-11-25T12:00:05Z","cancelledAt":null,
            "confirmed":true,"displayFinancialStatus":"PAID","displayFulfillmentStatus":"UNFULFILLED","lineItems":{"pageInfo":{"hasNextPage":false,"endCursor":null},
            "nodes":[{"id":"gid://shopify/LineItem/1","name":"Mug","sku":"S","quantity":77,"currentQuantity":1,"variant":{"inventoryItem":{"id":"gid://shopify/InventoryItem/1"}}}]}}}}
            """,
            "77", IsOrderAsync),
        ["refunds"] = new(
            """{"data":{"order":{"updatedAt":"2026-11-25T12:00:05Z","refunds":[{"id":"gid://shopify/Refund/1"}]}}}""", "\"gid://shopify/Refund/1\"", IsOrderAsync),
        ["refundLines"] = new(
            """
            {"data":{"node":{"refundLineItems":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"quantity":76,"restockType":"RETURN","lineItem":{"id":"gid://shopify/LineItem/1"}}]}}}}
            """,
            "76", IsOrderAsync),
        ["subscriptions"] = new(
            $$$$$"""
            {"data":{"webhookSubscriptions":{"pageInfo":{"hasNextPage":false,"endCursor":"end"},"nodes":[
            {"id":"1","topic":"ORDERS_CREATE","uri":"{{{{{Callback}}}}}"},{"id":"2","topic":"ORDERS_CREATE","uri":"{{{{{Callback}}}}}"}]}}}
            """,
            "false", IsSubscribedAsync),
        ["subscribe"] = new("""{"data":{"webhookSubscriptionCreate":{"webhookSubscription":{"id":"x"},"userErrors":[]}}}""", "[]", IsSubscribedAsync),
        ["unsubscribe"] = new("""{"data":{"webhookSubscriptionDelete":{"userErrors":[]}}}""", "[]", IsSubscribedAsync),
        ["access"] = new(
            """
            {"data":{"currentAppInstallation":{"accessScopes":[{"handle":"read_products"},{"handle":"write_inventory"},{"handle":"read_locations"},{"handle":"read_orders"}]},
            "location":{"id":"gid://shopify/Location/7","name":"Depot","isActive":true}}}
            """,
            "\"gid://shopify/Location/7\"", async shop => (await shop.Adapter.TestAsync(shop.Channel(), Stop)).All(c => c.Ok)),
    };

    private ShopifyBench _shop = null!;

    public static TheoryData<string> Names => [.. Calls.Keys];

    private static string Item => """{"id":"gid://shopify/InventoryItem/1","tracked":true,"inventoryLevel":{"quantities":[{"name":"available","quantity":77}]}}""";

    private static string Variant => $$"""{"sku":"S","barcode":null,"title":"Default Title","product":{"title":"Mug"},"inventoryItem":{{Item}} }""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_good_answer_is_taken_and_no_malformed_one(string name)
    {
        var (good, part, isTakenAsync) = Calls[name];
        _shop.Graph = (operation, _) => name == "runBulk" && operation == "variants" ? Variants(5_001) : Here(Calls[operation].Good);
        _shop.File = Variant;
        Assert.True(await isTakenAsync(_shop), "The good answer was not taken.");
        foreach (var (fault, write) in MalformedAnswers.Of(Here(good), part))
        {
            // An empty file is the end of a catalogue; the import changes nothing for one that was empty from the start.
            if (name == File && fault == "nothing")
            {
                continue;
            }
            // A channel of its own each time: no token and no point is left from the last one.
            _shop.ChannelId++;
            _shop.Raw = _shop.Elsewhere = (http, asked) => asked == name ? write(http) : null;
            Assert.False(await isTakenAsync(_shop), fault);
        }
    }

    [Fact]
    public void Every_call_that_the_adapter_makes_is_among_them() =>
        Assert.Equal(
            typeof(ShopifyDocuments).GetFields().Where(f => f.FieldType == typeof(ShopifyDocument)).Select(f => ((ShopifyDocument)f.GetValue(null)!).Name).Order(),
            Calls.Keys.Where(k => k is not (Token or File)).Order());

    private static async Task<bool> IsStockReadAsync(ShopifyBench shop) =>
        await shop.Adapter.ReadStockAsync(shop.Channel(), [ShopifyBench.Item(1)], Stop) is not { Failure: not null, Figures: [] };

    private static async Task<bool> IsWrittenAsync(ShopifyBench shop, bool untracked)
    {
        var call = Assert.Single(shop.Adapter.Plan([ShopifyBench.Push(1, 77) with { TurnTrackingOn = untracked }]));
        var verdict = Assert.Single((await shop.Adapter.PushAsync(shop.Channel(), call, Stop)).Verdicts).Verdict;
        // Whatever came of it, an unreadable answer to the write itself leaves it open.
        return verdict is PushVerdict.Applied || (!untracked && verdict is not PushVerdict.Unknown);
    }

    private static async Task<bool> IsCatalogueAsync(ShopifyBench shop, string? cursor) =>
        await shop.Adapter.ReadCatalogueAsync(shop.Channel(), cursor, Stop) is not { Failure: not null, NextCursor: null, Items: [] };

    private static async Task<bool> IsOrderAsync(ShopifyBench shop) =>
        await shop.Adapter.ReadOrderAsync(shop.Channel(), OrderId, Stop) is not { Order: null, Failure: not null };

    private static async Task<bool> IsSubscribedAsync(ShopifyBench shop) => (await shop.Adapter.EnsureWebhooksAsync(shop.Channel(), Callback, Stop)).Ok;

    private static string Variants(int count) => $$$$$"""
        {"data":{"productVariantsCount":{"count":{{{{{count}}}}}},"productVariants":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{{{{{Variant}}}}}]}}}
        """;

    private string Here(string answer) => answer.Replace("@", _shop.Server.Address.AbsoluteUri, StringComparison.Ordinal);
}
