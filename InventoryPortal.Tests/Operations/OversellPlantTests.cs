using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Operations.Risk;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Engine;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>An oversell of each cause is brought about by what causes it, in a running portal, and put down to it.</summary>
public sealed class OversellPlantTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Two_shops_that_sell_the_last_unit_at_once_are_the_last_unit_sold_twice_and_shares_would_have_prevented_it()
    {
        await using var world = await SharedAsync(new ShiftedClock(), units: 1);
        var first = world.North.PlaceOrder((world.ExternalIds["MUG"], 1));
        var second = world.South.PlaceOrder((world.ExternalIds["MUG"], 1));
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, first));
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("south", world.South, second));

        var found = await FoundAsync(world);

        Assert.Equal((OversellCause.LastUnitTwice, "south", 1), (found.Cause, found.Channel, found.Lacking));
        Assert.Equal(("north", $"{first}"), (found.Culprit!.Channel, found.Culprit.Reference));
        Assert.Equal((1, true), (found.PreventingBuffer, found.SplitPrevents));

        // One unit held back of one would have sold nothing at all; shares of their own would have turned away the second only.
        Assert.Equal((2L, 1L), (found.BufferMissed, found.SplitMissed));
    }

    [Fact]
    public async Task A_sale_that_its_shop_tells_of_too_late_is_event_lag()
    {
        var clock = new ShiftedClock();
        await using var world = await SharedAsync(clock, units: 1);
        var late = await LateSaleAsync(world, clock);
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, late));

        var found = await FoundAsync(world);

        Assert.Equal((OversellCause.EventLag, "north"), (found.Cause, found.Channel));
        Assert.InRange(found.DelayMs, LongEnough.TotalMilliseconds, 2 * LongEnough.TotalMilliseconds);
    }

    [Fact]
    public async Task A_sale_that_only_polling_finds_at_a_shop_that_tells_of_its_sales_is_a_lost_webhook()
    {
        var clock = new ShiftedClock();
        await using var world = await SharedAsync(clock, units: 2);
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, world.North.PlaceOrder((world.ExternalIds["MUG"], 1))));
        await world.ShowsAsync("MUG", north: 1, south: 1);
        await LateSaleAsync(world, clock);
        var north = (await world.ListingsAsync())[0].ChannelId;
        Assert.Null((await world.Host.Services.GetRequiredService<OrderPoll>().RunAsync(north, EngineWorld.Stop)).Failure);

        Assert.Equal((OversellCause.LostWebhook, "north"), await CauseAsync(world));
    }

    [Fact]
    public async Task A_number_raised_by_hand_at_the_shop_is_an_edit_there_and_no_buffer_would_have_helped()
    {
        await using var world = await SharedAsync(new ShiftedClock(), units: 2);
        world.North.SetStock(world.ExternalIds["MUG"], 50);
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, world.North.PlaceOrder((world.ExternalIds["MUG"], 5))));

        var found = await FoundAsync(world);

        Assert.Equal((OversellCause.EditAtChannel, "north", 3), (found.Cause, found.Channel, found.Lacking));
        Assert.Equal((null, false), (found.PreventingBuffer, found.SplitPrevents));
    }

    [Fact]
    public async Task A_shop_that_could_not_be_told_of_the_sale_elsewhere_is_a_stale_write()
    {
        var clock = new ShiftedClock();
        await using var world = await SharedAsync(clock, units: 1);
        clock.Shift(-LongEnough);
        world.North.Faults.Next("POST products/batch", new FakeWooFault.Answer(503, "{}"), times: 1000);
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("south", world.South, world.South.PlaceOrder((world.ExternalIds["MUG"], 1))));
        await world.HandledAsync();
        Assert.Equal(1, world.North.StockOf(world.ExternalIds["MUG"]));
        clock.Shift(LongEnough);
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("north", world.North, world.North.PlaceOrder((world.ExternalIds["MUG"], 1))));

        Assert.Equal((OversellCause.StaleWrite, "north"), await CauseAsync(world));
    }

    [Fact]
    public async Task A_listing_that_sold_before_it_was_ours_to_steer_is_a_matter_of_mapping()
    {
        await using var world = await SharedAsync(new ShiftedClock(), units: 1);
        var id = world.South.AddProduct("NEW", 3);
        await world.Database.WriteAsync(
            async (db, token) =>
            {
                var row = new ProductRow { Sku = "NEW", SkuNormalised = "NEW", Name = "New", SearchText = "NEW" };
                db.Products.Add(row);
                await db.SaveChangesAsync(token);
                var south = await db.Channels.SingleAsync(c => c.Key == "south", token);
                db.Listings.Add(new ListingRow { ChannelId = south.Id, ExternalId = id, ProductId = row.Id, LinkState = LinkState.Linked, AwaitsApproval = true });
            },
            EngineWorld.Stop);
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("south", world.South, world.South.PlaceOrder((id, 2))));

        Assert.Equal((OversellCause.Mapping, "south"), await CauseAsync(world));
    }

    [Fact]
    public async Task What_a_person_records_beyond_what_is_there_is_put_down_to_that()
    {
        await using var world = await SharedAsync(new ShiftedClock(), units: 1);
        await world.Host.Services.GetRequiredService<StockStore>().MoveAsync(
            CommandContext.System, new MovementCommand("MUG", MovementKind.Sale, 4) { AllowOversell = true }, EngineWorld.Stop);

        Assert.Equal((OversellCause.ByHand, null), await CauseAsync(world));
    }

    // North sells unheard, then south sells and is heard; a minute passes.
    private static async Task<long> LateSaleAsync(EngineWorld world, ShiftedClock clock)
    {
        var late = world.North.PlaceOrder((world.ExternalIds["MUG"], 1));
        Assert.Equal(HttpStatusCode.OK, await world.DeliverAsync("south", world.South, world.South.PlaceOrder((world.ExternalIds["MUG"], 1))));
        await world.ShowsAsync("MUG", north: 0, south: 0);
        clock.Shift(LongEnough);
        return late;
    }

    // Filled some time ago: shops keep whole seconds, and a sale must not seem older than what it was sold from.
    private static async Task<EngineWorld> SharedAsync(ShiftedClock clock, int units)
    {
        clock.Shift(-LongEnough);
        var world = await EngineWorld.StartAsync(clock, "MUG");
        await world.Database.WriteAsync(
            (db, token) => db.Listings.ExecuteUpdateAsync(s => s.SetProperty(l => l.Mode, ListingMode.Shared), token), EngineWorld.Stop);
        await world.MoveAsync("MUG", MovementKind.Count, units);
        await world.ShowsAsync("MUG", units, units);
        clock.Shift(LongEnough);
        return world;
    }

    private static async Task<(OversellCause? Cause, string? Channel)> CauseAsync(EngineWorld world) =>
        await FoundAsync(world) is var found ? (found.Cause, found.Channel) : default;

    private static async Task<OversellView> FoundAsync(EngineWorld world)
    {
        var oversells = world.Host.Services.GetRequiredService<OversellQueries>();
        await world.HandledAsync();
        await world.Host.Services.GetRequiredService<OversellStore>().ExamineAsync(EngineWorld.Stop);
        var found = await oversells.ListAsync(null, null, scope: null, new PageRequest(1, 10), EngineWorld.Stop);
        return Assert.Single(found.Items);
    }
}
