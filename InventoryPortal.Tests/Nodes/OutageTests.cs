using System.Diagnostics;
using InventoryPortal.Nodes;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>Redis goes away, stalls, is slow, or comes late: sales do not wait for it, and what was missed is looked up.</summary>
public sealed class OutageTests
{
    /// <summary>
    /// The least that a command waits for a Redis that does not answer. A sale that waited for it would take longer, and so would every other:
    /// the one in the middle tells, however long a loaded machine takes for one of them.
    /// </summary>
    private static readonly TimeSpan RedisLimit = TimeSpan.FromMilliseconds(NodeLinkOptions.CommandMs);

    [Fact]
    public async Task Redis_that_dies_and_returns_slows_no_sale_and_what_was_missed_is_looked_up()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        using var b = new Merchant(nodes.B.Address, PortalHost.ApiKey);
        await a.PostAsync("products", new { sku = "TEE", name = "Tee", onHand = 100 });

        await redis.StopAsync();
        await nodes.StandAsync(NodeLinkState.Apart);
        using var there = TwoNodes.Listen(nodes.B);
        Assert.InRange(await NodeFeeds.MedianSaleAsync(20, "TEE", a, b), TimeSpan.Zero, RedisLimit);
        Assert.Equal(80, (int)(await b.GetAsync("products/TEE"))["onHand"]!);
        Assert.Equal(80, (int)(await a.GetAsync("products/TEE"))["onHand"]!);

        await redis.StartAgainAsync();
        var began = Stopwatch.GetTimestamp();
        await nodes.MeetAsync();
        await NodeFeeds.GapAsync(there);
        await NodeFeeds.SellAsync(a, "TEE");
        Assert.Equal(79, (await NodeFeeds.StockAsync(there, "TEE", 79)).OnHand);
        TestContext.Current.SendDiagnosticMessage("Together again after {0:0.0} s.", Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    [Fact]
    public async Task Nodes_start_without_Redis_and_meet_when_it_comes()
    {
        await using var redis = RedisServer.Absent();
        await using var nodes = TwoNodes.Start(redis.Address);
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        await a.PostAsync("products", new { sku = "HAT", name = "Hat", onHand = 5 });
        await nodes.StandAsync(NodeLinkState.Apart);
        using var there = TwoNodes.Listen(nodes.B);
        await NodeFeeds.SellAsync(a, "HAT");

        // Found in the tables meanwhile.
        await NodeFeeds.GapAsync(there);
        await redis.StartAgainAsync();
        await nodes.MeetAsync();
        await NodeFeeds.SellAsync(a, "HAT");

        Assert.Equal(3, (await NodeFeeds.StockAsync(there, "HAT", 3)).OnHand);
    }

    [Fact]
    public async Task A_Redis_that_takes_the_connection_and_never_answers_is_away_and_slows_no_sale()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var proxy = new SlowingProxy(redis.Port);
        await using var nodes = TwoNodes.Start(proxy.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        await a.PostAsync("products", new { sku = "JAR", name = "Jar", onHand = 50 });

        proxy.Stall();
        var atFirst = await NodeFeeds.MedianSaleAsync(10, "JAR", a);
        await nodes.StandAsync(NodeLinkState.Apart);
        var later = await NodeFeeds.MedianSaleAsync(10, "JAR", a);
        proxy.Resume();
        await nodes.MeetAsync();

        Assert.InRange(atFirst, TimeSpan.Zero, RedisLimit);
        Assert.InRange(later, TimeSpan.Zero, RedisLimit);
    }

    [Fact]
    public async Task A_slow_Redis_is_heard_late_and_slows_no_sale()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var proxy = new SlowingProxy(redis.Port);
        await using var nodes = TwoNodes.Start(proxy.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        await a.PostAsync("products", new { sku = "PEN", name = "Pen", onHand = 50 });
        using var there = TwoNodes.Listen(nodes.B);

        proxy.Delay = TimeSpan.FromMilliseconds(200);
        var sale = await NodeFeeds.MedianSaleAsync(10, "PEN", a);

        Assert.InRange(sale, TimeSpan.Zero, 2 * proxy.Delay);
        Assert.Equal(40, (await NodeFeeds.StockAsync(there, "PEN", 40)).OnHand);
    }
}
