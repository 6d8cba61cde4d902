using System.Net;
using System.Text.Json.Nodes;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Ebay;

public sealed class EbayWritesTests : EbaySite
{
    private const string Update = "/sell/inventory/v1/bulk_update_price_quantity";

    [Fact]
    public async Task Both_levels_are_written_and_an_offers_id_is_asked_for_once()
    {
        OffersStand();
        On(Update, """{"responses":[{"statusCode":200,"sku":"A","offerId":"o-A"},{"statusCode":200,"sku":"B","offerId":"o-B"}]}""");
        Assert.Equal([new PushVerdict.Applied(5), new PushVerdict.Applied(0)], await PushAsync(("A", 5), ("B", 0)));
        Assert.Equal([new PushVerdict.Applied(4), new PushVerdict.Applied(1)], await PushAsync(("A", 4), ("B", 1)));
        Assert.Equal(2, Calls.Count(c => c.Target.Contains("/offer?", StringComparison.Ordinal)));
        var writes = Calls.Where(c => c.Target == Update).ToList();
        Assert.Equal(2, writes.Count);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """
                {"requests":[
                  {"sku":"A","shipToLocationAvailability":{"quantity":5},"offers":[{"offerId":"o-A","availableQuantity":5}]},
                  {"sku":"B","shipToLocationAvailability":{"quantity":0},"offers":[{"offerId":"o-B","availableQuantity":0}]}]}
                """),
            JsonNode.Parse(writes[0].Body)));
        Assert.Single(Server.Requests, r => r.Target == TokenPath);
    }

    [Fact]
    public async Task A_SKU_that_is_not_on_sale_is_written_at_its_item_alone_and_an_auction_keeps_its_own_number()
    {
        On("/sell/inventory/v1/offer", (http, _) => http.Request.Query["sku"] == "A"
            ? AnsweringServer.WriteAsync(http, 404, """{"errors":[{"errorId":25713,"message":"This Offer is not available."}]}""")
            : AnsweringServer.WriteAsync(
                http, 200,
                """{"offers":[{"offerId":"1","sku":"B","marketplaceId":"EBAY_US","status":"UNPUBLISHED"},{"offerId":"2","sku":"B","marketplaceId":"EBAY_US","status":"PUBLISHED","format":"AUCTION"},{"offerId":"3","sku":"B","marketplaceId":"EBAY_US","status":"PUBLISHED","format":"FIXED_PRICE"}]}"""));
        On(Update, """{"responses":[{"statusCode":200,"sku":"A"},{"statusCode":200,"sku":"B","offerId":"3"}]}""");
        Assert.All(await PushAsync(("A", 5), ("B", 2)), v => Assert.IsType<PushVerdict.Applied>(v));
        var sent = JsonNode.Parse(Calls.Single(c => c.Target == Update).Body)!["requests"]!;
        Assert.Null(sent[0]!["offers"]);
        Assert.Equal("3", (string?)Assert.Single(sent[1]!["offers"]!.AsArray())!["offerId"]);
    }

    [Fact]
    public async Task Of_a_SKU_on_sale_in_several_marketplaces_the_channels_own_offer_is_written_and_one_on_sale_elsewhere_alone_is_left_be()
    {
        On("/sell/inventory/v1/offer", (http, _) => AnsweringServer.WriteAsync(http, 200, (string?)http.Request.Query["sku"] switch
        {
            "A" => """{"offers":[{"offerId":"1","sku":"A","marketplaceId":"EBAY_DE","status":"PUBLISHED"},{"offerId":"2","sku":"A","marketplaceId":"EBAY_US","status":"PUBLISHED"}]}""",
            "B" => """{"offers":[{"offerId":"3","sku":"B","marketplaceId":"EBAY_DE","status":"PUBLISHED"}]}""",
            _ => """{"offers":[{"offerId":"4","sku":"C","marketplaceId":"EBAY_DE","status":"UNPUBLISHED"}]}""",
        }));
        On(Update, """{"responses":[{"statusCode":200,"sku":"A","offerId":"2"},{"statusCode":200,"sku":"C"}]}""");
        var verdicts = await PushAsync(("A", 5), ("B", 2), ("C", 1));
        Assert.Equal("other_marketplace", Assert.IsType<PushVerdict.Rejected>(verdicts[1]).Code);
        Assert.All([verdicts[0], verdicts[2]], v => Assert.IsType<PushVerdict.Applied>(v));
        var sent = JsonNode.Parse(Calls.Single(c => c.Target == Update).Body)!["requests"]!;
        Assert.Equal(2, sent.AsArray().Count);
        Assert.Equal("2", (string?)Assert.Single(sent[0]!["offers"]!.AsArray())!["offerId"]);
        // Remembered: nothing is asked for, and nothing is sent.
        Assert.IsType<PushVerdict.Rejected>(Assert.Single(await PushAsync(("B", 3))));
        Assert.Equal(3, Calls.Count(c => c.Method == "GET"));
    }

    [Fact]
    public async Task Each_SKU_has_the_verdict_of_its_own_entry_whatever_the_calls_status()
    {
        OffersStand();
        On(
            Update,
            """
            {"responses":[
              {"statusCode":200,"sku":"A","offerId":"o-A"},
              {"statusCode":500,"sku":"B","offerId":"o-B","errors":[{"errorId":25001,"category":"APPLICATION","message":"A system error has occurred."}]},
              {"statusCode":400,"sku":"C","offerId":"o-C","errors":[{"errorId":25709,"category":"REQUEST","message":"Invalid value for quantity."}]},
              {"statusCode":404,"sku":"D","offerId":"o-D","errors":[{"errorId":25702,"category":"REQUEST","message":"Not found."}]},
              {"statusCode":400,"sku":"E","offerId":"o-E","errors":[{"errorId":25713,"category":"REQUEST","message":"This Offer is not available."}]},
              {"statusCode":200,"sku":"F"},
              {"statusCode":400,"sku":"G","offerId":"o-G","errors":[{"errorId":25002,"category":"REQUEST","message":"The limit of 250 revisions in one day is exceeded."}]}]}
            """,
            HttpStatusCode.MultiStatus);
        var verdicts = await PushAsync(("A", 1), ("B", 1), ("C", 1), ("D", 1), ("E", 1), ("F", 1), ("G", 1), ("H", 1));
        Assert.Equal(new PushVerdict.Applied(1), verdicts[0]);
        Assert.False(Assert.IsType<PushVerdict.RetryAt>(verdicts[1]).Throttled);
        Assert.Equal("25709", Assert.IsType<PushVerdict.Rejected>(verdicts[2]).Code);
        var unknown = Assert.IsType<PushVerdict.Rejected>(verdicts[3]);
        Assert.Equal("unknown_to_inventory_api", unknown.Code);
        Assert.Contains("Migrate it", unknown.Message, StringComparison.Ordinal);
        Assert.IsType<PushVerdict.RetryAt>(verdicts[4]);
        Assert.IsType<PushVerdict.Unknown>(verdicts[5]);
        Assert.InRange(Assert.IsType<PushVerdict.RetryAt>(verdicts[6]).NotBefore!.Value - Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromHours(25));
        Assert.IsType<PushVerdict.Unknown>(verdicts[7]);
        // What was not taken may have lost its offer: only those ids are asked for again.
        Server.Requests.Clear();
        await PushAsync(("A", 1), ("E", 1));
        Assert.Equal(["/sell/inventory/v1/offer?sku=E&limit=25"], Calls.Where(c => c.Method == "GET").Select(c => c.Target));
    }

    [Fact]
    public async Task A_call_refused_for_the_number_of_SKUs_is_made_one_by_one_for_an_hour()
    {
        OffersStand();
        On(Update, (http, body) =>
        {
            var requests = JsonNode.Parse(body)!["requests"]!.AsArray();
            return requests.Count > 1
                ? AnsweringServer.WriteAsync(http, 400, """{"errors":[{"errorId":25709,"category":"REQUEST","message":"Only one SKU can be updated per call."}]}""")
                : AnsweringServer.WriteAsync(http, 200, $$"""{"responses":[{"statusCode":200,"sku":"{{requests[0]!["sku"]}}","offerId":"o-{{requests[0]!["sku"]}}"}]}""");
        });
        Assert.All(await PushAsync(("A", 1), ("B", 2), ("C", 3)), v => Assert.False(Assert.IsType<PushVerdict.RetryAt>(v).Throttled));
        Assert.Equal([1, 2, 3], (await PushAsync(("A", 1), ("B", 2), ("C", 3))).Select(v => Assert.IsType<PushVerdict.Applied>(v).Quantity));
        Clock.Shift(TimeSpan.FromMinutes(59));
        Assert.Equal(3, Adapter.Plan(Channel, Pushes(3)).Count);
        // Another account has not been refused.
        Assert.Single(Adapter.Plan(Connect([], id: 2), Pushes(3)));
    }

    [Fact]
    public async Task One_SKU_that_spoils_a_call_for_all_is_found_and_the_others_travel_together_again()
    {
        OffersStand();
        On(Update, (http, body) => body.Contains("\"B\"", StringComparison.Ordinal)
            ? AnsweringServer.WriteAsync(http, 400, """{"errors":[{"errorId":25759,"category":"REQUEST","message":"Auction allocation is above this."}]}""")
            : AnsweringServer.WriteAsync(http, 200, """{"responses":[{"statusCode":200,"sku":"A","offerId":"o-A"}]}"""));
        Assert.All(await PushAsync(("A", 1), ("B", 2)), v => Assert.IsType<PushVerdict.RetryAt>(v));
        var alone = await PushAsync(("A", 1), ("B", 2));
        Assert.Equal(new PushVerdict.Applied(1), alone[0]);
        Assert.Equal("25759", Assert.IsType<PushVerdict.Rejected>(alone[1]).Code);
        Clock.Shift(TimeSpan.FromMinutes(61));
        Assert.Single(Adapter.Plan(Channel, Pushes(3)));
    }

    [Theory]
    [InlineData("", 25, 1)]
    [InlineData("", 26, 2)]
    [InlineData("10", 25, 3)]
    [InlineData("1", 4, 4)]
    public void The_settings_may_ask_for_smaller_calls(string size, int skus, int calls) =>
        Assert.Equal(calls, Adapter.Plan(Connect(new() { ["batchSize"] = size }), Pushes(skus)).Count);

    [Theory]
    [InlineData(403, typeof(PushVerdict.Reauthorise))]
    [InlineData(404, typeof(PushVerdict.RetryAt))]
    [InlineData(429, typeof(PushVerdict.RetryAt))]
    [InlineData(302, typeof(PushVerdict.RetryAt))]
    [InlineData(500, typeof(PushVerdict.Unknown))]
    [InlineData(204, typeof(PushVerdict.Unknown))]
    public async Task A_call_that_fails_as_a_whole_says_so_of_every_SKU(int status, Type verdict)
    {
        OffersStand();
        On(Update, status == 204 ? "" : "{}", (HttpStatusCode)status);
        Assert.All(await PushAsync(("A", 1), ("B", 2)), v => Assert.IsType(verdict, v));
    }

    [Fact]
    public async Task The_wait_asked_for_is_obeyed_and_without_one_a_minute_is_left()
    {
        OffersStand();
        var after = "7";
        On(Update, (http, _) =>
        {
            http.Response.Headers.RetryAfter = after;
            return AnsweringServer.WriteAsync(http, 429, """{"errors":[{"errorId":2001,"message":"Too many requests."}]}""");
        });
        var named = Assert.IsType<PushVerdict.RetryAt>((await PushAsync(("A", 1)))[0]);
        Assert.True(named.Throttled);
        Assert.InRange(named.NotBefore!.Value - Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(7));
        after = "";
        var silent = Assert.IsType<PushVerdict.RetryAt>((await PushAsync(("A", 1)))[0]);
        Assert.InRange(silent.NotBefore!.Value - Clock.GetUtcNow(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Offers_that_cannot_be_read_keep_their_SKUs_from_being_written()
    {
        On("/sell/inventory/v1/offer", "{}", HttpStatusCode.ServiceUnavailable);
        Assert.All(await PushAsync(("A", 1), ("B", 2)), v => Assert.IsType<PushVerdict.RetryAt>(v));
        Assert.DoesNotContain(Calls, c => c.Target == Update);
    }

    [Fact]
    public async Task No_malformed_answer_is_ever_taken_for_an_applied_write()
    {
        OffersStand();
        foreach (var (name, write) in MalformedAnswers.Of("""{"responses":[{"statusCode":200,"sku":"A","offerId":"o-A"}]}""", "200"))
        {
            On(Update, (http, _) => write(http));
            Assert.True((await PushAsync(("A", 7)))[0] is PushVerdict.Unknown, name);
        }
    }

    [Fact]
    public async Task No_malformed_list_of_offers_lets_a_write_out()
    {
        On(Update, """{"responses":[{"statusCode":200,"sku":"A","offerId":"7"}]}""");
        foreach (var (name, write) in MalformedAnswers.Of("""{"total":1,"offers":[{"offerId":"7","sku":"A","marketplaceId":"EBAY_US","status":"PUBLISHED","format":"FIXED_PRICE"}]}""", "\"A\""))
        {
            On("/sell/inventory/v1/offer", (http, _) => write(http));
            Assert.True((await PushAsync(("A", 7)))[0] is PushVerdict.RetryAt { Throttled: false }, name);
        }
        Assert.DoesNotContain(Calls, c => c.Target == Update);
    }

    private static List<QuantityPush> Pushes(int count) => [.. Enumerable.Range(1, count).Select(i => new QuantityPush(i, $"S{i}", 1, null, "k"))];
}
