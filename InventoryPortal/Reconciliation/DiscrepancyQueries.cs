using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Reconciliation;

/// <summary>A difference between what a channel shows and what it should.</summary>
/// <param name="ConfirmedAt">When a second read agreed; null while seen once.</param>
/// <param name="Resolution">What was done: overwritten, adopted, gone; null while it stands.</param>
public sealed record DiscrepancyItem(
    long Id,
    string Channel,
    string ExternalId,
    string? Title,
    string? Sku,
    int Expected,
    int Observed,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset? ConfirmedAt,
    string? Resolution,
    DateTimeOffset? ResolvedAt);

/// <summary>Differences as the pages show them.</summary>
public sealed class DiscrepancyQueries(PortalDatabase database)
{
    /// <summary>Newest first.</summary>
    /// <param name="channelKey">Null for all channels.</param>
    /// <param name="standing">Only those that stand.</param>
    public Task<Paged<DiscrepancyItem>> ListAsync(string? channelKey, bool standing, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = db.Discrepancies.Where(d =>
                    (!standing || d.ResolvedAt == null) && (channelKey == null || db.Channels.Any(c => c.Id == d.ChannelId && c.Key == channelKey)));
                var total = await rows.CountAsync(token);
                var items = await (
                    from d in rows.OrderByDescending(d => d.Id).Skip(page.Offset).Take(page.PageSize)
                    join l in db.Listings on d.ListingId equals l.Id
                    join c in db.Channels on d.ChannelId equals c.Id
                    from p in db.Products.Where(p => p.Id == l.ProductId).DefaultIfEmpty()
                    select new DiscrepancyItem(
                        d.Id, c.Key, l.ExternalId, l.Title, p == null ? null : p.Sku, d.Expected, d.Observed, d.FirstSeenAt, d.ConfirmedAt,
                        d.Resolution, d.ResolvedAt)).ToListAsync(token);
                return page.With([.. items.OrderByDescending(d => d.Id)], total);
            },
            cancellationToken);
}
