using System.Text.Json.Nodes;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Amazon;
using InventoryPortal.Lab.Book;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

/// <summary>What the Selling Partner API's contract refuses, the Lab's Amazon refuses: a wrong request of the adapter would fail its tests.</summary>
public sealed class AmazonStrictnessTests
{
    private const string Items = "listings/2021-08-01/items/A1LABSELLER00";
    private const string Here = "?marketplaceIds=ATVPDKIKX0DER";
    private const string Value = """[{"fulfillment_channel_code":"DEFAULT","quantity":1}]""";

    private readonly FakeTimeProvider _clock = new();
    private readonly ILabApi _api;
    private readonly Dictionary<string, string> _credentials;
    private readonly string _token;

    public AmazonStrictnessTests()
    {
        var dialect = new AmazonDialect(_clock);
        var book = new ShopBook(_clock, dialect.Rules, _ => { });
        book.Add(new ShopProduct { Id = 11, Type = "simple", Name = "Thing", Sku = "SKU-1", ManageStock = true });
        _api = dialect.Open(book);
        _credentials = dialect.NewCredentials().ToDictionary(c => c.Key, c => c.Value!);
        var form = string.Join('&', new[] { ("grant_type", "refresh_token"), ("refresh_token", _credentials["refreshToken"]), ("client_id", _credentials["clientId"]), ("client_secret", _credentials["clientSecret"]) }
            .Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2)}"));
        _token = JsonNode.Parse(Call("POST", "auth/o2/token", form, token: null).Body)!["access_token"]!.GetValue<string>();
    }

    [Theory]
    [InlineData("GET", Items + Here + "&pageSize=20", null, 200)]
    [InlineData("GET", Items + Here + "&pageSize=21", null, 400)]
    [InlineData("GET", Items + "?pageSize=20", null, 400)]
    [InlineData("GET", Items + Here + "&color=red", null, 400)]
    [InlineData("GET", Items + Here + "&includedData=stock", null, 400)]
    [InlineData("GET", Items + Here + "&identifiers=SKU-1", null, 400)]
    [InlineData("GET", Items + Here + "&identifiersType=SKU&identifiers=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", null, 400)]
    [InlineData("PATCH", Items + "/SKU-1" + Here, "{\"productType\":\"SKU\",\"patches\":[{\"op\":\"merge\",\"path\":\"/attributes/fulfillment_availability\",\"value\":" + Value + "}]}", 200)]
    [InlineData("PATCH", Items + "/SKU-1", "{\"productType\":\"SKU\",\"patches\":[{\"op\":\"merge\",\"path\":\"/attributes/fulfillment_availability\",\"value\":" + Value + "}]}", 400)]
    [InlineData("PATCH", Items + "/SKU-1" + Here, "{\"patches\":[{\"op\":\"merge\",\"path\":\"/attributes/fulfillment_availability\",\"value\":" + Value + "}]}", 400)]
    [InlineData("PATCH", Items + "/SKU-1" + Here, "{\"productType\":\"SKU\",\"patches\":[{\"op\":\"set\",\"path\":\"/attributes/fulfillment_availability\",\"value\":" + Value + "}]}", 400)]
    [InlineData("PATCH", Items + "/SKU-1" + Here, "{\"productType\":\"SKU\",\"extra\":1,\"patches\":[{\"op\":\"merge\",\"path\":\"/attributes/fulfillment_availability\",\"value\":" + Value + "}]}", 400)]
    [InlineData("PATCH", Items + "/SKU-1" + Here, "{\"productType\":\"SKU\",\"patches\":[{\"op\":\"merge\",\"path\":\"/attributes/fulfillment_availability\",\"value\":[{\"fulfillment_channel_code\":\"DEFAULT\",\"quantity\":\"1\"}]}]}", 400)]
    [InlineData("PATCH", Items + "/SKU-1" + Here, "{\"productType\":\"SKU\",\"patches\":[{\"op\":\"merge\",\"path\":\"/attributes/fulfillment_availability\",\"value\":[{\"fulfillment_channel_code\":\"DEFAULT\",\"quantity\":-1}]}]}", 400)]
    [InlineData("GET", "orders/2026-01-01/orders?marketplaceIds=ATVPDKIKX0DER", null, 400)]
    [InlineData("GET", "orders/2026-01-01/orders?lastUpdatedAfter=2026-03-01T12:00:00Z&createdAfter=2026-03-01T12:00:00Z", null, 400)]
    [InlineData("GET", "orders/2026-01-01/orders?lastUpdatedAfter=2026-03-01T12:00:00Z&maxResultsPerPage=101", null, 400)]
    [InlineData("GET", "orders/2026-01-01/orders?lastUpdatedAfter=yesterday", null, 400)]
    [InlineData("GET", "orders/2026-01-01/orders?lastUpdatedAfter=2026-03-01T12:00:00Z&paginationToken=x", null, 400)]
    [InlineData("GET", "orders/2026-01-01/orders/902-0000000-0000099", null, 404)]
    [InlineData("POST", "feeds/2021-06-30/documents", "{\"contentType\":\"application/json\",\"name\":\"x\"}", 400)]
    [InlineData("POST", "feeds/2021-06-30/feeds", "{\"feedType\":\"JSON_LISTINGS_FEED\",\"marketplaceIds\":[\"ATVPDKIKX0DER\"],\"inputFeedDocumentId\":\"none\"}", 400)]
    [InlineData("GET", "feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&marketplaceIds=ATVPDKIKX0DER&processingStatuses=IN_QUEUE&createdSince=2026-03-01T12:00:00Z&createdUntil=2026-03-01T12:00:00Z", null, 200)]
    [InlineData("GET", "feeds/2021-06-30/feeds?marketplaceIds=ATVPDKIKX0DER&createdSince=2026-03-01T12:00:00Z&createdUntil=2026-03-01T12:00:00Z", null, 400)]
    [InlineData("GET", "feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&marketplaceIds=ATVPDKIKX0DER&processingStatuses=QUEUED&createdSince=2026-03-01T12:00:00Z&createdUntil=2026-03-01T12:00:00Z", null, 400)]
    [InlineData("DELETE", "feeds/2021-06-30/feeds/1", null, 404)]
    [InlineData("POST", "reports/2021-06-30/reports", "{\"reportType\":\"GET_SOMETHING\",\"marketplaceIds\":[\"ATVPDKIKX0DER\"]}", 400)]
    [InlineData("GET", "fba/inventory/v1/summaries?marketplaceIds=ATVPDKIKX0DER", null, 400)]
    [InlineData("GET", "listings/2020-09-01/items/A1LABSELLER00", null, 404)]
    public void A_request_that_the_contract_refuses_is_refused(string method, string target, string? body, int status) => Assert.Equal(status, Call(method, target, body ?? "", _token).Status);

    [Fact]
    public void Nobody_is_let_in_without_a_token_with_another_ones_or_with_one_that_has_ended()
    {
        Assert.Equal(403, Call("GET", Items + Here, "", null).Status);
        Assert.Equal(403, Call("GET", Items + Here, "", "Atza|made-up").Status);
        Assert.Equal(200, Call("GET", Items + Here, "", _token).Status);
        _clock.Advance(TimeSpan.FromSeconds(3601));
        Assert.Equal(403, Call("GET", Items + Here, "", _token).Status);
    }

    [Fact]
    public void A_budget_that_is_used_up_is_refused_and_named()
    {
        var answers = Enumerable.Range(0, 25).Select(_ => Call("GET", Items + Here, "", _token)).ToList();
        Assert.Equal(20, answers.Count(a => a.Status == 200));
        Assert.Equal(5, answers.Count(a => a.Status == 429 && a.Body.Contains("QuotaExceeded", StringComparison.Ordinal)));
        Assert.All(answers, a => Assert.Equal("20", a.Headers!["x-amzn-RateLimit-Limit"]));
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(200, Call("GET", Items + Here, "", _token).Status);
    }

    private LabReply Call(string method, string target, string body, string? token)
    {
        var (path, query) = target.Split('?') is [var p, var q] ? (p, "?" + q) : (target, "");
        var headers = new HeaderDictionary { ["User-Agent"] = "test" };
        if (token is not null)
        {
            headers["x-amz-access-token"] = token;
        }
        return _api.Answer(
            new LabRequest(method, path, query, new QueryCollection(QueryHelpers.ParseQuery(query)), headers, body, new Uri("http://127.0.0.1/lab/amazon")),
            new LabScene(_credentials, HalfFails: false));
    }
}
