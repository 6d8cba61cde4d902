using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;
using InventoryPortal.Lab;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>One portal with the Lab on, filled, for all tests of the Lab; shoppers come only when a test sends them.</summary>
[CollectionDefinition]
public sealed class LabCollection : ICollectionFixture<LabWorld>;

/// <summary>A portal whose Lab is on, quick, and without shoppers of its own.</summary>
public sealed class LabWorld : IAsyncLifetime
{
    /// <summary>How long the portal may take to get over a fault: a breaker's rest of five seconds, retries and a slow machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>By how much time goes on with every look at which nothing had happened.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Lab:Enabled"] = "true",
        ["Lab:Kinds"] = "WooCommerce",
        ["Lab:Shoppers"] = "false",
        ["Lab:AnswerMs"] = "0",
        ["Lab:ItemMs"] = "0",
        ["Lab:StallMs"] = "100",
        ["Lab:WebhookDelayMs"] = "50",
        ["Lab:LateMs"] = "500",
        ["Lab:HookCheckMs"] = "200",
        ["Outbound:AllowedNetworks"] = null,
    };

    private Dictionary<long, string> _keys = [];

    /// <summary>Settings beside <see cref="Settings"/>.</summary>
    internal IReadOnlyDictionary<string, string?> More { get; init; } = new Dictionary<string, string?>();

    /// <summary>Opens the shops in the Lab's own place; null when the Lab fills the portal itself.</summary>
    internal Func<LabWorld, Task>? Opening { get; init; }

    /// <summary>Of the portal and its shops. One that can be shifted goes faster while nothing happens: retries and rests are waited for in its time.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Added to the portal's own services.</summary>
    internal Action<IServiceCollection> Services { get; init; } = _ => { };

    public PortalHost Host { get; private set; } = null!;

    public LabShops Shops => Get<LabShops>();

    public LabShop Street => Shops.Find("main-street")!;

    public LabShop Outlet => Shops.Find("outlet")!;

    internal PortalDatabase Database => Get<PortalDatabase>();

    /// <summary>Channel ids by key.</summary>
    internal IReadOnlyDictionary<string, long> Channels => _keys.ToDictionary(k => k.Value, k => k.Key);

    public ValueTask InitializeAsync() => new(InitializeAsync(() => Task.FromResult(true)));

    /// <summary>Starts it, watching on the way until the condition holds.</summary>
    internal async Task InitializeAsync(Func<Task<bool>> watched)
    {
        Host = PortalHost.Start(Settings.Where(s => !More.ContainsKey(s.Key)).Concat(More).ToDictionary(), services =>
        {
            services.AddSingleton(Clock);
            Services(services);
        });
        await UntilAsync(watched, () => "what is watched at the start", CancellationToken.None);
        await Shops.Joined.WaitAsync(Patience);
        await (Opening?.Invoke(this) ?? Task.CompletedTask);
        _keys = await Database.ReadAsync((db, token) => db.Channels.ToDictionaryAsync(c => c.Id, c => c.Key, token), CancellationToken.None);
        await SettledAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public async Task RestartAsync()
    {
        await Host.Restart();
        await Shops.Joined.WaitAsync(Patience);
    }

    public Task<List<ListingRow>> LinkedAsync(CancellationToken stop) =>
        Database.ReadAsync((db, token) => db.Listings.Where(l => l.ProductId != null).ToListAsync(token), stop);

    /// <summary>What a person does after an outage, and the schedule without one: orders are read, what was given up is tried again.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        foreach (var (id, key) in _keys)
        {
            await UntilAsync(async () => await PollAsync(id, stop), () => $"{key} to answer", stop);
            await Get<DueStore>().ReviveAsync(id, null, all: false, stop);
        }
        await QuietAsync(stop);
    }

    /// <summary>Waits until every message has been heard and handled.</summary>
    public async Task QuietAsync(CancellationToken stop)
    {
        var open = "";
        await UntilAsync(
            async () =>
            {
                // First what waits at the shops: it goes from there to the inbox and nowhere else.
                var waiting = Shops.All.Where(s => s.Hooks.Waiting > 0).Select(s => $"{s.Hooks.Waiting} messages wait at {s.Sign.Key}").ToList();
                open = string.Join("; ", waiting.Concat(await EventsAsync(stop)));
                return open.Length == 0;
            },
            () => $"all events to be handled; {open}",
            stop);
    }

    /// <summary>Waits until every store shows the plan and the portal has it confirmed; orders are polled meanwhile, as the schedule does.</summary>
    public Task SettledAsync(CancellationToken stop)
    {
        var open = "";
        return UntilAsync(
            async () =>
            {
                var shown = _keys.ToDictionary(k => k.Key, k => Shops.Find(k.Value)!.Shown());
                int? StockOf(ListingRow l) => shown[l.ChannelId].GetValueOrDefault(l.ExternalId).Stock;
                var behind = (await LinkedAsync(stop)).Where(l => l.DesiredRevision != l.ConfirmedRevision || StockOf(l) != l.Desired).ToList();
                open = string.Join("; ", behind.Take(3).Select(l => $"{l.ExternalId} planned {l.Desired}, sent {l.Sent}, confirmed {l.Confirmed}, shown {StockOf(l)}, dead {l.IsDead}: {l.LastError}"));
                foreach (var id in behind.Select(l => l.ChannelId).Distinct())
                {
                    await PollAsync(id, stop);
                }
                return behind.Count == 0;
            },
            () => $"every store to show the plan; {open}",
            stop);
    }

    /// <summary>Every unit in the stores' order books is in the ledger and the other way round, and the ledger adds up.</summary>
    public async Task BooksAgreeAsync(CancellationToken stop)
    {
        var lines = await Database.ReadAsync((db, token) => db.OrderLines.ToListAsync(token), stop);
        var sold = _keys.ToDictionary(k => k.Key, k => Shops.Find(k.Value)!.Sold());
        foreach (var listing in await LinkedAsync(stop))
        {
            var ledger = lines.Where(l => l.ListingId == listing.Id).Sum(l => l.Sold - l.Returned);
            var booked = sold[listing.ChannelId].GetValueOrDefault(listing.ExternalId);
            Assert.True(ledger == booked, $"{_keys[listing.ChannelId]} {listing.ExternalId}: the store sold {booked}, the ledger has {ledger}.");
        }
        Assert.Empty(await Get<LedgerCheck>().RunAsync(10, stop));
    }

    /// <summary>Waits, looking whenever something is committed and at least five times a second.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, Func<string> wanted, CancellationToken stop)
    {
        using var changes = Get<CommitSignals>().Subscribe(CommitTopics.Listings | CommitTopics.Stock | CommitTopics.Inbox | CommitTopics.Channels, capacity: 1);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited for {wanted()}.");
            var looked = TimeProvider.System.GetTimestamp();
            await changes.WaitAsync(Look, TimeProvider.System, stop);
            if (Clock is ShiftedClock clock && TimeProvider.System.GetElapsedTime(looked) >= Look)
            {
                clock.Shift(Idle);
            }
        }
    }

    /// <summary>Calls that the portal made to its channels so far.</summary>
    public Task<long> CallsAsync(string key, CancellationToken stop) =>
        Database.ReadAsync((db, token) => db.SyncAttempts.LongCountAsync(a => db.Channels.Any(c => c.Id == a.ChannelId && c.Key == key), token), stop);

    public Task<ChannelState> StateAsync(string key, CancellationToken stop) =>
        Database.ReadAsync((db, token) => db.Channels.Where(c => c.Key == key).Select(c => c.State).SingleAsync(token), stop);

    private async Task<bool> PollAsync(long channelId, CancellationToken stop)
    {
        var read = await Get<OrderPoll>().RunAsync(channelId, stop);
        if (read.Failure is null)
        {
            await Get<DueStore>().SettleUnseenAsync(channelId, stop);
        }
        return read.Failure is null;
    }

    private Task<List<string>> EventsAsync(CancellationToken stop) =>
        Database.ReadAsync(
            (db, token) => db.InboundEvents.Where(e => e.Status == InboundStatus.Pending).GroupBy(e => new { e.Topic, e.Reason }).Select(g => $"{g.Count()} {g.Key.Topic} {g.Key.Reason}").ToListAsync(token),
            stop);
}
