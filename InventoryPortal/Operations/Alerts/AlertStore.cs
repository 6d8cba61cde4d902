using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>A cause that holds or has gone.</summary>
/// <param name="Subject">Stable for the cause and readable: a SKU, a channel key.</param>
/// <param name="Message">One plain sentence; not used when the cause has gone.</param>
/// <param name="Holds">Whether the cause holds now.</param>
public sealed record AlertFinding(AlertKind Kind, string Subject, string Message, long? ProductId, long? ChannelId, bool Holds);

/// <summary>Incidents that no other stage's transaction raises, and what people do with them.</summary>
public sealed class AlertStore(CommandGate gate, PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <summary>A person knows. A second time answers the same. Refusals: <c>forbidden</c>, <c>not_found</c>, <c>alert_resolved</c>.</summary>
    public async Task<CommandAnswer<AlertChange>> AcknowledgeAsync(CommandContext context, long id, string? note, CancellationToken cancellationToken)
    {
        if (note?.Length > Lengths.Note)
        {
            return Refusal.Field("note", $"A note has at most {Lengths.Note} characters.");
        }
        var channel = await database.ReadAsync(
            (db, token) => db.Alerts.Where(a => a.Id == id).Join(db.Channels, a => a.ChannelId, c => c.Id, (_, c) => c.Key).FirstOrDefaultAsync(token),
            cancellationToken);
        var answer = await gate.RunAsync<AlertChange>(
            context,
            new Deed(Permissions.AlertsAcknowledge, $"alert {id}", channel),
            (db, activity, token) => AcknowledgeAsync(db, context, activity, id, note, token),
            cancellationToken);
        if (answer is CommandAnswer<AlertChange>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Alerts) with { Subject = id });
        }
        return answer;
    }

    /// <summary>Raises the incidents whose cause holds and resolves those whose cause has gone, in one transaction.</summary>
    public async Task RecordAsync(IReadOnlyCollection<AlertFinding> findings, CancellationToken cancellationToken)
    {
        if (findings.Count == 0)
        {
            return;
        }
        var changed = await database.WriteAsync(
            async (db, token) =>
            {
                var changes = 0;
                foreach (var finding in findings)
                {
                    changes += await RecordAsync(db, finding, token);
                }
                return changes;
            },
            cancellationToken);
        if (changed > 0)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Alerts));
        }
    }

    private async Task<int> RecordAsync(PortalDbContext db, AlertFinding finding, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!finding.Holds)
        {
            return await AlertWriter.ResolveAsync(db, finding.Kind, finding.Subject, now, cancellationToken);
        }
        await AlertWriter.RaiseAsync(db, finding.Kind, finding.Subject, finding.Message, finding.ProductId, finding.ChannelId, now, cancellationToken);
        return 1;
    }

    private async Task<CommandAnswer<AlertChange>> AcknowledgeAsync(
        PortalDbContext db, CommandContext context, ActivityNote activity, long id, string? note, CancellationToken cancellationToken)
    {
        if (await db.Alerts.AsTracking().FirstOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } row)
        {
            return Refusal.NotFound($"Alert {id}");
        }
        switch (AlertTransitions.TryMove(row.State, AlertTrigger.Acknowledge))
        {
            case AlertMove.Moved moved:
                activity.Before = row.State.ToString();
                activity.After = moved.To.ToString();
                row.State = moved.To;
                row.AcknowledgedAt = clock.GetUtcNow();
                row.AcknowledgedBy = context.Caller.Actor.Name;
                row.Note = note ?? row.Note;
                await db.SaveChangesAsync(cancellationToken);
                break;
            case AlertMove.Unchanged:
                break;
            default:
                return new Refusal(RefusalKind.Conflict, "alert_resolved", "A resolved alert needs no acknowledgement.");
        }
        return await LiveQueries.Alerts(db, db.Alerts.Where(a => a.Id == id)).SingleAsync(cancellationToken);
    }
}
