using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
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
    /// <summary>Longest time an incident can be put off: what needs longer is not an incident.</summary>
    public static readonly TimeSpan MaxSnooze = TimeSpan.FromDays(30);

    /// <summary>A person knows; people are told no more until it ends. A second time answers the same. Refusals: <c>forbidden</c>, <c>not_found</c>, <c>alert_resolved</c>.</summary>
    public async Task<CommandAnswer<AlertChange>> AcknowledgeAsync(CommandContext context, long id, string? note, CancellationToken cancellationToken) =>
        NoteFault(note) is { } fault ? fault : await ActAsync(context, id, (_, row, activity, _) => Task.FromResult(Acknowledge(row, context, activity, note)), cancellationToken);

    /// <summary>Nobody is told again before <paramref name="until"/>; then everybody is, if it still stands. Refusals as above, and the field <c>until</c>.</summary>
    /// <param name="until">Null ends the snooze.</param>
    public Task<CommandAnswer<AlertChange>> SnoozeAsync(CommandContext context, long id, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (until <= now || until > now + MaxSnooze)
        {
            return Task.FromResult<CommandAnswer<AlertChange>>(Refusal.Field("until", $"An alert can be put off for at most {MaxSnooze.TotalDays:0} days from now."));
        }
        return ActOnOpenAsync(
            context, id,
            (row, activity) =>
            {
                activity.Changed(new { row.SnoozedUntil }, new { SnoozedUntil = until });
                row.SnoozedUntil = until;
            },
            cancellationToken);
    }

    /// <summary>Says who looks after it; null for nobody. Refusals as above.</summary>
    public async Task<CommandAnswer<AlertChange>> AssignAsync(CommandContext context, long id, string? to, CancellationToken cancellationToken) =>
        to?.Length > Lengths.ActorName
            ? Refusal.Field("to", $"A name has at most {Lengths.ActorName} characters.")
            : await ActOnOpenAsync(
                context, id,
                (row, activity) =>
                {
                    activity.Changed(new { row.AssignedTo }, new { AssignedTo = to });
                    row.AssignedTo = string.IsNullOrWhiteSpace(to) ? null : to.Trim();
                },
                cancellationToken);

    /// <summary>Keeps a note with it, also after its end. Refusals: <c>forbidden</c>, <c>not_found</c>, the field <c>note</c>.</summary>
    public async Task<CommandAnswer<AlertChange>> NoteAsync(CommandContext context, long id, string? note, CancellationToken cancellationToken) =>
        NoteFault(note) is { } fault
            ? fault
            : await ActAsync(
                context, id,
                (_, row, activity, _) =>
                {
                    activity.Changed(new { row.Note }, new { Note = note });
                    row.Note = string.IsNullOrWhiteSpace(note) ? null : note;
                    return Task.FromResult<Refusal?>(null);
                },
                cancellationToken);

    /// <summary>A person says that it is over; when the cause is seen again, that is a new incident. A second time answers the same.</summary>
    public Task<CommandAnswer<AlertChange>> ResolveAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        ActAsync(context, id, (_, row, activity, _) => Task.FromResult(Move(row, AlertTrigger.Resolve, activity)), cancellationToken);

    /// <summary>It is not seen to after all. Refusal: <c>alert_replaced</c> when the same cause has another incident by now.</summary>
    public Task<CommandAnswer<AlertChange>> ReopenAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        ActAsync(
            context, id,
            async (db, row, activity, token) => row.State == AlertState.Resolved && await db.Alerts.AnyAsync(a => a.OpenKey == row.CauseKey, token)
                ? new Refusal(RefusalKind.Conflict, "alert_replaced", "The same cause has another alert by now.")
                : Move(row, AlertTrigger.Reopen, activity),
            cancellationToken);

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

    private Task<CommandAnswer<AlertChange>> ActOnOpenAsync(
        CommandContext context, long id, Action<AlertRow, ActivityNote> act, CancellationToken cancellationToken) =>
        ActAsync(
            context, id,
            (_, row, activity, _) =>
            {
                if (row.State == AlertState.Resolved)
                {
                    return Task.FromResult<Refusal?>(Ended);
                }
                act(row, activity);
                row.NoticeDueAt = AlertNotices.NextAt(row.Facts(), clock.GetUtcNow());
                return Task.FromResult<Refusal?>(null);
            },
            cancellationToken);

    // The one way of a person's hand to an incident: right, row, deed, news.
    private async Task<CommandAnswer<AlertChange>> ActAsync(
        CommandContext context,
        long id,
        Func<PortalDbContext, AlertRow, ActivityNote, CancellationToken, Task<Refusal?>> act,
        CancellationToken cancellationToken)
    {
        var channel = await database.ReadAsync(
            (db, token) => db.Alerts.Where(a => a.Id == id).Join(db.Channels, a => a.ChannelId, c => c.Id, (_, c) => c.Key).FirstOrDefaultAsync(token),
            cancellationToken);
        var answer = await gate.RunAsync<AlertChange>(
            context,
            new Deed(Permissions.AlertsAcknowledge, $"alert {id}", channel),
            async (db, activity, token) =>
            {
                if (await db.Alerts.AsTracking().FirstOrDefaultAsync(a => a.Id == id, token) is not { } row)
                {
                    return Refusal.NotFound($"Alert {id}");
                }
                if (await act(db, row, activity, token) is { } refusal)
                {
                    return refusal;
                }
                await db.SaveChangesAsync(token);
                return await LiveQueries.Alerts(db, db.Alerts.Where(a => a.Id == id)).SingleAsync(token);
            },
            cancellationToken);
        if (answer is CommandAnswer<AlertChange>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Alerts) with { Subject = id });
        }
        return answer;
    }

    private Refusal? Acknowledge(AlertRow row, CommandContext context, ActivityNote activity, string? note)
    {
        var wasOpen = row.State == AlertState.Open;
        if (Move(row, AlertTrigger.Acknowledge, activity) is { } refusal)
        {
            return refusal;
        }
        if (wasOpen)
        {
            row.AcknowledgedAt = clock.GetUtcNow();
            row.AcknowledgedBy = context.Caller.Actor.Name;
            row.Note = note ?? row.Note;
        }
        return null;
    }

    private Refusal? Move(AlertRow row, AlertTrigger trigger, ActivityNote activity)
    {
        switch (AlertTransitions.TryMove(row.State, trigger))
        {
            case AlertMove.Moved moved:
                var now = clock.GetUtcNow();
                activity.Before = row.State.ToString();
                activity.After = moved.To.ToString();
                row.Reopened += row.State == AlertState.Resolved ? 1 : 0;
                row.State = moved.To;
                row.OpenKey = moved.To == AlertState.Resolved ? null : row.CauseKey;
                row.ResolvedAt = moved.To == AlertState.Resolved ? now : null;
                (row.AcknowledgedAt, row.AcknowledgedBy) = moved.To == AlertState.Open ? (null, null) : (row.AcknowledgedAt, row.AcknowledgedBy);
                row.NoticeDueAt = AlertNotices.NextAt(row.Facts(), now);
                return null;
            case AlertMove.Unchanged:
                return null;
            default:
                return Ended;
        }
    }

    private static readonly Refusal Ended = new(RefusalKind.Conflict, "alert_resolved", "The alert is resolved already.");

    private static Refusal? NoteFault(string? note) => note?.Length > Lengths.Note ? Refusal.Field("note", $"A note has at most {Lengths.Note} characters.") : null;
}
