using Coravel.Queuing.Interfaces;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Jobs;

/// <summary>Tells that a job was made or moved: at once to whoever listens, and by the queue to a loop that missed it. The table stays the record.</summary>
public sealed class JobWake(CommitSignals signals, IQueue queue)
{
    public void Tell(long jobId)
    {
        signals.Publish(CommitNote.Of(CommitTopics.Jobs) with { Subject = jobId });
        queue.QueueInvocable<DueWorkTask>();
    }
}
