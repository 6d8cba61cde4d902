using System.Net;
using System.Text;
using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using Role = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Nodes;

/// <summary>What one node commits, the other's screens show, by a real Redis; and nothing that anybody else tells.</summary>
public sealed class BridgeTests
{
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
        await NodeFeeds.StockAsync(here, "MUG", 10);
        await NodeFeeds.StockAsync(there, "MUG", 10);

        await NodeFeeds.SellAsync(a, "MUG");
        var first = await NodeFeeds.StockAsync(there, "MUG");
        await NodeFeeds.SellAsync(a, "MUG");
        await NodeFeeds.SellAsync(a, "MUG");

        Assert.Equal((9, -1), (first.OnHand, first.Delta));
        Assert.Equal((7, -2), await NodeFeeds.SumAsync(there, "MUG", -2));
        Assert.Equal((7, -3), await NodeFeeds.SumAsync(here, "MUG", -3));
    }

    [Fact]
    public async Task A_right_taken_on_one_node_is_gone_on_the_other_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        var keys = nodes.A.Services.GetRequiredService<ApiKeyStore>();
        using var heard = TwoNodes.SignalsOf(nodes.B).Subscribe(CommitTopics.Access);
        var key = Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(await keys.CreateAsync(CommandContext.System, new NewApiKey("till", Role.Operator), Stop)).Value;
        using var atB = nodes.B.Api(key.Key);

        // That it was made is told too, and must not be taken for what comes.
        await NodeFeeds.NewsAsync(heard);
        Assert.Equal(HttpStatusCode.OK, (await atB.GetAsync(new Uri("api/v1/products", UriKind.Relative), Stop)).StatusCode);

        await keys.RevokeAsync(CommandContext.System, key.Id, Stop);

        // What was kept of the key would let it in for five seconds more.
        await NodeFeeds.NewsAsync(heard).WaitAsync(RightsLookup.Freshness, Stop);
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
    public async Task What_strangers_write_to_the_channel_is_ignored_and_the_bridge_goes_on()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        using var there = TwoNodes.Listen(nodes.B);
        await a.PostAsync("products", new { sku = "BOX", name = "Box", onHand = 5 });
        await NodeFeeds.StockAsync(there, "BOX", 5);
        await using var peer = await PeerNode.JoinAsync(redis, nodes.B);
        byte[] forged = [1, 2, 3];

        foreach (var bad in new[] { "", "{", "null", """{"version":2}""", new string('x', 300_000) })
        {
            await peer.PublishAsync(Encoding.UTF8.GetBytes(bad));
        }
        // By the name of A, so that nothing of A would be heard any more; with levels that are not; and by more nodes than there are.
        var lie = CommitNote.Of(CommitTopics.Stock) with { Stock = [new StockNote(1, "BOX", 999, 0, 999, MovementKind.Count, 994, DateTimeOffset.UtcNow)] };
        await peer.PublishAsync(new NodeMessage(NodeMessage.Now, TwoNodes.LinkOf(nodes.A).Node, long.MaxValue, DateTimeOffset.UtcNow, [long.MaxValue, long.MaxValue], [lie]).Write(forged));
        await peer.PublishAsync(new NodeMessage(NodeMessage.Now, "invented", 1, DateTimeOffset.UtcNow, [], [lie]).Write(forged));
        await NodeFeeds.SellAsync(a, "BOX");

        Assert.Equal(4, (await NodeFeeds.StockAsync(there, "BOX")).OnHand);
        Assert.Equal(1, TwoNodes.LinkOf(nodes.B).Others);
    }

    [Fact]
    public async Task Messages_that_come_thick_and_fast_are_taken_in_their_order()
    {
        const int Messages = 1_000;
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        await using var peer = await PeerNode.JoinAsync(redis, nodes.B);
        using var heard = TwoNodes.SignalsOf(nodes.B).Subscribe(CommitTopics.Jobs, 2 * Messages);

        await Task.WhenAll(Enumerable.Range(1, Messages).Select(i => peer.TellAsync(i, CommitNote.Of(CommitTopics.Jobs) with { Subject = i })));

        var notes = new List<CommitNote>();
        while (notes.LastOrDefault()?.Subject != Messages)
        {
            notes.Add(await heard.Reader.ReadAsync(Stop).AsTask().WaitAsync(TwoNodes.Patience, Stop));
        }
        Assert.Equal(Enumerable.Range(1, Messages).Select(i => (long?)i), notes.Where(n => !n.Gap).Select(n => n.Subject));
    }

    [Fact]
    public async Task A_node_that_is_killed_after_its_commit_is_a_gap_for_the_others()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        await using var peer = await PeerNode.JoinAsync(redis, nodes.B);
        using var heard = TwoNodes.SignalsOf(nodes.B).Subscribe(CommitTopics.Jobs);
        await peer.TellAsync(1, CommitNote.Of(CommitTopics.Jobs));
        Assert.False((await NodeFeeds.NewsAsync(heard)).Gap);

        // It says nothing more.
        CommitNote note;
        do
        {
            note = await heard.Reader.ReadAsync(Stop).AsTask().WaitAsync(TwoNodes.Patience, Stop);
        }
        while (!note.Gap);
        Assert.Equal(NodeLinkState.Together, TwoNodes.LinkOf(nodes.B).Standing.State);
    }

    [Fact]
    public async Task What_the_last_loop_of_a_node_commits_as_it_ends_is_still_told()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address, services =>
        {
            // Ends just before the first loop of all that commits.
            var first = services.First(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(LastUseSweep));
            services.Insert(services.IndexOf(first) + 1, ServiceDescriptor.Singleton<IHostedService, LateCommit>());
        });
        await nodes.MeetAsync();
        using var heard = TwoNodes.SignalsOf(nodes.B).Subscribe(CommitTopics.Jobs);

        await nodes.A.Services.GetRequiredService<IHost>().StopAsync(Stop);

        Assert.Equal(LateCommit.Subject, (await NodeFeeds.NewsAsync(heard)).Subject);
    }

    /// <summary>Commits when it is told to end, as a lane does whose call has just come back.</summary>
    private sealed class LateCommit(CommitSignals signals) : IHostedService
    {
        public const long Subject = 77;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Jobs) with { Subject = Subject });
            return Task.CompletedTask;
        }
    }
}
