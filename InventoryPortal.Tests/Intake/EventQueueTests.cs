using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Intake;

/// <summary>A whole portal with one channel whose events wait in a queue.</summary>
public sealed class EventQueueTests : IAsyncLifetime
{
    private readonly FakeQueue _queue = new();
    private PortalHost _host = null!;
    private long _product;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PortalDatabase Database => _host.Services.GetRequiredService<PortalDatabase>();

    public async ValueTask InitializeAsync()
    {
        _host = PortalHost.Start(services: s => s.AddSingleton(new AdapterSet([_queue])));
        _product = await Database.WriteAsync(
            async (db, token) =>
            {
                var now = TimeProvider.System.GetUtcNow();
                var product = new ProductRow { Sku = "THING", SkuNormalised = Sku.Normalise("THING"), Name = "Thing", SearchText = "THING", OnHand = 10 };
                var channel = new ChannelRow
                {
                    Key = "queue", Kind = ChannelKind.Taobao, Name = "Queue", SettingsJson = "{}", CountsFrom = now.AddMinutes(-1), CreatedAt = now, LastPolledAt = now,
                };
                db.AddRange(product, channel);
                await db.SaveChangesAsync(token);
                db.Listings.Add(new ListingRow { ChannelId = channel.Id, ExternalId = "thing", ProductId = product.Id, LinkState = LinkState.Linked });
                await db.SaveChangesAsync(token);
                await Reallocation.ApplyAsync(db, [product.Id], now, token);
                return product.Id;
            },
            Stop);
        _host.Services.GetRequiredService<CommitSignals>().Publish(CommitNote.Of(CommitTopics.Channels));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Events_are_confirmed_only_when_they_are_stored_and_a_portal_that_ends_in_between_counts_them_once()
    {
        var stored = -1;
        _queue.Confirming = async token =>
        {
            stored = await Database.ReadAsync((db, t) => db.InboundEvents.CountAsync(t), token);
            await new TaskCompletionSource().Task.WaitAsync(token);
        };
        _queue.Add("1", "2", "3");
        await UntilAsync(async () => await OnHandAsync() == 7, "the three sales to be counted");
        Assert.Equal(3, stored);
        Assert.Equal(["1", "2", "3"], _queue.Waiting);

        // The confirmation under way ends with the old portal; the new one's go through.
        _queue.Confirming = _ => Task.CompletedTask;
        await _host.Restart();
        await UntilAsync(() => Task.FromResult(_queue.Waiting.Count == 0), "the queue to be confirmed");
        await UntilAsync(async () => (await EventsAsync()).TrueForAll(e => e.Status != InboundStatus.Pending), "the inbox to be worked off");

        Assert.Equal(7, await OnHandAsync());
        Assert.Equal(3, (await EventsAsync()).Count(e => e.Status == InboundStatus.Done));
        Assert.NotNull((await ChannelAsync()).LastEventAt);
    }

    [Fact]
    public async Task A_queue_that_refuses_the_credential_takes_the_channel_out_once_and_is_seen_on_the_monitor()
    {
        _queue.Failure = new ReadFailure.Reauthorise("The session has ended.");
        await UntilAsync(async () => (await ChannelAsync()).State == ChannelState.NeedsReauth, "the channel to need a credential");
        var looks = _queue.Pulls;
        var (attempts, alerts) = await Database.ReadAsync(
            async (db, token) => (
                await db.SyncAttempts.Where(a => a.Route == "events").Select(a => a.Error).ToListAsync(token),
                await db.Alerts.Where(a => a.Kind == AlertKind.CredentialRefused).CountAsync(token)),
            Stop);
        Assert.Equal("The session has ended.", Assert.Single(attempts));
        Assert.Equal(1, alerts);

        _queue.Failure = null;
        _queue.Add("4");
        await SetAsync(ChannelState.Active);
        await UntilAsync(async () => await OnHandAsync() == 9, "the channel to be read again");
        Assert.True(_queue.Pulls > looks);
    }

    [Fact]
    public async Task A_channel_that_keeps_its_events_for_us_is_seen_to_without_an_address_of_ours()
    {
        await _host.Services.GetRequiredService<WebhookCheckTask>().Invoke();
        Assert.Equal(1, _queue.WebhookChecks);
        Assert.NotNull((await ChannelAsync()).WebhooksOkAt);
    }

    private Task<int> OnHandAsync() => Database.ReadAsync((db, token) => db.Products.Where(p => p.Id == _product).Select(p => p.OnHand).SingleAsync(token), Stop);

    private Task<List<InboundEventRow>> EventsAsync() => Database.ReadAsync((db, token) => db.InboundEvents.ToListAsync(token), Stop);

    private Task<ChannelRow> ChannelAsync() => Database.ReadAsync((db, token) => db.Channels.SingleAsync(token), Stop);

    private Task<int> SetAsync(ChannelState state) =>
        Database.WriteAsync((db, token) => db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.State, state), token), Stop);

    private async Task UntilAsync(Func<Task<bool>> condition, string wanted)
    {
        using var changes = _host.Services.GetRequiredService<CommitSignals>().Subscribe(CommitTopics.Inbox | CommitTopics.Stock | CommitTopics.Channels, capacity: 1);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited for {wanted}.");
            await changes.WaitAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }
    }
}
