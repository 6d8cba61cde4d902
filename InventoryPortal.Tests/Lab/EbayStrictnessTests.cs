using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.Ebay;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>What eBay's contract refuses, the Lab's account refuses too, so that a wrong field of the adapter fails its journey.</summary>
public sealed class EbayStrictnessTests
{
    private const string Update = "sell/inventory/v1/bulk_update_price_quantity";

    private static readonly Uri Address = new("http://127.0.0.1:5080/lab/attic-finds");

    private static readonly EbayDialect Dialect = new();

    private readonly ShiftedClock _clock = new();
    private readonly Dictionary<string, string> _credentials = Dialect.NewCredentials().ToDictionary(c => c.Key, c => c.Value!);
    private readonly ShopBook _book;
    private readonly ILabApi _api;

    public EbayStrictnessTests()
    {
        _book = new ShopBook(_clock, Dialect.Rules, _ => { });
        foreach (var item in Dialect.Shelf(Dialect.Shops[0], _book.NextId))
        {
            _book.Add(item);
        }
        _api = Dialect.Open(_book);
    }

    private string Sku => _book.Products.Values.First().Sku;

    private string OfferId => (string)Json(Ask("GET", $"sell/inventory/v1/offer?sku={Sku}"))["offers"]![0]!["offerId"]!;

    [Theory]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3}}]}""", 200)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3},"offers":[{"offerId":"OFFER","availableQuantity":3}]}]}""", 200)]
    [InlineData("""{"requestz":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3}}]}""", 400)]
    [InlineData("""{"requests":[]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":"3"}}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3.5}}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":-1}}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU","quantity":3}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU"}]}""", 400)]
    [InlineData("""{"requests":[{"sku":5,"shipToLocationAvailability":{"quantity":3}}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3},"offers":[{"offerId":36000000011,"availableQuantity":3}]}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3},"offers":[{"offerId":"OFFER","quantity":3}]}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3}},{"sku":"SKU","shipToLocationAvailability":{"quantity":4}}]}""", 400)]
    [InlineData("""{"requests":[{"sku":"NOBODY","shipToLocationAvailability":{"quantity":3}}]}""", 207)]
    [InlineData("""{"requests":[{"sku":"SKU","shipToLocationAvailability":{"quantity":3},"offers":[{"offerId":"1","availableQuantity":3}]}]}""", 207)]
    [InlineData("{", 400)]
    public void A_write_with_a_wrong_member_type_or_number_is_refused(string body, int status) =>
        Assert.Equal(status, Ask("POST", Update, body.Replace("SKU", Sku, StringComparison.Ordinal).Replace("OFFER", OfferId, StringComparison.Ordinal)).Status);

    [Fact]
    public void Twenty_six_SKUs_are_one_too_many_and_what_a_buyer_sees_is_the_lesser_of_both_levels()
    {
        var skus = _book.Products.Values.Take(26).Select(p => p.Sku).ToList();
        string Body(int count) => "{\"requests\":[" + string.Join(',', skus.Take(count).Select(s => $$"""{"sku":"{{s}}","shipToLocationAvailability":{"quantity":9} }""")) + "]}";
        Assert.Equal((200, 400), (Ask("POST", Update, Body(25)).Status, Ask("POST", Update, Body(26)).Status));
        // Only the item was raised: its offer still holds it down.
        Assert.Equal(0, _book.Products.Values.First().Stock);
    }

    [Fact]
    public void The_251st_revision_of_a_day_is_refused_and_the_next_day_takes_it()
    {
        var body = $$"""{"requests":[{"sku":"{{Sku}}","shipToLocationAvailability":{"quantity":0} }]}""";
        Assert.All(Enumerable.Range(0, 250), _ => Assert.Equal(200, Ask("POST", Update, body).Status));
        var refused = Json(Ask("POST", Update, body))["responses"]![0]!;
        Assert.Equal((400, 25002), ((int)refused["statusCode"]!, (int)refused["errors"]![0]!["errorId"]!));
        _clock.Shift(TimeSpan.FromHours(24));
        Assert.Equal(200, Ask("POST", Update, body).Status);
    }

    [Theory]
    [InlineData("GET", "sell/inventory/v1/inventory_item?limit=201", 400)]
    [InlineData("GET", "sell/inventory/v1/inventory_item?limit=200&offset=0", 200)]
    [InlineData("GET", "sell/inventory/v1/inventory_item?page=1", 400)]
    [InlineData("GET", "sell/fulfillment/v1/order?limit=201", 400)]
    [InlineData("GET", "sell/fulfillment/v1/order?filter=lastmodifieddate:yesterday", 400)]
    [InlineData("GET", "sell/fulfillment/v1/order?filter=lastmodifieddate:[2999-01-01T00:00:00.000Z..]", 400)]
    [InlineData("GET", "sell/fulfillment/v1/order?limit=200&offset=0", 200)]
    [InlineData("GET", "sell/fulfillment/v1/order/13-00000-00001", 404)]
    [InlineData("GET", "sell/inventory/v1/offer?sku=NOBODY", 404)]
    [InlineData("GET", "sell/inventory/v2/offer", 404)]
    public void A_read_beyond_the_contract_is_refused(string method, string target, int status) => Assert.Equal(status, Ask(method, target).Status);

    [Fact]
    public void A_call_needs_a_token_of_the_right_kind_and_a_revoked_consent_gives_none()
    {
        Assert.Equal(401, Send("GET", "sell/inventory/v1/inventory_item", "", "Bearer made-up").Status);
        Assert.Equal(403, Send("GET", "sell/inventory/v1/inventory_item", "", "Bearer " + Token(seller: false)).Status);
        Assert.Equal(403, Send("GET", "commerce/notification/v1/destination", "", "Bearer " + Token(seller: true)).Status);
        var seller = Token(seller: true);
        _clock.Shift(TimeSpan.FromHours(3));
        Assert.Equal(401, Send("GET", "sell/inventory/v1/inventory_item", "", "Bearer " + seller).Status);
        Assert.Equal("invalid_grant", (string?)Json(Send("POST", EbayGate.TokenPath, Form(true), Basic, revoked: true, type: FormType))["error"]);
        Assert.Equal("invalid_client", (string?)Json(Send("POST", EbayGate.TokenPath, Form(true), "Basic x", type: FormType))["error"]);
        Assert.Equal("invalid_grant", (string?)Json(Send("POST", EbayGate.TokenPath, "grant_type=refresh_token&refresh_token=other", Basic, type: FormType))["error"]);
    }

    [Fact]
    public void An_endpoint_is_taken_only_when_it_proves_that_it_knows_the_token()
    {
        const string body = """{"name":"n","status":"ENABLED","deliveryConfig":{"endpoint":"https://portal.example/webhooks/a","verificationToken":"0123456789abcdef0123456789abcdef"}}""";
        const string path = "commerce/notification/v1/destination";
        Assert.Equal(195003, Error(Ask("POST", path, body)));
        Assert.Equal(204, Ask("PUT", "commerce/notification/v1/config", """{"alertEmail":"a@b.example"}""").Status);
        Assert.Equal(195019, Error(Ask("POST", path, body.Replace("0123456789abcdef\"", "\"", StringComparison.Ordinal))));
        Assert.Equal(195017, Error(Ask("POST", path, body.Replace("https:", "http:", StringComparison.Ordinal))));
        var question = Ask("POST", path, body).Asks!;
        Assert.StartsWith("https://portal.example/webhooks/a?challenge_code=", question.Address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(195020, Error(question.Then(200, """{"challengeResponse":"00"}""")));
        Assert.Equal(195020, Error(question.Then(0, "")));
        var code = question.Address.Query["?challenge_code=".Length..];
        var right = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(code + "0123456789abcdef0123456789abcdef" + "https://portal.example/webhooks/a"));
        Assert.Equal(201, question.Then(200, $$"""{"challengeResponse":"{{Convert.ToHexStringLower(right)}}"}""").Status);
        Assert.Equal(195021, Error(Ask("POST", path, body)));
    }

    private static int Error(LabReply reply) => (int)Json(reply)["errors"]![0]!["errorId"]!;

    private const string FormType = "application/x-www-form-urlencoded";

    private string Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_credentials["clientId"]}:{_credentials["clientSecret"]}"));

    private string Form(bool seller) => seller
        ? $"grant_type=refresh_token&refresh_token={Uri.EscapeDataString(_credentials["refreshToken"])}"
        : "grant_type=client_credentials&scope=" + Uri.EscapeDataString("https://api.ebay.com/oauth/api_scope");

    private string Token(bool seller) => (string)Json(Send("POST", EbayGate.TokenPath, Form(seller), Basic, type: FormType))["access_token"]!;

    private LabReply Ask(string method, string target, string body = "") =>
        Send(method, target, body, "Bearer " + Token(!target.StartsWith("commerce/", StringComparison.Ordinal) || target.Contains("subscription", StringComparison.Ordinal)));

    private LabReply Send(string method, string target, string body, string authorization, bool revoked = false, string type = "application/json")
    {
        var query = target.Contains('?') ? target[target.IndexOf('?')..] : "";
        var request = new LabRequest(
            method, target.Split('?')[0], query, new QueryCollection(QueryHelpers.ParseQuery(query)),
            new HeaderDictionary { ["Authorization"] = authorization, ["Content-Type"] = type }, body, Address);
        return _api.Answer(request, new LabScene(revoked ? null : _credentials, HalfFails: false));
    }

    private static JsonNode Json(LabReply reply) => JsonNode.Parse(reply.Body)!;
}
