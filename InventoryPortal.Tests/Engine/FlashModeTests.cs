using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Operations.Risk;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>Flash mode in the running portal: it comes by itself, each listing then has units of its own, and it goes by itself.</summary>
public sealed class FlashModeTests
{
    private const int Units = 400;
    private const int Rush = 60;

    [Fact]
    public async Task A_rush_turns_sharing_into_shares_by_itself_and_calm_turns_it_back()
    {
        var clock = new ShiftedClock();
        await using var world = await SharedAsync(clock);
        await RushAsync(world);
        await FlashIsAsync(world, isOn: true);
        await world.SettledAsync();

        // No unit is shown twice: what was shown by both is divided, and every unit has one owner.
        var (north, south) = (world.North.StockOf(world.ExternalIds["MUG"]), world.South.StockOf(world.ExternalIds["MUG"]));
        Assert.Equal(Units - Rush, north + south);
        var shown = Assert.Single(await world.Host.Services.GetRequiredService<FlashQueries>().ListAsync(scope: null, EngineWorld.Stop));
        Assert.Equal([("north", north), ("south", south)], shown.Owners.Select(o => (o.Channel, (int?)o.Units)));
        Assert.Contains(await ActivityAsync(world), a => a.StartsWith("on: ", StringComparison.Ordinal));

        // A sale at one shop comes out of its own units alone, and a restock is dealt among them.
        await world.DeliverAsync("north", world.North, world.North.PlaceOrder((world.ExternalIds["MUG"], 7)));
        await world.HandledAsync();
        await world.ShowsAsync("MUG", north!.Value - 7, south!.Value);

        clock.Shift(FlashLimits.Default.CalmFor * 2);
        await world.Host.Services.GetRequiredService<FlashStore>().EndAsync(FlashLimits.Default, EngineWorld.Stop);
        Assert.Null((await world.ProductAsync("MUG")).FlashSince);
        await world.ShowsAsync("MUG", Units - Rush - 7, Units - Rush - 7);
    }

    [Fact]
    public async Task One_large_order_is_no_rush()
    {
        await using var world = await SharedAsync(new ShiftedClock());
        await world.MoveAsync("MUG", MovementKind.Sale, 300);

        var flash = world.Host.Services.GetRequiredService<FlashStore>();
        Assert.False(await flash.BeginAsync((await world.ProductAsync("MUG")).Id, FlashLimits.Default, EngineWorld.Stop));
    }

    [Fact]
    public async Task Shares_of_their_own_and_slow_sales_are_left_alone()
    {
        await using var world = await EngineWorld.StartAsync(new ShiftedClock(), "MUG");
        await world.MoveAsync("MUG", MovementKind.Count, Units);
        await world.ShowsAsync("MUG", 300, 100);
        await RushAsync(world);

        var flash = world.Host.Services.GetRequiredService<FlashStore>();
        Assert.False(await flash.BeginAsync((await world.ProductAsync("MUG")).Id, FlashLimits.Default, EngineWorld.Stop));

        await ShareAsync(world);
        Assert.False(await flash.BeginAsync((await world.ProductAsync("MUG")).Id, FlashLimits.Default with { Line = 1_000 }, EngineWorld.Stop));
        Assert.True(await flash.BeginAsync((await world.ProductAsync("MUG")).Id, FlashLimits.Default with { Line = 0.001 }, EngineWorld.Stop));
    }

    private static async Task<EngineWorld> SharedAsync(TimeProvider clock)
    {
        var world = await EngineWorld.StartAsync(clock, "MUG");
        await ShareAsync(world);
        await world.MoveAsync("MUG", MovementKind.Count, Units);
        await world.ShowsAsync("MUG", Units, Units);
        return world;
    }

    private static Task<int> ShareAsync(EngineWorld world) => world.Database.WriteAsync(
        (db, token) => db.Listings.ExecuteUpdateAsync(s => s.SetProperty(l => l.Mode, ListingMode.Shared), token), EngineWorld.Stop);

    private static Task RushAsync(EngineWorld world) =>
        Task.WhenAll(Enumerable.Range(0, Rush).Select(_ => world.MoveAsync("MUG", MovementKind.Sale, 1)));

    private static async Task FlashIsAsync(EngineWorld world, bool isOn)
    {
        using var changes = world.Signals.Subscribe(CommitTopics.Products, capacity: 1);
        while ((await world.ProductAsync("MUG")).FlashSince is not null != isOn)
        {
            await changes.WaitAsync(TimeSpan.FromMilliseconds(200), TimeProvider.System, EngineWorld.Stop);
        }
    }

    private static Task<List<string>> ActivityAsync(EngineWorld world) =>
        world.Database.ReadAsync((db, token) => db.Activity.Where(a => a.Subject == "MUG" && a.After != null).Select(a => a.After!).ToListAsync(token), EngineWorld.Stop);
}
