using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Slots by name, as channels are polled by them.</summary>
public sealed class SlotTests : OperationsBench
{
    [Fact]
    public async Task Of_many_nodes_one_takes_a_slot_and_nobody_takes_it_again()
    {
        var slot = Noon;
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Slots().TryTakeAsync("x", slot, TimeSpan.FromMinutes(5), Stop), Stop)));
        Assert.Equal(1, taken.Count(t => t));

        await Slots().CompleteAsync("x", slot, Stop);
        Clock.Advance(TimeSpan.FromHours(1));

        Assert.False(await TakeAsync(slot));
        Assert.True(await TakeAsync(slot.AddHours(1)));
    }

    [Fact]
    public async Task A_slot_whose_node_died_is_taken_by_another_when_the_lease_lapses()
    {
        Assert.True(await TakeAsync(Noon));
        Assert.False(await TakeAsync(Noon));

        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(await TakeAsync(Noon));
    }

    private Task<bool> TakeAsync(DateTimeOffset slot) => Slots().TryTakeAsync("x", slot, TimeSpan.FromMinutes(5), Stop);
}
