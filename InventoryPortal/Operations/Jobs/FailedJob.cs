using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Jobs;

/// <summary>A job that was given up, as the log tells it after the commit.</summary>
internal sealed record FailedJob(long Id, SyncJobKind Kind, string? Channel, string Reason)
{
    public static async Task<FailedJob> OfAsync(PortalDbContext db, SyncJobRow row, CancellationToken cancellationToken) => new(
        row.Id, row.Kind, await db.Channels.Where(c => c.Id == row.ChannelId).Select(c => c.Key).FirstOrDefaultAsync(cancellationToken), row.Error ?? "");

    public void Tell(ILogger log)
    {
        if (Channel is null)
        {
            log.LogWarning(LogEvents.JobGivenUp, "The job {Kind} {Id} was given up: {Reason}", Kind, Id, Reason);
            return;
        }
        log.LogWarning(LogEvents.JobGivenUp, "The job {Kind} {Id} of {Channel} was given up: {Reason}", Kind, Id, Channel, Reason);
    }
}
