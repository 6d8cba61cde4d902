using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Reconciliation;

/// <summary>How many listings were acted upon.</summary>
internal readonly record struct WrittenCounts(int Overwritten, int Adopted)
{
    public static WrittenCounts operator +(WrittenCounts a, WrittenCounts b) => new(a.Overwritten + b.Overwritten, a.Adopted + b.Adopted);
}

/// <summary>Writes decisions to listings and discrepancies. A listing that moved since it was decided is left for the next pass.</summary>
public sealed class DriftWriter(PortalDatabase database, StockStore stock, TimeProvider clock)
{
    internal const string Overwritten = "overwritten";
    internal const string Adopted = "adopted";
    internal const string Gone = "gone";

    /// <summary>Records one chunk in one transaction; adopted differences go into the ledger first, each once, however often this is repeated.</summary>
    /// <param name="caller">On whose behalf a difference is adopted; null is the portal by its policy.</param>
    internal async Task<WrittenCounts> WriteAsync(
        string channelKey, IReadOnlyCollection<Comparison> compared, Caller? caller, CancellationToken cancellationToken)
    {
        var adopted = new HashSet<long>();
        foreach (var comparison in compared.Where(c => c.Decision is DriftDecision.Drift { Action: DriftPolicy.Adopt }))
        {
            if (await AdoptAsync(channelKey, comparison, caller ?? Caller.System, cancellationToken))
            {
                adopted.Add(comparison.State.Id);
            }
        }
        return await database.WriteAsync((db, token) => WriteAsync(db, compared, adopted, token), cancellationToken);
    }

    private async Task<WrittenCounts> WriteAsync(
        PortalDbContext db, IReadOnlyCollection<Comparison> compared, HashSet<long> adopted, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ids = compared.Select(c => c.State.Id).ToList();
        var rows = (await ListingLock.LoadAsync(db, ids, cancellationToken)).ToDictionary(l => l.Id);
        var openIds = compared.Where(c => c.Open is not null).Select(c => c.Open!.Id).ToList();
        var open = await db.Discrepancies.AsTracking().Where(d => openIds.Contains(d.Id)).ToDictionaryAsync(d => d.ListingId, cancellationToken);
        var counts = new WrittenCounts();
        foreach (var comparison in compared)
        {
            var isAdopted = adopted.Contains(comparison.State.Id);
            if (rows.GetValueOrDefault(comparison.State.Id) is { } row && (isAdopted || ListingState.Of(row, now).IsSameAs(comparison.State)))
            {
                counts += Write(row, comparison, open.GetValueOrDefault(row.Id), isAdopted, now, d => db.Discrepancies.Add(d), d => db.Discrepancies.Remove(d));
            }
        }
        return counts;
    }

    /// <summary>Takes what a channel in the shadow shows as what it may sell. A listing of which it told meanwhile is left for the next pass.</summary>
    internal Task NoteAsync(IReadOnlyCollection<ListingState> read, IReadOnlyDictionary<long, Observation> seen, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var (states, now) = (read.ToDictionary(s => s.Id), clock.GetUtcNow());
                foreach (var row in await ListingLock.LoadAsync(db, [.. states.Keys], token))
                {
                    if (row is { InFlight: null, OutcomeUnknown: false } && row.ToldSinceConfirm == states[row.Id].Told && row.ConfirmedRevision == states[row.Id].ConfirmedRevision)
                    {
                        (row.Observed, row.ObservedAt) = (seen[row.Id].Value, seen[row.Id].At);
                        (row.Confirmed, row.ToldSinceConfirm) = (row.Confirmed is null ? (int?)null : seen[row.Id].Value, 0);
                        if (row.Desired != seen[row.Id].Value && row.DesiredRevision == row.ConfirmedRevision)
                        {
                            // Once the channel leaves the shadow it is to show the plan again, though the plan never moved.
                            MakeDue(row, now);
                        }
                    }
                }
            },
            cancellationToken);

    /// <summary>What one comparison does to the rows. Pure: the caller has locked and loaded, and saves.</summary>
    /// <param name="open">The difference on record, if there is one.</param>
    internal static WrittenCounts Write(
        ListingRow row, Comparison comparison, DiscrepancyRow? open, bool isAdopted, DateTimeOffset now, Action<DiscrepancyRow> add, Action<DiscrepancyRow> remove)
    {
        (row.Observed, row.ObservedAt) = (comparison.Latest.Value, comparison.Latest.At);
        switch (comparison.Decision)
        {
            case DriftDecision.WaitForSecondRead wait:
                Keep(row, open, comparison.State.Shown ?? 0, wait.Keep, add);
                return default;
            case DriftDecision.Drift drift:
                return open is null ? default : Act(row, open, drift, isAdopted, now);
            case DriftDecision.OwnEcho when row.Desired != comparison.Latest.Value:
                MakeDue(row, now);
                break;
        }
        row.IsDrifted = false;
        if (open is { ConfirmedAt: null })
        {
            remove(open);
        }
        else if (open is not null)
        {
            (open.Resolution, open.ResolvedAt) = (Gone, now);
        }
        return default;
    }

    private static WrittenCounts Act(ListingRow row, DiscrepancyRow open, DriftDecision.Drift drift, bool isAdopted, DateTimeOffset now)
    {
        (open.Observed, open.Expected, open.ConfirmedAt) = (drift.Observed, drift.Expected, open.ConfirmedAt ?? now);
        if (drift.Action == DriftPolicy.Report || (drift.Action == DriftPolicy.Adopt && !isAdopted))
        {
            row.IsDrifted = true;
            return default;
        }
        // From here the channel's own number is where deltas count from.
        (row.Confirmed, row.ToldSinceConfirm, row.IsDrifted) = (drift.Observed, isAdopted ? row.ToldSinceConfirm : 0, false);
        (open.Resolution, open.ResolvedAt) = (isAdopted ? Adopted : Overwritten, now);
        MakeDue(row, now);
        return isAdopted ? new WrittenCounts(0, 1) : new WrittenCounts(1, 0);
    }

    private static void Keep(ListingRow row, DiscrepancyRow? open, int expected, Observation keep, Action<DiscrepancyRow> add)
    {
        if (open is null)
        {
            add(open = new DiscrepancyRow { ListingId = row.Id, ChannelId = row.ChannelId });
        }
        (open.Expected, open.Observed, open.FirstSeenAt) = (expected, keep.Value, keep.At);
    }

    private static void MakeDue(ListingRow row, DateTimeOffset now)
    {
        row.DesiredRevision++;
        row.DueAt = row.Desired is null || row.IsDead || row.AwaitsApproval ? null : now;
    }

    /// <summary>Takes the difference into the ledger; false when the ledger refuses it. A repeat finds the movement and does nothing.</summary>
    private async Task<bool> AdoptAsync(string channelKey, Comparison comparison, Caller caller, CancellationToken cancellationToken)
    {
        var drift = (DriftDecision.Drift)comparison.Decision;
        var product = await database.ReadAsync(
            (db, token) => db.Products.Where(p => p.Id == comparison.State.ProductId).Select(p => new { p.Sku }).FirstOrDefaultAsync(token), cancellationToken);
        if (product is null || comparison.Open is null)
        {
            return false;
        }
        var context = new CommandContext(caller) { OperationId = $"drift-{comparison.Open.Id}" };
        var prefix = $"cmd:{context.OperationId}:";
        if (await database.ReadAsync((db, token) => db.Movements.AnyAsync(m => m.IdempotencyKey.StartsWith(prefix), token), cancellationToken))
        {
            return true;
        }
        var answer = await stock.MoveAsync(
            context,
            new MovementCommand(
                product.Sku, MovementKind.Adjustment, (int)drift.Delta, Reference: comparison.State.ExternalId, ChannelKey: channelKey,
                Reason: $"{channelKey} showed {drift.Observed} instead of {drift.Expected}", AllowOversell: true),
            cancellationToken);
        return answer is CommandAnswer<MovementResult>.Done;
    }
}
