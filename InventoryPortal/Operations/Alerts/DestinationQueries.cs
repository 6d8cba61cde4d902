using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Destinations and what was sent to them, without secrets.</summary>
public sealed class DestinationQueries(PortalDatabase database)
{
    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<DestinationView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            (db, token) => db.AlertDestinations.OrderBy(d => d.Name).Take(NoticeStore.MaxDestinations).ToListAsync(token), cancellationToken);
        return [.. rows.Select(DestinationView.Of)];
    }

    /// <summary>Deliveries, newest first.</summary>
    /// <param name="state">Null for all.</param>
    public Task<Paged<DeliveryView>> DeliveriesAsync(DeliveryState? state, PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async (db, token) =>
        {
            var rows = db.AlertDeliveries.Where(d => state == null || d.State == state);
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
