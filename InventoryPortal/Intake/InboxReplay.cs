using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Takes an event up again when a person asks for it.</summary>
public sealed class InboxReplay(PortalDatabase database, CommandGate gate, CommitSignals signals)
{
    /// <summary>Gives an event that ended, well or badly, back to the workers. Refusals: <c>forbidden</c>, <c>not_found</c>, <c>not_replayable</c>.</summary>
    public async Task<CommandAnswer<long>> ReplayAsync(CommandContext context, long eventId, CancellationToken cancellationToken)
    {
        // Which channel it came from decides the right, so it is read first; it never changes.
        var channel = await database.ReadAsync(
            (db, token) => db.InboundEvents.Where(e => e.Id == eventId).Join(db.Channels, e => e.ChannelId, c => c.Id, (_, c) => c.Key).FirstOrDefaultAsync(token),
            cancellationToken);
        var answer = await gate.RunAsync<long>(
            context,
            new Deed(Permissions.EventsReplay, $"event {eventId}", channel),
            async (db, note, token) =>
            {
                var row = await db.InboundEvents.SingleOrDefaultAsync(e => e.Id == eventId, token);
                if (row is null)
                {
                    return Refusal.NotFound($"The event {eventId}");
                }
                if (row.Status is InboundStatus.Rejected or InboundStatus.Duplicate)
                {
                    return new Refusal(RefusalKind.Conflict, "not_replayable", "A rejected or duplicate delivery has nothing to replay.");
                }
                note.Changed(new { status = row.Status.ToString() }, new { status = nameof(InboundStatus.Pending) });
                (row.Status, row.Attempts, row.NextAttemptAt, row.LeaseUntil, row.Reason) = (InboundStatus.Pending, 0, null, null, null);
                return row.Id;
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Inbox));
        return answer;
    }
}
