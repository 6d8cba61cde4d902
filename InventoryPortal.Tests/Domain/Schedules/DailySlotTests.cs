using InventoryPortal.Domain.Schedules;
using Xunit;
using static InventoryPortal.Tests.Domain.Schedules.ClockChanges;

namespace InventoryPortal.Tests.Domain.Schedules;

/// <summary>A walk, minute by minute, over every change of the clocks of a year: one run a local day, at the time it should be.</summary>
public sealed class DailySlotTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Before and after a change: whole days on either side whatever the time of day.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(40);

    /// <summary>Every half hour of a night, what lies beside the changes, and noon.</summary>
    private static readonly TimeOnly[] Times =
        [.. Enumerable.Range(-4, 14).Select(i => TimeOnly.MinValue.AddMinutes(30 * i)), new(0, 1), new(1, 45), new(2, 15), new(23, 59), new(12, 0)];

    public static TheoryData<string> Zones => ClockChanges.Zones;

    [Theory]
    [MemberData(nameof(Zones))]
    public void The_zone_changes_its_clocks_where_the_test_says(string zone) => Assert.All(
        Of(zone), change => Assert.NotEqual(Local(change, ZoneOf(zone)), Local(change - Minute, ZoneOf(zone)) + Minute));

    [Theory]
    [MemberData(nameof(Zones))]
    public void Every_local_day_has_one_run_and_it_comes_when_the_clock_first_shows_its_time(string zone)
    {
        foreach (var change in Of(zone))
        {
            foreach (var time in Times)
            {
                Assert.Equal(Wanted(change, time, ZoneOf(zone)), Walk(change, time, ZoneOf(zone), down: _ => false));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_process_that_was_down_over_the_change_catches_up_once(string zone)
    {
        foreach (var change in Of(zone))
        {
            foreach (var time in Times)
            {
                var up = change + TimeSpan.FromHours(5);

                var runs = Walk(change, time, ZoneOf(zone), down: at => at >= change - TimeSpan.FromHours(5) && at < up);

                // What came while it was down is one run at its return; the rest is as ever.
                var wanted = Wanted(change, time, ZoneOf(zone)).Select(at => at >= change - TimeSpan.FromHours(5) && at < up ? up : at).Distinct();
                Assert.Equal(wanted, runs);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void The_next_runs_are_those_that_come(string zone)
    {
        foreach (var change in Of(zone))
        {
            foreach (var time in Times)
            {
                var rhythm = new Rhythm.Daily(time);
                var from = change - Around;
                var wanted = Wanted(change, time, ZoneOf(zone)).Take(3).ToList();

                Assert.Equal(wanted, rhythm.Next(wanted[0] - Minute, ZoneOf(zone), 3));
                Assert.All(wanted, at => Assert.Equal(at, rhythm.Latest(at, ZoneOf(zone))));
                Assert.Equal(wanted.Count, rhythm.Count(from, wanted[^1], ZoneOf(zone)));
            }
        }
    }

    [Fact]
    public void A_day_that_was_skipped_whole_has_no_run_and_its_neighbours_have_theirs()
    {
        var apia = ZoneOf("Pacific/Apia");

        Assert.Null(DailySlot.On(new DateOnly(2011, 12, 30), new TimeOnly(2, 0), apia));
        Assert.Equal(
            [At("2011-12-29T12:00Z"), At("2011-12-30T12:00Z"), At("2011-12-31T12:00Z")],
            new Rhythm.Daily(new TimeOnly(2, 0)).Next(At("2011-12-29T00:00Z"), apia, 3));
    }

    [Fact]
    public void A_day_that_ends_within_the_gap_has_its_run_before_it()
    {
        // No zone of today does this. It would go from 23:30 straight to 00:30.
        var change = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            new DateTime(2026, 1, 1), new DateTime(2026, 12, 31), TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 23, 30, 0), 4, 10),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 10));
        var zone = TimeZoneInfo.CreateCustomTimeZone("late", TimeSpan.Zero, "late", "late", "late", [change]);

        Assert.Equal(At("2026-04-10T23:29Z"), DailySlot.On(new DateOnly(2026, 4, 10), new TimeOnly(23, 45), zone));
        Assert.Equal(At("2026-04-10T23:30Z"), DailySlot.On(new DateOnly(2026, 4, 11), new TimeOnly(0, 10), zone));
    }

    [Fact]
    public void A_year_has_as_many_runs_as_days() =>
        Assert.Equal(365, new Rhythm.Daily(new TimeOnly(2, 30)).Count(At("2025-12-31T23:00Z"), At("2026-12-31T22:59Z"), ZoneOf("Europe/Berlin")));

    // The portal as it goes: a look every minute, unless it is down.
    private static List<DateTimeOffset> Walk(DateTimeOffset change, TimeOnly time, TimeZoneInfo zone, Func<DateTimeOffset, bool> down)
    {
        var rhythm = new Rhythm.Daily(time);
        DateTimeOffset? done = rhythm.Latest(change - Around, zone);
        var runs = new List<DateTimeOffset>();
        for (var now = change - Around; now < change + Around; now += Minute)
        {
            if (!down(now) && SlotRule.Decide(new SlotFacts(done, null, false, false, false), rhythm, now, zone) == SlotStep.RunSlot)
            {
                runs.Add(now);
                done = rhythm.Latest(now, zone);
            }
        }
        return runs;
    }

    // By looking at the clock on the wall every minute, and at nothing else.
    private static List<DateTimeOffset> Wanted(DateTimeOffset change, TimeOnly time, TimeZoneInfo zone)
    {
        var minutes = new List<(DateTimeOffset At, DateTime Local)>();
        for (var now = change - Around - TimeSpan.FromDays(2); now < change + Around + TimeSpan.FromDays(2); now += Minute)
        {
            minutes.Add((now, Local(now, zone)));
        }
        return
        [
            .. minutes.GroupBy(m => DateOnly.FromDateTime(m.Local))
                .Select(day => day.FirstOrDefault(m => TimeOnly.FromDateTime(m.Local) >= time, day.Last()).At)
                .Where(at => at > change - Around && at < change + Around)
                .Order(),
        ];
    }
}
