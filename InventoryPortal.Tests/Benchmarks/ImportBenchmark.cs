using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Tests.Api;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>
/// A file of 200,000 counted lines, previewed, applied and taken back by a portal of its own: how fast, in how much memory, and
/// that every level is what it was. <c>INVENTORYPORTAL_BENCH_LINES</c> sets the size.
/// </summary>
public sealed class ImportBenchmark(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Batch = 1000;

    /// <summary>Bytes that the portal may hold, whatever the size of the file.</summary>
    private const long MaxWorkingSet = 700L * 1024 * 1024;

    private static readonly int Lines = int.Parse(Environment.GetEnvironmentVariable("INVENTORYPORTAL_BENCH_LINES") ?? "200000", CultureInfo.InvariantCulture);

    private readonly string _file = TestDatabase.NewFile();
    private readonly HttpClient _api = new() { Timeout = TimeSpan.FromMinutes(10) };
    private PortalProcess? _portal;
    private long _mostMemory;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(_file, await TestDatabase.MigratedAsync());
        _portal = await PortalProcess.StartAsync(_file);
        _api.BaseAddress = _portal.Address;
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }
        TestDatabase.Delete(_file);
    }

    [Fact(Explicit = true)]
    public async Task Two_hundred_thousand_lines_are_previewed_applied_and_taken_back_and_leave_the_levels_as_they_were()
    {
        await SeedAsync();
        var before = await LevelsAsync();
        var watch = Stopwatch.StartNew();
        var import = (await _api.UploadAsync("counts", FileOfCounts())).Is(202);
        output.WriteLine($"uploaded in {watch.Elapsed.TotalSeconds:0.00} s");
        var read = await TimedAsync("previewed", import);
        var applied = await TimedAsync("applied", (await _api.SendAsync("POST", $"/imports/{import["id"]}/apply")).Is(202));
        output.WriteLine($"validated and applied: {Lines / (read + applied).TotalSeconds:#,0} lines/s");
        Assert.NotEqual(before, await LevelsAsync());
        await TimedAsync("taken back", (await _api.SendAsync("POST", $"/imports/{import["id"]}/undo")).Is(202));
        Assert.Equal(before, await LevelsAsync());
        output.WriteLine($"most memory held: {_mostMemory / 1024 / 1024} MB");
        Assert.InRange(_mostMemory, 0, MaxWorkingSet);
    }

    private static string Sku(int i) => string.Create(CultureInfo.InvariantCulture, $"BENCH-{i:000000}");

    private static byte[] FileOfCounts()
    {
        var text = new StringBuilder("sku,quantity\n");
        for (var i = 0; i < Lines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Sku(i)},{i % 97}\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private async Task SeedAsync()
    {
        for (var from = 0; from < Lines; from += Batch)
        {
            var items = Enumerable.Range(from, Math.Min(Batch, Lines - from)).Select(i => new { sku = Sku(i), name = $"Product {i}", onHand = 100 });
            (await _api.SendAsync("POST", "/products/batch", new { items })).Is(200);
        }
    }

    private async Task<TimeSpan> TimedAsync(string what, JsonNode job)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();
        JsonNode now;
        do
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            _mostMemory = Math.Max(_mostMemory, _portal!.WorkingSet);
            now = (await _api.SendAsync("GET", $"/sync-jobs/{job["id"]}")).Is(200);
        }
        while ((string?)now["status"] is "pending" or "processing");
        Assert.True((string?)now["status"] == "completed", now.ToJsonString());
        var took = (DateTimeOffset)now["completedAt"]! - (DateTimeOffset)now["startedAt"]!;
        output.WriteLine($"{what} in {took.TotalSeconds:0.00} s ({watch.Elapsed.TotalSeconds:0.00} s until it was known), {Lines / took.TotalSeconds:#,0} lines/s: {now["outcome"]}");
        return took;
    }

    private async Task<long[]> LevelsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT OnHand FROM Products ORDER BY Id";
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var levels = new List<long>(Lines);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            levels.Add(reader.GetInt64(0));
        }
        return [.. levels];
    }
}
