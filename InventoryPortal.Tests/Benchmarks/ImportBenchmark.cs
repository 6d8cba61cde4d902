using System.Globalization;
using MiniExcelLibs;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>
/// Large files, read, applied and taken back by a portal of its own: how fast, in how much memory, and that everything is as it was
/// afterwards. <c>INVENTORYPORTAL_BENCH_LINES</c> sets the size.
/// </summary>
public sealed class ImportBenchmark(ITestOutputHelper output)
{
    private const int OnHand = 100;

    private const string Levels = "SELECT OnHand FROM Products ORDER BY Id";

    /// <summary>Bytes that the portal may hold, whatever the size of the file.</summary>
    private const long MaxWorkingSet = 700L * 1024 * 1024;

    private static int Lines => ImportWorld.Lines;

    [Theory(Explicit = true)]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task Counted_lines_are_read_applied_and_taken_back_and_leave_the_levels_as_they_were(string format)
    {
        await using var world = await ImportWorld.StartAsync(output);
        await world.SeedProductsAsync(Lines, OnHand);
        var before = await world.NumbersAsync(Levels);
        var file = format == "csv" ? ImportWorld.Csv("sku,quantity", Lines, i => $"{ImportWorld.Sku(i)},{i % 97}") : await WorkbookAsync();
        var (import, read) = await world.ReadAsync("counts", file, Lines, $"counts.{format}");
        var applied = await world.DoAsync("apply", import, Lines);
        Assert.Equal(Enumerable.Range(0, Lines).Select(i => (long)(i % 97)), await world.NumbersAsync(Levels));
        await world.DoAsync("undo", import, Lines);
        Assert.Equal(before, await world.NumbersAsync(Levels));
        Tell(world, $"{Lines:#,0} counted lines, {format}", Lines / (read + applied).TotalSeconds);
    }

    [Fact(Explicit = true)]
    public async Task New_products_are_read_applied_and_taken_out_of_use()
    {
        await using var world = await ImportWorld.StartAsync(output);
        var file = ImportWorld.Csv(
            "sku,name,barcode,onHand,lowStockThreshold,buffer",
            Lines,
            i => string.Create(CultureInfo.InvariantCulture, $"{ImportWorld.Sku(i)},Product number {i},40{i:00000000000},{OnHand},5,1"));
        var (import, read) = await world.ReadAsync("products", file, Lines);
        var applied = await world.DoAsync("apply", import, Lines);
        Assert.Equal([Lines, Lines], await world.NumbersAsync($"SELECT count(*) FROM Products WHERE OnHand = {OnHand} AND IsActive UNION ALL SELECT count(*) FROM Movements"));
        await world.DoAsync("undo", import, Lines);
        Assert.Equal([Lines], await world.NumbersAsync("SELECT count(*) FROM Products WHERE OnHand = 0 AND NOT IsActive"));
        Tell(world, $"{Lines:#,0} new products, csv", Lines / (read + applied).TotalSeconds);
    }

    [Fact(Explicit = true)]
    public async Task Mappings_are_read_applied_divided_and_taken_back()
    {
        var lines = Lines / 2;
        await using var world = await ImportWorld.StartAsync(output);
        await world.SeedProductsAsync(lines, OnHand);
        await world.SeedListingsAsync("bench", lines);
        var file = ImportWorld.Csv("channel,externalId,sku", lines, i => $"bench,{Support.ListingSeed.IdOf(i)},{ImportWorld.Sku(i)}");
        var (import, read) = await world.ReadAsync("mappings", file, lines);
        var applied = await world.DoAsync("apply", import, lines);
        Assert.Equal([lines], await world.NumbersAsync($"SELECT count(*) FROM Listings WHERE ProductId IS NOT NULL AND Desired = {OnHand}"));
        await world.DoAsync("undo", import, lines);
        Assert.Equal([lines], await world.NumbersAsync("SELECT count(*) FROM Listings WHERE ProductId IS NULL AND Desired IS NULL"));
        Tell(world, $"{lines:#,0} mappings, csv", lines / (read + applied).TotalSeconds);
    }

    private static async Task<byte[]> WorkbookAsync()
    {
        using var file = new MemoryStream();
        await file.SaveAsAsync(
            Enumerable.Range(0, Lines).Select(i => new { sku = ImportWorld.Sku(i), quantity = i % 97 }), cancellationToken: TestContext.Current.CancellationToken);
        return file.ToArray();
    }

    private void Tell(ImportWorld world, string what, double rate)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {rate:#,0} lines/s read and applied, {world.MostMemory / 1024 / 1024} MB held at most"));
        Assert.InRange(world.MostMemory, 0, MaxWorkingSet);
    }
}
