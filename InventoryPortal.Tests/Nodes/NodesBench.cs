using System.Diagnostics;
using InventoryPortal.Catalog;
using InventoryPortal.Nodes;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>Two portals as processes of their own on one SQLite file: what Redis gives, and what it costs when it fails.</summary>
public sealed class NodesBench
{
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
            await NodesLoad.FillAsync(a.Address);
            await SpoilAsync(redis, server, proxy);
            using var limit = TwoNodes.Limit();
            await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, limit.Token);

            var propagation = await NodesLoad.PropagationAsync(a.Address, b.Address);
            var selling = NodesLoad.TrickleAsync(a.Address, limit.Token);
            var pages = await NodesLoad.PagesAsync(b.Address);
            await limit.CancelAsync();
            var (trickled, burst) = (await selling, await NodesLoad.SellAsync(a.Address));
            var sold = (All: trickled + burst, PerSecond: burst / NodesLoad.Selling.TotalSeconds);
            var total = await NodesLoad.OnHandAsync(b.Address);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{redis}: heard on the other node p50 {NodesLoad.Percentile(propagation, 50):0} ms, p95 {NodesLoad.Percentile(propagation, 95):0} ms ({propagation.Count} of {NodesLoad.Changes}); "
                + $"pages p50 {NodesLoad.Percentile(pages, 50):0.0} ms, p95 {NodesLoad.Percentile(pages, 95):0.0} ms; sales {sold.PerSecond:0}/s; units sold {NodesLoad.Changes + sold.All}, missing from the stock {1_000_000 - total - NodesLoad.Changes - sold.All}");
            Assert.Equal(1_000_000 - NodesLoad.Changes - sold.All, total);
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
        var (atA, atB) = (NodesLoad.TrickleAsync(nodes.A.Address, limit.Token), NodesLoad.TrickleAsync(nodes.B.Address, limit.Token));

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
        Assert.Equal((1_000_000 - sold, 1_000_000 - sold), (await NodesLoad.OnHandAsync(nodes.A.Address), await NodesLoad.OnHandAsync(nodes.B.Address)));
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
}
