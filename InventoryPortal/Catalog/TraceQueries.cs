using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Follows one movement through the portal. Every part is found by a key or an instant on record; nothing is guessed.</summary>
public sealed class TraceQueries(PortalDatabase database)
{
    /// <summary>Lines of an order that are shown; who sold more at once looks at the channel.</summary>
    private const int MaxLines = 50;

    /// <summary>Listings whose answer is told: far more than there are channels.</summary>
    private const int MaxListings = 50;

    /// <summary>A write later than this after a movement is about something else.</summary>
    private static readonly TimeSpan CallWindow = TimeSpan.FromMinutes(15);

    /// <summary>The trace of a movement of this product; null when there is no such movement, or the reader may not see it.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<MovementTrace?> FindAsync(string sku, long movementId, IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        var normalised = Sku.Normalise(sku);
        return database.ReadAsync(
            async (db, token) =>
            {
                var movement = await (
                    from m in db.Movements.Within(db, scope, m => m.ChannelId, withShared: true)
                    join p in db.Products on m.ProductId equals p.Id
                    where m.Id == movementId && p.SkuNormalised == normalised
                    select m).SingleOrDefaultAsync(token);
                if (movement is null)
                {
                    return null;
                }
                var order = movement is { CauseType: OrderWork.CauseType, ChannelId: not null, Reference: not null };
                return new MovementTrace(
                    movement.Id,
                    movement.RecordedAt,
                    order ? await EventAsync(db, movement, token) : null,
                    order ? await OrderAsync(db, movement, token) : null,
                    await AnswersAsync(db, movement, scope, token));
            },
            cancellationToken);
    }

    // An event ends in the transaction of its movements, at the same instant: that makes it the one that brought this about.
    private static Task<TracedEvent?> EventAsync(PortalDbContext db, MovementRow movement, CancellationToken cancellationToken) => (
        from e in db.InboundEvents
        join c in db.Channels on e.ChannelId equals c.Id
        where e.ChannelId == movement.ChannelId && e.SubjectId == movement.Reference && e.HandledAt == movement.RecordedAt
        orderby e.Id
        select new TracedEvent(c.Key, e.Topic, e.ReceivedAt, e.Reason)).FirstOrDefaultAsync(cancellationToken);

    private static async Task<TracedOrder?> OrderAsync(PortalDbContext db, MovementRow movement, CancellationToken cancellationToken)
    {
        var rows = await (
            from l in db.OrderLines
            join c in db.Channels on l.ChannelId equals c.Id
            from p in db.Products.Where(p => p.Id == l.ProductId).DefaultIfEmpty()
            where l.ChannelId == movement.ChannelId && l.OrderId == movement.Reference && l.Ordered > 0
            orderby l.Id
            select new
            {
                c.Key,
                l.Status,
                l.PlacedAt,
                Line = new TracedLine(p == null ? null : p.Sku, l.Title, l.Ordered, l.Reserved, l.Sold, l.Returned),
            }).Take(MaxLines).ToListAsync(cancellationToken);
        return rows is [] ? null : new TracedOrder(rows[0].Key, movement.Reference!, rows[0].Status, rows[0].PlacedAt, [.. rows.Select(r => r.Line)]);
    }

    private static async Task<IReadOnlyList<TracedAnswer>> AnswersAsync(
        PortalDbContext db, MovementRow movement, IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        var rows = await (
            from l in db.Listings.Within(db, scope, l => l.ChannelId)
            join c in db.Channels on l.ChannelId equals c.Id
            where l.ProductId == movement.ProductId
            orderby l.Id
            select new { Listing = l, c.Key }).Take(MaxListings).ToListAsync(cancellationToken);
        var calls = new Dictionary<long, TracedCall?>();
        foreach (var channel in rows.Select(r => r.Listing.ChannelId).Distinct())
        {
            calls[channel] = await CallAsync(db, channel, movement.RecordedAt, cancellationToken);
        }
        return [.. rows.Select(r => Answer(r.Listing, r.Key, movement.RecordedAt, calls[r.Listing.ChannelId]))];
    }

    // A read settles nothing, so it has no verdicts: the first call with one is a write.
    private static Task<TracedCall?> CallAsync(PortalDbContext db, long channelId, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var until = from + CallWindow;
        return db.SyncAttempts
            .Where(a => a.ChannelId == channelId && a.StartedAt >= from && a.StartedAt < until && a.Applied + a.Rejected + a.Retried + a.Unknown > 0)
            .OrderBy(a => a.StartedAt)
            .Select(a => new TracedCall(a.Id, a.StartedAt, a.DurationMs, a.Status))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>What a movement of that instant meant to a listing as it stands now.</summary>
    internal static TracedAnswer Answer(ListingRow listing, string channel, DateTimeOffset recordedAt, TracedCall? call)
    {
        TracedAnswer Of(TracedAnswerKind kind, int? quantity, DateTimeOffset? at, TracedCall? shown) => new(channel, listing.ExternalId, kind, quantity, at, shown);
        return listing switch
        {
            { Desired: null } or { SyncEnabled: false } or { LinkState: not LinkState.Linked } => Of(TracedAnswerKind.Silent, null, null, null),
            _ when listing.DesiredAt is not { } desiredAt || desiredAt < recordedAt => Of(TracedAnswerKind.Unchanged, listing.Desired, null, null),
            _ when listing.DesiredAt > recordedAt => Of(TracedAnswerKind.Replaced, null, null, call),
            _ when listing.ConfirmedRevision >= listing.DesiredRevision => Of(TracedAnswerKind.Confirmed, listing.Confirmed, listing.ConfirmedAt, call),
            _ => Of(TracedAnswerKind.Waiting, listing.Desired, null, call),
        };
    }
}
