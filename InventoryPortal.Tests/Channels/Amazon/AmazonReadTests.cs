using System.IO.Compression;
using System.Text;
using InventoryPortal.Channels.Amazon;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

public sealed class AmazonReadTests
{
    [Fact]
    public async Task Every_page_of_the_search_is_read()
    {
        await using var stand = await AmazonStand.OpenAsync(45);
        stand.AddAmazons("FBA-1", 24);
        var items = await CatalogueAsync(stand);
        Assert.Equal(46, items.Select(i => i.ExternalId).Distinct().Count());
        Assert.Equal(new CatalogueItem("FBA-1", "FBA-1", null, "FBA-1", StockReadState.Untracked, null), items.Single(i => i.ExternalId == "FBA-1"));
        Assert.Equal(5, items.First(i => i.ExternalId == "SKU-00001").Quantity);
        Assert.Equal(3, stand.Calls.Count);
    }

    [Fact]
    public async Task Above_a_thousand_listings_the_report_has_them_all_and_a_restart_goes_on_where_it_was()
    {
        await using var stand = await AmazonStand.OpenAsync(1_250);
        stand.AddAmazons("FBA-1", 24);
        var (items, cursor) = (new List<CatalogueItem>(), (string?)null);
        do
        {
            var page = await stand.Adapter.ReadCatalogueAsync(stand.Channel, cursor, AmazonStand.Stop);
            Assert.Null(page.Failure);
            items.AddRange(page.Items);
            cursor = page.NextCursor;
            if (items.Count == 500)
            {
                stand.Restart();
            }
        }
        while (cursor is not null);
        Assert.Equal(1_251, items.Select(i => i.ExternalId).Distinct().Count());
        Assert.Equal(1_250, items.Count(i => i is { Stock: StockReadState.Tracked, Quantity: 5 }));
        Assert.Equal(StockReadState.Untracked, items.Single(i => i.ExternalId == "FBA-1").Stock);
        Assert.Single(stand.Calls, c => c.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stock_is_read_twenty_SKUs_at_a_call_Amazons_own_as_well_and_a_SKU_with_a_comma_alone()
    {
        await using var stand = await AmazonStand.OpenAsync(40);
        stand.AddAmazons("FBA-1", 24);
        stand.Book.Add(new InventoryPortal.Lab.Book.ShopProduct { Id = stand.Book.NextId(), Type = "simple", Name = "n", Sku = "A,B", ManageStock = true, Stock = 3 });
        string[] skus = [.. Enumerable.Range(1, 39).Select(AmazonStand.SkuOf), "FBA-1", "A,B", "GONE"];
        var reading = await stand.Adapter.ReadStockAsync(stand.Channel, skus, AmazonStand.Stop);
        Assert.Null(reading.Failure);
        Assert.Equal(skus, reading.Figures.Select(f => f.ExternalId));
        Assert.Equal([24, 3, null], reading.Figures.TakeLast(3).Select(f => f.Quantity));
        Assert.Equal(StockReadState.Missing, reading.Figures[^1].State);
        // 41 at twenty a call, the comma alone, Amazon's own stock.
        Assert.Equal((5, 5), (stand.Calls.Count, reading.Traces.Count));
    }

    [Theory]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\nA\t7\tDEFAULT\nB\t\tAMAZON_EU\n", 2)]
    [InlineData("\uFEFFitem-name\tSELLER-SKU\tfulfillment-channel\tquantity\r\nName\tA\tDEFAULT\t7\r\nName\tB\tDEFAULT\t\r\n", 2)]
    [InlineData("seller-sku\tquantity\nA\t7\n", null)]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\nA\t7.5\tDEFAULT\n", null)]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\nA\t1e309\tDEFAULT\n", null)]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\nA\t07\tDEFAULT\n", null)]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\nA\t-7\tDEFAULT\n", null)]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\nA\t99999999999\tDEFAULT\n", null)]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\n\t7\tDEFAULT\n", null)]
    [InlineData("seller-sku\tquantity\tfulfillment-channel\nA\t7", 1)]
    [InlineData("<!doctype html>", null)]
    [InlineData("", null)]
    public void A_report_is_read_by_the_names_of_its_columns_or_not_at_all(string report, int? listings)
    {
        var items = AmazonReportRows.Read(Encoding.UTF8.GetBytes(report), out var fault);
        Assert.Equal(listings, items?.Count);
        Assert.True(items is not null || fault.Length > 0);
        Assert.DoesNotContain(items ?? [], i => i.ExternalId == "B" && i.Quantity is not null);
    }

    [Fact]
    public void A_report_in_an_older_code_page_keeps_its_letters() =>
        Assert.Equal("Größe", AmazonReportRows.Read(Encoding.Latin1.GetBytes("item-name\tseller-sku\tquantity\tfulfillment-channel\nGröße\tA\t1\tDEFAULT\n"), out _)!.Single().Title);

    [Fact]
    public void A_document_is_unpacked_within_bounds_and_a_bomb_is_not()
    {
        Assert.Equal("plain"u8.ToArray(), AmazonFiles.Unpack(Zip("plain"u8.ToArray(), 1), isPacked: true)!.Value.ToArray());
        Assert.Null(AmazonFiles.Unpack(Zip(new byte[1024 * 1024], 160), isPacked: true));
        Assert.Null(AmazonFiles.Unpack("not gzip"u8.ToArray(), isPacked: true));
    }

    [Fact]
    public async Task Where_Amazon_does_not_show_its_own_stock_the_merchants_is_read_all_the_same()
    {
        await using var stand = await AmazonStand.OpenAsync();
        stand.AddAmazons("FBA-1", 24);
        stand.Instead = (http, body) =>
            http.Request.Path.Value!.Contains("/fba/", StringComparison.Ordinal)
                ? AnsweringServer.WriteAsync(http, 403, """{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied."}]}""")
                : stand.SimulateAsync(http, body);
        var reading = await stand.Adapter.ReadStockAsync(stand.Channel, ["FBA-1", "SKU-00001"], AmazonStand.Stop);
        Assert.Null(reading.Failure);
        Assert.Equal([new StockFigure("FBA-1", StockReadState.Untracked, null), new StockFigure("SKU-00001", StockReadState.Tracked, 5)], reading.Figures);
    }

    [Fact]
    public async Task A_report_whose_address_has_ended_is_asked_for_again_and_is_no_matter_of_the_credential()
    {
        await using var stand = await AmazonStand.OpenAsync(1_001);
        stand.Instead = (http, body) => http.Request.Path.Value!.Contains("/files/", StringComparison.Ordinal)
            ? AnsweringServer.WriteAsync(http, 403, "<Error><Code>AccessDenied</Code></Error>", "application/xml") : stand.SimulateAsync(http, body);
        var started = await stand.Adapter.ReadCatalogueAsync(stand.Channel, null, AmazonStand.Stop);
        Assert.IsType<ReadFailure.Transient>((await stand.Adapter.ReadCatalogueAsync(stand.Channel, started.NextCursor, AmazonStand.Stop)).Failure);
        stand.Instead = null;
        Assert.Null((await stand.Adapter.ReadCatalogueAsync(stand.Channel, started.NextCursor, AmazonStand.Stop)).Failure);
    }

    [Fact]
    public void A_packed_file_that_breaks_off_is_no_file()
    {
        var packed = Zip("SKU-1\t5\tDEFAULT\n"u8.ToArray(), 500);
        Assert.NotNull(AmazonFiles.Unpack(packed, isPacked: true));
        foreach (var length in (int[])[packed.Length - 1, packed.Length - 8, packed.Length / 2, 12])
        {
            Assert.Null(AmazonFiles.Unpack(packed.AsMemory(0, length), isPacked: true));
        }
    }

    private static async Task<List<CatalogueItem>> CatalogueAsync(AmazonStand stand)
    {
        var (items, cursor) = (new List<CatalogueItem>(), (string?)null);
        do
        {
            var page = await stand.Adapter.ReadCatalogueAsync(stand.Channel, cursor, AmazonStand.Stop);
            Assert.Null(page.Failure);
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return items;
    }

    private static byte[] Zip(byte[] block, int times)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < times; i++)
            {
                zip.Write(block);
            }
        }
        return packed.ToArray();
    }
}
