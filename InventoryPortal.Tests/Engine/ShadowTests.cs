using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Reconciliation;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>A channel in the shadow is computed for and not written to.</summary>
public sealed class ShadowTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_orders_count_and_its_numbers_are_computed_but_nothing_is_sent_until_it_leaves()
    {
        await using var world = await StartAsync();
        var id = world.ExternalIds["P1"];
        await ShadowAsync(world, true);

        await world.MoveAsync("P1", MovementKind.Count, 80);
        await world.North.WaitForStockAsync(id, 60, Stop);
        await world.DeliverAsync("south", world.South, world.South.PlaceOrder((id, 4)));
        await world.North.WaitForStockAsync(id, 57, Stop);
        Assert.Equal(76, (await world.ProductAsync("P1")).OnHand);
        Assert.Equal((19, 6), ((await world.ListingsAsync())[1].Desired, world.South.StockOf(id)));

        await ShadowAsync(world, false);
        await world.ShowsAsync("P1", north: 57, south: 19);
    }

    [Fact]
    public async Task What_it_shows_itself_is_on_sale_and_nobody_else_is_raised_to_offer_it_too()
    {
        await using var world = await StartAsync();
        var id = world.ExternalIds["P1"];
        await ShadowAsync(world, true);
        world.South.SetStock(id, 50);
        var south = (await world.ListingsAsync())[1].ChannelId;
        var read = await world.Host.Services.GetRequiredService<ReconcileRun>().RunAsync(south, null, null, (_, _, _) => Task.CompletedTask, Stop);
        Assert.Equal((1, 0), read is ReconcileOutcome.Compared { Listings: var listings, Drifted: var drifted } ? (listings, drifted) : default);

        // By its weight north would get 75 of 100; the 50 that south shows leave it 50.
        await world.MoveAsync("P1", MovementKind.Count, 100);
        await world.North.WaitForStockAsync(id, 50, Stop);
        Assert.Equal((75, 25, 50), ((await world.ListingsAsync())[0].Desired, (await world.ListingsAsync())[1].Desired, world.South.StockOf(id)));

        await ShadowAsync(world, false);
        await world.ShowsAsync("P1", north: 75, south: 25);
    }

    [Fact]
    public async Task What_was_typed_at_the_store_meanwhile_is_written_over_when_it_leaves_though_the_plan_never_moved()
    {
        await using var world = await StartAsync();
        var id = world.ExternalIds["P1"];
        await ShadowAsync(world, true);
        world.South.SetStock(id, 50);
        var south = (await world.ListingsAsync())[1].ChannelId;
        await world.Host.Services.GetRequiredService<ReconcileRun>().RunAsync(south, null, null, (_, _, _) => Task.CompletedTask, Stop);

        await ShadowAsync(world, false);
        await world.ShowsAsync("P1", north: 30, south: 10);
    }

    private static async Task<EngineWorld> StartAsync()
    {
        var world = await EngineWorld.StartAsync("P1");
        await world.MoveAsync("P1", MovementKind.Count, 40);
        await world.ShowsAsync("P1", north: 30, south: 10);
        return world;
    }

    private static async Task ShadowAsync(EngineWorld world, bool shadow)
    {
        var input = new ChannelInput(Policy: new ChannelPolicyEdit(Shadow: shadow));
        var answer = await world.Host.Services.GetRequiredService<ChannelStore>().UpdateAsync(CommandContext.System, "south", input, null, Stop);
        Assert.Equal(shadow, Assert.IsType<CommandAnswer<ChannelView>.Done>(answer).Value.Policy.Shadow);
    }
}
