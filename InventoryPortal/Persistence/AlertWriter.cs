using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>
/// Writes incidents inside the transaction of whoever found the cause, so that an alert exists exactly when its cause was
/// committed. One incident per cause while it lasts. The caller publishes <see cref="CommitTopics.Alerts"/> after its commit.
/// </summary>
public static class AlertWriter
{
    /// <summary>The cause of an incident: what it is about and whom it concerns.</summary>
    public static string CauseKey(AlertKind kind, string subject) => Cut($"{kind}:{subject}", Lengths.Reference);

    /// <summary>Opens the incident of this cause, or counts it up when it stands already; its state then stays as it is.</summary>
    /// <param name="subject">Stable for the cause and readable by people: a SKU, a channel key, <c>channel/externalId</c>.</param>
    /// <param name="message">One plain sentence, without secrets.</param>
    public static async Task RaiseAsync(
        PortalDbContext db,
        AlertKind kind,
        string subject,
        string message,
        long? productId,
        long? channelId,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var cause = CauseKey(kind, subject);
        var row = await FindOpenAsync(db, cause, cancellationToken);
        if (AlertTransitions.TryMove(row?.State, AlertTrigger.Raise) is AlertMove.OpensIncident || row is null)
        {
            db.Alerts.Add(new AlertRow
            {
                Kind = kind,
                State = AlertState.Open,
                OpenKey = cause,
                CauseKey = cause,
                Subject = Cut(subject, Lengths.Reference),
                Message = Cut(message, Lengths.Error),
                ProductId = productId,
                ChannelId = channelId,
                Count = 1,
                FirstAt = now,
                LastAt = now,
                NoticeDueAt = now,
            });
            return;
        }
        row.Count = row.Count == int.MaxValue ? row.Count : row.Count + 1;
        row.LastAt = now;
        row.Message = Cut(message, Lengths.Error);
    }

    /// <summary>Ends the incident of this cause; returns how many ended: 0 when none stood.</summary>
    public static async Task<int> ResolveAsync(
        PortalDbContext db, AlertKind kind, string subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var cause = CauseKey(kind, subject);
        if (await FindOpenAsync(db, cause, cancellationToken) is not { } row
            || AlertTransitions.TryMove(row.State, AlertTrigger.Resolve) is not AlertMove.Moved moved)
        {
            return 0;
        }
        row.State = moved.To;
        row.ResolvedAt = now;
        row.OpenKey = null;
        row.NoticeDueAt = now;
        return 1;
    }

    // What this transaction has added or resolved but not saved counts too.
    private static async Task<AlertRow?> FindOpenAsync(PortalDbContext db, string cause, CancellationToken cancellationToken)
    {
        var row = db.Alerts.Local.FirstOrDefault(a => a.OpenKey == cause)
            ?? await db.Alerts.AsTracking().FirstOrDefaultAsync(a => a.OpenKey == cause, cancellationToken);
        return row?.OpenKey is null ? null : row;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
