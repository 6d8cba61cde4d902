using System.Text.Json;
using System.Threading.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>Hub clients of one node hear of the other's commits, and get in though Redis is away.</summary>
public sealed class HubTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_on_the_other_node_gets_one_message_for_each_change()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var nodes = TwoNodes.Start(redis.Address);
        await nodes.MeetAsync();
        using var a = new Merchant(nodes.A.Address, PortalHost.ApiKey);
        var heard = Channel.CreateUnbounded<JsonElement[]>();
        await using var client = await WatchAsync(nodes.B, heard.Writer);

        await a.PostAsync("products", new { sku = "MUG", name = "Mug", onHand = 10 });
        Assert.Equal((10, 10), await NextAsync(heard.Reader));
        await a.MoveAsync("MUG", "sale", 1);
        Assert.Equal((9, -1), await NextAsync(heard.Reader));
        await a.MoveAsync("MUG", "sale", 2);
        Assert.Equal((7, -2), await NextAsync(heard.Reader));
        await a.MoveAsync("MUG", "restock", 5);
        Assert.Equal((12, 5), await NextAsync(heard.Reader));
        Assert.False(heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_client_gets_in_and_hears_its_own_node_while_Redis_is_away()
    {
        await using var redis = RedisServer.Absent();
        await using var nodes = TwoNodes.Start(redis.Address);
        using var b = new Merchant(nodes.B.Address, PortalHost.ApiKey);
        var heard = Channel.CreateUnbounded<JsonElement[]>();
        await using var client = await WatchAsync(nodes.B, heard.Writer);

        await b.PostAsync("products", new { sku = "MUG", name = "Mug", onHand = 10 });

        Assert.Equal((10, 10), await NextAsync(heard.Reader));
    }

    private static async Task<HubConnection> WatchAsync(PortalHost host, ChannelWriter<JsonElement[]> heard)
    {
        var client = new HubConnectionBuilder()
            .WithUrl(new Uri(host.Address, "hubs/inventory"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(PortalHost.ApiKey)).Build();
        client.On<JsonElement[]>("StockChanged", changes => heard.TryWrite(changes));
        await client.StartAsync(Stop);
        await client.InvokeAsync("Watch", new[] { "stock" }, Stop);
        return client;
    }

    private static async Task<(int OnHand, int Delta)> NextAsync(ChannelReader<JsonElement[]> heard)
    {
        var change = Assert.Single(await heard.ReadAsync(Stop).AsTask().WaitAsync(TwoNodes.Patience, Stop));
        return (change.GetProperty("onHand").GetInt32(), change.GetProperty("delta").GetInt32());
    }
}
