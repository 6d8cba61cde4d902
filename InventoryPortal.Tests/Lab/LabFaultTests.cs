using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Lab;

[Collection<LabCollection>]
public sealed class LabFaultTests(LabWorld world)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<LabFault> Faults => [.. Enum.GetValues<LabFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_that_comes_and_goes_leaves_every_store_as_planned_and_every_unit_accounted_for(LabFault fault)
    {
        var desk = world.Get<LabDesk>();
        var calls = await world.CallsAsync("main-street", Stop);
        Assert.Null(await desk.SwitchAsync(Caller.System, "main-street", fault, on: true, Stop));
        world.Trade((int)fault, 12);
        await world.BiteAsync(world.Street, fault, calls, Stop);
        world.Trade((int)fault + 100, 6);
        Assert.Null(await desk.SwitchAsync(Caller.System, "main-street", fault, on: false, Stop));
        await world.RecoverAsync(Stop);
        await world.SettledAsync(Stop);
        await world.BooksAgreeAsync(Stop);
        Assert.Equal(ChannelState.Active, await world.StateAsync("main-street", Stop));
    }

    [Fact]
    public async Task An_event_that_waited_for_a_credential_is_handled_as_soon_as_there_is_a_new_one()
    {
        var desk = world.Get<LabDesk>();
        Assert.Null(await desk.SellAsync(Caller.System, "main-street", Stop));
        await world.RecoverAsync(Stop);
        Assert.Null(await desk.SwitchAsync(Caller.System, "main-street", LabFault.KeyRevoked, on: true, Stop));
        world.Trade(1, 4);
        await world.BiteAsync(world.Street, LabFault.KeyRevoked, 0, Stop);
        var waiting = await world.Database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.InboundEvents.AsTracking().FirstAsync(e => e.ChannelId == world.Channels["main-street"] && e.Status == InboundStatus.Done, token);
                (row.Status, row.NextAttemptAt) = (InboundStatus.Pending, TimeProvider.System.GetUtcNow().AddMinutes(5));
                await db.SaveChangesAsync(token);
                return row.Id;
            },
            Stop);
        Assert.Null(await desk.SwitchAsync(Caller.System, "main-street", LabFault.KeyRevoked, on: false, Stop));
        await world.UntilAsync(
            () => world.Database.ReadAsync((db, token) => db.InboundEvents.AnyAsync(e => e.Id == waiting && e.Status != InboundStatus.Pending, token), Stop),
            () => "the waiting event to be handled",
            Stop);
        await world.RecoverAsync(Stop);
        await world.SettledAsync(Stop);
        await world.BooksAgreeAsync(Stop);
    }

    [Fact]
    public async Task A_number_changed_at_the_store_is_put_right_when_the_channel_is_synced()
    {
        Assert.Null(await world.Get<LabDesk>().EditAsync(Caller.System, "outlet", Stop));
        await world.RecoverAsync(Stop);
        await world.Get<DueStore>().ReviveAsync(null, null, all: true, Stop);
        await world.SettledAsync(Stop);
        await world.BooksAgreeAsync(Stop);
    }

    [Fact]
    public async Task One_sale_at_a_button_reaches_the_other_store()
    {
        var before = world.Street.Visit(b => b.UnitsSold());
        Assert.Null(await world.Get<LabDesk>().SellAsync(Caller.System, "main-street", Stop));
        Assert.True(world.Street.Visit(b => b.UnitsSold()) > before);
        await world.RecoverAsync(Stop);
        await world.SettledAsync(Stop);
        await world.BooksAgreeAsync(Stop);
    }
}
