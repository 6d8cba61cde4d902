using InventoryPortal.Domain.Schedules;

namespace InventoryPortal.Operations.Schedules;

/// <summary>What a schedule does now.</summary>
public enum ScheduleState
{
    /// <summary>It waits for its time.</summary>
    Waiting,

    /// <summary>A person asked for a run; it begins in a moment.</summary>
    Asked,

    Running,

    /// <summary>Its slots are not begun.</summary>
    Paused,
}

/// <summary>Where the time of a schedule comes from.</summary>
public enum TimeSource
{
    /// <summary>The table of schedules.</summary>
    Default,

    /// <summary>An administrator chose it.</summary>
    Database,
}

/// <summary>A pause that a person made.</summary>
/// <param name="Missed">Runs that were due since; <see cref="Rhythm.MaxCount"/> at most.</param>
public sealed record SchedulePause(DateTimeOffset Since, string By, string? Reason, int Missed);

/// <summary>A run that a person asked for and that has not ended.</summary>
public sealed record ScheduleAsk(DateTimeOffset At, string By);

/// <summary>The last run; while it lasts, without an end.</summary>
/// <param name="Outcome">Null while it runs, and when its process died.</param>
public sealed record ScheduleLastRun(DateTimeOffset BegunAt, DateTimeOffset? EndedAt, RunOutcome? Outcome, string? Reason, string? By)
{
    /// <summary>How long it took; null before its end.</summary>
    public long? DurationMs => EndedAt is { } end ? (long)(end - BegunAt).TotalMilliseconds : null;
}

/// <summary>A schedule as people and programs see it.</summary>
/// <param name="Cron">Five fields; null for what comes round quicker than every minute.</param>
/// <param name="InWords">The rhythm in words.</param>
/// <param name="EverySeconds">Null for what runs once a day.</param>
/// <param name="Time">The time of day in <paramref name="Zone"/>, for what runs once a day; null for the rest.</param>
/// <param name="Zone">The portal's zone.</param>
/// <param name="RetryAt">A slot that failed is tried again then.</param>
/// <param name="Next">The next runs; none while it is paused.</param>
/// <param name="Runs">The last runs, newest first; of what runs on every node the failures.</param>
public sealed record ScheduleView(
    string Name,
    string Purpose,
    string? Cron,
    string InWords,
    double? EverySeconds,
    TimeOnly? Time,
    TimeSource TimeSource,
    string Zone,
    RunsOn RunsOn,
    ScheduleState State,
    SchedulePause? Pause,
    ScheduleAsk? Ask,
    ScheduleLastRun? LastRun,
    DateTimeOffset? RetryAt,
    IReadOnlyList<DateTimeOffset> Next,
    IReadOnlyList<ScheduleRun> Runs);
