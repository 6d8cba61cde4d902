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

/// <summary>A portal in a process of its own that files are given to over HTTP, and what it took to read, apply and take them back.</summary>
internal sealed class ImportWorld : IAsyncDisposable
{
    private const int Batch = 1000;

    /// <summary>Between two looks at how far a job is and how much memory is held.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly ITestOutputHelper _output;
    private readonly string _file = TestDatabase.NewFile();
    private readonly HttpClient _api = new() { Timeout = TimeSpan.FromMinutes(10) };
    private readonly List<FakeWooStore> _stores = [];
    private PortalProcess _portal = null!;

    private ImportWorld(ITestOutputHelper output) => _output = output;

    /// <summary>Lines of a file.</summary>
    public static int Lines { get; } = int.Parse(Environment.GetEnvironmentVariable("INVENTORYPORTAL_BENCH_LINES") ?? "200000", CultureInfo.InvariantCulture);

    public PortalProcess Portal => _portal;

    public HttpClient Api => _api;

    /// <summary>Bytes held at most while something was timed.</summary>
    public long MostMemory { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ImportWorld> StartAsync(ITestOutputHelper output)
    {
        var world = new ImportWorld(output);
        await File.WriteAllBytesAsync(world._file, await TestDatabase.MigratedAsync());
        world._portal = await PortalProcess.StartAsync(world._file);
        world._api.BaseAddress = world._portal.Address;
        world._api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey);
        return world;
    }

    public static string Sku(int i) => string.Create(CultureInfo.InvariantCulture, $"BENCH-{i:000000}");

    /// <summary>A file of separated values.</summary>
    public static byte[] Csv(string heading, int lines, Func<int, string> line)
    {
        var text = new StringBuilder(heading).Append('\n');
        for (var i = 0; i < lines; i++)
        {
            text.Append(line(i)).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public async Task SeedProductsAsync(int count, int onHand)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(Batch))
        {
            (await _api.SendAsync("POST", "/products/batch", new { items = numbers.Select(i => new { sku = Sku(i), name = $"Product {i}", onHand }) })).Is(200);
        }
    }

    /// <summary>A channel that nothing is pushed to, with so many listings that have no product.</summary>
    public async Task SeedListingsAsync(string channel, int count)
    {
        var store = await FakeWooStore.StartAsync();
        _stores.Add(store);
        using var merchant = new Merchant(_portal.Address, PortalHost.ApiKey);
        await merchant.ConnectAsync(channel, store, weight: 1);
        await merchant.PostAsync($"channels/{channel}/pause", new { });
        await ListingSeed.FillAsync(_file, channel, count);
    }

    /// <summary>Uploads a file and waits for its preview; returns the import.</summary>
    public async Task<(JsonNode Import, TimeSpan Took)> ReadAsync(string kind, byte[] file, int lines, string name = "file.csv")
    {
        var job = (await _api.UploadAsync(kind, file, name)).Is(202);
        return (job, await TimedAsync("read", job, lines));
    }

    /// <summary>Has an import applied or undone.</summary>
    public async Task<TimeSpan> DoAsync(string verb, JsonNode import, int lines) =>
        await TimedAsync(verb == "undo" ? "taken back" : "applied", (await _api.SendAsync("POST", $"/imports/{import["id"]}/{verb}")).Is(202), lines);

    /// <summary>Waits for a job's end, tells how fast it was, and returns how long it took.</summary>
    public async Task<TimeSpan> TimedAsync(string what, JsonNode job, int lines)
    {
        using var timer = new PeriodicTimer(Look);
        var (held, used) = (0L, _portal.ProcessorTime);
        JsonNode now;
        do
        {
            await timer.WaitForNextTickAsync(Stop);
            held = Math.Max(held, _portal.WorkingSet);
            now = (await _api.SendAsync("GET", $"/sync-jobs/{job["id"]}")).Is(200);
        }
        while ((string?)now["status"] is "pending" or "processing");
        Assert.True((string?)now["status"] == "completed", now.ToJsonString());
        MostMemory = Math.Max(MostMemory, held);
        var took = (DateTimeOffset)now["completedAt"]! - (DateTimeOffset)now["startedAt"]!;
        var processor = _portal.ProcessorTime - used;
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what} in {took.TotalSeconds:0.00} s, {lines / took.TotalSeconds:#,0} lines/s, {processor.TotalSeconds:0.0} s of processor, {held / 1024 / 1024} MB: {now["outcome"]}"));
        return took;
    }

    /// <summary>One column of numbers, read beside the running portal.</summary>
    public async Task<long[]> NumbersAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var numbers = new List<long>();
        while (await reader.ReadAsync(Stop))
        {
            numbers.Add(reader.GetInt64(0));
        }
        return [.. numbers];
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _portal.DisposeAsync();
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
        TestDatabase.Delete(_file);
    }
}
