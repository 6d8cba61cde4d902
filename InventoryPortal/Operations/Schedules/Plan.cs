using Coravel.Scheduling.Schedule.Interfaces;
using InventoryPortal.Domain.Schedules;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Lays the table of schedules out for the scheduler. Tasks of different lanes do not wait for each other; none overlaps itself.</summary>
internal static class Plan
{
    private const int SecondsAMinute = 60;

    public static void Lay(IScheduler scheduler)
    {
        foreach (var lane in ScheduleTable.All.GroupBy(e => e.Lane))
        {
            scheduler.OnWorker(lane.Key);
            foreach (var entry in lane)
            {
                Tick(entry).PreventOverlapping(entry.Name);
            }
        }

        // What keeps slots is looked at every minute, whatever its rhythm: the scheduler knows neither of a slot that passed while
        // nobody ran, nor of a time that the clock skips or shows twice.
        IScheduledEventConfiguration Tick(ScheduleEntry entry) => entry switch
        {
            { IsSlotKept: false, Rhythm: Rhythm.Every { Step.TotalSeconds: < SecondsAMinute and var seconds } } => entry.Schedule(scheduler).EverySeconds((int)seconds),
            { IsSlotKept: false, Rhythm: not Rhythm.Every { Step.TotalSeconds: SecondsAMinute } } => throw new InvalidOperationException($"Nobody ticks for {entry.Name}."),
            _ => entry.Schedule(scheduler).EveryMinute(),
        };
    }
}
