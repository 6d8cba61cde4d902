using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Nightly: a full sync as a job, whose progress people see.</summary>
public sealed class FullSyncTask(ScheduleRunner runner, JobStore jobs) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken) => jobs.EnqueueAsync(SyncJobKind.FullSync, null, null, null, cancellationToken);
}
