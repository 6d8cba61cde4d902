using InventoryPortal.Domain.Schedules;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Where a schedule stands in the tables.</summary>
/// <param name="Row">What people made of it and how its runs came out; null when there is nothing to tell.</param>
/// <param name="Slot">Its slot and lease; null before the first.</param>
public sealed record ScheduleStanding(ScheduleRow? Row, CursorRow? Slot)
{
    public bool IsPaused => Row?.PausedSince is not null;

    public bool IsAsked => Row?.AskedAt is not null;

    /// <summary>Whether its last run has not ended, as far as anybody knows.</summary>
    public bool IsBegun => Row is { BegunAt: not null, EndedAt: null };

    /// <summary>The last slot done; null when none is.</summary>
    public DateTimeOffset? Done => SlotStore.DoneOf(Slot);

    public SlotFacts Facts => new(Done, Slot?.LeaseUntil, IsBegun, IsPaused, IsAsked);

    /// <summary>When it comes round: the time of day that an administrator chose, else the table's.</summary>
    public Rhythm RhythmOf(ScheduleEntry entry) => entry.Rhythm is Rhythm.Daily && Row?.At is { } minutes ? new Rhythm.Daily(TimeOnly.MinValue.AddMinutes(minutes)) : entry.Rhythm;
}
