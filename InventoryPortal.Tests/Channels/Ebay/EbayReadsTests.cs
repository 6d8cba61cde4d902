using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Ebay;

public sealed partial class EbayReadsTests : EbaySite
{
    private const string BulkGet = "/sell/inventory/v1/bulk_get_inventory_item";
    private const string Items = "/sell/inventory/v1/inventory_item";
    private const string Orders = "/sell/fulfillment/v1/order";

    private const string Order = """
        {"orderId":"13-1","creationDate":"2026-11-20T10:00:00.000Z","lastModifiedDate":"2026-11-20T10:00:01.234Z","orderPaymentStatus":"PAID",
         "orderFulfillmentStatus":"NOT_STARTED","cancelStatus":{"cancelState":"NONE_REQUESTED"},"buyer":{"username":"somebody"},
         "lineItems":[{"lineItemId":"9007199254740993","sku":"A","title":"Mug","quantity":7},{"lineItemId":"2","legacyItemId":"110","legacyVariationId":"4","quantity":1}]}
        """;

    [Fact]
    public async Task Twenty_five_SKUs_are_read_in_one_call_and_an_unknown_one_is_missing()
    {
        On(BulkGet, (http, body) => AnsweringServer.WriteAsync(http, 207, new JsonObject
        {
            ["responses"] = new JsonArray([.. JsonNode.Parse(body)!["requests"]!.AsArray().Select(r => (JsonNode)((string)r!["sku"]! switch
            {
                "S3" => new JsonObject { ["statusCode"] = 404, ["sku"] = "S3", ["errors"] = new JsonArray(new JsonObject { ["errorId"] = 25710, ["message"] = "none" }) },
                "S4" => new JsonObject { ["statusCode"] = 200, ["sku"] = "S4", ["inventoryItem"] = new JsonObject() },
                var sku => new JsonObject
                {
                    ["statusCode"] = 200, ["sku"] = sku,
                    ["inventoryItem"] = new JsonObject { ["availability"] = new JsonObject { ["shipToLocationAvailability"] = new JsonObject { ["quantity"] = int.Parse(sku[1..], null) } } },
                },
            }))]),
        }.ToJsonString()));
        var reading = await Adapter.ReadStockAsync(Channel, [.. Enumerable.Range(1, 30).Select(i => $"S{i}")], Stop);
        Assert.Null(reading.Failure);
        Assert.Equal(2, Calls.Count);
        Assert.Equal(30, reading.Figures.Count);
        Assert.Equal(new StockFigure("S30", StockReadState.Tracked, 30), reading.Figures[^1]);
        Assert.Equal((StockReadState.Missing, StockReadState.Untracked), (reading.Figures[2].State, reading.Figures[3].State));
    }

    [Fact]
    public async Task Every_page_of_the_catalogue_is_read_by_its_number()
    {
        On(Items, (http, _) =>
        {
            var page = int.Parse(http.Request.Query["offset"]!, null);
            var items = Enumerable.Range((page * 200) + 1, Math.Min(200, 450 - (page * 200)))
                .Select(i => "{\"sku\":\"S" + i + "\",\"product\":{\"title\":\"T\",\"ean\":[\"Does not apply\"],\"upc\":[\"012345678905\"]},"
                    + "\"availability\":{\"shipToLocationAvailability\":{\"quantity\":" + i + "}}}");
            var next = page < 2 ? $"\"next\":\"https://api.ebay.com/x?limit=200&offset={page + 1}\"," : "";
            return AnsweringServer.WriteAsync(http, 200, $$"""{ {{next}}"total":450,"inventoryItems":[{{string.Join(',', items)}}]}""");
        });
        var (skus, cursor) = (new List<CatalogueItem>(), (string?)null);
        do
        {
            var page = await Adapter.ReadCatalogueAsync(Channel, cursor, Stop);
            Assert.Null(page.Failure);
            Assert.Equal(450, page.TotalHint);
            skus.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(450, skus.DistinctBy(i => i.ExternalId).Count());
        Assert.Equal(("S450", "012345678905", 450), (skus[^1].ExternalId, skus[^1].Barcode, skus[^1].Quantity));
        Assert.IsType<ReadFailure.Unusable>((await Adapter.ReadCatalogueAsync(Channel, "x", Stop)).Failure);
    }

    [Theory]
    [InlineData("/x?offset=0")]
    [InlineData("/x?limit=200")]
    [InlineData("/x?offset=-1")]
    [InlineData("/x?offset=99999999999")]
    [InlineData("x")]
    public async Task A_catalogue_whose_next_page_cannot_be_told_is_no_whole_catalogue(string next)
    {
        On(Items, $$"""{"total":400,"next":"{{next}}","inventoryItems":[{"sku":"A"}]}""");
        Assert.IsType<ReadFailure.Unusable>((await Adapter.ReadCatalogueAsync(Channel, null, Stop)).Failure);
    }

    [Fact]
    public async Task No_malformed_answer_is_ever_read_as_a_number()
    {
        const string availability = "\"availability\":{\"shipToLocationAvailability\":{\"quantity\":7}}";
        foreach (var (name, write) in MalformedAnswers.Of("{\"responses\":[{\"statusCode\":200,\"sku\":\"A\",\"inventoryItem\":{" + availability + "}}]}", "7"))
        {
            On(BulkGet, (http, _) => write(http));
            var reading = await Adapter.ReadStockAsync(Channel, ["A"], Stop);
            Assert.True(reading is { Failure: not null, Figures: [] }, name);
        }
        foreach (var (name, write) in MalformedAnswers.Of("{\"total\":1,\"inventoryItems\":[{\"sku\":\"A\"," + availability + "}]}", "7"))
        {
            On(Items, (http, _) => write(http));
            Assert.True((await Adapter.ReadCatalogueAsync(Channel, null, Stop)) is { Failure: not null, NextCursor: null, Items: [] }, name);
        }
        foreach (var (name, write) in MalformedAnswers.Of($$"""{"total":1,"orders":[{{Order}}]}""", "7"))
        {
            On(Orders, (http, _) => write(http));
            var page = await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Clock.GetUtcNow().AddDays(-1), null), Stop);
            Assert.True(page.Failure is not null || page.Orders.All(o => Adapter.Interpret(Topics.OrderPolled, o.Body) is ChannelEvent.Malformed), name);
        }
        foreach (var (name, write) in MalformedAnswers.Of(Order, "7"))
        {
            On(Orders + "/13-1", (http, _) => write(http));
            Assert.True(await Adapter.ReadOrderAsync(Channel, "13-1", Stop) is { Order: null, Failure: not null }, name);
        }
    }

    [Fact]
    public async Task An_order_is_read_whole_without_its_buyer_and_what_the_Inventory_API_does_not_know_is_named()
    {
        On(Orders, $$"""{"total":1,"orders":[{{Order}}]}""");
        var page = await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Clock.GetUtcNow().AddDays(-1), null), Stop);
        var raw = Assert.Single(page.Orders);
        Assert.DoesNotContain("somebody", Encoding.UTF8.GetString(raw.Body.Span), StringComparison.Ordinal);
        var order = Assert.IsType<ChannelEvent.Order>(Adapter.Interpret(Topics.OrderPolled, raw.Body)).Snapshot;
        Assert.Equal(("13-1", "PAID", raw.ModifiedAt.UtcTicks), (order.OrderId, order.Status, order.Version));
        Assert.Equal(new OrderLineSnapshot("9007199254740993", "A", "A", "Mug", new LineTarget(7, 0, 7, 0, 7)), order.Lines[0]);
        Assert.Equal("item:110/4", order.Lines[1].ExternalId);
    }

    [Theory]
    // Alone it counts all; beside others of the same seller what is its own, and the first of them what nobody has.
    [InlineData("EBAY_GB", 1, "", "1", "2", "3", "4", "5")]
    [InlineData("EBAY_US", 1, "EBAY_DE", "1", "3", "4", "5")]
    [InlineData("EBAY_US", 9, "EBAY_DE", "1", "3", "4")]
    [InlineData("EBAY_DE", 1, "EBAY_US", "2", "4", "5")]
    [InlineData("EBAY_GB", 9, "EBAY_US,EBAY_DE", "4")]
    // What another seller's channels cannot see they cannot count.
    [InlineData("EBAY_GB", 9, "EBAY_US,EBAY_DE,other", "4", "5")]
    public async Task A_line_is_counted_by_the_channel_of_its_marketplace_and_where_there_is_none_by_the_sellers_first(
        string marketplace, long id, string others, params string[] lines)
    {
        const string Cart = """
            {"orderId":"13-2","creationDate":"2026-11-20T10:00:00.000Z","lastModifiedDate":"2026-11-20T10:00:02.000Z","orderPaymentStatus":"PAID","lineItems":[
             {"lineItemId":"1","sku":"A","quantity":1,"listingMarketplaceId":"EBAY_US","purchaseMarketplaceId":"EBAY_GB"},
             {"lineItemId":"2","sku":"A","quantity":2,"listingMarketplaceId":"EBAY_DE"},{"lineItemId":"3","sku":"B","quantity":3,"purchaseMarketplaceId":"EBAY_US"},
             {"lineItemId":"4","sku":"C","title":"half \\ud800","quantity":4},
             {"lineItemId":"5","sku":"D","quantity":5,"listingMarketplaceId":"EBAY_FR"}]}
            """;
        var alone = Connect(new() { ["marketplaceId"] = marketplace }, id);
        var siblings = others.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(o => o != "other").Select((place, i) => Sibling(place, 5 + i, others.EndsWith("other", StringComparison.Ordinal)));
        var channel = new ChannelConnection(alone.ChannelId, alone.Key, alone.Kind, alone.Settings, alone.Credentials) { Siblings = [.. siblings] };
        On(Orders, $$"""{"total":1,"orders":[{{Cart}}]}""");
        On(Orders + "/13-2", Cart);
        var raw = Assert.Single((await Adapter.ReadOrdersAsync(channel, new OrderQuery(Clock.GetUtcNow().AddDays(-1), null), Stop)).Orders);
        Assert.Equal(lines, Assert.IsType<ChannelEvent.Order>(Adapter.Interpret(Topics.OrderPolled, raw.Body)).Snapshot.Lines.Select(l => l.LineId));
        Assert.Equal(lines, (await Adapter.ReadOrderAsync(channel, "13-2", Stop)).Order!.Lines.Select(l => l.LineId));
    }

    [Theory]
    [InlineData("""["shirt","gift set"]""", "shirt")]
    [InlineData("[]", null)]
    [InlineData("\"shirt\"", null)]
    public async Task Variations_name_the_group_whose_revisions_they_share(string groups, string? first)
    {
        On(Items, $$"""{"total":1,"inventoryItems":[{"sku":"A","groupIds":{{groups}},"availability":{"shipToLocationAvailability":{"quantity":3} } }]}""");
        Assert.Equal(first, Assert.Single((await Adapter.ReadCatalogueAsync(Channel, null, Stop)).Items).GroupId);
    }

    private ChannelConnection Sibling(string marketplace, long id, bool isOtherSeller)
    {
        var like = Connect(new() { ["marketplaceId"] = marketplace }, id);
        var credentials = like.Credentials.ToDictionary(c => c.Key, c => isOtherSeller && c.Key == "refreshToken" ? "another seller's" : c.Value);
        return new ChannelConnection(id, $"ebay-{id}", like.Kind, like.Settings, credentials);
    }

    [Fact]
    public async Task An_order_of_another_channels_marketplace_is_passed_over_and_not_asked_for_again()
    {
        var elsewhere = Order.Replace("\"quantity\"", "\"listingMarketplaceId\":\"EBAY_DE\",\"quantity\"", StringComparison.Ordinal);
        On(Orders, $$"""{"total":1,"orders":[{{elsewhere}}]}""");
        On(Orders + "/13-1", elsewhere);
        var channel = new ChannelConnection(1, Channel.Key, Channel.Kind, Channel.Settings, Channel.Credentials) { Siblings = [Sibling("EBAY_DE", 2, isOtherSeller: false)] };
        var page = await Adapter.ReadOrdersAsync(channel, new OrderQuery(Clock.GetUtcNow().AddDays(-1), null), Stop);
        Assert.Equal((0, null, new DateTimeOffset(2026, 11, 20, 10, 0, 1, 234, TimeSpan.Zero)), (page.Orders.Count, page.Failure, page.ReadTo));
        Assert.Equal(new OrderReading(null, null), await Adapter.ReadOrderAsync(channel, "13-1", Stop));
    }

    [Theory]
    [InlineData("""{"errors":[{"errorId":32100,"message":"Invalid order ID"}]}""", true)]
    [InlineData("<html>", false)]
    public async Task An_order_that_eBay_does_not_know_is_no_failure_but_a_page_that_is_not_there_is(string body, bool isGone)
    {
        On(Orders + "/13-9", body, HttpStatusCode.NotFound);
        var reading = await Adapter.ReadOrderAsync(Channel, "13-9", Stop);
        Assert.Equal(isGone, reading is { Order: null, Failure: null });
    }

    [Fact]
    public async Task A_window_that_holds_more_than_a_page_is_narrowed_and_none_of_its_orders_is_left_out()
    {
        var begin = DateTimeOffset.FromUnixTimeMilliseconds(Clock.GetUtcNow().AddDays(-10).ToUnixTimeMilliseconds());
        // A quiet week, then a rush, several within one millisecond.
        var all = Enumerable.Range(0, 1500).Select(i => (Id: $"13-{i}", At: begin.AddMinutes(i < 100 ? i * 100 : 10_000 + ((i - 100) / 3)))).ToList();
        On(Orders, (http, _) =>
        {
            var window = Filter().Match(http.Request.Query["filter"]!);
            DateTimeOffset From(int group) => DateTimeOffset.Parse(window.Groups[group].Value, CultureInfo.InvariantCulture);
            var (from, to) = (From(1), window.Groups[2].Length == 0 ? DateTimeOffset.MaxValue : From(2));
            var found = all.Where(o => o.At >= from && o.At <= to).Reverse().ToList();
            var orders = found.Take(200).Select(o => $$"""{"orderId":"{{o.Id}}","lastModifiedDate":"{{o.At:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}"}""");
            return AnsweringServer.WriteAsync(http, 200, $$"""{"total":{{found.Count}},"orders":[{{string.Join(',', orders)}}]}""");
        });
        var (read, cursor) = (new List<RawOrder>(), (string?)null);
        do
        {
            var page = await Adapter.ReadOrdersAsync(Channel, new OrderQuery(begin, cursor), Stop);
            Assert.Null(page.Failure);
            read.AddRange(page.Orders);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(all.Select(o => o.Id).Order(), read.Select(o => o.OrderId).Distinct().Order());
        Assert.True(read.Zip(read.Skip(1)).All(pair => pair.First.ModifiedAt <= pair.Second.ModifiedAt));
        Assert.InRange(Calls.Count, 8, 60);
    }

    [GeneratedRegex(@"^lastmodifieddate:\[([^\]]+?)\.\.([^\]]*)\]$", RegexOptions.CultureInvariant)]
    private static partial Regex Filter();
}
