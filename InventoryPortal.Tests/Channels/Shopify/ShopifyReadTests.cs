using System.Text;
using InventoryPortal.Domain.Channels;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

public sealed class ShopifyReadTests : IAsyncLifetime
{
    private ShopifyBench _shop = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync(TimeProvider.System);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Quantities_are_read_200_at_a_time_and_what_the_shop_does_not_know_or_keep_is_told_apart()
    {
        _shop.Graph = (_, variables) => $$$"""
            {"data":{"nodes":[{{{string.Join(',', variables["ids"]!.AsArray().Select(id => id!.GetValue<string>() switch
            {
                var i when i == ShopifyBench.Item(1) => "null",
                var i when i == ShopifyBench.Item(2) => $$"""{"id":"{{i}}","tracked":false,"inventoryLevel":null}""",
                var i when i == ShopifyBench.Item(3) => $$"""{"id":"{{i}}","tracked":true,"inventoryLevel":null}""",
                var i => Level(i, i.Split('/')[^1]),
            }))}}}]}}
            """;
        var reading = await _shop.Adapter.ReadStockAsync(_shop.Channel(), [.. Enumerable.Range(1, 401).Select(i => ShopifyBench.Item(i)), "SKU-1"], Stop);
        Assert.Null(reading.Failure);
        Assert.Equal(3, _shop.Asked.Count);
        Assert.Equal(402, reading.Figures.Count);
        Assert.Equal(
            [StockReadState.Missing, StockReadState.Untracked, StockReadState.Untracked, StockReadState.Tracked], reading.Figures.Take(4).Select(f => f.State));
        Assert.Equal(new StockFigure(ShopifyBench.Item(401), StockReadState.Tracked, 401), reading.Figures[400]);
        Assert.Equal(new StockFigure("SKU-1", StockReadState.Missing, null), reading.Figures[401]);
    }

    [Fact]
    public async Task Every_page_is_read_and_variants_that_share_one_item_are_one_thing()
    {
        _shop.Graph = (_, variables) => variables["after"]?.GetValue<string>() switch
        {
            null => Page("a:b", Variant(9007199254740993, "7"), Variant(9007199254740993, "7"), Variant(9007199254740995, "8")),
            "a:b" => Page(null, Variant(3, "9", title: "Red", barcode: "\"4006381333931\"")),
            _ => "{}",
        };
        var first = await _shop.Adapter.ReadCatalogueAsync(_shop.Channel(), null, Stop);
        var second = await _shop.Adapter.ReadCatalogueAsync(_shop.Channel(), first.NextCursor, Stop);
        Assert.Equal((4, null, null), (first.TotalHint, first.Failure, second.NextCursor));
        Assert.Equal([ShopifyBench.Item(9007199254740993), ShopifyBench.Item(9007199254740995)], first.Items.Select(i => i.ExternalId));
        Assert.Equal(new CatalogueItem(ShopifyBench.Item(3), "S-3", "4006381333931", "Mug - Red", StockReadState.Tracked, 9), Assert.Single(second.Items));
    }

    [Theory]
    [InlineData("bulk:5:-1:1")]
    [InlineData("bulk:0:0:1")]
    [InlineData("bulk:5:0")]
    [InlineData("elsewhere")]
    public async Task A_place_that_is_none_is_not_gone_on_from(string cursor) =>
        Assert.IsType<ReadFailure.Unusable>((await _shop.Adapter.ReadCatalogueAsync(_shop.Channel(), cursor, Stop)).Failure);

    [Fact]
    public async Task A_large_catalogue_is_written_into_a_file_by_the_shop_and_read_part_by_part()
    {
        const int Lines = 6_000;
        var file = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, Lines).Select(i => Variant(i, $"{i}", title: "Größe 38") + "\n")));
        var looks = 0;
        _shop.Graph = (operation, _) => operation switch
        {
            "variants" => Page("x", Variant(1, "1")).Replace("\"count\":4", $"\"count\":{Lines}", StringComparison.Ordinal),
            "runBulk" => """{"data":{"bulkOperationRunQuery":{"bulkOperation":{"id":"gid://shopify/BulkOperation/5","status":"CREATED"},"userErrors":[]}}}""",
            _ => Bulk(looks++ == 0 ? "RUNNING" : "COMPLETED"),
        };
        _shop.Elsewhere = (http, asked) => asked == ShopifyBench.FileRequest ? PartAsync(http, file) : null;
        var (items, pages, cursor) = (new List<CatalogueItem>(), 0, (string?)null);
        do
        {
            var page = await _shop.Adapter.ReadCatalogueAsync(_shop.Channel(), cursor, Stop);
            Assert.Null(page.Failure);
            Assert.Equal(Lines, page.TotalHint);
            items.AddRange(page.Items);
            cursor = page.NextCursor;
            pages++;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(1, Lines).Select(i => (ShopifyBench.Item(i), (int?)i)), items.Select(i => (i.ExternalId, i.Quantity)));
        Assert.True(pages > 4, $"{file.Length} bytes came in {pages} pages.");
        Assert.Single(_shop.Asked, a => a.Operation == "runBulk");
        Assert.Contains(ShopifyBench.Location, _shop.Asked.Single(a => a.Operation == "runBulk").Variables["query"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(_shop.Server.Requests, r => r.Method == "GET" && r.Target.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OPERATION_IN_PROGRESS", typeof(ReadFailure.Transient))]
    [InlineData("INVALID", typeof(ReadFailure.Unusable))]
    public async Task A_bulk_operation_that_does_not_begin_says_why(string code, Type failure)
    {
        _shop.Graph = (operation, _) => operation == "variants"
            ? Page("x", Variant(1, "1")).Replace("\"count\":4", "\"count\":5001", StringComparison.Ordinal)
            : $$$"""{"data":{"bulkOperationRunQuery":{"bulkOperation":null,"userErrors":[{"code":"{{{code}}}","message":"No."}]} } }""";
        Assert.IsType(failure, (await _shop.Adapter.ReadCatalogueAsync(_shop.Channel(), null, Stop)).Failure);
        _shop.Graph = (_, _) => Bulk("FAILED");
        Assert.IsType<ReadFailure.Unusable>((await _shop.Adapter.ReadCatalogueAsync(_shop.Channel(), "bulk:5:-:9", Stop)).Failure);
    }

    private static Task PartAsync(HttpContext http, byte[] file)
    {
        var range = http.Request.Headers.Range.ToString()["bytes=".Length..].Split('-');
        var (from, to) = (int.Parse(range[0], null), Math.Min(int.Parse(range[1], null), file.Length - 1));
        http.Response.StatusCode = 206;
        http.Response.Headers.ContentRange = $"bytes {from}-{to}/{file.Length}";
        return http.Response.Body.WriteAsync(file.AsMemory(from, to - from + 1)).AsTask();
    }

    private string Bulk(string status) =>
        $$$"""{"data":{"bulkOperation":{"id":"gid://shopify/BulkOperation/5","status":"{{{status}}}","errorCode":null,"url":"{{{_shop.Server.Address}}}file.jsonl"} } }""";

    private static string Level(string id, string quantity) =>
        $$$"""{"id":"{{{id}}}","tracked":true,"inventoryLevel":{"quantities":[{"name":"available","quantity":{{{quantity}}} }]}}""";

    private static string Variant(long item, string quantity, string title = "Default Title", string barcode = "null") =>
        $$"""{"sku":"S-{{item}}","barcode":{{barcode}},"title":"{{title}}","product":{"title":"Mug"},"inventoryItem":{{Level(ShopifyBench.Item(item), quantity)}} }""";

    private static string Page(string? next, params string[] variants) => $$$"""
        {"data":{"productVariantsCount":{"count":4},"productVariants":{"pageInfo":{"hasNextPage":{{{(next is null ? "false" : "true")}}},"endCursor":"{{{next ?? "end"}}}"},
        "nodes":[{{{string.Join(',', variants)}}}]} } }
        """;
}
