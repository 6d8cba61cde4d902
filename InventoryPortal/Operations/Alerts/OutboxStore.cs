using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>
/// Hands out messages of the outbox, to one sender per destination at a time and in order. A crash leaves the lease; when it lapses
/// the same message, under the same key, is sent again.
/// </summary>
public sealed class OutboxStore(PortalDatabase database, TimeProvider clock, ILogger<OutboxStore> log)
{
    /// <summary>How long a sender may hold a destination: twice the longest sending.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Waiting incidents that still get a message each; more are told in one.</summary>
    public const int MaxSingles = 5;

    /// <summary>Incidents told in one message.</summary>
    public const int MaxGathered = 100;

    /// <summary>Destinations that have something to send now.</summary>
    public Task<List<long>> DueAsync(CancellationToken cancellationToken) => database.ReadAsync(
        (db, token) =>
        {
            var now = clock.GetUtcNow();
            return db.AlertDestinations
                .Where(d => d.IsEnabled && (d.LeaseUntil == null || d.LeaseUntil <= now) && (d.RetryAt == null || d.RetryAt <= now)
                    && db.AlertDeliveries.Any(x => x.DestinationId == d.Id && x.State == DeliveryState.Pending && x.DueAt <= now))
                .OrderBy(d => d.Id).Take(NoticeStore.MaxDestinations).Select(d => d.Id).ToListAsync(token);
        },
        cancellationToken);

    /// <summary>When there is something to do next: a delivery falls due, a destination has waited long enough or is given back; null when nothing waits.</summary>
    public async Task<DateTimeOffset?> NextAtAsync(CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync(
            (db, token) => db.AlertDestinations.Where(d => d.IsEnabled).OrderBy(d => d.Id).Take(NoticeStore.MaxDestinations)
                .Select(d => new
                {
                    Due = db.AlertDeliveries.Where(x => x.DestinationId == d.Id && x.State == DeliveryState.Pending).Min(x => (DateTimeOffset?)x.DueAt),
                    d.RetryAt,
                    d.LeaseUntil,
                })
                .ToListAsync(token),
            cancellationToken);
        return waiting.Where(w => w.Due is not null).Select(w => new[] { w.Due, w.RetryAt, w.LeaseUntil }.Max()).Min();
    }

    /// <summary>Takes the destination and its next message; null when it is held, switched off, or has to wait.</summary>
    public Task<ClaimedMessage?> ClaimAsync(long destinationId, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, token) =>
        {
            var now = clock.GetUtcNow();
            var until = now + Lease;
            var taken = await db.AlertDestinations
                .Where(d => d.Id == destinationId && d.IsEnabled && (d.LeaseUntil == null || d.LeaseUntil <= now) && (d.RetryAt == null || d.RetryAt <= now))
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseUntil, until).SetProperty(d => d.LeaseToken, d => d.LeaseToken + 1), token);
            if (taken == 0)
            {
                return null;
            }
            var leaseToken = await db.AlertDestinations.Where(d => d.Id == destinationId).Select(d => d.LeaseToken).SingleAsync(token);
            var key = await MessageAsync(db, destinationId, now, token);
            if (key is null)
            {
                await FreeAsync(db, destinationId, leaseToken, token);
                return null;
            }
            await db.SaveChangesAsync(token);
            return new ClaimedMessage(destinationId, leaseToken, key, await ItemsAsync(db, destinationId, key, token));
        },
        cancellationToken);

    /// <summary>Records what came of a message and gives the destination back. A late sender, whose lease went to another, records nothing.</summary>
    /// <param name="chance">0 to 1, for the wait.</param>
    public async Task RecordAsync(ClaimedMessage message, SendOutcome outcome, double chance, CancellationToken cancellationToken)
    {
        if (await WriteAsync(message, outcome, chance, cancellationToken) is { } reason)
        {
            log.LogWarning(LogEvents.DeliveryGivenUp, "A message to the alert destination {Destination} was given up: {Reason}", message.DestinationId, reason);
        }
    }

    /// <summary>Why the message was given up; null when it was not.</summary>
    private Task<string?> WriteAsync(ClaimedMessage message, SendOutcome outcome, double chance, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, token) =>
        {
            if (!await FreeAsync(db, message.DestinationId, message.LeaseToken, token))
            {
                return null;
            }
            var now = clock.GetUtcNow();
            var rows = await db.AlertDeliveries.AsTracking()
                .Where(d => d.DestinationId == message.DestinationId && d.MessageKey == message.Key && d.State == DeliveryState.Pending).ToListAsync(token);
            foreach (var row in rows)
            {
                Apply(row, outcome, now, chance);
            }
            var broken = outcome switch
            {
                SendOutcome.Refused { IsBroken: true } refused => Cut(refused.Reason),
                SendOutcome.Sent => null,
                _ => await db.AlertDestinations.Where(d => d.Id == message.DestinationId).Select(d => d.BrokenReason).SingleAsync(token),
            };
            var retryAt = rows.Where(r => r.State == DeliveryState.Pending).Max(r => (DateTimeOffset?)r.DueAt);
            await db.AlertDestinations.Where(d => d.Id == message.DestinationId)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.BrokenReason, broken).SetProperty(d => d.RetryAt, retryAt), token);
            return rows.FirstOrDefault(r => r.State == DeliveryState.Dead)?.LastError;
        },
        cancellationToken);

    private static void Apply(AlertDeliveryRow row, SendOutcome outcome, DateTimeOffset now, double chance)
    {
        row.Attempts++;
        row.FirstTriedAt ??= now;
        switch (outcome)
        {
            case SendOutcome.Sent:
                (row.State, row.EndedAt, row.LastError) = (DeliveryState.Sent, now, null);
                break;
            case SendOutcome.Failed failed when DeliveryRetry.NextAt(row.Attempts, row.FirstTriedAt.Value, now, failed.NotBefore, chance) is { } next:
                (row.DueAt, row.LastError) = (next, Cut(failed.Reason));
                break;
            case SendOutcome.Failed failed:
                (row.State, row.EndedAt, row.LastError) = (DeliveryState.Dead, now, Cut(failed.Reason));
                break;
            case SendOutcome.Refused refused:
                (row.State, row.EndedAt, row.LastError) = (DeliveryState.Dead, now, Cut(refused.Reason));
                break;
        }
    }

    // A message that was begun goes first, and while it has to wait the rest waits behind it: nobody hears of an end before its beginning.
    private static async Task<string?> MessageAsync(PortalDbContext db, long destinationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pending = db.AlertDeliveries.AsTracking().Where(d => d.DestinationId == destinationId && d.State == DeliveryState.Pending);
        if (await pending.Where(d => d.MessageKey != null).OrderBy(d => d.Id).Select(d => d.MessageKey).FirstOrDefaultAsync(cancellationToken) is { } begun)
        {
            return begun;
        }
        var waiting = await pending.Where(d => d.DueAt <= now).OrderBy(d => d.Id).Take(MaxGathered).ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return null;
        }
        var singles = waiting.Where(d => !d.IsGathered).ToList();
        var chosen = singles.Count switch
        {
            0 => waiting,
            > MaxSingles => singles,
            _ => [singles[0]],
        };
        var key = $"alert-{Guid.CreateVersion7():N}";
        chosen.ForEach(d => d.MessageKey = key);
        return key;
    }

    private static async Task<bool> FreeAsync(PortalDbContext db, long destinationId, long leaseToken, CancellationToken cancellationToken) =>
        await db.AlertDestinations.Where(d => d.Id == destinationId && d.LeaseToken == leaseToken)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null), cancellationToken) == 1;

    private static async Task<List<LetterItem>> ItemsAsync(PortalDbContext db, long destinationId, string key, CancellationToken cancellationToken) =>
        await (
            from d in db.AlertDeliveries
            where d.DestinationId == destinationId && d.MessageKey == key
            join a in db.Alerts on d.AlertId equals a.Id
            from c in db.Channels.Where(c => c.Id == a.ChannelId).DefaultIfEmpty()
            from p in db.Products.Where(p => p.Id == a.ProductId).DefaultIfEmpty()
            orderby d.Id
            select new LetterItem(
                a.Id, a.Kind, a.State, a.Subject, a.Message, c == null ? null : c.Key, p == null ? null : p.Sku, a.Count, a.FirstAt, a.ResolvedAt, d.Occasion))
            .ToListAsync(cancellationToken);

    private static string Cut(string text) => text.Length <= Lengths.Error ? text : text[..Lengths.Error];
}
