using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Channels.Shopify;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.Shopify;
using InventoryPortal.Tests.Channels.Shopify;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>The simulated Shopify shop refuses what the API's contract refuses, so that a wrong field in the adapter makes its journey fail.</summary>
public sealed class ShopifyStrictnessTests
{
    private static readonly Uri Address = new("http://127.0.0.1:1/lab/boutique");

    private static readonly Dictionary<string, string> Credentials = new() { ["clientId"] = "id", ["clientSecret"] = "secret" };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly ShopBook _book;
    private readonly ILabApi _api;
    private readonly List<ShopProduct> _goods;
    private readonly string _token;

    public ShopifyStrictnessTests()
    {
        var dialect = new ShopifyDialect();
        _book = new ShopBook(_clock, dialect.Rules, _ => { });
        _goods = [.. Enumerable.Range(11, 3).Select(i => _book.Add(new ShopProduct { Id = i, Type = "simple", Name = $"Thing {i}", Sku = $"T-{i}", ManageStock = true }))];
        _api = dialect.Open(_book);
        _api.Opened(Credentials, new Uri("http://127.0.0.1:1/webhooks/boutique"));
        _token = JsonNode.Parse(Send("admin/oauth/access_token", """{"client_id":"id","client_secret":"secret","grant_type":"client_credentials"}""", null).Body)!["access_token"]!.GetValue<string>();
    }

    [Theory]
    [InlineData("{ productVariants(first: 5) { nodes { id colour } } }", "undefinedField")]
    [InlineData("{ productVariants(first: 5) { nodes { id } } } extra", "parseError")]
    [InlineData("{ productVariants { nodes { id } } }", "BAD_REQUEST")]
    [InlineData("{ productVariants(first: 251) { nodes { id } } }", "BAD_REQUEST")]
    [InlineData("{ productVariants(first: 0) { nodes { id } } }", "BAD_REQUEST")]
    [InlineData("{ productVariants(first: \"5\") { nodes { id } } }", "INVALID_VARIABLE")]
    [InlineData("{ productVariants(first: 5, limit: 5) { nodes { id } } }", "argumentNotAccepted")]
    [InlineData("{ productVariants(first: 5) { nodes } }", "selectionMismatch")]
    [InlineData("{ productVariants(first: 5) { nodes { id { x } } } }", "selectionMismatch")]
    [InlineData("{ productVariants(first: 250) { nodes { product { id } inventoryItem { id inventoryLevel(locationId: \"x\") { location { id } } } } } }", "MAX_COST_EXCEEDED")]
    [InlineData("{ order { id } }", "missingRequiredArguments")]
    [InlineData("{ orders(first: 5, sortKey: NEWEST) { nodes { id } } }", "INVALID_VARIABLE")]
    [InlineData("{ orders(first: 5, sortKey: UPDATED_AT, query: \"changed:yesterday\") { nodes { id } } }", "BAD_REQUEST")]
    [InlineData("query q($x: Int) { productVariants(first: 5) { nodes { id } } }", "variableNotUsed")]
    [InlineData("query q { productVariants(first: $x) { nodes { id } } }", "variableNotDefined")]
    [InlineData("query q($x: String) { productVariants(first: $x) { nodes { id } } }", "variableMismatch")]
    [InlineData("{ node(id: \"x\") { id } }", "undefinedField")]
    [InlineData("{ nodes(ids: []) { ... on WebhookSubscription { id } } }", "cannotSpreadFragment")]
    [InlineData("mutation { inventoryActivate(inventoryItemId: \"a\", locationId: \"b\") { userErrors { message } } }", "BAD_REQUEST")]
    [InlineData("mutation { inventoryActivate(inventoryItemId: \"a\", locationId: \"b\") @idempotent { userErrors { message } } }", "missingRequiredArguments")]
    [InlineData("mutation { webhookSubscriptionCreate(topic: ORDERS_LOST, webhookSubscription: {uri: \"https://x.example\"}) { userErrors { message } } }", "INVALID_VARIABLE")]
    [InlineData("mutation { webhookSubscriptionCreate(topic: \"ORDERS_PAID\", webhookSubscription: {uri: \"https://x.example\"}) { userErrors { message } } }", "argumentLiteralsIncompatible")]
    [InlineData("mutation { webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: {url: \"https://x.example\"}) { userErrors { message } } }", "argumentNotAccepted")]
    public void What_the_schema_does_not_have_is_refused(string document, string code) => Assert.Equal(code, CodeOf(Ask(document, "{}")));

    [Theory]
    [InlineData("""{"name":"available","reason":"correction","quantities":[{"inventoryItemId":"@","locationId":"#","quantity":1}]}""", "INVALID_FIELD_ARGUMENTS")]
    [InlineData("""{"name":"available","reason":"correction","quantities":[{"inventoryItemId":"@","locationId":"#","quantity":1,"compareQuantity":0}]}""", "INVALID_VARIABLE")]
    [InlineData("""{"name":"available","reason":"correction","ignoreCompareQuantity":true,"quantities":[]}""", "INVALID_VARIABLE")]
    [InlineData("""{"name":"available","reason":"correction","quantities":[{"inventoryItemId":"@","locationId":"#","quantity":"1","changeFromQuantity":null}]}""", "INVALID_VARIABLE")]
    [InlineData("""{"name":"available","reason":"correction","quantities":[{"inventoryItemId":"@","locationId":"#","quantity":1.5,"changeFromQuantity":null}]}""", "INVALID_VARIABLE")]
    [InlineData("""{"name":"available","reason":"correction","quantities":[{"inventoryItemId":7,"locationId":"#","quantity":1,"changeFromQuantity":null}]}""", "INVALID_VARIABLE")]
    [InlineData("""{"name":"available","quantities":[]}""", "INVALID_VARIABLE")]
    public void A_wrong_member_of_a_write_is_refused_and_nothing_is_written(string input, string code)
    {
        Assert.Equal(code, CodeOf(Ask(ShopifyDocuments.SetQuantities.Text, $$"""{"key":"k","input":{{Filled(input)}} }""")));
        Assert.All(_goods, g => Assert.Equal(0, g.Stock));
    }

    [Fact]
    public void A_write_takes_at_most_250_quantities_and_one_without_a_key_is_refused()
    {
        var many = string.Join(',', Enumerable.Repeat(Quantity(0, 1, null), 251));
        Assert.Equal("MAX_INPUT_SIZE_EXCEEDED", CodeOf(Ask(ShopifyDocuments.SetQuantities.Text, $$"""{"key":"k","input":{"name":"available","reason":"correction","quantities":[{{many}}]} }""")));
        var keyless = ShopifyDocuments.SetQuantities.Text.Replace("@idempotent(key: $key)", "", StringComparison.Ordinal).Replace(", $key: String!", "", StringComparison.Ordinal);
        Assert.Equal("BAD_REQUEST", CodeOf(Ask(keyless, """{"input":{"name":"available","reason":"correction","quantities":[]}}""")));
    }

    [Theory]
    [InlineData("INVALID_INVENTORY_ITEM", "gid://shopify/InventoryItem/1", 1, null)]
    [InlineData("INVALID_QUANTITY_NEGATIVE", "@", -1, null)]
    [InlineData("INVALID_QUANTITY_TOO_HIGH", "@", 1_000_000_001, null)]
    [InlineData("CHANGE_FROM_QUANTITY_STALE", "@", 1, 5)]
    public void One_bad_quantity_voids_the_whole_write_and_is_named(string code, string item, int quantity, int? from)
    {
        var bad = $$"""{"inventoryItemId":"{{item}}","locationId":"#","quantity":{{quantity}},"changeFromQuantity":{{from?.ToString(CultureInfo.InvariantCulture) ?? "null"}} }""";
        var error = Write("k", Quantity(1, 4, 0), bad)["userErrors"]!.AsArray().Single()!;
        Assert.Equal((code, "1"), (error["code"]!.GetValue<string>(), error["field"]![2]!.GetValue<string>()));
        Assert.All(_goods, g => Assert.Equal(0, g.Stock));
    }

    [Fact]
    public void A_key_works_once_and_tells_its_answer_again()
    {
        var first = Write("k", Quantity(0, 4, 0));
        _book.SetStock(_goods[0], 9);
        Assert.True(JsonNode.DeepEquals(first, Write("k", Quantity(0, 4, 0))));
        Assert.Equal(9, _goods[0].Stock);
        Assert.Equal("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", (string?)Write("k", Quantity(0, 5, 9))["userErrors"]![0]!["code"]);
        Write("failed", Quantity(0, 4, 0));
        Assert.Equal("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", (string?)Write("failed", Quantity(0, 4, 0))["userErrors"]![0]!["code"]);
    }

    [Fact]
    public void The_bucket_of_points_empties_and_fills_again()
    {
        var asked = 0;
        const string dear = """query dear($ids: [ID!]!) { nodes(ids: $ids) { ... on InventoryItem { inventoryLevel(locationId: "#") { id } } } }""";
        var ids = $$"""{"ids":[{{string.Join(',', Enumerable.Repeat("\"@\"", 250))}}]}""";
        while (CodeOf(Ask(Filled(dear), ids)) is not "THROTTLED")
        {
            Assert.True(++asked < 1_000, "The bucket never empties.");
        }
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(CodeOf(Ask(Filled(dear), ids)));
    }

    [Fact]
    public void Tokens_end_and_secrets_that_are_no_more_give_none()
    {
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(401, Send("admin/api/2026-10/graphql.json", "{}", _token).Status);
        Assert.Equal(401, Send("admin/api/2026-10/graphql.json", "{}", null).Status);
        Assert.Equal(404, Send("admin/api/2026-07/graphql.json", "{}", _token).Status);
        Assert.Equal(400, Send("admin/oauth/access_token", """{"client_id":"id","client_secret":"wrong","grant_type":"client_credentials"}""", null).Status);
        Assert.Equal(400, Send("admin/oauth/access_token", """{"client_id":"id","client_secret":"secret","grant_type":"client_credentials","scope":"all"}""", null).Status);
        _api.Opened(new Dictionary<string, string>(Credentials) { ["refreshToken"] = "r1" }, Address);
        const string refresh = """{"client_id":"id","client_secret":"secret","grant_type":"refresh_token","refresh_token":"r1"}""";
        Assert.NotNull(JsonNode.Parse(Send("admin/oauth/access_token", refresh, null).Body)!["refresh_token"]);
        Assert.Equal(400, Send("admin/oauth/access_token", refresh, null).Status);
    }

    [Fact]
    public void A_subscription_is_tried_eight_times_more_and_deleted_after_eight_failures_in_a_row()
    {
        var hook = new ShopHook { Id = 99, Topic = "ORDERS_PAID" };
        _book.Hooks.Add(99, hook);
        Assert.Equal(8, Enumerable.Range(1, 9).Count(attempt => _api.Delivered(hook, 500, attempt).RetryIn is not null));
        Assert.Empty(_book.Hooks);
    }

    [Fact]
    public void Every_document_of_the_adapter_is_one_that_the_schema_knows_at_no_more_than_it_is_taken_to_cost()
    {
        foreach (var document in ShopifySamples.Documents)
        {
            var operation = GraphText.Operation(document.Text);
            var points = new GraphCheck(operation, ShopifySamples.VariablesOf(operation), ShopifySchema.Known).Run();
            Assert.True(points <= document.Cost, $"{document.Name} asks for {points} points and is taken to cost {document.Cost}.");
            Assert.Equal(document.Name, operation.Name);
        }
        new GraphCheck(GraphText.Operation(ShopifyDocuments.AllVariants("gid://shopify/Location/1")), [], ShopifySchema.Known).Run(isBulk: true);
    }

    private string Filled(string text) => text.Replace("@", ShopifyNumbers.Of("InventoryItem", _goods[0].Id), StringComparison.Ordinal).Replace("#", ShopifyNumbers.LocationGid, StringComparison.Ordinal);

    private static string Quantity(int good, int quantity, int? from) =>
        $$"""{"inventoryItemId":"{{ShopifyNumbers.Of("InventoryItem", 11 + good)}}","locationId":"#","quantity":{{quantity}},"changeFromQuantity":{{from?.ToString(CultureInfo.InvariantCulture) ?? "null"}} }""";

    private JsonNode Write(string key, params string[] quantities) => JsonNode.Parse(Ask(
        ShopifyDocuments.SetQuantities.Text,
        Filled($$"""{"key":"{{key}}","input":{"name":"available","reason":"correction","quantities":[{{string.Join(',', quantities)}}]} }""")).Body)!["data"]!["inventorySetQuantities"]!;

    private static string? CodeOf(LabReply reply) => (string?)JsonNode.Parse(reply.Body)!["errors"]?[0]!["extensions"]!["code"];

    private LabReply Ask(string document, string variables) => Send(
        "admin/api/2026-10/graphql.json", new JsonObject { ["query"] = document, ["variables"] = JsonNode.Parse(Filled(variables)) }.ToJsonString(), _token);

    private LabReply Send(string path, string body, string? token)
    {
        var headers = new HeaderDictionary { ["Content-Type"] = "application/json" };
        if (token is not null)
        {
            headers["X-Shopify-Access-Token"] = token;
        }
        return _api.Answer(new LabRequest("POST", path, "", new QueryCollection(), headers, body, Address), new LabScene(Credentials, HalfFails: false));
    }
}
