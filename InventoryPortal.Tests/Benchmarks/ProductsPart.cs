using System.Diagnostics;
using System.Globalization;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>
/// Pages of products by the contract, beside the bare query on the same file: a prepared statement that reads the rows of the page, and
/// the count that goes with it, without HTTP, sign-in or JSON.
/// </summary>
internal sealed class ProductsPart(BenchmarkScale scale, BenchmarkTable table)
{
    private const int PageSize = 50;
    private const int FarPage = 500;

    /// <summary>What is asked for: words for people, the query of the contract, and the same as SQL.</summary>
    private static readonly (string What, string Query, string Where, string Order)[] Asked =
    [
        ("by SKU", "", "1", "SkuNormalised"),
        ("by name", "&sort=name", "1", "Name, Id"),
        ("most available first", "&sort=-available", "1", "Available DESC, Id DESC"),
        ("low stock", "&stock=low", "Available > 0 AND Available <= LowStockThreshold", "SkuNormalised"),
        ("out of stock, newest first", "&stock=out&sort=-updatedAt", "Available <= 0", "UpdatedAt DESC, Id DESC"),
        ("search in SKU, name and barcode", "&search=oak 77", "instr(SearchText, 'OAK 77') > 0", "SkuNormalised"),
    ];

    public async Task RunAsync()
    {
        foreach (var size in scale.ProductSizes)
        {
            await RunAsync(size);
        }
    }

    private async Task RunAsync(int size)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-products-").FullName;
        var file = Path.Combine(folder, "inventory.db");
        try
        {
            await File.WriteAllBytesAsync(file, await TestDatabase.MigratedAsync());
            await using (var connection = new FloorConnection(file, synchronous: "OFF"))
            {
                connection.Run(Fill(size));
            }
            await using var portal = await PortalProcess.StartAsync(file);
            using var client = LoadClient.To(portal.Address);
            await using var bare = new FloorConnection(file);
            foreach (var asked in Asked)
            {
                await CompareAsync(client, bare, size, asked, page: 1);
            }
            var last = (size + PageSize - 1) / PageSize;
            await CompareAsync(client, bare, size, Asked[0], Math.Min(FarPage, last));
            table.Add(string.Create(CultureInfo.InvariantCulture, $"… memory held with {size:#,0} SKUs"), $"{BenchmarkTable.Number(portal.WorkingSet / 1048576.0)} MB");
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task CompareAsync(HttpClient client, FloorConnection bare, int size, (string What, string Query, string Where, string Order) asked, int page)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"api/v1/products?page={page}&pageSize={PageSize}{asked.Query}");
        using var rows = bare.Prepare($"SELECT * FROM Products WHERE {asked.Where} ORDER BY {asked.Order} LIMIT {PageSize} OFFSET {(page - 1) * PageSize}", 0);
        using var count = bare.Prepare($"SELECT count(*) FROM Products WHERE {asked.Where}", 0);
        var (portal, floor) = (new List<double>(), new List<double>());
        for (var i = 0; i < 2 * scale.PageReads; i++)
        {
            var (taken, bareTaken) = (await TimedAsync(() => GetAsync(client, path)), await TimedAsync(() => ReadAsync(rows, count)));
            if (i >= scale.PageReads)
            {
                // The first half is for the runtime to compile and the caches to fill.
                portal.Add(taken);
                floor.Add(bareTaken);
            }
        }
        var (p50, bare50) = (LoadResult.Median(portal), LoadResult.Median(floor));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"Products, {size:#,0} SKUs, {asked.What}, page {page}: p50"),
            $"{BenchmarkTable.Number(p50)} ms", $"{BenchmarkTable.Number(bare50)} ms", BenchmarkTable.Number(p50 / bare50), "≤ 2");
    }

    private static async Task GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, path);
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static Task ReadAsync(SqliteCommand rows, SqliteCommand count)
    {
        using var reader = rows.ExecuteReader();
        while (reader.Read())
        {
            reader.GetString(1);
        }
        count.ExecuteScalar();
        return Task.CompletedTask;
    }

    private static async Task<double> TimedAsync(Func<Task> act)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Made by the database itself, a million in seconds: names of a few dozen words, barcodes, one in twelve low and one in twenty out.</summary>
    private static string Fill(int size) => string.Create(CultureInfo.InvariantCulture, $"""
        BEGIN;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}),
        w(i, Sku, Name, Barcode) AS (SELECT i, printf('SKU-%07d', i),
            printf('%s %s %d', CASE i % 7 WHEN 0 THEN 'Mug' WHEN 1 THEN 'Lamp' WHEN 2 THEN 'Towel' WHEN 3 THEN 'Basket' WHEN 4 THEN 'Print' WHEN 5 THEN 'Board' ELSE 'Stool' END,
                CASE i % 5 WHEN 0 THEN 'oak' WHEN 1 THEN 'sage' WHEN 2 THEN 'indigo' WHEN 3 THEN 'linen' ELSE 'brass' END, i / 7), printf('200%010d', i) FROM n)
        INSERT INTO Products (Sku, SkuNormalised, Barcode, Name, SearchText, OnHand, Reserved, LowStockThreshold, Buffer, IsActive, Version, StockVersion, CreatedAt, UpdatedAt)
        SELECT Sku, Sku, Barcode, Name, upper(Sku || ' ' || Barcode || ' ' || Name), CASE WHEN i % 20 = 3 THEN 0 WHEN i % 12 = 5 THEN 3 ELSE 20 + i % 90 END, 0, 5, 0, 1, 1, 1,
            638000000000000000 + i * 10000, 638000000000000000 + (i * 7919 % {size}) * 10000 FROM w;
        COMMIT;
        ANALYZE;
        """);
}
