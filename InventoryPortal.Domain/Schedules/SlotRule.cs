namespace InventoryPortal.Domain.Schedules;

/// <summary>How a run came out.</summary>
public enum RunOutcome
{
    Completed,

    /// <summary>It did not come to its end.</summary>
    Failed,

    /// <summary>It was left out: the schedule was paused.</summary>
    Skipped,
}

/// <summary>What is known of a schedule when its time may have come.</summary>
/// <param name="Done">The last slot that was done; null when it never had one.</param>
/// <param name="LeaseUntil">Nobody else takes it before; null when it is free.</param>
/// <param name="IsRunning">Whether the lease is that of a run, and not the wait after a failure.</param>
/// <param name="IsPaused">Whether a person stopped its slots.</param>
/// <param name="IsAsked">Whether a person asked for a run.</param>
public sealed record SlotFacts(DateTimeOffset? Done, DateTimeOffset? LeaseUntil, bool IsRunning, bool IsPaused, bool IsAsked);

/// <summary>What is to be done now.</summary>
public enum SlotStep
{
    /// <summary>Nothing.</summary>
    Wait,

    /// <summary>Note the present slot as done without work: a new portal does not begin with last night's.</summary>
    Adopt,

    /// <summary>Run the present slot.</summary>
    RunSlot,

    /// <summary>Run because a person asked; the present slot is done with it.</summary>
    RunAsked,
}

/// <summary>The one decision about a schedule that runs on one node at a time.</summary>
public static class SlotRule
{
    /// <summary>What to do at <paramref name="now"/>. However many slots passed unseen, it is one run.</summary>
    public static SlotStep Decide(SlotFacts facts, Rhythm rhythm, DateTimeOffset now, TimeZoneInfo zone)
    {
        var isHeld = facts.LeaseUntil > now;
        if (isHeld && facts.IsRunning)
        {
            return SlotStep.Wait;
        }
        // Who asks does not wait for the next try after a failure.
        if (facts.IsAsked)
        {
            return SlotStep.RunAsked;
        }
        if (facts.IsPaused)
        {
            return SlotStep.Wait;
        }
        return facts.Done is not { } done ? (rhythm is Rhythm.Daily ? SlotStep.Adopt : isHeld ? SlotStep.Wait : SlotStep.RunSlot)
            : isHeld || done >= rhythm.Latest(now, zone) ? SlotStep.Wait
            : SlotStep.RunSlot;
    }
}
