using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Simulation.Memory;

namespace InventoryPortal.Tests.Simulation;

/// <summary>The portal, its stores, its clock and everything that the seed decides; all state of one run.</summary>
internal sealed class SimulationWorld : IAsyncDisposable
{
    public static readonly string[] Skus = ["MUG", "CUP", "POT"];

    private static readonly string[] Keys = ["north", "south", "west"];

    private SimulationWorld(SimulationSetting setting)
    {
        IsLogging = setting.IsLogging;
        Random = new Random(setting.Seed);
        Clock = new SimulatedClock(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        Faults = new SimulatedFaults(Random);
        Stores = [.. Keys.Select(k => new SimulatedStore(k, Clock))];
        Channel = new SimulatedChannel(Stores.ToDictionary(s => s.Key), Faults, Clock);
        Around = new SimulatedEnvironment(Clock, Random, Channel);
        Portal = null!;
    }

    public Random Random { get; }

    public SimulatedClock Clock { get; }

    public SimulatedFaults Faults { get; }

    public IReadOnlyList<SimulatedStore> Stores { get; }

    public SimulatedChannel Channel { get; }

    public SimulatedEnvironment Around { get; }

    public ISimulatedPortal Portal { get; private set; }

    /// <summary>Deliveries under way: store, topic, body.</summary>
    public List<(SimulatedStore Store, string Topic, byte[] Body)> Underway { get; } = [];

    /// <summary>What was claimed and not sent yet.</summary>
    public List<(SimulatedStore Store, IReadOnlyList<ClaimedListing> Claims, DateTimeOffset At)> Claimed { get; } = [];

    public List<long> Reservations { get; } = [];

    /// <summary>Every movement that was asked for, by its key.</summary>
    public Dictionary<string, SimulatedMove> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Movements whose answer never came.</summary>
    public List<SimulatedMove> Unanswered { get; } = [];

    /// <summary>What happened, a line each, when the run is logged: the sequence to read when something is wrong.</summary>
    public List<string> Log { get; } = [];

    public bool IsLogging { get; }

    /// <summary>A call to a store that hangs, with what waits for it.</summary>
    public Task? Hung { get; private set; }

    /// <summary>Units of each product at the beginning, by SKU.</summary>
    public Dictionary<string, int> Beginning { get; } = new(StringComparer.Ordinal);

    public static async Task<SimulationWorld> StartAsync(SimulationSetting setting)
    {
        var world = new SimulationWorld(setting);
        world.Portal = setting.Tier == SimulationTier.Memory ? new MemoryPortal(world.Around, setting.Planted) : await SqlitePortal.StartAsync(world.Around);
        await world.FillAsync();
        return world;
    }

    public T Pick<T>(IReadOnlyList<T> among) => among[Random.Next(among.Count)];

    public SimulatedStore PickStore() => Stores[Random.Next(Stores.Count)];

    public bool Chance(int percent) => Random.Next(100) < percent;

    /// <summary>Time goes by, and stores show what they took.</summary>
    public void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        foreach (var store in Stores.Where(s => s.Taken.Count > 0))
        {
            store.Land();
        }
    }

    /// <summary>Notes what happened; costs nothing when the run is not logged.</summary>
    public void Say([System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("")] ref LogLine line)
    {
        if (IsLogging)
        {
            Log.Add(line.Done());
        }
    }

    /// <summary>Runs one thing of the portal. When it reaches an armed fail-point, the portal has crashed.</summary>
    public async Task DoAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception) when (Around.FailPoints.IsDead)
        {
            Faults.Note($"crash at {Around.FailPoints.Armed}");
            Say($"  …ends at {Around.FailPoints.Armed}");
            await BeginAgainAsync();
        }
    }

    /// <summary>Ends the portal without finishing anything and begins again on what it committed.</summary>
    public async Task CrashAsync()
    {
        Faults.Note(Hung is not null ? "crash in a call" : Claimed.Count > 0 ? "crash with claims" : "crash between steps");
        Say($"crash");
        await BeginAgainAsync();
    }

    /// <summary>Runs something that calls stores until it ends or one of its calls hangs.</summary>
    public Task CallAsync(Func<Task> start) => DoAsync(async () =>
    {
        Faults.MayHang = Hung is null && Faults.Percent > 0;
        var work = start();
        if (Hung is null && !work.IsCompleted && await Task.WhenAny(work, Channel.Hanging.Task) != work)
        {
            Say($"  …hangs");
            Hung = work;
            return;
        }
        await work;
    });

    /// <summary>Lets the hanging call end.</summary>
    public async Task ResumeAsync()
    {
        if (Hung is { } work)
        {
            var resume = Channel.Resume;
            Hung = null;
            Channel.NewHang();
            Channel.IsLate = true;
            await CallAsync(async () =>
            {
                resume.SetResult();
                await work;
                Stores.ToList().ForEach(s => s.NoteRecorded());
            });
            Channel.IsLate = false;

            // The call went on elsewhere: without this the rest of the run would go on inside it, deeper with every call.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private async Task BeginAgainAsync()
    {
        Hung = null;
        Claimed.Clear();
        Channel.NewHang();
        Stores.ToList().ForEach(s => s.NoteForgotten());
        await Portal.CrashAsync();
    }

    private async Task FillAsync()
    {
        var now = Clock.GetUtcNow();
        List<ChannelRow> channels = [.. Stores.Select(store => new ChannelRow
        {
            Key = store.Key, Kind = ChannelKind.WooCommerce, Name = store.Key, Weight = Random.Next(4), CountsFrom = now, SettingsJson = "{}", CreatedAt = now,
        })];
        List<ProductRow> products = [.. Skus.Select(sku => new ProductRow
        {
            Sku = sku, SkuNormalised = Sku.Normalise(sku), Name = sku, SearchText = sku, Buffer = Random.Next(3), OnHand = Random.Next(40),
        })];
        var listings = new List<(ListingRow, int, int?)>();
        for (var product = 0; product < Skus.Length; product++)
        {
            Beginning[Skus[product]] = products[product].OnHand;
            for (var channel = 0; channel < Stores.Count; channel++)
            {
                var linked = !(Skus[product] == "POT" && Stores[channel].Key == "west");
                Stores[channel].Stock[Skus[product]] = Random.Next(10);
                listings.Add((new ListingRow
                {
                    ExternalId = Skus[product], LinkState = linked ? LinkState.Linked : LinkState.Unlinked,
                    Mode = (ListingMode)Random.Next(3), FixedQuantity = Random.Next(6), Weight = Chance(30) ? Random.Next(5) : null,
                }, channel, linked ? product : null));
            }
        }
        await Portal.FillAsync(new SimulatedFill(channels, products, listings));
        for (var i = 0; i < Stores.Count; i++)
        {
            Stores[i].ChannelId = channels[i].Id;
        }
    }
}
