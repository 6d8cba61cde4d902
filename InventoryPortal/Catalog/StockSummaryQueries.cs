using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>All products together.</summary>
/// <param name="OnHand">Units on the shelves.</param>
/// <param name="Reserved">Units promised.</param>
/// <param name="Low">Products that have units, but no more than their threshold.</param>
/// <param name="Out">Products with nothing available, those oversold among them.</param>
/// <param name="Oversold">Products of which more was sold than there is.</param>
public sealed record StockSummary(int Products, long OnHand, long Reserved, int Low, int Out, int Oversold)
{
    /// <summary>Units that may be sold; less than the products' own where some are oversold.</summary>
    public long Available => OnHand - Reserved;
}

/// <summary>
/// Sums over all products. The one reading whose cost grows with the table, so it is shared by all who watch and rests nine
/// times as long as it took.
/// </summary>
public sealed class StockSummaryQueries(PortalDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    private readonly SharedReading<StockSummary> _reading = new(() => SumAsync(database), Spacing, clock);

    /// <summary>As it was when somebody last looked; null when nobody has.</summary>
    public StockSummary? Last => _reading.Last;

    /// <summary>As of now or later.</summary>
    public Task<StockSummary> SumAsync(CancellationToken cancellationToken) => _reading.ReadAsync(cancellationToken);

    private static Task<StockSummary> SumAsync(PortalDatabase database) =>
        database.ReadAsync(
            async (db, token) => await db.Products
                .GroupBy(_ => 1)
                .Select(g => new StockSummary(
                    g.Count(),
                    g.Sum(p => (long)p.OnHand),
                    g.Sum(p => (long)p.Reserved),
                    g.Count(p => p.Available > 0 && p.Available <= p.LowStockThreshold),
                    g.Count(p => p.Available <= 0),
                    g.Count(p => p.Available < 0)))
                .SingleOrDefaultAsync(token) ?? new StockSummary(0, 0, 0, 0, 0, 0),
            CancellationToken.None);
}
