using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every minute: wakes every loop of this process, in case a signal was lost or another node made work.</summary>
public sealed class DueWorkTask(CommitSignals signals, TimeProvider clock, WorkerPulse pulse, ILogger<DueWorkTask> log)
    : ScheduledTask(clock, pulse, log)
{
    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken)
    {
        signals.Publish(CommitNote.Of(CommitTopics.Jobs | CommitTopics.Inbox | CommitTopics.Listings));
        return Task.CompletedTask;
    }
}
