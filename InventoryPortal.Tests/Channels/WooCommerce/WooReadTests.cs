using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooReadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_catalogue_lists_every_sellable_thing_once(bool listsVariations)
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.ListsVariations = listsVariations;
        var simple = Enumerable.Range(1, 150).Select(i => woo.Store.AddProduct($"P{i}", i, barcode: $"40{i:00000000000}")).ToList();
        woo.Store.AddProduct("GROUP", null, type: "grouped");
        var bare = woo.Store.AddProduct("BARE", null);
        var own = Enumerable.Range(1, 4).SelectMany(i => woo.Store.AddVariable($"V{i}", null, ("S", 3), ("M", 4))).ToList();
        var atParent = woo.Store.AddVariable("SHARED", 9, ("L", null));

        var (items, calls) = await ReadAllAsync(woo);

        Assert.Equal([.. simple.Append(bare).Concat(own).Concat(atParent).Append(atParent[0].Split('/')[0]).Order()], items.Select(i => i.ExternalId).Order());
        Assert.Equal(2 + (listsVariations ? 1 : 5 + 1), calls);
        Assert.Equal(new CatalogueItem(simple[0], "P1", "4000000000001", "P1", StockReadState.Tracked, 1), items.Single(i => i.ExternalId == simple[0]));
        Assert.Equal(new CatalogueItem(own[1], "V1-M", null, "V1 - M", StockReadState.Tracked, 4), items.Single(i => i.ExternalId == own[1]));
        Assert.Equal((StockReadState.Untracked, null), State(items, bare));
        Assert.Equal((StockReadState.AtParent, null), State(items, atParent[0]));
        Assert.Equal((StockReadState.Tracked, 9), State(items, atParent[0].Split('/')[0]));
    }

    [Fact]
    public async Task Variations_are_found_where_products_do_not_name_them()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.HidesVariationIds = true;
        var shirts = woo.Store.AddVariable("SHIRT", null, [.. Enumerable.Range(1, 120).Select(i => ($"Size {i}", (int?)i))]);

        var (items, _) = await ReadAllAsync(woo);

        Assert.Equal(shirts, items.Select(i => i.ExternalId));
    }

    [Fact]
    public async Task A_catalogue_read_goes_on_from_its_cursor()
    {
        await using var woo = await WooHarness.StartAsync();
        for (var i = 0; i < 101; i++)
        {
            woo.Store.AddProduct($"P{i}", i);
        }

        var first = await woo.Adapter.ReadCatalogueAsync(woo.Channel, null, WooHarness.Token);
        woo.Store.Faults.Next("GET products", new FakeWooFault.Answer(502, "", "text/html"));
        var broken = await woo.Adapter.ReadCatalogueAsync(woo.Channel, first.NextCursor, WooHarness.Token);
        var second = await woo.Adapter.ReadCatalogueAsync(woo.Channel, first.NextCursor, WooHarness.Token);

        Assert.Equal((100, 101), (first.Items.Count, first.TotalHint));
        Assert.IsType<ReadFailure.Transient>(broken.Failure);
        Assert.Single(second.Items);
        Assert.Null(second.NextCursor);
    }

    [Theory]
    [InlineData("<!doctype html>", "text/html")]
    [InlineData("{\"products\":[]}", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("[{\"id\":1", "application/json")]
    [InlineData("[{\"id\":1.5}]", "application/json")]
    public async Task An_answer_that_is_no_list_is_unusable_never_an_empty_catalogue(string body, string type)
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(200, body, type));

        var page = await woo.Adapter.ReadCatalogueAsync(woo.Channel, null, WooHarness.Token);

        Assert.IsType<ReadFailure.Unusable>(page.Failure);
        Assert.Empty(page.Items);
    }

    [Fact]
    public async Task Stock_is_read_in_the_fewest_calls()
    {
        await using var woo = await WooHarness.StartAsync();
        var simple = Enumerable.Range(1, 120).Select(i => woo.Store.AddProduct($"P{i}", i)).ToList();
        var shirts = woo.Store.AddVariable("SHIRT", 9, ("S", 3), ("M", null));
        var bare = woo.Store.AddProduct("BARE", null);

        var reading = await woo.Adapter.ReadStockAsync(woo.Channel, [.. simple, .. shirts, bare, "999999", "999999/5", "junk"], WooHarness.Token);

        Assert.Null(reading.Failure);
        Assert.Equal(126, reading.Figures.Count);
        Assert.Equal(new StockFigure(simple[6], StockReadState.Tracked, 7), reading.Figures[6]);
        Assert.Equal(
            [StockReadState.Tracked, StockReadState.AtParent, StockReadState.Untracked, StockReadState.Missing, StockReadState.Missing, StockReadState.Missing],
            reading.Figures.Skip(120).Select(f => f.State));
        Assert.Equal(2, woo.Store.Count("GET products"));
        Assert.Equal(2, woo.Store.Count("GET products/{id}/variations"));
        Assert.Equal(4, reading.Traces.Count);
    }

    [Fact]
    public async Task Variations_of_many_parents_are_read_together_where_the_store_can()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.ListsVariations = true;
        var ids = Enumerable.Range(1, 30).SelectMany(i => woo.Store.AddVariable($"V{i}", null, ("S", i))).ToList();

        var reading = await woo.Adapter.ReadStockAsync(woo.Channel, ids, WooHarness.Token);

        Assert.Equal(Enumerable.Range(1, 30).Select(i => (int?)i), reading.Figures.Select(f => f.Quantity));
        Assert.Single(woo.Store.Requests);
    }

    [Theory]
    [InlineData("5.0")]
    [InlineData("\"5\"")]
    [InlineData("1e309")]
    [InlineData("2147483648")]
    public async Task A_quantity_that_is_no_whole_number_is_never_read_as_one(string quantity)
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(
            200, $$"""[{"id":11,"manage_stock":true,"stock_quantity":{{quantity}}},{"id":12,"manage_stock":true,"stock_quantity":-3}]"""));

        var reading = await woo.Adapter.ReadStockAsync(woo.Channel, ["11", "12"], WooHarness.Token);

        Assert.IsType<ReadFailure.Unusable>(reading.Failure);
        Assert.Equal([new StockFigure("12", StockReadState.Tracked, -3)], reading.Figures);
    }

    [Fact]
    public async Task What_was_read_before_a_failure_is_kept_and_nothing_is_called_missing()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 5);
        var shirt = woo.Store.AddVariable("SHIRT", null, ("S", 3))[0];
        woo.Store.Faults.Next("GET products/{id}/variations", FakeWooFault.TooMany(20));

        var reading = await woo.Adapter.ReadStockAsync(woo.Channel, [mug, shirt], WooHarness.Token);

        Assert.True(Assert.IsType<ReadFailure.Transient>(reading.Failure).Throttled);
        Assert.Equal([new StockFigure(mug, StockReadState.Tracked, 5)], reading.Figures);
    }

    [Fact]
    public async Task A_missing_API_is_a_failure_and_not_a_missing_item()
    {
        await using var woo = await WooHarness.StartAsync();
        const string gone = """{"code":"rest_no_route","message":"No route was found.","data":{"status":404}}""";
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(404, gone), 10);

        var products = await woo.Adapter.ReadStockAsync(woo.Channel, ["11"], WooHarness.Token);
        var variations = await woo.Adapter.ReadStockAsync(woo.Channel, ["11/12"], WooHarness.Token);

        Assert.NotNull(products.Failure);
        Assert.NotNull(variations.Failure);
        Assert.Empty(variations.Figures);
    }

    private static async Task<(List<CatalogueItem> Items, int Calls)> ReadAllAsync(WooHarness woo)
    {
        var items = new List<CatalogueItem>();
        string? cursor = null;
        do
        {
            var page = await woo.Adapter.ReadCatalogueAsync(woo.Channel, cursor, WooHarness.Token);
            Assert.Null(page.Failure);
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return (items, woo.Store.Requests.Count);
    }

    private static (StockReadState, int?) State(List<CatalogueItem> items, string id) =>
        items.Where(i => i.ExternalId == id).Select(i => (i.Stock, i.Quantity)).Single();
}
