using Coravel.Invocable;

namespace InventoryPortal.Operations.Schedules;

/// <summary>The work of one line of the table of schedules; the runner does the rest: when, where, how long, and what becomes of a fault.</summary>
public abstract class ScheduledTask(ScheduleRunner runner) : IInvocable, ICancellableInvocable
{
    /// <inheritdoc />
    public CancellationToken CancellationToken { get; set; }

    /// <inheritdoc />
    public Task Invoke() => runner.TickAsync(Entry, RunAsync, CancellationToken);

    /// <summary>Its line of the table.</summary>
    protected virtual ScheduleEntry Entry => ScheduleTable.Of(GetType());

    /// <summary>The work of one run; may throw.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);
}
