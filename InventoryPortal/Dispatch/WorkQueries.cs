using System.Linq.Expressions;
using InventoryPortal.Access;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>How a listing stands on its way to the channel; the same sets that a lane counts.</summary>
public enum WorkState
{
    /// <summary>Due or under way.</summary>
    Waiting,

    /// <summary>Due, and no call with it is under way.</summary>
    Due,

    /// <summary>A call with it is under way.</summary>
    InFlight,

    /// <summary>Its last call failed; the next one is set.</summary>
    Retrying,

    /// <summary>Given up on until a person acts.</summary>
    Failed,
}

/// <summary>Which listings; null members do not narrow, but only listings with something to do are meant.</summary>
/// <param name="Cause">How what was said last begins.</param>
/// <param name="Channels">Channel keys that the reader is limited to.</param>
public sealed record WorkSelection(
    string? Channel = null, WorkState? State = null, string? Cause = null, string? Sku = null, IReadOnlySet<string>? Channels = null);

/// <summary>One listing with something to do.</summary>
public sealed record WorkItem(
    long Id, string Channel, string ExternalId, string? Title, string Sku, int? Desired, int? Confirmed, ListingSyncState State,
    int Attempts, DateTimeOffset? DueAt, string? LastError);

/// <summary>Listings given up on for one reason.</summary>
/// <param name="Channel">The channel's key.</param>
/// <param name="Cause">What was said last, in full.</param>
public sealed record WorkCause(string Channel, string Name, string Cause, int Count);

/// <summary>Reads of what the lanes have to do.</summary>
public sealed class WorkQueries(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Causes shown: more of them are no causes, but a channel that says something else each time.</summary>
    public const int MaxCauses = 20;

    /// <summary>The longest waiting first.</summary>
    public Task<Paged<WorkItem>> ListAsync(WorkSelection selection, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var rows = Select(db, selection, now);
                var total = await rows.CountAsync(token);
                var items = await (
                    from l in rows.OrderBy(l => l.DesiredAt).ThenBy(l => l.Id).Skip(page.Offset).Take(page.PageSize)
                    join c in db.Channels on l.ChannelId equals c.Id
                    join p in db.Products on l.ProductId equals p.Id
                    orderby l.DesiredAt, l.Id
                    select new { Row = l, c.Key, c.State, c.Shadow, p.Sku }).ToListAsync(token);
                return page.With([.. items.Select(i => Item(i.Row, i.Key, i.Sku, ChannelRow.AsWritten(i.State, i.Shadow), now))], total);
            },
            cancellationToken);

    /// <summary>Why listings were given up on, most of them first.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<IReadOnlyList<WorkCause>> CausesAsync(string? channel, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WorkCause>>(
            async (db, token) =>
            {
                var groups = await Select(db, new WorkSelection(channel, WorkState.Failed, Channels: scope), clock.GetUtcNow())
                    .GroupBy(l => new { l.ChannelId, l.LastError })
                    .Select(g => new { g.Key.ChannelId, g.Key.LastError, Count = g.Count() })
                    .OrderByDescending(g => g.Count).ThenBy(g => g.ChannelId).Take(MaxCauses).ToListAsync(token);
                var names = await db.Channels.ToDictionaryAsync(c => c.Id, c => (c.Key, c.Name), token);
                return [.. groups.Select(g => new WorkCause(names[g.ChannelId].Key, names[g.ChannelId].Name, g.LastError ?? "", g.Count))];
            },
            cancellationToken);

    /// <summary>Listings given up on for this reason.</summary>
    internal static Expression<Func<ListingRow, bool>> FailedFor(string cause) =>
        l => l.IsDead && l.ProductId != null && l.SyncEnabled && (l.LastError ?? "") == cause;

    private static IQueryable<ListingRow> Select(PortalDbContext db, WorkSelection selection, DateTimeOffset now)
    {
        var rows = db.Listings.Within(db, selection.Channels, l => l.ChannelId).Where(l => l.ProductId != null && l.SyncEnabled);
        rows = selection.State switch
        {
            WorkState.Waiting => rows.Where(l => !l.IsDead && (l.DueAt != null || l.LeaseUntil > now)),
            WorkState.Due => rows.Where(l => !l.IsDead && l.DueAt != null && (l.LeaseUntil == null || l.LeaseUntil <= now)),
            WorkState.InFlight => rows.Where(l => !l.IsDead && l.LeaseUntil > now),
            WorkState.Retrying => rows.Where(l => !l.IsDead && l.Attempts > 0 && l.DueAt > now),
            WorkState.Failed => rows.Where(l => l.IsDead),
            _ => rows.Where(l => l.IsDead || l.DueAt != null || l.LeaseUntil > now),
        };
        if (selection.Channel is { } key)
        {
            rows = rows.Where(l => db.Channels.Any(c => c.Id == l.ChannelId && c.Key == key));
        }
        if (selection.Cause is { } cause)
        {
            rows = rows.Where(l => l.LastError != null && l.LastError.StartsWith(cause));
        }
        if (selection.Sku is { } sku)
        {
            var normalised = Sku.Normalise(sku);
            rows = rows.Where(l => db.Products.Any(p => p.Id == l.ProductId && p.SkuNormalised == normalised));
        }
        return rows;
    }

    private static WorkItem Item(ListingRow row, string channel, string sku, Domain.Channels.ChannelState channelState, DateTimeOffset now) => new(
        row.Id, channel, row.ExternalId, row.Title, sku, row.Desired, row.Confirmed,
        ListingStatus.Describe(new ListingFacts(
            row.LinkState, row.SyncEnabled, channelState, row.DesiredRevision, row.ConfirmedRevision, row.LeaseUntil > now, row.Attempts, row.IsDead, row.IsDrifted)),
        row.Attempts, row.DueAt, row.LastError);
}
