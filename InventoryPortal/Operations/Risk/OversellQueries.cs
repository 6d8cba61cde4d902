using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>One oversell with what it was put down to.</summary>
/// <param name="Lacking">Units of it that were not there.</param>
/// <param name="Cause">Null while it is looked into.</param>
/// <param name="Culprit">The movement that came between; null where there is none.</param>
/// <param name="PreventingBuffer">Buffer of the product that would have prevented it; null where none would have.</param>
/// <param name="BufferMissed">Units that it would have turned away in <paramref name="CostDays"/> days.</param>
/// <param name="SplitPrevents">Whether shares of their own would have prevented it.</param>
/// <param name="SplitMissed">Units that those would have turned away.</param>
public sealed record OversellView(
    long Id, string Sku, string? Channel, string? Reference, int Units, int Lacking, OversellCause? Cause, OversellCulprit? Culprit, long DelayMs,
    int? PreventingBuffer, long? BufferMissed, bool SplitPrevents, long? SplitMissed, int CostDays, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt);

/// <summary>A movement that came between.</summary>
public sealed record OversellCulprit(long MovementId, string? Channel, string? Reference, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt);

/// <summary>The oversells on record, and the evidence of those that nobody has looked into.</summary>
public sealed class OversellQueries(PortalDatabase database)
{
    /// <summary>Movements before an oversell that are looked at: more sales than fit into the lag of any channel.</summary>
    private const int MaxOthers = 200;

    /// <summary>Oversells looked into at once; the rest follows.</summary>
    private const int AtOnce = 50;

    /// <summary>A channel that told of anything within this tells of its sales itself.</summary>
    private static readonly TimeSpan TellsWithin = TimeSpan.FromDays(7);

    /// <summary>Newest first; null members do not narrow.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; what was sold by hand stays visible. Null for all.</param>
    public Task<Paged<OversellView>> ListAsync(string? sku, OversellCause? cause, IReadOnlySet<string>? scope, PageRequest page, CancellationToken cancellationToken)
    {
        var normalised = sku is null ? null : Sku.Normalise(sku);
        return database.ReadAsync(
            async (db, token) =>
            {
                var rows = from o in db.Oversells.Within(db, scope, o => o.ChannelId, withShared: true)
                           join p in db.Products on o.ProductId equals p.Id
                           where (normalised == null || p.SkuNormalised == normalised) && (cause == null || o.Cause == cause)
                           select new { Row = o, p.Sku };
                var total = await rows.CountAsync(token);
                var found = await rows.OrderByDescending(x => x.Row.Id).Skip(page.Offset).Take(page.PageSize).ToListAsync(token);
                var channels = await db.Channels.ToDictionaryAsync(c => c.Id, c => c.Key, token);
                var culprits = await CulpritsAsync(db, [.. found.Select(x => x.Row.Culprit).OfType<long>()], channels, scope, token);
                return page.With([.. found.Select(x => View(x.Row, x.Sku, channels, culprits))], total);
            },
            cancellationToken);
    }

    /// <summary>Oversells that nobody has looked into, oldest first, with all the evidence there is.</summary>
    internal Task<List<(OversellRow Row, OversellCase Case)>> PendingAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var cases = new List<(OversellRow, OversellCase)>();
                foreach (var row in await db.Oversells.Where(o => o.ExaminedAt == null).OrderBy(o => o.Id).Take(AtOnce).ToListAsync(token))
                {
                    cases.Add((row, await CaseAsync(db, row, token)));
                }
                return cases;
            },
            cancellationToken);

    private static async Task<OversellCase> CaseAsync(PortalDbContext db, OversellRow row, CancellationToken cancellationToken)
    {
        var movement = await db.Movements.SingleAsync(m => m.IdempotencyKey == row.MovementKey, cancellationToken);
        var before = await db.Movements.Where(m => m.ProductId == row.ProductId && m.Id < movement.Id)
            .OrderByDescending(m => m.Id).Take(MaxOthers).ToListAsync(cancellationToken);
        before.Reverse();
        var tellsFrom = row.RecordedAt - TellsWithin;
        var telling = (await db.InboundEvents.Where(e => e.ReceivedAt >= tellsFrom && e.ReceivedAt <= row.RecordedAt
                && e.Status == InboundStatus.Done && e.Topic != Topics.OrderPolled)
            .Select(e => e.ChannelId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
        var told = await ToldAsync(db, [.. before, movement], cancellationToken);
        var others = before.Select(m => new OtherMovement(m.Id, m.ReservedDelta - m.Delta, m.OccurredAt, m.RecordedAt, Heard(m, telling, told))).ToList();
        var listing = row.ListingId is null ? null : new SellingListing(row.WasSteered, row.ShownAfter, row.OpenUpTo, row.ConfirmedAt);
        return new OversellCase(row.Units, row.AvailableBefore, row.OccurredAt, row.RecordedAt, Heard(movement, telling, told), listing, others);
    }

    // An event ends in the transaction of its movements, at the same instant.
    private static async Task<HashSet<(long ChannelId, string? OrderId, DateTimeOffset? At)>> ToldAsync(
        PortalDbContext db, IReadOnlyList<MovementRow> movements, CancellationToken cancellationToken)
    {
        var orders = movements.Where(m => m.CauseType == OrderWork.CauseType).Select(m => m.Reference).Distinct().ToList();
        return (await db.InboundEvents.Where(e => orders.Contains(e.SubjectId) && e.Topic != Topics.OrderPolled)
                .Select(e => new { e.ChannelId, e.SubjectId, e.HandledAt }).ToListAsync(cancellationToken))
            .Select(e => (e.ChannelId, e.SubjectId, e.HandledAt)).ToHashSet();
    }

    private static HeardBy Heard(MovementRow movement, HashSet<long> telling, HashSet<(long ChannelId, string? OrderId, DateTimeOffset? At)> told) =>
        movement.CauseType != OrderWork.CauseType || movement.ChannelId is not { } channel ? HeardBy.Hand
        : told.Contains((channel, movement.Reference, movement.RecordedAt)) ? HeardBy.Event
        : telling.Contains(channel) ? HeardBy.PollInsteadOfEvent : HeardBy.Poll;

    private static async Task<Dictionary<long, OversellCulprit>> CulpritsAsync(
        PortalDbContext db, List<long> ids, Dictionary<long, string> channels, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        (await db.Movements.Where(m => ids.Contains(m.Id)).Within(db, scope, m => m.ChannelId, withShared: true).ToListAsync(cancellationToken)).ToDictionary(
            m => m.Id,
            m => new OversellCulprit(m.Id, m.ChannelId is { } c ? channels.GetValueOrDefault(c) : null, m.Reference, m.OccurredAt, m.RecordedAt));

    private static OversellView View(OversellRow row, string sku, Dictionary<long, string> channels, Dictionary<long, OversellCulprit> culprits) => new(
        row.Id, sku, row.ChannelId is { } c ? channels.GetValueOrDefault(c) : null, row.Reference, row.Units, row.Lacking,
        row.Cause, row.Culprit is { } culprit ? culprits.GetValueOrDefault(culprit) : null, row.DelayMs,
        row.PreventingBuffer, row.BufferMissed, row.SplitPrevents, row.SplitMissed, row.CostDays, row.OccurredAt, row.RecordedAt);
}
