using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Engine;

public sealed class UnseenSaleTests
{
    [Fact]
    public async Task A_raise_does_not_cover_a_sale_that_we_have_not_heard_of()
    {
        await using var world = await EngineWorld.StartAsync("CUP");
        await world.MoveAsync("CUP", MovementKind.Count, 20);
        await world.ShowsAsync("CUP", north: 15, south: 5);

        // Sold at the store, and the webhook is still on its way.
        var order = world.North.PlaceOrder((world.ExternalIds["CUP"], 3));
        await world.MoveAsync("CUP", MovementKind.Restock, 4);
        await world.ShowsAsync("CUP", north: 15, south: 6);

        await world.DeliverAsync("north", world.North, order);
        await world.ShowsAsync("CUP", north: 16, south: 5);
        Assert.Equal(21, (await world.ProductAsync("CUP")).OnHand);
    }

    [Fact]
    public async Task A_number_changed_by_hand_at_the_store_is_put_right_once_orders_were_read()
    {
        await using var world = await EngineWorld.StartAsync("CUP");
        await world.MoveAsync("CUP", MovementKind.Count, 20);
        await world.ShowsAsync("CUP", north: 15, south: 5);
        world.North.SetStock(world.ExternalIds["CUP"], 10);
        await world.MoveAsync("CUP", MovementKind.Restock, 4);
        await world.ShowsAsync("CUP", north: 13, south: 6);

        var north = (await world.ListingsAsync())[0].ChannelId;
        var poll = await world.Host.Services.GetRequiredService<OrderPoll>().RunAsync(north, EngineWorld.Stop);
        Assert.Null(poll.Failure);
        Assert.Equal(1, await world.Host.Services.GetRequiredService<DueStore>().SettleUnseenAsync(north, EngineWorld.Stop));
        await world.ShowsAsync("CUP", north: 18, south: 6);
    }

    [Fact]
    public async Task An_order_whose_webhook_was_lost_is_found_by_polling_and_counted_once()
    {
        await using var world = await EngineWorld.StartAsync("CUP");
        await world.MoveAsync("CUP", MovementKind.Count, 20);
        await world.ShowsAsync("CUP", north: 15, south: 5);
        var order = world.North.PlaceOrder((world.ExternalIds["CUP"], 4));
        var north = (await world.ListingsAsync())[0].ChannelId;
        var poll = world.Host.Services.GetRequiredService<OrderPoll>();
        Assert.Equal(1, (await poll.RunAsync(north, EngineWorld.Stop)).New);
        await world.ShowsAsync("CUP", north: 12, south: 4);
        Assert.Equal(0, (await poll.RunAsync(north, EngineWorld.Stop)).New);
        await world.DeliverAsync("north", world.North, order);
        await world.ShowsAsync("CUP", north: 12, south: 4);
        Assert.Equal(16, (await world.ProductAsync("CUP")).OnHand);
    }

    [Fact]
    public async Task An_order_state_that_comes_too_late_still_has_the_line_it_names_written_again()
    {
        await using var world = await EngineWorld.StartAsync("CUP", "MUG");
        await world.MoveAsync("CUP", MovementKind.Count, 20);
        await world.MoveAsync("MUG", MovementKind.Count, 40);
        await world.ShowsAsync("MUG", north: 30, south: 10);
        await world.ShowsAsync("CUP", north: 15, south: 5);

        // Two mugs were sold, our number was written over that, and then the line was taken off the order: the store shows
        // two more. What is heard first is the order without the line.
        world.North.SetStock(world.ExternalIds["MUG"], 32);
        var north = (await world.ListingsAsync())[0].ChannelId;
        var orders = world.Host.Services.GetRequiredService<OrderStore>();
        await orders.TakeAsync(north, Order(world, 2, "CUP"), readNow: false, eventId: null, EngineWorld.Stop);
        Assert.IsType<OrderVerdict.Unchanged>(await orders.TakeAsync(north, Order(world, 1, "CUP", "MUG"), readNow: false, eventId: null, EngineWorld.Stop));
        await world.ShowsAsync("MUG", north: 30, south: 10);
        Assert.Equal(40, (await world.ProductAsync("MUG")).OnHand);
    }

    [Fact]
    public async Task An_order_that_lost_all_its_lines_before_we_heard_of_it_is_not_counted_from_an_older_state()
    {
        await using var world = await EngineWorld.StartAsync("CUP");
        await world.MoveAsync("CUP", MovementKind.Count, 20);
        var north = (await world.ListingsAsync())[0].ChannelId;
        var orders = world.Host.Services.GetRequiredService<OrderStore>();
        await orders.TakeAsync(north, Order(world, 2), readNow: false, eventId: null, EngineWorld.Stop);
        Assert.IsType<OrderVerdict.Unchanged>(await orders.TakeAsync(north, Order(world, 1, "CUP"), readNow: false, eventId: null, EngineWorld.Stop));
        Assert.Equal(20, (await world.ProductAsync("CUP")).OnHand);

        // Should it get a line after all, that counts.
        await orders.TakeAsync(north, Order(world, 3, "CUP"), readNow: false, eventId: null, EngineWorld.Stop);
        Assert.Equal(18, (await world.ProductAsync("CUP")).OnHand);
    }

    [Fact]
    public async Task A_lost_answer_is_read_back_and_a_batch_that_half_fails_leaves_only_its_own_dead()
    {
        await using var world = await EngineWorld.StartAsync("A1", "A2");
        world.North.Faults.Next("POST products/batch", new FakeWooFault.ApplyThenReset());
        await world.MoveAsync("A1", MovementKind.Count, 8);
        await world.ShowsAsync("A1", north: 6, south: 2);
        var attempts = await world.Database.ReadAsync((db, token) => db.SyncAttempts.Where(a => a.Unknown > 0).ToListAsync(token), EngineWorld.Stop);
        Assert.NotEmpty(attempts);
    }

    private static OrderSnapshot Order(EngineWorld world, int age, params string[] skus) => new(
        "77", null, "processing", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.Date.Ticks + age,
        [.. skus.Select(s => new OrderLineSnapshot(s, world.ExternalIds[s], s, s, new LineTarget(2, 0, 2, 0, 2)))]);
}
