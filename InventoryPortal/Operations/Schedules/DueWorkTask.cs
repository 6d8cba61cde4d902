using InventoryPortal.Ledger;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// Every minute: wakes every loop of this process, in case a signal was lost or another node made work, and applies order
/// lines whose listing got a product while nobody could take them up.
/// </summary>
public sealed class DueWorkTask(ScheduleRunner runner, CommitSignals signals, OrderStore orders) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        signals.Publish(CommitNote.Of(CommitTopics.Jobs | CommitTopics.Inbox | CommitTopics.Listings));
        await orders.ApplyWaitingAsync(listingIds: null, cancellationToken);
    }
}
