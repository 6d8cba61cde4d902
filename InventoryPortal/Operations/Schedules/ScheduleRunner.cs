using InventoryPortal.Domain.Schedules;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// Runs the work of a schedule when it is due, and keeps how it came out. A fault never leaves it, because the scheduler would
/// swallow it or end the process; a run has a time limit and stops with the portal.
/// </summary>
public sealed class ScheduleRunner(ScheduleStore store, SweepRecord sweeps, WorkerPulse pulse, TimeProvider clock, ILogger<ScheduleRunner> log)
{
    /// <summary>How long the last write of a run may take while the portal stops.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(10);

    /// <summary>One look at a schedule. <paramref name="stop"/> is the end of the portal.</summary>
    public async Task TickAsync(ScheduleEntry entry, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            if (entry.IsSlotKept ? await SlotAsync(entry, work, stop) : await SweepAsync(entry, work, stop))
            {
                pulse.Beat(entry.Task.Name);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The portal stops.
        }
        catch (Exception e)
        {
            log.LogError(LogEvents.TaskFailed, e, "{Schedule} could not be looked at or its run not be recorded; it is looked at again at its next time.", entry.Name);
        }
    }

    // What one node does at a time. As everywhere here: true unless it failed.
    private async Task<bool> SlotAsync(ScheduleEntry entry, Func<CancellationToken, Task> work, CancellationToken stop) =>
        await store.TryBeginAsync(entry, stop) is not { } run || await RunAsync(run, work, stop);

    private async Task<bool> RunAsync(BegunRun run, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        var end = await WorkAsync(run.Entry, work, stop);
        // Not the stopping token: that it ended is worth recording. A failure here leaves the lease to lapse.
        using var limit = new CancellationTokenSource(LastWrite, clock);
        if (!await store.EndAsync(run, end, limit.Token))
        {
            log.LogWarning("The lease of {Schedule} had lapsed before its run ended; another process may take it.", run.Entry.Name);
        }
        return end.Outcome == RunOutcome.Completed;
    }

    // What every node does; what a person asks for is done by one of them.
    private async Task<bool> SweepAsync(ScheduleEntry entry, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        var standing = await store.ReadAsync(entry, stop);
        if (standing.IsAsked && await store.TryBeginAsync(entry, stop) is { } run)
        {
            return await RunAsync(run, work, stop);
        }
        if (standing.IsPaused)
        {
            return true;
        }
        var begunAt = clock.GetUtcNow();
        var end = await WorkAsync(entry, work, stop);
        stop.ThrowIfCancellationRequested();
        if (sweeps.Keep(entry.Name, new SweepRun(begunAt, end)) is > 0 and var times)
        {
            await store.RecordAsync(entry, begunAt, end, times, stop);
        }
        return end.Outcome == RunOutcome.Completed;
    }

    private async Task<RunEnd> WorkAsync(ScheduleEntry entry, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(entry.Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await work(either.Token);
            return new RunEnd(clock.GetUtcNow(), RunOutcome.Completed);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new RunEnd(clock.GetUtcNow(), RunOutcome.Failed, "The portal was stopped.", IsCutShort: true);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            log.LogWarning(LogEvents.TaskCutOff, "{Schedule} was cut off after {Minutes} minutes.", entry.Name, entry.Limit.TotalMinutes);
            return Failed(entry, $"It ran for longer than {entry.Limit.TotalMinutes:0} minutes.");
        }
        catch (Exception e)
        {
            log.LogError(LogEvents.TaskFailed, e, "{Schedule} failed.", entry.Name);
            return Failed(entry, $"It failed with {e.GetType().Name}; the errors page has more.");
        }
    }

    private RunEnd Failed(ScheduleEntry entry, string reason)
    {
        var now = clock.GetUtcNow();
        return new RunEnd(now, RunOutcome.Failed, reason, now + entry.Again);
    }
}
