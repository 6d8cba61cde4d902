using Coravel.Invocable;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// What every scheduled task shares: a fault is logged and never leaves the task, because the scheduler would swallow it or
/// end the process; a run has a time limit and stops with the portal.
/// </summary>
public abstract class ScheduledTask(TimeProvider clock, WorkerPulse pulse, ILogger log) : IInvocable, ICancellableInvocable
{
    /// <inheritdoc />
    public CancellationToken CancellationToken { get; set; }

    /// <summary>How long one run may take; the next one begins where it was cut off.</summary>
    protected virtual TimeSpan Limit => TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public async Task Invoke()
    {
        var name = GetType().Name;
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, CancellationToken);
        try
        {
            await RunAsync(either.Token);
            pulse.Beat(name);
        }
        catch (OperationCanceledException) when (CancellationToken.IsCancellationRequested)
        {
            // The portal stops.
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            log.LogWarning(LogEvents.TaskCutOff, "{Task} was cut off after {Minutes} minutes.", name, Limit.TotalMinutes);
        }
        catch (Exception e)
        {
            log.LogError(LogEvents.TaskFailed, e, "{Task} failed; it runs again at its next time.", name);
        }
    }

    /// <summary>The work of one run; may throw.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);
}
