using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Intake;

/// <summary>What a read that failed leaves behind: a line on the monitor like any other call that failed, and a refused credential on its channel.</summary>
internal static class FailedRead
{
    /// <summary>Writes it in the caller's transaction.</summary>
    /// <param name="route">What was read, as the monitor names it.</param>
    public static async Task NoteAsync(
        PortalDbContext db, ChannelConnection called, string route, ReadFailure failure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        db.SyncAttempts.Add(new SyncAttemptRow { ChannelId = called.ChannelId, Route = route, StartedAt = now, Error = InboxRules.Cut(failure.Reason) });
        if (failure is ReadFailure.Reauthorise refused)
        {
            await ChannelHold.NeedsReauthAsync(db, called, refused.Reason, now, cancellationToken);
        }
    }

    /// <summary>Tells of it after the commit.</summary>
    public static void Tell(CommitSignals signals, long channelId, ReadFailure? failure)
    {
        if (failure is ReadFailure.Reauthorise)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Channels | CommitTopics.Alerts, channelId));
        }
    }
}
