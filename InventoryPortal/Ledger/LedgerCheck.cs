using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>A product whose level is not what its ledger says.</summary>
public sealed record LedgerMismatch(long ProductId, string Sku, int OnHand, long MovementsOnHand, int Reserved, long MovementsReserved, long OpenReserved);

/// <summary>
/// Asserts the ledger's invariants: on hand = Σ delta, reserved = Σ reserved delta = Σ open reservations and order lines.
/// </summary>
public sealed class LedgerCheck(PortalDatabase database)
{
    /// <summary>Products compared per read, so that no read grows with the catalogue.</summary>
    private const int Chunk = 1000;

    /// <summary>Compares every product; returns at most <paramref name="limit"/> mismatches.</summary>
    public async Task<IReadOnlyList<LedgerMismatch>> RunAsync(int limit, CancellationToken cancellationToken)
    {
        var found = new List<LedgerMismatch>();
        long after = 0;
        while (found.Count < limit)
        {
            var from = after;
            var (mismatches, last) = await database.ReadAsync((db, token) => CompareAsync(db, from, token), cancellationToken);
            found.AddRange(mismatches.Take(limit - found.Count));
            if (last is null)
            {
                break;
            }
            after = last.Value;
        }
        return found;
    }

    private static async Task<(List<LedgerMismatch> Mismatches, long? Last)> CompareAsync(PortalDbContext db, long after, CancellationToken cancellationToken)
    {
        // One statement, so that a sale between two reads is not taken for a mismatch.
        var rows = await db.Products.Where(p => p.Id > after).OrderBy(p => p.Id).Take(Chunk)
            .Select(p => new
            {
                p.Id,
                p.Sku,
                p.OnHand,
                p.Reserved,
                Delta = db.Movements.Where(m => m.ProductId == p.Id).Sum(m => (long)m.Delta),
                ReservedDelta = db.Movements.Where(m => m.ProductId == p.Id).Sum(m => (long)m.ReservedDelta),
                Reservations = db.Reservations.Where(r => r.ProductId == p.Id && r.State == ReservationState.Pending).Sum(r => (long)r.Quantity),
                Lines = db.OrderLines.Where(l => l.ProductId == p.Id).Sum(l => (long)l.Reserved),
            })
            .ToListAsync(cancellationToken);
        var mismatches = rows
            .Where(r => r.OnHand != r.Delta || r.Reserved != r.ReservedDelta || r.Reserved != r.Reservations + r.Lines)
            .Select(r => new LedgerMismatch(r.Id, r.Sku, r.OnHand, r.Delta, r.Reserved, r.ReservedDelta, r.Reservations + r.Lines))
            .ToList();
        return (mismatches, rows.Count == Chunk ? rows[^1].Id : null);
    }
}
