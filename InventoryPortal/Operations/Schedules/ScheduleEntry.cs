using Coravel.Scheduling.Schedule.Interfaces;
using InventoryPortal.Domain.Schedules;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Where a schedule runs when there are several processes on one database.</summary>
public enum RunsOn
{
    /// <summary>Each slot on one of them, once.</summary>
    OneNode,

    /// <summary>On every one, because it looks after the process itself or its work may be shared.</summary>
    EveryNode,

    /// <summary>Every one looks; a channel is worked on by one of them.</summary>
    OneNodeAChannel,
}

/// <summary>One line of the table of schedules.</summary>
/// <param name="Name">Stable: its key in the tables, in addresses and in the contract.</param>
/// <param name="Rhythm">When it comes round, where no administrator chose otherwise.</param>
/// <param name="RunsOn">Where.</param>
/// <param name="Lane">Schedules of different lanes do not wait for each other.</param>
/// <param name="Limit">How long one run may take; the next one begins where it was cut off.</param>
/// <param name="Purpose">What it does, in one sentence.</param>
public sealed record ScheduleEntry(string Name, Rhythm Rhythm, RunsOn RunsOn, string Lane, TimeSpan Limit, string Purpose)
{
    /// <summary>How long after a failure a slot is tried again, unless its next one comes earlier.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>Beyond its limit a run gets this to end: what a statement may take, and its record.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>What does it.</summary>
    public required Type Task { get; init; }

    /// <summary>Hands its task to the scheduler.</summary>
    public required Func<IScheduler, IScheduleInterval> Schedule { get; init; }

    /// <summary>Whether each slot is worked once across nodes, and every run is remembered.</summary>
    public bool IsSlotKept => RunsOn == RunsOn.OneNode;

    /// <summary>Longer than any run, so that no second node begins what the first still does.</summary>
    public TimeSpan Lease => Limit + Grace;

    /// <summary>A slot that failed is tried again after this.</summary>
    public TimeSpan Again => Rhythm is Rhythm.Every { Step: var step } && step < RetryAfter ? step : RetryAfter;

    /// <summary>A line whose work is done by <typeparamref name="TTask"/>.</summary>
    public static ScheduleEntry Of<TTask>(string name, Rhythm rhythm, RunsOn runsOn, string lane, TimeSpan limit, string purpose)
        where TTask : ScheduledTask =>
        new(name, rhythm, runsOn, lane, limit, purpose) { Task = typeof(TTask), Schedule = scheduler => scheduler.Schedule<TTask>() };
}
