using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.LiveFeed;

public sealed class InventoryHubTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PortalHost _portal = PortalHost.Start();
    private readonly List<HubConnection> _connections = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Every_client_hears_what_it_watches_and_nothing_else()
    {
        var (all, allHeard) = await ConnectAsync();
        var (one, oneHeard) = await ConnectAsync();
        await all.InvokeAsync("Watch", new[] { "stock" }, Stop);
        await one.InvokeAsync("Watch", new[] { "product:mug-2" }, Stop);

        Commit(Note("MUG-1", 4, -1));
        var first = await NextAsync(allHeard);
        Commit(Note("MUG-2", 9, 9));
        var second = await NextAsync(allHeard);
        var only = await NextAsync(oneHeard);

        Assert.Equal("MUG-1", Assert.Single(first).GetProperty("sku").GetString());
        Assert.Equal("MUG-2", Assert.Single(second).GetProperty("sku").GetString());
        Assert.Equal("MUG-2", Assert.Single(only).GetProperty("sku").GetString());
        Assert.False(oneHeard.TryRead(out _));
    }

    [Fact]
    public async Task A_burst_arrives_as_one_batch_in_the_shape_of_the_contract()
    {
        var (client, heard) = await ConnectAsync();
        await client.InvokeAsync("Watch", new[] { "stock" }, Stop);

        Commit(Note("MUG", 9, -1), Note("CUP", 2, 2));
        Commit(Note("MUG", 8, -1));

        // The window may end between two commits; the sum is the same then, told in two batches.
        var changes = new List<JsonElement>();
        while (changes.Where(c => c.GetProperty("sku").GetString() == "MUG").Sum(c => c.GetProperty("delta").GetInt32()) > -2)
        {
            changes.AddRange(await NextAsync(heard));
        }
        var mug = changes.Last(c => c.GetProperty("sku").GetString() == "MUG");
        Assert.Equal(["at", "available", "delta", "kind", "onHand", "reserved", "sku"], mug.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(8, mug.GetProperty("onHand").GetInt32());
        Assert.Equal("sale", mug.GetProperty("kind").GetString());
        Assert.Equal("2026-03-01T12:00:00Z", mug.GetProperty("at").GetString());
    }

    [Fact]
    public async Task A_caller_without_a_good_key_is_turned_away()
    {
        foreach (var key in new[] { null, "no-such-key" })
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(key));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    [Fact]
    public async Task The_key_may_come_in_the_address_as_browsers_send_it()
    {
        var address = new Uri(_portal.Address, $"hubs/inventory?access_token={PortalHost.ApiKey}");
        var connection = new HubConnectionBuilder().WithUrl(address, o => { o.SkipNegotiation = true; o.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets; }).Build();
        _connections.Add(connection);

        await connection.StartAsync(Stop);

        Assert.Equal(HubConnectionState.Connected, connection.State);
    }

    [Fact]
    public async Task An_unknown_topic_is_refused_by_name()
    {
        var (client, _) = await ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync("Watch", new[] { "everything" }, Stop));

        Assert.Contains("Unknown topic 'everything'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limited_key_may_not_watch_another_channel()
    {
        var (key, _) = await NewKeyAsync(["outlet"]);
        var (client, _) = await ConnectAsync(key);

        await client.InvokeAsync("Watch", new[] { "channel:outlet", "sync" }, Stop);
        var refused = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync("Watch", new[] { "channel:shop" }, Stop));

        Assert.Contains("may not watch the channel shop", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_cut_when_its_key_is_revoked()
    {
        var (key, id) = await NewKeyAsync(null);
        var (client, _) = await ConnectAsync(key);
        await client.InvokeAsync("Watch", new[] { "stock" }, Stop);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };

        var keys = _portal.Services.GetRequiredService<ApiKeyStore>();
        await keys.RevokeAsync(CommandContext.System, id, Stop);

        await closed.Task.WaitAsync(Patience, Stop);
    }

    [Fact]
    public async Task Numbers_and_instants_are_the_same_in_every_culture_of_the_server()
    {
        var before = CultureInfo.DefaultThreadCurrentCulture;
        CultureInfo.DefaultThreadCurrentCulture = new CultureInfo("ar-SA");
        try
        {
            var (client, heard) = await ConnectAsync();
            await client.InvokeAsync("Watch", new[] { "product:MUG" }, Stop);
            Commit(Note("MUG", 1234, -1));

            var change = Assert.Single(await NextAsync(heard));
            Assert.Equal("1234", change.GetProperty("onHand").GetRawText());
            Assert.Equal("2026-03-01T12:00:00Z", change.GetProperty("at").GetString());
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = before;
        }
    }

    private async Task<(HubConnection Client, ChannelReader<JsonElement[]> Heard)> ConnectAsync(string? key = PortalHost.ApiKey)
    {
        var heard = System.Threading.Channels.Channel.CreateUnbounded<JsonElement[]>();
        var client = new HubConnectionBuilder()
            .WithUrl(new Uri(_portal.Address, "hubs/inventory"), o => o.AccessTokenProvider = () => Task.FromResult(key))
            .Build();
        _connections.Add(client);
        client.On<JsonElement[]>("StockChanged", changes => heard.Writer.TryWrite(changes));
        await client.StartAsync(Stop);
        return (client, heard.Reader);
    }

    private async Task<(string Key, long Id)> NewKeyAsync(string[]? channels)
    {
        var keys = _portal.Services.GetRequiredService<ApiKeyStore>();
        var answer = await keys.CreateAsync(CommandContext.System, new NewApiKey("hub test", Role.Viewer, channels), Stop);
        var issued = Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(answer).Value;
        return (issued.Key, issued.Id);
    }

    private static async Task<JsonElement[]> NextAsync(ChannelReader<JsonElement[]> heard) =>
        await heard.ReadAsync(Stop).AsTask().WaitAsync(Patience, Stop);

    private void Commit(params StockNote[] notes) =>
        _portal.Services.GetRequiredService<CommitSignals>().Publish(new CommitNote(CommitTopics.Stock, notes, []));

    private static StockNote Note(string sku, int onHand, int delta) =>
        new(1, sku, onHand, 0, onHand, delta < 0 ? MovementKind.Sale : MovementKind.Restock, delta, Noon);
}
