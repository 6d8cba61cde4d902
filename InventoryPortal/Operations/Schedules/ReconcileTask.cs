using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Runners;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Nightly: a look at every channel that sells, as a job for each.</summary>
public sealed class ReconcileTask(ScheduleRunner runner, JobStore jobs, ChannelSync channels) : ScheduledTask(runner)
{
    /// <summary>
    /// Listings of one channel looked at in a night: an hour's reads of the slowest channel. None wrong among them means that less
    /// than 0.1 % of any catalogue are; a smaller one is read whole.
    /// </summary>
    private const int NightlySample = 5_000;

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in (await channels.ListAsync(null, cancellationToken)).Where(c => c.State == ChannelState.Active))
        {
            await jobs.EnqueueAsync(SyncJobKind.Reconcile, channel.Id, null, JobRules.Payload(NightlySample), cancellationToken);
        }
    }
}
