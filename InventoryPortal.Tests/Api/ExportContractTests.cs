using System.Globalization;
using System.Net;
using CsvHelper;
using InventoryPortal.Domain.Values;
using MiniExcelLibs;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Products leave as files, as they are listed.</summary>
[Collection(ApiCollection.Name)]
public sealed class ExportContractTests(SharedPortal portal)
{
    private static readonly string[] Names = ["=1+1", "+44 20", "Mug, \"large\"; blue", "'quoted", "-x"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_written_as_CSV_whole_in_its_order_and_without_formulas()
    {
        using var api = portal.Host.Api();
        var mark = await SeedAsync(api, oversold: true);

        using var answer = await api.GetAsync($"/api/v1/exports/products.csv?search={mark}&sort=-available", Stop);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("products.csv", answer.Content.Headers.ContentDisposition!.FileName);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.StartsWith("sku,name,barcode,onHand,reserved,available,buffer,lowStockThreshold,isActive,updatedAt\r\n", System.Text.Encoding.UTF8.GetString(bytes[3..]), StringComparison.Ordinal);
        using var csv = CsvReader.Create(bytes);
        csv.ReadHeader();
        var rows = new List<(string Name, int OnHand)>();
        while (csv.Read())
        {
            rows.Add((csv.GetString("name"), int.Parse(csv.GetString("onHand"), CultureInfo.InvariantCulture)));
        }
        Assert.Equal([4, 3, 2, 1, -3], rows.Select(r => r.OnHand));
        Assert.Equal(["'-x", "''quoted", "Mug, \"large\"; blue", "'+44 20", "'=1+1"], rows.Select(r => r.Name));
        Assert.Equal(Names.Reverse(), rows.Select(r => SpreadsheetText.Original(r.Name)));
    }

    [Fact]
    public async Task A_list_is_written_as_a_workbook_whose_cells_are_what_they_are()
    {
        using var api = portal.Host.Api();
        var mark = await SeedAsync(api, oversold: false);

        using var answer = await api.GetAsync($"/api/v1/exports/products.xlsx?search={mark}", Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var file = new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Stop));
        var rows = file.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(Names, rows.Select(r => r["name"]));
        Assert.Equal([0d, 1d, 2d, 3d, 4d], rows.Select(r => Convert.ToDouble(r["onHand"], CultureInfo.InvariantCulture)));
        file.Position = 0;
        using var zip = new System.IO.Compression.ZipArchive(file);
        using var sheet = new StreamReader(zip.Entries.First(e => e.FullName.Contains("sheet1.xml", StringComparison.Ordinal)).Open());
        Assert.DoesNotContain("<x:f>", await sheet.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_activity_is_written_as_CSV_narrowed_as_on_its_page_and_without_formulas()
    {
        using var api = portal.Host.Api();
        var mark = $"A{Guid.NewGuid():N}"[..10];
        (await api.SendAsync("POST", "/products", new { sku = $"=1+{mark}", name = "A" })).Is(201);
        using var viewer = await portal.ClientAsync(Role.Viewer);
        (await viewer.SendAsync("POST", "/products", new { sku = $"no-{mark}", name = "A" })).IsProblem(403, "forbidden");

        using var answer = await api.GetAsync($"/api/v1/exports/activity.csv?what=products.edit&subject={mark}&since=2026-01-01T00:00:00Z", Stop);

        Assert.Equal("activity.csv", answer.Content.Headers.ContentDisposition!.FileName);
        using var csv = CsvReader.Create(await answer.Content.ReadAsByteArrayAsync(Stop));
        csv.ReadHeader();
        Assert.True(csv.Read());
        Assert.Equal($"'=1+{mark}", csv.GetString("subject"));
        Assert.Equal(("products.edit", "true"), (csv.GetString("action"), csv.GetString("allowed")));
        Assert.Contains(mark, csv.GetString("after"), StringComparison.Ordinal);
        Assert.False(csv.Read());
    }

    [Theory]
    [InlineData("csv?sort=colour", "sort")]
    [InlineData("xlsx?listing=lost", "listing")]
    [InlineData("csv?page=2", "page")]
    public async Task A_wrong_word_is_refused_before_anything_is_written(string query, string field)
    {
        using var api = portal.Host.Api();
        using var answer = await api.GetAsync($"/api/v1/exports/products.{query}", Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_matches_nothing_is_a_file_with_a_head()
    {
        using var api = portal.Host.Api();
        var csv = await api.GetStringAsync("/api/v1/exports/products.csv?search=no-such-thing-at-all", Stop);
        Assert.EndsWith("updatedAt\r\n", csv, StringComparison.Ordinal);
        using var answer = await api.GetAsync("/api/v1/exports/products.xlsx?search=no-such-thing-at-all", Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<string> SeedAsync(HttpClient api, bool oversold)
    {
        var mark = $"EXP{Guid.NewGuid():N}"[..12].ToUpperInvariant();
        var items = Names.Select((name, i) => new { sku = $"{mark}-{i}", name, onHand = i }).ToList();
        (await api.SendAsync("POST", "/products/batch", new { items })).Is(200);
        if (oversold)
        {
            (await api.SendAsync("POST", "/stock/movements", new { sku = $"{mark}-0", kind = "sale", quantity = 3, allowOversell = true })).Is(201);
        }
        return mark;
    }
}
