using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Tests.Engine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

public sealed class BulkHoldTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_weight_that_would_empty_a_store_waits_for_a_person_and_goes_out_when_approved()
    {
        var skus = Enumerable.Range(1, 6).Select(i => $"P{i}").ToArray();
        await using var world = await StockedAsync(skus);

        await WeighAsync(world, "south", 0);

        Assert.Equal(["south"], await HeldAsync(world));
        Assert.All(skus, sku => Assert.Equal((30, 10), (world.North.StockOf(world.ExternalIds[sku]), world.South.StockOf(world.ExternalIds[sku]))));
        Assert.Equal(6, (await world.ListingsAsync()).Count(l => l is { AwaitsApproval: true, DueAt: null, Desired: 0 }));

        Assert.IsType<CommandAnswer<ChannelView>.Done>(
            await world.Host.Services.GetRequiredService<ChannelControlStore>().ApproveAsync(CommandContext.System, "south", Stop));
        foreach (var sku in skus)
        {
            await world.ShowsAsync(sku, north: 40, south: 0);
        }
        Assert.Empty(await HeldAsync(world));
    }

    [Fact]
    public async Task A_small_change_and_a_small_catalogue_go_out_at_once()
    {
        await using var world = await StockedAsync("P1", "P2");
        await WeighAsync(world, "south", 0);
        await world.ShowsAsync("P1", north: 40, south: 0);
        await world.ShowsAsync("P2", north: 40, south: 0);
        Assert.Empty(await HeldAsync(world));
    }

    private static async Task<EngineWorld> StockedAsync(params string[] skus)
    {
        var world = await EngineWorld.StartAsync(TimeProvider.System, skus);
        foreach (var sku in skus)
        {
            await world.MoveAsync(sku, MovementKind.Count, 40);
            await world.ShowsAsync(sku, north: 30, south: 10);
        }
        return world;
    }

    private static async Task WeighAsync(EngineWorld world, string channel, int weight) => Assert.IsType<CommandAnswer<ChannelView>.Done>(
        await world.Host.Services.GetRequiredService<ChannelStore>().UpdateAsync(CommandContext.System, channel, new ChannelInput(Weight: weight), null, Stop));

    private static Task<List<string>> HeldAsync(EngineWorld world) => world.Database.ReadAsync(
        (db, token) => db.Alerts.Where(a => a.Kind == AlertKind.BulkChangeHeld && a.OpenKey != null).Select(a => a.Subject).ToListAsync(token), Stop);
}
