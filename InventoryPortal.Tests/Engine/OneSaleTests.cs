using System.Net;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Engine;

public sealed class OneSaleTests
{
    [Fact]
    public async Task A_sale_at_one_store_reaches_both_and_a_redelivery_changes_nothing()
    {
        await using var world = await EngineWorld.StartAsync("MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 40);
        await world.ShowsAsync("MUG", north: 30, south: 10);

        var order = world.North.PlaceOrder((world.ExternalIds["MUG"], 4));
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, order));
        await world.ShowsAsync("MUG", north: 27, south: 9);
        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);

        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, order));
        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);

        world.North.MoveOrder(order, "cancelled");
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, order));
        await world.ShowsAsync("MUG", north: 30, south: 10);
        Assert.Equal(40, (await world.ProductAsync("MUG")).OnHand);
    }

    [Fact]
    public async Task A_forged_delivery_is_refused_and_leaves_only_its_trace()
    {
        await using var world = await EngineWorld.StartAsync("MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 40);
        var order = world.North.PlaceOrder((world.ExternalIds["MUG"], 4));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.DeliverAsync("north", world.North, order, secret: "not the secret"));
        Assert.Equal(40, (await world.ProductAsync("MUG")).OnHand);
        var traces = await world.Database.ReadAsync((db, token) => db.InboundEvents.ToListAsync(token), EngineWorld.Stop);
        Assert.Equal([InboundStatus.Rejected], traces.Select(t => t.Status));
    }

    [Fact]
    public async Task A_sale_that_leaves_a_stores_share_unchanged_is_still_written_back()
    {
        await using var world = await EngineWorld.StartAsync("MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 5);
        await world.ShowsAsync("MUG", north: 4, south: 1);
        var order = world.South.PlaceOrder((world.ExternalIds["MUG"], 1));
        await world.DeliverAsync("south", world.South, order);
        await world.ShowsAsync("MUG", north: 3, south: 1);
    }

    [Fact]
    public async Task An_order_beyond_what_is_there_is_a_fact_and_opens_an_oversell()
    {
        await using var world = await EngineWorld.StartAsync("MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 2);
        await world.ShowsAsync("MUG", north: 2, south: 0);
        var order = world.North.PlaceOrder((world.ExternalIds["MUG"], 5));
        await world.DeliverAsync("north", world.North, order);
        await world.ShowsAsync("MUG", north: 0, south: 0);
        Assert.Equal(-3, (await world.ProductAsync("MUG")).OnHand);
        var alerts = await world.Database.ReadAsync((db, token) => db.Alerts.ToListAsync(token), EngineWorld.Stop);
        Assert.Contains(alerts, a => a.Kind == AlertKind.Oversold && a.Subject == "MUG");
    }
}
