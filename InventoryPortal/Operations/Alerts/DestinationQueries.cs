using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Destinations and what was sent to them, without secrets.</summary>
public sealed class DestinationQueries(PortalDatabase database)
{
    /// <summary>All of them, by name; those that are for other channels only are left out for a reader who is limited.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public async Task<IReadOnlyList<DestinationView>> ListAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            (db, token) => db.AlertDestinations.OrderBy(d => d.Name).Take(NoticeStore.MaxDestinations).ToListAsync(token), cancellationToken);
        var views = rows.Select(DestinationView.Of);
        return scope is null
            ? [.. views]
            : [.. views.Where(v => v.Channels is null || v.Channels.Any(scope.Contains)).Select(v => v with { Channels = v.Channels?.Where(scope.Contains).ToList() })];
    }

    /// <summary>Deliveries, newest first.</summary>
    /// <param name="state">Null for all.</param>
    /// <param name="scope">Channel keys that the reader is limited to: only what was sent of their incidents, and of those without a channel.</param>
    public Task<Paged<DeliveryView>> DeliveriesAsync(DeliveryState? state, IReadOnlySet<string>? scope, PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async (db, token) =>
        {
            var rows = db.AlertDeliveries.Where(d => state == null || d.State == state)
                .Within(db, scope, d => db.Alerts.Where(a => a.Id == d.AlertId).Select(a => a.ChannelId).FirstOrDefault(), withShared: true);
            var total = await rows.CountAsync(token);
            var items = await Deliveries(db, rows.OrderByDescending(d => d.Id).Skip(page.Offset).Take(page.PageSize)).ToListAsync(token);
            return page.With([.. items.OrderByDescending(d => d.Id)], total);
        },
        cancellationToken);

    internal static IQueryable<DeliveryView> Deliveries(PortalDbContext db, IQueryable<AlertDeliveryRow> rows) =>
        from d in rows
        join x in db.AlertDestinations on d.DestinationId equals x.Id
        join a in db.Alerts on d.AlertId equals a.Id
        select new DeliveryView(
            d.Id, d.AlertId, d.DestinationId, x.Name, a.Kind, a.Subject, d.Occasion, d.State, d.CreatedAt, d.DueAt, d.Attempts, d.EndedAt, d.LastError);
}
