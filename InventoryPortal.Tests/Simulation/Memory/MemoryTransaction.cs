using System.Reflection;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>
/// One transaction of the ledger. An isolated one works on copies, and puts them in the tables only when every rule of the
/// database holds: dropped without commit, as by a crash, it leaves nothing.
/// </summary>
internal sealed class MemoryTransaction(MemoryTables tables, bool isIsolated)
{
    private static readonly Func<object, object> Clone =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    private readonly List<(ProductRow Copy, long StockVersion)> _products = [];
    private readonly List<(ListingRow Copy, ListingRow Read)> _listings = [];
    private readonly List<(OrderLineRow Copy, long Version)> _lines = [];
    private readonly List<ReservationRow> _reservations = [];

    public ProductRow Load(ProductRow row)
    {
        var copy = Copy(row);
        _products.Add((copy, row.StockVersion));
        return copy;
    }

    public ListingRow Load(ListingRow row)
    {
        var copy = Copy(row);
        _listings.Add((copy, row));
        return copy;
    }

    public OrderLineRow Load(OrderLineRow row)
    {
        var copy = Copy(row);
        _lines.Add((copy, row.Version));
        return copy;
    }

    public ReservationRow Load(ReservationRow row)
    {
        var copy = Copy(row);
        _reservations.Add(copy);
        return copy;
    }

    /// <summary>Writes everything or, when a rule is broken, nothing.</summary>
    public void Commit(LedgerBatch batch)
    {
        Check(batch.Writes);
        if (isIsolated)
        {
            PutCopies();
        }
        tables.ChangedLines.AddRange(_lines.Select(l => l.Copy));
        tables.ChangedReservations.AddRange(_reservations);
        tables.Insert(batch.Writes, batch.Now);
        tables.Commits++;
    }

    // What the ledger writes of a listing; a row that it left alone is not written.
    private static bool IsChanged(ListingRow copy, ListingRow read) =>
        copy.DesiredRevision != read.DesiredRevision || copy.ToldSinceConfirm != read.ToldSinceConfirm || copy.UnseenCredit != read.UnseenCredit
        || copy.LastSaleAt != read.LastSaleAt;

    private TRow Copy<TRow>(TRow row)
        where TRow : class => isIsolated ? (TRow)Clone(row) : row;

    private void PutCopies()
    {
        foreach (var (product, _) in _products.Where(p => p.Copy.StockVersion != p.StockVersion))
        {
            tables.Products[product.Id] = product;
        }
        foreach (var (listing, _) in _listings.Where(l => IsChanged(l.Copy, l.Read)))
        {
            tables.Listings[listing.Id] = listing;
        }
        _lines.ForEach(l => tables.Lines[l.Copy.Id] = l.Copy);
        _reservations.ForEach(r => tables.Reservations[r.Id] = r);
    }

    private void Check(LedgerWrites writes)
    {
        if (tables.UpdatesConditionally && isIsolated
            && (_products.Exists(p => p.Copy.StockVersion != p.StockVersion && tables.Products[p.Copy.Id].StockVersion != p.StockVersion)
                || _lines.Exists(l => l.Copy.Version != l.Version && tables.Lines[l.Copy.Id].Version != l.Version)))
        {
            throw new MemoryConflictException("A row was changed since it was read.");
        }
        if (tables.KeepsUniqueKeys && tables.HasAnyKeyOf(writes))
        {
            throw isIsolated ? new MemoryConflictException("A unique key exists already.") : new InvalidOperationException("A unique key exists already.");
        }
        if (_listings.Exists(l => l.Copy.ConfirmedRevision > l.Copy.DesiredRevision || l.Copy.SentRevision > l.Copy.DesiredRevision)
            || _lines.Exists(l => l.Copy.Returned > l.Copy.Sold))
        {
            throw new InvalidOperationException("A check constraint of the tables is broken.");
        }
    }
}
