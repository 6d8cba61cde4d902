using System.Diagnostics;
using System.Net;
using InventoryPortal.Access;
using InventoryPortal.LiveFeed;
using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;
using Role = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Nodes;

/// <summary>What one node commits, the other's screens show: by a real Redis, and when it goes away and comes back.</summary>
public sealed class BridgeTests
{
    /// <summary>A sale by HTTP with its durable commit, on a loaded machine; what an outage may not stretch.</summary>
    private static readonly TimeSpan SaleAtMost = TimeSpan.FromSeconds(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sale_on_one_node_is_told_once_on_each()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        using var here = TwoNodes.Listen(nodes.A);
        using var there = TwoNodes.Listen(nodes.B);
        await a.PostAsync("products", new { sku = "MUG", name = "Mug", onHand = 10 });
        await StockAsync(here, "MUG", 10);
        await StockAsync(there, "MUG", 10);

        await SellAsync(a, "MUG");
        var first = await StockAsync(there, "MUG");
        await SellAsync(a, "MUG");
        await SellAsync(a, "MUG");

        Assert.Equal((9, -1), (first.OnHand, first.Delta));
        Assert.Equal((7, -2), await SumAsync(there, "MUG", -2));
        Assert.Equal((7, -3), await SumAsync(here, "MUG", -3));
    }

    [Fact]
    public async Task A_right_taken_on_one_node_is_gone_on_the_other_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        var keys = nodes.A.Services.GetRequiredService<ApiKeyStore>();
        var key = Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(await keys.CreateAsync(CommandContext.System, new NewApiKey("till", Role.Operator), Stop)).Value;
        using var atB = nodes.B.Api(key.Key);
        using var heard = TwoNodes.SignalsOf(nodes.B).Subscribe(CommitTopics.Access);
        Assert.Equal(HttpStatusCode.OK, (await atB.GetAsync(new Uri("api/v1/products", UriKind.Relative), Stop)).StatusCode);

        await keys.RevokeAsync(CommandContext.System, key.Id, Stop);

        // What was kept of the key would let it in for five seconds more.
        Assert.True(await heard.Reader.WaitToReadAsync(Stop).AsTask().WaitAsync(RightsLookup.Freshness, Stop));
        Assert.Equal(HttpStatusCode.Unauthorized, (await atB.GetAsync(new Uri("api/v1/products", UriKind.Relative), Stop)).StatusCode);
    }

    [Fact]
    public async Task Work_that_each_node_begins_by_itself_is_not_woken_from_elsewhere()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        using var work = TwoNodes.SignalsOf(nodes.B).Subscribe(CommitTopics.Schedules, 16, CommitReach.Here);
        using var screen = TwoNodes.SignalsOf(nodes.B).Subscribe(CommitTopics.Schedules);

        TwoNodes.SignalsOf(nodes.A).Publish(CommitNote.Of(CommitTopics.Schedules));

        Assert.True(await screen.Reader.WaitToReadAsync(Stop).AsTask().WaitAsync(TwoNodes.Patience, Stop));
        Assert.False(work.Reader.TryRead(out _));
    }

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
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            slowest = Max(slowest, await SellAsync(i % 2 == 0 ? a : b, "TEE"));
        }
        Assert.InRange(slowest, TimeSpan.Zero, SaleAtMost);
        Assert.Equal(80, (int)(await b.GetAsync("products/TEE"))["onHand"]!);
        Assert.Equal(80, (int)(await a.GetAsync("products/TEE"))["onHand"]!);

        await redis.StartAgainAsync();
        var began = Stopwatch.GetTimestamp();
        await nodes.MeetAsync();
        await GapAsync(there);
        await SellAsync(a, "TEE");
        Assert.Equal(79, (await StockAsync(there, "TEE", 79)).OnHand);
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
        await SellAsync(a, "HAT");

        // Found in the tables meanwhile.
        await GapAsync(there);
        await redis.StartAgainAsync();
        await nodes.MeetAsync();
        await SellAsync(a, "HAT");

        Assert.Equal(3, (await StockAsync(there, "HAT", 3)).OnHand);
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
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 10; i++)
        {
            slowest = Max(slowest, await SellAsync(a, "JAR"));
        }
        await nodes.StandAsync(NodeLinkState.Apart);
        slowest = Max(slowest, await SellAsync(a, "JAR"));
        proxy.Resume();
        await nodes.MeetAsync();

        Assert.InRange(slowest, TimeSpan.Zero, SaleAtMost);
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
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 10; i++)
        {
            slowest = Max(slowest, await SellAsync(a, "PEN"));
        }

        Assert.InRange(slowest, TimeSpan.Zero, SaleAtMost);
        Assert.Equal(40, (await StockAsync(there, "PEN", 40)).OnHand);
    }

    [Fact]
    public async Task What_strangers_write_to_the_channel_is_ignored_and_the_bridge_goes_on()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        await a.PostAsync("products", new { sku = "BOX", name = "Box", onHand = 5 });
        using var there = TwoNodes.Listen(nodes.B);
        await using var stranger = await redis.ConnectAsync();
        var open = Assert.Single(stranger.GetServers()).SubscriptionChannels(RedisChannel.Pattern("inventoryportal:*"));
        var channel = RedisChannel.Literal(Assert.Single(open).ToString());

        foreach (var bad in new[] { "", "{", "null", """{"version":1}""", """{"version":99,"node":"x","sequence":1,"notes":[]}""", """{"version":1,"node":"x","sequence":1,"notes":[{"topics":1,"stock":null,"channelIds":[]}]}""", new string('x', 300_000) })
        {
            await stranger.GetSubscriber().PublishAsync(channel, bad);
        }
        await SellAsync(a, "BOX");

        Assert.Equal(4, (await StockAsync(there, "BOX", 4)).OnHand);
    }

    private static async Task<TimeSpan> SellAsync(Merchant merchant, string sku)
    {
        var began = Stopwatch.GetTimestamp();
        await merchant.PostAsync("stock/movements", new { sku, kind = "sale", quantity = 1 });
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<StockChange> StockAsync(FeedSubscription feed, string sku, int? onHand = null)
    {
        using var limit = TwoNodes.Limit();
        await foreach (var batch in feed.ReadAllAsync(limit.Token))
        {
            if (batch.Stock.FirstOrDefault(s => s.Sku == sku && (onHand is null || s.OnHand == onHand)) is { } change)
            {
                return change;
            }
        }
        throw new InvalidOperationException("The feed ended.");
    }

    private static async Task<(int OnHand, int Delta)> SumAsync(FeedSubscription feed, string sku, int delta)
    {
        using var limit = TwoNodes.Limit();
        var (onHand, sum) = (0, 0);
        await foreach (var batch in feed.ReadAllAsync(limit.Token))
        {
            foreach (var change in batch.Stock.Where(s => s.Sku == sku))
            {
                (onHand, sum) = (change.OnHand, sum + change.Delta);
            }
            if (sum <= delta)
            {
                return (onHand, sum);
            }
        }
        throw new InvalidOperationException("The feed ended.");
    }

    private static async Task GapAsync(FeedSubscription feed)
    {
        using var limit = TwoNodes.Limit();
        await foreach (var batch in feed.ReadAllAsync(limit.Token))
        {
            if (batch.Gap)
            {
                return;
            }
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
