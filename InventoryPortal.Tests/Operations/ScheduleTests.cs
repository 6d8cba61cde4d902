using InventoryPortal.Operations.Schedules;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class ScheduleTests : OperationsBench
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeOnly Two = new(2, 0);

    [Theory]
    // An ordinary winter night: 02:00 in Berlin is 01:00 UTC.
    [InlineData("2026-01-15T01:00:00Z", "2026-01-15T01:00:00Z")]
    [InlineData("2026-01-15T00:59:59Z", "2026-01-14T01:00:00Z")]
    // The clock jumps from 02:00 to 03:00 on 29 March: the first instant after the gap is 01:00 UTC.
    [InlineData("2026-03-29T00:59:59Z", "2026-03-28T01:00:00Z")]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T22:00:00Z", "2026-03-29T01:00:00Z")]
    // It shows 02:00 twice on 25 October: the first time, at 00:00 UTC, counts, and the second is no slot of its own.
    [InlineData("2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z")]
    [InlineData("2026-10-25T01:00:00Z", "2026-10-25T00:00:00Z")]
    [InlineData("2026-10-26T00:59:00Z", "2026-10-25T00:00:00Z")]
    public void A_daily_slot_comes_once_a_local_day_also_when_clocks_change(string now, string slot) =>
        Assert.Equal(At(slot), DailySlot.Latest(At(now), Two, Berlin));

    [Fact]
    public void A_year_has_as_many_slots_as_days()
    {
        var slots = new HashSet<DateTimeOffset>();
        for (var at = At("2026-01-01T12:00:00Z"); at < At("2027-01-01T00:00:00Z"); at = at.AddMinutes(30))
        {
            slots.Add(DailySlot.Latest(at, new TimeOnly(2, 30), Berlin));
        }
        Assert.Equal(365, slots.Count);
    }

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

    [Fact]
    public async Task A_new_portal_does_not_begin_with_last_nights_work()
    {
        Assert.True(await Slots().BeginAsync("x", Noon, Stop));
        Assert.False(await Slots().BeginAsync("x", Noon, Stop));

        Assert.False(await TakeAsync(Noon));
        Assert.True(await TakeAsync(Noon.AddDays(1)));
    }

    private Task<bool> TakeAsync(DateTimeOffset slot) => Slots().TryTakeAsync("x", slot, TimeSpan.FromMinutes(5), Stop);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
