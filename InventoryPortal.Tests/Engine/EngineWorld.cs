using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>A running portal with two fake stores of weights 3 and 1 and products linked at both, made straight in the tables.</summary>
public sealed class EngineWorld : IAsyncDisposable
{
    public const string Secret = "hook-secret-of-the-test";

    private EngineWorld(PortalHost host, FakeWooStore north, FakeWooStore south)
    {
        (Host, North, South) = (host, north, south);
    }

    public PortalHost Host { get; }

    public FakeWooStore North { get; }

    public FakeWooStore South { get; }

    /// <summary>External ids at both stores (they are made alike) by SKU.</summary>
    public Dictionary<string, string> ExternalIds { get; } = [];

    public static Task<EngineWorld> StartAsync(params string[] skus) => StartAsync(TimeProvider.System, skus);

    /// <param name="clock">The portal's; the stores keep their own.</param>
    /// <param name="skus">Products made and linked at both stores.</param>
    public static Task<EngineWorld> StartAsync(TimeProvider clock, params string[] skus) => StartAsync(clock, null, skus);

    /// <param name="clock">The portal's; the stores keep their own.</param>
    /// <param name="settings">Of the portal, beside its usual ones.</param>
    /// <param name="skus">Products made and linked at both stores.</param>
    public static async Task<EngineWorld> StartAsync(TimeProvider clock, IReadOnlyDictionary<string, string?>? settings, params string[] skus)
    {
        var world = new EngineWorld(PortalHost.Start(settings, s => s.AddSingleton(clock)), await FakeWooStore.StartAsync(), await FakeWooStore.StartAsync());
        var north = await world.ConnectAsync("north", world.North, weight: 3);
        var south = await world.ConnectAsync("south", world.South, weight: 1);
        foreach (var sku in skus)
        {
            var id = world.North.AddProduct(sku, 0);
            Assert.Equal(id, world.South.AddProduct(sku, 0));
            world.ExternalIds[sku] = id;
            await world.LinkAsync(sku, id, north, south);
        }
        world.Signals.Publish(CommitNote.Of(CommitTopics.Channels));
        return world;
    }

    public CommitSignals Signals => Host.Services.GetRequiredService<CommitSignals>();

    public PortalDatabase Database => Host.Services.GetRequiredService<PortalDatabase>();

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Records a movement as the portal itself.</summary>
    public async Task MoveAsync(string sku, MovementKind kind, int quantity)
    {
        var answer = await Host.Services.GetRequiredService<StockStore>().MoveAsync(CommandContext.System, new MovementCommand(sku, kind, quantity), Stop);
        Assert.IsType<CommandAnswer<MovementResult>.Done>(answer);
    }

    /// <summary>Sends an order's present state as the store's signed webhook.</summary>
    public Task<System.Net.HttpStatusCode> DeliverAsync(string channel, FakeWooStore store, long orderId, string? secret = null) =>
        SignedWebhook.SendAsync(Host, channel, "order.updated", store.OrderJson(orderId), secret ?? Secret);

    public Task<ProductRow> ProductAsync(string sku) =>
        Database.ReadAsync((db, token) => db.Products.SingleAsync(p => p.Sku == sku, token), Stop);

    public Task<List<ListingRow>> ListingsAsync() => Database.ReadAsync((db, token) => db.Listings.OrderBy(l => l.Id).ToListAsync(token), Stop);

    /// <summary>Waits until both stores show these numbers and the portal has it confirmed.</summary>
    public async Task ShowsAsync(string sku, int north, int south)
    {
        await North.WaitForStockAsync(ExternalIds[sku], north, Stop);
        await South.WaitForStockAsync(ExternalIds[sku], south, Stop);
        await SettledAsync();
        Assert.Equal((north, south), (North.StockOf(ExternalIds[sku]), South.StockOf(ExternalIds[sku])));
    }

    /// <summary>Waits until the inbox holds nothing unhandled.</summary>
    public async Task HandledAsync()
    {
        using var changes = Signals.Subscribe(CommitTopics.Listings | CommitTopics.Stock | CommitTopics.Inbox);
        while (await Database.ReadAsync((db, token) => db.InboundEvents.AnyAsync(e => e.Status == InboundStatus.Pending, token), Stop))
        {
            await changes.WaitAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }
    }

    /// <summary>Waits until every listing's desired revision is confirmed.</summary>
    public async Task SettledAsync()
    {
        using var changes = Signals.Subscribe(CommitTopics.Listings | CommitTopics.Stock | CommitTopics.Inbox);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while ((await ListingsAsync()).FirstOrDefault(l => l.DesiredRevision != l.ConfirmedRevision) is { } open)
        {
            Assert.False(limit.IsCancellationRequested, $"Listing {open.ExternalId} of channel {open.ChannelId} is not in sync: {open.LastError}");
            await changes.WaitAsync(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await North.DisposeAsync();
        await South.DisposeAsync();
    }

    private Task<long> ConnectAsync(string key, FakeWooStore store, int weight) => Database.WriteAsync(
        async (db, token) =>
        {
            var secrets = Host.Services.GetRequiredService<CredentialVault>().Protect(new Dictionary<string, string>
            {
                ["consumerKey"] = store.ConsumerKey, ["consumerSecret"] = store.ConsumerSecret, ["webhookSecret"] = Secret,
            });
            var row = new ChannelRow
            {
                Key = key, Kind = ChannelKind.WooCommerce, Name = key, Weight = weight, CountsFrom = DateTimeOffset.UtcNow.AddMinutes(-1),
                SettingsJson = $$"""{"baseUrl":"{{store.BaseUrl}}"}""", ProtectedCredentials = secrets.Text, CreatedAt = DateTimeOffset.UtcNow,

                // Polled only when a test asks: the schedule must not find orders that a test has not sent.
                LastPolledAt = DateTimeOffset.UtcNow.AddDays(1),
            };
            db.Channels.Add(row);
            await db.SaveChangesAsync(token);
            return row.Id;
        },
        Stop);

    private Task LinkAsync(string sku, string externalId, params long[] channels) => Database.WriteAsync(
        async (db, token) =>
        {
            var product = new ProductRow { Sku = sku, SkuNormalised = Sku.Normalise(sku), Name = sku, SearchText = sku };
            db.Products.Add(product);
            await db.SaveChangesAsync(token);
            foreach (var channel in channels)
            {
                db.Listings.Add(new ListingRow { ChannelId = channel, ExternalId = externalId, ProductId = product.Id, LinkState = LinkState.Linked });
            }
            await db.SaveChangesAsync(token);
            await Reallocation.ApplyAsync(db, [product.Id], DateTimeOffset.UtcNow, token);
        },
        Stop);
}
