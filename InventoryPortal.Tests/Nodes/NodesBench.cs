using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using InventoryPortal.Catalog;
using InventoryPortal.Nodes;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>Two portals as processes of their own on one SQLite file: what Redis gives, and what it costs when it fails.</summary>
public sealed class NodesBench
{
    private const int Products = 2_000;
    private const int Changes = 40;
    private const int Clients = 8;
    private static readonly TimeSpan Selling = TimeSpan.FromSeconds(6);

    /// <summary>Pages asked for in turn, while the other node sells: lists whose total is counted, a filter, a search, and how the channels follow.</summary>
    private static readonly string[] Pages =
        ["api/v1/products?pageSize=50", "api/v1/products?stock=low", "api/v1/products?search=SKU-00", "api/v1/products?pageSize=50&page=20", "api/v1/sync/status"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData("none")]
    [InlineData("redis")]
    [InlineData("stopped")]
    [InlineData("slow")]
    [InlineData("stalled")]
    [InlineData("full")]
    public async Task What_it_gives_and_costs(string redis)
    {
        await using var server = await RedisServer.StartAsync(redis == "full" ? ["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"] : []);
        await using var proxy = new SlowingProxy(server.Port);
        var folder = Directory.CreateTempSubdirectory("nodes-").FullName;
        try
        {
            (string, string)[] settings = redis == "none" ? [] : [("ConnectionStrings:Redis", proxy.Address)];
            await using var a = await PortalProcess.StartAsync(Path.Combine(folder, "inventory.db"), settings);
            await using var b = await PortalProcess.StartAsync(Path.Combine(folder, "inventory.db"), settings);
            await FillAsync(a.Address);
            await SpoilAsync(redis, server, proxy);
            using var limit = TwoNodes.Limit();
            await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, limit.Token);

            var propagation = await PropagationAsync(a.Address, b.Address);
            var selling = TrickleAsync(a.Address, limit.Token);
            var pages = await PagesAsync(b.Address);
            await limit.CancelAsync();
            var (trickled, burst) = (await selling, await SellAsync(a.Address));
            var sold = (All: trickled + burst, PerSecond: burst / Selling.TotalSeconds);
            var total = await OnHandAsync(b.Address);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{redis}: heard on the other node p50 {Percentile(propagation, 50):0} ms, p95 {Percentile(propagation, 95):0} ms ({propagation.Count} of {Changes}); "
                + $"pages p50 {Percentile(pages, 50):0.0} ms, p95 {Percentile(pages, 95):0.0} ms; sales {sold.PerSecond:0}/s; units sold {Changes + sold.All}, missing from the stock {1_000_000 - total - Changes - sold.All}");
            Assert.Equal(1_000_000 - Changes - sold.All, total);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Redis dies and returns five times while both portals sell.</summary>
    [Fact(Explicit = true)]
    public async Task Flapping_costs_no_unit_and_ends_with_all_together()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        await a.PostAsync("products", new { sku = "HOT", name = "Hot", onHand = 1_000_000 });
        using var limit = TwoNodes.Limit();
        var (atA, atB) = (TrickleAsync(nodes.A.Address, limit.Token), TrickleAsync(nodes.B.Address, limit.Token));

        var back = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await redis.StopAsync();
            if (i % 2 == 0)
            {
                await nodes.StandAsync(NodeLinkState.Apart);
            }
            var began = Stopwatch.GetTimestamp();
            await redis.StartAgainAsync();
            await nodes.StandAsync(NodeLinkState.Together);
            back.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        await limit.CancelAsync();
        var sold = await atA + await atB;

        await nodes.MeetAsync();
        Assert.Equal((1_000_000 - sold, 1_000_000 - sold), (await OnHandAsync(nodes.A.Address), await OnHandAsync(nodes.B.Address)));
        TestContext.Current.TestOutputHelper!.WriteLine($"{sold} sold; together again after {string.Join(", ", back.Select(s => $"{s:0.0}"))} s.");
    }

    /// <summary>What a portal without Redis pays for its kept figures.</summary>
    [Fact(Explicit = true)]
    public async Task A_kept_figure_costs_a_portal_that_is_alone_microseconds()
    {
        await using var host = PortalHost.Start();
        var totals = host.Services.GetRequiredService<ProductTotals>();
        await totals.CountAsync(new ProductSearch("MUG"), Stop);
        const int Times = 100_000;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++)
        {
            await totals.CountAsync(new ProductSearch("MUG"), Stop);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalMicroseconds / Times:0.00} µs a figure.");
    }

    private static async Task SpoilAsync(string redis, RedisServer server, SlowingProxy proxy)
    {
        if (redis == "stopped")
        {
            await server.StopAsync();
        }
        if (redis == "stalled")
        {
            proxy.Stall();
        }
        proxy.Delay = redis == "slow" ? TimeSpan.FromMilliseconds(200) : TimeSpan.Zero;
    }

    private static async Task FillAsync(Uri portal)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        await merchant.PostAsync("products", new { sku = "HOT", name = "Hot", onHand = 1_000_000 });
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Products), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) => await merchant.PostAsync("products", new { sku = $"SKU-{i:0000}", name = $"Product {i}", onHand = i % 20 }));
    }

    // From the sale's request on one node until a hub client of the other has it.
    private static async Task<List<double>> PropagationAsync(Uri a, Uri b)
    {
        using var merchant = new Merchant(a, PortalHost.ApiKey);
        var heard = Channel.CreateUnbounded<int>();
        await using var client = new HubConnectionBuilder().WithUrl(new Uri(b, "hubs/inventory"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(PortalHost.ApiKey)).Build();
        client.On<JsonElement[]>("StockChanged", changes => changes.ToList().ForEach(c => heard.Writer.TryWrite(c.GetProperty("onHand").GetInt32())));
        await client.StartAsync(Stop);
        await client.InvokeAsync("Watch", new[] { "product:HOT" }, Stop);
        var times = new List<double>();
        for (var i = 1; i <= Changes; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await merchant.MoveAsync("HOT", "sale", 1);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            limit.CancelAfter(TimeSpan.FromMilliseconds(times.Count == i - 1 ? 3_000 : 20));
            try
            {
                while (await heard.Reader.ReadAsync(limit.Token) != 1_000_000 - i)
                {
                }
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
            {
                // Not told: it is found in the tables.
            }
        }
        return times;
    }

    private static async Task<List<double>> PagesAsync(Uri portal)
    {
        using var client = Client(portal);
        var times = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            foreach (var page in Pages)
            {
                var began = Stopwatch.GetTimestamp();
                (await client.GetAsync(new Uri(page, UriKind.Relative), Stop)).EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        return times;
    }

    private static async Task<int> SellAsync(Uri portal)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        var (began, sold) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < Selling)
            {
                await merchant.MoveAsync("HOT", "sale", 1);
                Interlocked.Increment(ref sold);
            }
        }));
        return sold;
    }

    // Ten sales a second, so that what pages keep does not stay as it is.
    private static async Task<int> TrickleAsync(Uri portal, CancellationToken stop)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var sold = 0;
        while (!stop.IsCancellationRequested)
        {
            await merchant.MoveAsync("HOT", "sale", 1);
            sold++;
            await timer.WaitForNextTickAsync(Stop);
        }
        return sold;
    }

    private static async Task<int> OnHandAsync(Uri portal)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        return (int)(await merchant.GetAsync("products/HOT"))["onHand"]!;
    }

    private static HttpClient Client(Uri portal) =>
        new() { BaseAddress = portal, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey) } };

    private static double Percentile(List<double> values, int percent) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));
}
