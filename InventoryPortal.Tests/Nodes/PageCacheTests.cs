using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>What is kept for pages is kept for all nodes, and never outlives a commit that its reader has heard of.</summary>
public sealed class PageCacheTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_figure_is_read_once_for_both_nodes_and_anew_after_a_commit_on_either()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.AgreeAsync();
        var reads = 0;

        Assert.Equal("1", await ReadAsync(nodes.A, () => ++reads));
        Assert.Equal("1", await ReadAsync(nodes.A, () => ++reads));
        await Merchant.UntilAsync(async () => await KeptAsync(nodes.B) == "1", "the figure to have reached Redis");

        TwoNodes.SignalsOf(nodes.A).Publish(CommitNote.Of(CommitTopics.Products));
        Assert.Equal("2", await ReadAsync(nodes.A, () => ++reads));
        await Merchant.UntilAsync(async () => await KeptAsync(nodes.B) == "2", "the other node to hear of the commit");

        TwoNodes.SignalsOf(nodes.B).Publish(CommitNote.Of(CommitTopics.Products));
        Assert.Equal("3", await ReadAsync(nodes.B, () => ++reads));
        await Merchant.UntilAsync(async () => await KeptAsync(nodes.A) == "3", "the first node to hear of it");
    }

    [Fact]
    public async Task Of_many_figures_only_those_that_nobody_has_are_read()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.AgreeAsync();
        var asked = new List<string>();

        await ManyAsync(nodes.A, asked, "north", "south");
        Assert.Equal(["north", "south"], asked);
        await ManyAsync(nodes.A, asked, "north", "south");
        Assert.Equal(2, asked.Count);

        asked.Clear();
        var found = await ManyAsync(nodes.B, asked, "south", "west", "nowhere");
        Assert.Equal(["west", "nowhere"], asked);
        Assert.Equal(["south", "west"], found.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_stranger_puts_into_Redis_is_not_shown()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.AgreeAsync();
        await ManyAsync(nodes.A, [], "north", "south");
        await using var stranger = await redis.ConnectAsync();
        var server = Assert.Single(stranger.GetServers());
        var keys = new List<RedisKey>();
        await Merchant.UntilAsync(
            () =>
            {
                keys = [.. server.Keys(pattern: "inventoryportal:*:page:shops|*")];
                return Task.FromResult(keys.Count == 2);
            },
            "both figures to have reached Redis");

        // The one under the name of the other, and the other without its seal.
        var database = stranger.GetDatabase();
        var (north, south) = (keys.Single(k => k.ToString().Contains("north", StringComparison.Ordinal)), keys.Single(k => k.ToString().Contains("south", StringComparison.Ordinal)));
        var kept = (byte[])(await database.StringGetAsync(north))!;
        await database.StringSetAsync(south, kept);
        await database.StringSetAsync(north, kept[NodeSeal.Bytes..]);
        var asked = new List<string>();
        var found = await ManyAsync(nodes.B, asked, "north", "south");

        Assert.Equal(["north", "south"], asked);
        Assert.Equal(["NORTH", "SOUTH"], found.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_kept_for_long_while_together_is_not_found_when_apart()
    {
        await using var host = PortalHost.Start();
        var (clock, signals) = (new FakeTimeProvider(), new CommitSignals());
        var link = new NodeLink(clock);
        var cache = new PageCache(host.Services.GetRequiredService<HybridCache>(), link, signals);
        var reads = 0;
        link.Begin();
        link.Told(1);
        link.Echoed(1);
        Assert.True(link.IsQuick);
        Assert.Equal(1, await cache.ReadAsync("apart", CommitTopics.Products, _ => Task.FromResult(++reads), Stop));

        clock.Advance(NodeLink.SilentAfter);
        Assert.True(link.FallsApart());

        Assert.Equal(2, await cache.ReadAsync("apart", CommitTopics.Products, _ => Task.FromResult(++reads), Stop));
    }

    [Fact]
    public async Task A_commit_of_something_else_leaves_a_figure_where_it_is()
    {
        await using var host = PortalHost.Start();
        var reads = 0;

        await ReadAsync(host, () => ++reads);
        TwoNodes.SignalsOf(host).Publish(CommitNote.Of(CommitTopics.Access));
        await ReadAsync(host, () => ++reads);
        Assert.Equal(1, reads);

        TwoNodes.SignalsOf(host).Publish(CommitNote.Of(CommitTopics.Stock | CommitTopics.Products));
        await ReadAsync(host, () => ++reads);
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Pages_answer_and_count_right_while_Redis_is_full_or_dead()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", "1mb", "--maxmemory-policy", "noeviction");
        await using var nodes = TwoNodes.Start(redis.Address);
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        using var b = new Merchant(nodes.B.Address, PortalHost.ApiKey);
        await nodes.MeetAsync();

        await a.PostAsync("products", new { sku = "ONE", name = "One", onHand = 1 });
        Assert.Equal(1, await TotalAsync(a));
        await Merchant.UntilAsync(async () => await TotalAsync(b) == 1, "the other node to count it");
        await Merchant.UntilAsync(() => Task.FromResult(TwoNodes.LinkOf(nodes.A).FullSince is not null), "a full Redis to be found out");
        Assert.Equal(NodeLinkState.Together, TwoNodes.LinkOf(nodes.A).Standing.State);

        await redis.StopAsync();
        await b.PostAsync("products", new { sku = "TWO", name = "Two", onHand = 1 });
        Assert.Equal(2, await TotalAsync(b));
        await Merchant.UntilAsync(async () => await TotalAsync(a) == 2, "the first node to count it");
    }

    private static async Task<int> TotalAsync(Merchant merchant) => (int)(await merchant.GetAsync("products"))["total"]!;

    private static Task<string> ReadAsync(PortalHost host, Func<int> read) =>
        host.Services.GetRequiredService<PageCache>().ReadAsync("figures|one", CommitTopics.Products, _ => Task.FromResult($"{read()}"), Stop);

    /// <summary>The same figure, if it is kept where this node looks; asking makes none.</summary>
    private static async Task<string?> KeptAsync(PortalHost host)
    {
        var found = await host.Services.GetRequiredService<PageCache>().ReadManyAsync<string>(
            "figures", ["one"], CommitTopics.Products, (_, _) => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>()), Stop);
        return found.GetValueOrDefault("one");
    }

    private static Task<IReadOnlyDictionary<string, string>> ManyAsync(PortalHost host, List<string> asked, params string[] names) =>
        host.Services.GetRequiredService<PageCache>().ReadManyAsync<string>(
            "shops",
            names,
            CommitTopics.Channels,
            (missing, _) =>
            {
                asked.AddRange(missing);
                return Task.FromResult<IReadOnlyDictionary<string, string>>(missing.Where(m => m != "nowhere").ToDictionary(m => m, m => m.ToUpperInvariant()));
            },
            Stop);
}
