using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Compares levels with thresholds and opens or ends the incidents of low, empty and oversold products.</summary>
public sealed class StockWatch(PortalDatabase database, AlertStore alerts)
{
    /// <summary>Products compared per read and transaction.</summary>
    private const int Chunk = 500;

    /// <summary>Units above the threshold at which a low-stock incident still stays open, as a part of the threshold.</summary>
    private const int MarginDivisor = 10;

    /// <summary>At least this, so that a small threshold has a margin too.</summary>
    private const int LeastMargin = 1;

    private static readonly AlertKind[] Kinds = [AlertKind.LowStock, AlertKind.OutOfStock, AlertKind.Oversold];

    /// <summary>Looks at every product whose row changed at or after an instant; null looks at all.</summary>
    public async Task RunAsync(DateTimeOffset? changedFrom, CancellationToken cancellationToken)
    {
        for (var (full, last) = (true, (Level?)null); full;)
        {
            var before = last;
            var levels = await database.ReadAsync((db, token) => ReadAsync(db, changedFrom, before, token), cancellationToken);
            await alerts.RecordAsync([.. levels.SelectMany(Judge)], cancellationToken);
            full = levels.Count == Chunk;
            last = levels.LastOrDefault();
        }
    }

    /// <summary>Products behind the last one, in an order that an index has: what changed by its instant, for by id a look would go through all there are.</summary>
    private static IQueryable<ProductRow> Behind(PortalDbContext db, DateTimeOffset? changedFrom, Level? last)
    {
        if (changedFrom is not { } from)
        {
            var after = last?.Id ?? 0;
            return db.Products.Where(p => p.Id > after).OrderBy(p => p.Id);
        }
        var (at, id) = (last?.At ?? from, last?.Id ?? 0);
        return db.Products.Where(p => p.UpdatedAt >= at && (p.UpdatedAt > at || p.Id > id)).OrderBy(p => p.UpdatedAt).ThenBy(p => p.Id);
    }

    private static async Task<List<Level>> ReadAsync(PortalDbContext db, DateTimeOffset? changedFrom, Level? last, CancellationToken cancellationToken)
    {
        var levels = await Behind(db, changedFrom, last).Take(Chunk)
            .Select(p => new Level(p.Id, p.UpdatedAt, p.Sku, p.Available, p.LowStockThreshold, p.IsActive))
            .ToListAsync(cancellationToken);
        var ids = levels.Select(l => (long?)l.Id).ToList();
        var open = await db.Alerts
            .Where(a => a.OpenKey != null && ids.Contains(a.ProductId) && Kinds.Contains(a.Kind))
            .Select(a => new { a.ProductId, a.Kind }).ToListAsync(cancellationToken);
        var byProduct = open.ToLookup(a => a.ProductId!.Value, a => a.Kind);
        foreach (var level in levels)
        {
            level.Open = [.. byProduct[level.Id]];
        }
        return levels;
    }

    // Only what changes: a cause that goes on is not written again at every sale.
    private static IEnumerable<AlertFinding> Judge(Level level)
    {
        var low = level.IsActive && StockStatusRule.IsLowIncidentOpen(
            level.Open.Contains(AlertKind.LowStock), level.Available, level.Threshold, Math.Max(LeastMargin, level.Threshold / MarginDivisor));
        var findings = new[]
        {
            Finding(level, AlertKind.LowStock, low, $"{level.Available} units of {level.Sku} are available; its threshold is {level.Threshold}."),
            Finding(level, AlertKind.OutOfStock, level.IsActive && level.Available <= 0, $"{level.Sku} is out of stock."),
            Finding(level, AlertKind.Oversold, level.Available < 0, $"{-(long)level.Available} more units of {level.Sku} are sold or promised than there are."),
        };
        return findings.Where(f => f.Holds != level.Open.Contains(f.Kind));
    }

    private static AlertFinding Finding(Level level, AlertKind kind, bool holds, string message) => new(kind, level.Sku, message, level.Id, null, holds);

    private sealed record Level(long Id, DateTimeOffset At, string Sku, int Available, int Threshold, bool IsActive)
    {
        public IReadOnlyList<AlertKind> Open { get; set; } = [];
    }
}
