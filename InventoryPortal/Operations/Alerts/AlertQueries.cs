using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Which incidents a list shows; null members do not narrow it.</summary>
/// <param name="Channels">Channel keys that the reader is limited to; incidents without a channel stay visible.</param>
public sealed record AlertSelection(
    AlertState? State = null, AlertKind? Kind = null, string? Channel = null, string? Sku = null, IReadOnlySet<string>? Channels = null, long? Id = null);

/// <summary>How many incidents stand.</summary>
public sealed record AlertCounts(int Open, int Acknowledged);

/// <summary>Incidents as the pages and the API show them.</summary>
public sealed class AlertQueries(PortalDatabase database)
{
    /// <summary>Last seen first.</summary>
    public Task<Paged<AlertChange>> ListAsync(AlertSelection selection, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = Select(db, selection);
                var total = await rows.CountAsync(token);
                var shown = rows.OrderByDescending(a => a.LastAt).ThenByDescending(a => a.Id).Skip(page.Offset).Take(page.PageSize);
                var items = await LiveQueries.Alerts(db, shown).ToListAsync(token);

                // A join does not promise to keep the order of its left side.
                return page.With([.. items.OrderByDescending(a => a.LastAt).ThenByDescending(a => a.Id)], total);
            },
            cancellationToken);

    /// <summary>One incident, or null.</summary>
    public Task<AlertChange?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => LiveQueries.Alerts(db, db.Alerts.Where(a => a.Id == id)).FirstOrDefaultAsync(token), cancellationToken);

    /// <summary>For the badge in the menu.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; incidents without a channel count. Null for all.</param>
    public Task<AlertCounts> CountAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) => new AlertCounts(
                await Select(db, new AlertSelection(AlertState.Open, Channels: scope)).CountAsync(token),
                await Select(db, new AlertSelection(AlertState.Acknowledged, Channels: scope)).CountAsync(token)),
            cancellationToken);

    private static IQueryable<AlertRow> Select(PortalDbContext db, AlertSelection selection)
    {
        IQueryable<AlertRow> rows = db.Alerts;
        if (selection.State is { } state)
        {
            rows = rows.Where(a => a.State == state);
        }
        if (selection.Id is { } id)
        {
            rows = rows.Where(a => a.Id == id);
        }
        if (selection.Kind is { } kind)
        {
            rows = rows.Where(a => a.Kind == kind);
        }
        if (selection.Channel is { } channel)
        {
            rows = rows.Where(a => db.Channels.Any(c => c.Id == a.ChannelId && c.Key == channel));
        }
        if (selection.Sku is { } sku)
        {
            var normalised = Sku.Normalise(sku);
            rows = rows.Where(a => db.Products.Any(p => p.Id == a.ProductId && p.SkuNormalised == normalised));
        }
        return rows.Within(db, selection.Channels, a => a.ChannelId, withShared: true);
    }
}
