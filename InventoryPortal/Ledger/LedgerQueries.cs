using System.Text.Json.Serialization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>One line of a product's ledger, for people and scripts.</summary>
/// <param name="CanUndo">Whether its opposite may be booked: somebody asked for it, and it was not undone yet. For pages only.</param>
public sealed record MovementItem(
    long Id,
    MovementKind Kind,
    int Delta,
    int ReservedDelta,
    int OnHandAfter,
    int ReservedAfter,
    string? Channel,
    string? Reference,
    string? Reason,
    string? Note,
    string Actor,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    [property: JsonIgnore] bool CanUndo);

/// <summary>Which lines of the whole ledger; null members do not narrow.</summary>
/// <param name="Channel">Only this channel's, by key.</param>
/// <param name="Since">Only what was recorded then or later.</param>
/// <param name="Before">Only movements with a smaller id; null starts at the newest.</param>
/// <param name="Channels">Channel keys that the reader is limited to; what belongs to no channel stays visible.</param>
public sealed record MovementSelection(
    MovementKind? Kind = null, string? Channel = null, DateTimeOffset? Since = null, long? Before = null, IReadOnlySet<string>? Channels = null);

/// <summary>One line of the whole ledger as it comes.</summary>
public sealed record LatestMovement(
    long Id, string Sku, string Name, MovementKind Kind, int Delta, int ReservedDelta, string? Channel, string Actor, DateTimeOffset RecordedAt);

/// <summary>A page of the ledger, newest first. <paramref name="Next"/> is the <c>before</c> of the next page, null at the end.</summary>
public sealed record MovementPage(IReadOnlyList<MovementItem> Items, long? Next);

/// <summary>How every listing's quantity of a product comes about.</summary>
/// <param name="At">The instant explained.</param>
/// <param name="RulesAsOf">Rules are always the present ones; for a past instant only the level is that of then.</param>
public sealed record Explanation(
    string Sku, DateTimeOffset At, DateTimeOffset RulesAsOf, int OnHand, int Reserved, int Available, int Buffer, IReadOnlyList<ExplainedListing> Listings);

/// <summary>One listing's quantity with the numbers behind it.</summary>
/// <param name="Steps">From the shelf to the quantity. For pages only.</param>
/// <param name="NotBefore">Its next write waits until then; null when it need not wait. For pages only.</param>
public sealed record ExplainedListing(
    string Channel,
    string ExternalId,
    ListingMode Mode,
    int Quantity,
    AllocationReason Reason,
    int? Desired,
    int? Sent,
    DateTimeOffset? SentAt,
    int? Confirmed,
    DateTimeOffset? ConfirmedAt,
    [property: JsonIgnore] IReadOnlyList<DerivationStep> Steps,
    [property: JsonIgnore] DateTimeOffset? NotBefore);

/// <summary>Reads of the ledger.</summary>
public sealed class LedgerQueries(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Movements of one page at most.</summary>
    public const int MaxPage = 500;

    /// <summary>A page of a product's movements, newest first; null when no product has the SKU.</summary>
    /// <param name="before">Only movements with a smaller id; null starts at the newest.</param>
    /// <param name="take">1 to <see cref="MaxPage"/>.</param>
    /// <param name="scope">Channel keys that the reader is limited to; what belongs to no channel stays visible. Null for all.</param>
    /// <param name="until">Only movements recorded up to then; null for all.</param>
    public Task<MovementPage?> MovementsAsync(
        string sku, long? before, DateTimeOffset? until, int take, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                if (await FindAsync(db, sku, token) is not { } product)
                {
                    return null;
                }
                var query = db.Movements.Where(m => m.ProductId == product.Id).Within(db, scope, m => m.ChannelId, withShared: true);
                if (before is { } id)
                {
                    query = query.Where(m => m.Id < id);
                }
                if (until is { } instant)
                {
                    query = query.Where(m => m.RecordedAt <= instant);
                }
                var rows = await query.OrderByDescending(m => m.Id).Take(Math.Clamp(take, 1, MaxPage) + 1)
                    .Select(m => new MovementItem(
                        m.Id, m.Kind, m.Delta, m.ReservedDelta, m.OnHandAfter, m.ReservedAfter,
                        db.Channels.Where(c => c.Id == m.ChannelId).Select(c => c.Key).FirstOrDefault(),
                        m.Reference, m.Reason, m.Note, m.ActorName, m.OccurredAt, m.RecordedAt, (m.CauseType == MovementWork.CauseType || m.CauseType == LinesWork.CauseType) && m.Delta != 0))
                    .ToListAsync(token);
                var more = rows.Count > Math.Clamp(take, 1, MaxPage);
                var items = await WithoutUndoneAsync(db, more ? rows[..^1] : rows, token);
                return new MovementPage(items, more ? items[^1].Id : null);
            },
            cancellationToken);

    private static async Task<List<MovementItem>> WithoutUndoneAsync(PortalDbContext db, List<MovementItem> items, CancellationToken cancellationToken)
    {
        var keys = items.Where(i => i.CanUndo).Select(i => UndoStore.KeyOf(i.Id)).ToList();
        if (keys.Count == 0)
        {
            return items;
        }
        var undone = (await db.Movements.Where(m => keys.Contains(m.IdempotencyKey)).Select(m => m.IdempotencyKey).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        return [.. items.Select(i => i with { CanUndo = i.CanUndo && !undone.Contains(UndoStore.KeyOf(i.Id)) })];
    }

    /// <summary>The newest of these movements of all products, newest first.</summary>
    /// <param name="take">1 to <see cref="MaxPage"/>.</param>
    public Task<IReadOnlyList<LatestMovement>> LatestAsync(MovementSelection selection, int take, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LatestMovement>>(
            async (db, token) => await (
                from m in Select(db, selection).OrderByDescending(m => m.Id).Take(Math.Clamp(take, 1, MaxPage))
                join p in db.Products on m.ProductId equals p.Id
                from c in db.Channels.Where(c => c.Id == m.ChannelId).DefaultIfEmpty()
                orderby m.Id descending
                select new LatestMovement(
                    m.Id, p.Sku, p.Name, m.Kind, m.Delta, m.ReservedDelta, c == null ? null : c.Name, m.ActorName, m.RecordedAt)).ToListAsync(token),
            cancellationToken);

    private static IQueryable<MovementRow> Select(PortalDbContext db, MovementSelection selection)
    {
        var rows = db.Movements.Within(db, selection.Channels, m => m.ChannelId, withShared: true);
        rows = selection.Kind is { } kind ? rows.Where(m => m.Kind == kind) : rows;
        rows = selection.Since is { } since ? rows.Where(m => m.RecordedAt >= since) : rows;
        rows = selection.Before is { } before ? rows.Where(m => m.Id < before) : rows;
        return selection.Channel is { } key ? rows.Where(m => db.Channels.Any(c => c.Id == m.ChannelId && c.Key == key)) : rows;
    }

    /// <summary>Explains a product's quantities now or at a past instant; refused with <c>not_found</c> for an unknown SKU.</summary>
    /// <param name="scope">Channel keys that the reader is limited to, whose listings are told; all of them are reckoned with. Null for all.</param>
    public Task<CommandAnswer<Explanation>> ExplainAsync(string sku, DateTimeOffset? at, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync<CommandAnswer<Explanation>>(
            async (db, token) =>
            {
                if (await FindAsync(db, sku, token) is not { } product)
                {
                    return Refusal.NotFound($"The product {sku}");
                }
                var now = clock.GetUtcNow();
                var level = at is { } instant && instant < now ? await LevelAtAsync(db, product.Id, instant, token) : new StockLevel(product.OnHand, product.Reserved);
                return await ExplainAsync(db, product, level, at ?? now, now, scope, token);
            },
            cancellationToken);

    private static async Task<Explanation> ExplainAsync(
        PortalDbContext db, ProductRow product, StockLevel level, DateTimeOffset at, DateTimeOffset now, IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        var channels = await db.Channels.ToDictionaryAsync(c => c.Id, cancellationToken);
        var listings = await db.Listings.Where(l => l.ProductId == product.Id).OrderBy(l => l.Id).ToListAsync(cancellationToken);
        var shares = Allocator.Allocate(Reallocation.Divisible(level.Available, listings), product.Buffer, Reallocation.Inputs(product, listings, channels));
        var elsewhere = Reallocation.ShownElsewhere(listings);
        var items = listings.Select((l, i) => new ExplainedListing(
            channels[l.ChannelId].Key, l.ExternalId, l.ModeNow(product), shares[i].Quantity, shares[i].Reason,
            l.Desired, l.Sent, l.SentAt, l.Confirmed, l.ConfirmedAt,
            Derivation.Of(level, elsewhere, product.Buffer, l.ModeNow(product), shares[i]),
            l.DueAt > now ? l.DueAt : null)).Where(l => ChannelScope.Holds(scope, l.Channel)).ToList();
        return new Explanation(product.Sku, at, now, level.OnHand, level.Reserved, level.Available, product.Buffer, items);
    }

    private static async Task<StockLevel> LevelAtAsync(PortalDbContext db, long productId, DateTimeOffset at, CancellationToken cancellationToken) =>
        await db.Movements.Where(m => m.ProductId == productId && m.RecordedAt <= at)
            .OrderByDescending(m => m.Id)
            .Select(m => (StockLevel?)new StockLevel(m.OnHandAfter, m.ReservedAfter))
            .FirstOrDefaultAsync(cancellationToken) ?? default;

    private static Task<ProductRow?> FindAsync(PortalDbContext db, string sku, CancellationToken cancellationToken)
    {
        var normalised = Sku.Normalise(sku);
        return db.Products.SingleOrDefaultAsync(p => p.SkuNormalised == normalised, cancellationToken);
    }
}
