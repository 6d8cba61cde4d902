using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>
/// Writes the outbox: whoever changes an incident marks it in the same transaction (<see cref="AlertRow.NoticeDueAt"/>), and here the
/// mark becomes deliveries, in one transaction that also takes the mark off. A crash leaves the mark; a second run finds it gone.
/// </summary>
public sealed class NoticeStore(PortalDatabase database, TimeProvider clock, ILogger<NoticeStore> log)
{
    /// <summary>Incidents planned in one transaction.</summary>
    private const int Chunk = 100;

    /// <summary>Chunks in a row; what is left is planned with the next look, a moment later.</summary>
    private const int MaxChunks = 50;

    /// <summary>Destinations there may be; the form refuses more.</summary>
    public const int MaxDestinations = 200;

    /// <summary>Plans every incident whose time has come; returns deliveries written.</summary>
    public async Task<int> PlanAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await database.ReadAsync((db, token) => db.Alerts.AnyAsync(a => a.NoticeDueAt <= now, token), cancellationToken))
        {
            // Mostly so: no write transaction for nothing.
            return 0;
        }
        var written = 0;
        for (var i = 0; i < MaxChunks; i++)
        {
            var (seen, made) = await database.WriteAsync(PlanChunkAsync, cancellationToken);
            written += made;
            if (seen < Chunk)
            {
                break;
            }
        }
        return written;
    }

    private async Task<(int Seen, int Made)> PlanChunkAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await db.Alerts.AsNoTracking().Where(a => a.NoticeDueAt <= now).OrderBy(a => a.NoticeDueAt).Take(Chunk).ToListAsync(cancellationToken);
        if (due.Count == 0)
        {
            return (0, 0);
        }
        var destinations = await db.AlertDestinations.AsNoTracking().Where(d => d.IsEnabled).OrderBy(d => d.Id).Take(MaxDestinations).ToListAsync(cancellationToken);
        var rules = destinations.ToDictionary(d => d.Id, DestinationRules.Of);
        var names = await NamesAsync(db, due, cancellationToken);
        var ids = due.Select(a => a.Id).ToList();
        var told = (await db.AlertDeliveries.Where(d => ids.Contains(d.AlertId)).Select(d => new { d.AlertId, d.DestinationId, d.Occasion }).ToListAsync(cancellationToken))
            .Select(d => (d.AlertId, d.DestinationId, d.Occasion)).ToHashSet();
        var made = 0;
        foreach (var alert in due)
        {
            var plan = AlertNotices.Plan(alert.Facts(), now);
            if (!await TakeAsync(db, alert, plan, now, cancellationToken))
            {
                // Changed since it was read: it carries a new mark, and the next look reads it as it is then.
                log.LogDebug("Alert {Alert} changed while it was planned.", alert.Id);
                continue;
            }
            foreach (var delivery in Deliveries(alert, plan, rules, names[alert.Id], told, now))
            {
                told.Add((delivery.AlertId, delivery.DestinationId, delivery.Occasion));
                db.AlertDeliveries.Add(delivery);
                made++;
            }
        }
        return (due.Count, made);
    }

    // First of all: it takes the row's lock, so that who changes it meanwhile marks it after us.
    private static async Task<bool> TakeAsync(PortalDbContext db, AlertRow seen, NoticePlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var snoozed = seen.SnoozedUntil > now ? seen.SnoozedUntil : null;
        return await db.Alerts
            .Where(a => a.Id == seen.Id && a.State == seen.State && a.NoticeDueAt == seen.NoticeDueAt && a.Reopened == seen.Reopened)
            .ExecuteUpdateAsync(
                s => s.SetProperty(a => a.NoticeDueAt, plan.NextAt).SetProperty(a => a.IsAnnounced, true)
                    .SetProperty(a => a.Renotified, plan.Renotified).SetProperty(a => a.SnoozedUntil, snoozed),
                cancellationToken) == 1;
    }

    private static IEnumerable<AlertDeliveryRow> Deliveries(
        AlertRow alert,
        NoticePlan plan,
        Dictionary<long, DestinationRule> rules,
        (string? Channel, string? Sku) names,
        HashSet<(long Alert, long Destination, string Occasion)> told,
        DateTimeOffset now)
    {
        foreach (var occasion in plan.Occasions)
        {
            foreach (var (destination, rule) in rules)
            {
                // Of the end only those are told who were told of the beginning.
                var isWanted = occasion.StartsWith(AlertNotices.ResolvedPrefix, StringComparison.Ordinal)
                    ? told.Contains((alert.Id, destination, AlertNotices.Opened))
                    : rule.Wants(alert.Kind, names.Channel, names.Sku);
                if (isWanted && !told.Contains((alert.Id, destination, occasion)))
                {
                    var time = rule.When(AlertSeverityRule.Of(alert.Kind), now);
                    yield return new AlertDeliveryRow
                    {
                        AlertId = alert.Id, DestinationId = destination, Occasion = occasion, IsGathered = time.IsGathered, CreatedAt = now, DueAt = time.At,
                    };
                }
            }
        }
    }

    private static async Task<Dictionary<long, (string? Channel, string? Sku)>> NamesAsync(
        PortalDbContext db, List<AlertRow> alerts, CancellationToken cancellationToken)
    {
        var channelIds = alerts.Where(a => a.ChannelId != null).Select(a => a.ChannelId!.Value).Distinct().ToList();
        var productIds = alerts.Where(a => a.ProductId != null).Select(a => a.ProductId!.Value).Distinct().ToList();
        var channels = await db.Channels.Where(c => channelIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Key, cancellationToken);
        var products = await db.Products.Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Sku, cancellationToken);
        return alerts.ToDictionary(
            a => a.Id,
            a => (a.ChannelId is { } c ? channels.GetValueOrDefault(c) : null, a.ProductId is { } p ? products.GetValueOrDefault(p) : null));
    }
}
