using System.Linq.Expressions;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.LiveFeed;

/// <summary>One channel's name and delivery figures, without listings.</summary>
public sealed record ChannelFigures(
    long Id, string Key, ChannelState State, DateTimeOffset? LastConfirmedAt, int Pending, int InFlight, int Failed);

/// <summary>One listing that moved, with its channel.</summary>
public sealed record MovedListing(long ChannelId, ListingChange Change);

/// <summary>Reads what a batch tells beyond what the notes say. Bounded by the ids given.</summary>
public sealed class LiveQueries(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Newest incidents told when a commit does not name them.</summary>
    private const int NewestAlerts = 20;

    /// <summary>Maps a row and its names to what people and scripts see of an incident.</summary>
    public static IQueryable<AlertChange> Alerts(PortalDbContext db, IQueryable<AlertRow> rows) =>
        from a in rows
        from c in db.Channels.Where(c => c.Id == a.ChannelId).DefaultIfEmpty()
        from p in db.Products.Where(p => p.Id == a.ProductId).DefaultIfEmpty()
        select new AlertChange(
            a.Id, a.Kind, a.State, a.Subject, a.Message, c == null ? null : c.Key, p == null ? null : p.Sku, a.Count,
            a.FirstAt, a.LastAt, a.AcknowledgedBy, a.AcknowledgedAt, a.Note, a.ResolvedAt, a.AssignedTo, a.SnoozedUntil);

    /// <summary>Figures of these channels.</summary>
    public Task<List<ChannelFigures>> FiguresAsync(IReadOnlyCollection<long> channelIds, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var counts = await db.Listings
                    .Where(l => channelIds.Contains(l.ChannelId) && l.ProductId != null && (l.DueAt != null || l.IsDead || l.LeaseUntil > now))
                    .GroupBy(l => l.ChannelId)
                    .Select(g => new
                    {
                        g.Key,
                        Failed = g.Count(l => l.IsDead),
                        InFlight = g.Count(l => !l.IsDead && l.LeaseUntil > now),
                        Pending = g.Count(l => !l.IsDead && !(l.LeaseUntil > now)),
                    })
                    .ToDictionaryAsync(g => g.Key, token);
                var channels = await db.Channels
                    .Where(c => channelIds.Contains(c.Id))
                    .Select(c => new { c.Id, c.Key, c.State, c.LastConfirmedAt })
                    .ToListAsync(token);
                return channels
                    .Select(c => counts.TryGetValue(c.Id, out var n)
                        ? new ChannelFigures(c.Id, c.Key, c.State, c.LastConfirmedAt, n.Pending, n.InFlight, n.Failed)
                        : new ChannelFigures(c.Id, c.Key, c.State, c.LastConfirmedAt, 0, 0, 0))
                    .ToList();
            },
            cancellationToken);

    /// <summary>The named listings and those of the named products, at most <see cref="NoteGatherer.MaxIds"/>.</summary>
    public Task<List<MovedListing>> ListingsAsync(
        IReadOnlyCollection<long> listingIds, IReadOnlyCollection<long> productIds, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                Expression<Func<ListingRow, bool>> named = productIds.Count == 0
                    ? l => listingIds.Contains(l.Id)
                    : l => listingIds.Contains(l.Id) || (l.ProductId != null && productIds.Contains(l.ProductId.Value));
                var rows = await (
                    from l in db.Listings.Where(named).OrderBy(l => l.Id).Take(NoteGatherer.MaxIds)
                    join c in db.Channels on l.ChannelId equals c.Id
                    from p in db.Products.Where(p => p.Id == l.ProductId).DefaultIfEmpty()
                    select new { Row = l, c.State, c.Shadow, Sku = p == null ? null : p.Sku }).ToListAsync(token);
                return rows.Select(r => new MovedListing(r.Row.ChannelId, Change(r.Row, ChannelRow.AsWritten(r.State, r.Shadow), r.Sku, now))).ToList();
            },
            cancellationToken);

    /// <summary>These incidents, or the newest when none is named.</summary>
    public Task<List<AlertChange>> AlertsAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => Alerts(db, ids.Count > 0
                ? db.Alerts.Where(a => ids.Contains(a.Id))
                : db.Alerts.OrderByDescending(a => a.LastAt).Take(NewestAlerts)).ToListAsync(token),
            cancellationToken);

    /// <summary>These jobs.</summary>
    public Task<List<JobChange>> JobsAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => (
                from j in db.SyncJobs.Where(j => ids.Contains(j.Id))
                from c in db.Channels.Where(c => c.Id == j.ChannelId).DefaultIfEmpty()
                from p in db.Products.Where(p => p.Id == j.ProductId).DefaultIfEmpty()
                select new JobChange(
                    j.Id, j.Kind, c == null ? null : c.Key, p == null ? null : p.Sku, j.Status, j.Outcome,
                    j.ProgressDone, j.ProgressTotal, j.Error)).ToListAsync(token),
            cancellationToken);

    private static ListingChange Change(ListingRow row, ChannelState channel, string? sku, DateTimeOffset now) => new(
        row.ExternalId,
        sku,
        ListingStatus.Describe(new ListingFacts(
            row.LinkState, row.SyncEnabled, channel, row.DesiredRevision, row.ConfirmedRevision, row.LeaseUntil > now, row.Attempts, row.IsDead,
            row.IsDrifted)),
        row.Desired,
        row.Confirmed,
        row.ConfirmedAt,
        row.LastError);
}
