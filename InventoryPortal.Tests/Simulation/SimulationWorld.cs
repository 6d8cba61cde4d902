using System.Globalization;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Simulation;

/// <summary>The portal, its stores, its clock and everything that the seed decides; all state of one run.</summary>
public sealed class SimulationWorld : IAsyncDisposable
{
    public static readonly string[] Skus = ["MUG", "CUP", "POT"];

    private static readonly string[] Keys = ["north", "south", "west"];

    private readonly string _file = TestDatabase.NewFile();

    private SimulationWorld(int seed)
    {
        Random = new Random(seed);
        Clock = new SimulatedClock(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        Faults = new SimulatedFaults(Random);
        Stores = Keys.ToDictionary(k => k, k => new SimulatedStore(k, Clock));
        Channel = new SimulatedChannel(Stores, Faults, Clock);
        Portal = null!;
    }

    public Random Random { get; }

    public SimulatedClock Clock { get; }

    public SimulatedFaults Faults { get; }

    public Dictionary<string, SimulatedStore> Stores { get; }

    public SimulatedChannel Channel { get; }

    public SimulatedPortal Portal { get; private set; }

    /// <summary>Deliveries under way: store, topic, body.</summary>
    public List<(SimulatedStore Store, string Topic, byte[] Body)> Underway { get; } = [];

    public List<long> Reservations { get; } = [];

    /// <summary>What happened, a line each: the sequence to read when something is wrong.</summary>
    public List<string> Log { get; } = [];

    /// <summary>A call to a store that hangs, with what waits for it.</summary>
    public Task? Hung { get; private set; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public PortalDatabase Database => Portal.Get<PortalDatabase>();

    public static async Task<SimulationWorld> StartAsync(int seed)
    {
        var world = new SimulationWorld(seed);
        await File.WriteAllBytesAsync(world._file, await TestDatabase.MigratedAsync(), Stop);
        world.Open();
        await world.FillAsync();
        return world;
    }

    public T Pick<T>(IReadOnlyList<T> among) => among[Random.Next(among.Count)];

    public SimulatedStore PickStore() => Stores[Keys[Random.Next(Keys.Length)]];

    public bool Chance(int percent) => Random.Next(100) < percent;

    public void Say(string line) => Log.Add(string.Create(CultureInfo.InvariantCulture, $"{Clock.GetUtcNow():dd HH:mm:ss.fff} {line}"));

    /// <summary>Ends the portal without finishing anything and starts another on the same file.</summary>
    public async Task CrashAsync()
    {
        Hung = null;
        Channel.NewHang();
        await Portal.DisposeAsync();
        Open();
    }

    /// <summary>Runs something that calls stores until it ends or one of its calls hangs.</summary>
    public async Task RunAsync(Func<Task> start)
    {
        Faults.MayHang = Hung is null && Faults.Percent > 0;
        var work = start();
        if (Hung is null)
        {
            var hanging = Channel.Hanging.Task;
            if (await Task.WhenAny(work, hanging) != work)
            {
                Say("  …hangs");
                Hung = work;
                return;
            }
        }
        await work.WaitAsync(Stop);
    }

    /// <summary>Lets the hanging call end.</summary>
    public async Task ResumeAsync()
    {
        if (Hung is { } work)
        {
            var resume = Channel.Resume;
            Hung = null;
            Channel.NewHang();
            await RunAsync(() =>
            {
                resume.SetResult();
                return work;
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        TestDatabase.Delete(_file);
    }

    private void Open() => Portal = new SimulatedPortal(_file, Channel, Clock, Random);

    private Task FillAsync() => Database.WriteAsync(
        async (db, token) =>
        {
            foreach (var store in Stores.Values)
            {
                var row = new ChannelRow
                {
                    Key = store.Key, Kind = ChannelKind.WooCommerce, Name = store.Key, Weight = Random.Next(4), CountsFrom = Clock.GetUtcNow(), SettingsJson = "{}", CreatedAt = Clock.GetUtcNow(),
                };
                db.Channels.Add(row);
                await db.SaveChangesAsync(token);
                store.ChannelId = row.Id;
            }
            foreach (var sku in Skus)
            {
                var units = Random.Next(40);
                var product = new ProductRow { Sku = sku, SkuNormalised = Sku.Normalise(sku), Name = sku, SearchText = sku, Buffer = Random.Next(3), OnHand = units };
                db.Products.Add(product);
                await db.SaveChangesAsync(token);
                db.Movements.Add(new MovementRow
                {
                    ProductId = product.Id, Kind = MovementKind.Restock, Delta = units, OnHandAfter = units, CauseType = "import", IdempotencyKey = $"start:{sku}", ActorId = "", ActorName = "", ActorKind = ActorKind.System,
                });
                foreach (var store in Stores.Values)
                {
                    var linked = !(sku == "POT" && store.Key == "west");
                    store.Stock[sku] = Random.Next(10);
                    db.Listings.Add(new ListingRow
                    {
                        ChannelId = store.ChannelId, ExternalId = sku, ProductId = linked ? product.Id : null, LinkState = linked ? LinkState.Linked : LinkState.Unlinked,
                        Mode = (ListingMode)Random.Next(3), FixedQuantity = Random.Next(6), Weight = Chance(30) ? Random.Next(5) : null,
                    });
                }
                await db.SaveChangesAsync(token);
                await Reallocation.ApplyAsync(db, [product.Id], Clock.GetUtcNow(), token);
            }
        },
        Stop);
}
