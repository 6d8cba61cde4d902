using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Lines of one transaction with the products that they edit, locked; written back past the change tracker.</summary>
internal sealed class ProductChunk
{
    private readonly RowUpdate<ProductRow> _productWrites = new();
    private readonly RowUpdate<ImportLineRow> _lineWrites = new();
    private readonly Dictionary<long, ProductRow> _products;
    private readonly Dictionary<long, ImportVerdict> _before;
    private readonly SortedSet<long> _divided = [];

    private ProductChunk(List<ImportLineRow> lines, Dictionary<long, ProductRow> products)
    {
        (Lines, _products) = (lines, products);
        _before = lines.ToDictionary(l => l.Id, l => l.Verdict);
    }

    /// <summary>As they stand now: a line that has its verdict already shows it.</summary>
    public List<ImportLineRow> Lines { get; }

    /// <summary>Products whose listings are to show other numbers.</summary>
    public IReadOnlyCollection<long> Divided => _divided;

    public static async Task<ProductChunk> LoadAsync(PortalDbContext db, List<long> lineIds, CancellationToken cancellationToken)
    {
        var targets = await db.ImportLines.Where(l => lineIds.Contains(l.Id) && l.TargetId != null).Select(l => l.TargetId!.Value).OrderBy(id => id).ToListAsync(cancellationToken);
        await db.Dialect.LockProductsAsync(db, targets, cancellationToken);
        var chunk = new ProductChunk(
            await db.ImportLines.AsNoTracking().Where(l => lineIds.Contains(l.Id)).OrderBy(l => l.Id).ToListAsync(cancellationToken),
            await db.Products.AsNoTracking().Where(p => targets.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken));
        chunk.Lines.ForEach(l => chunk._lineWrites.Loaded(db, l));
        foreach (var product in chunk._products.Values)
        {
            chunk._productWrites.Loaded(db, product);
        }
        return chunk;
    }

    /// <summary>Writes all that changed.</summary>
    public async Task SaveAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        await _productWrites.SaveAsync(db, cancellationToken);
        await _lineWrites.SaveAsync(db, cancellationToken);
    }

    /// <summary>Edits the line's product as of now.</summary>
    public void Edit(ImportLineRow line, ProductEdit edit, DateTimeOffset now)
    {
        var row = _products[line.TargetId!.Value];
        if (ProductRules.Check(edit, row) is { } refusal)
        {
            Leave(line, ImportVerdict.Refused, refusal);
            return;
        }
        line.Before = LineJson.Write(ProductValues.Of(row).Where(LineJson.Read<ProductValues>(line.After!)));
        Apply(row, edit, now);
        (line.Verdict, line.Version) = (ImportVerdict.Applied, row.Version);
    }

    /// <summary>Puts the line's product back, unless somebody has edited it since.</summary>
    public void Undo(ImportLineRow line, ProductEdit edit, DateTimeOffset now)
    {
        var row = _products[line.TargetId!.Value];
        if (row.Version != line.Version)
        {
            Leave(line, ImportVerdict.Kept, EditedSince);
            return;
        }
        Apply(row, edit, now);
        (line.Verdict, line.Version) = (ImportVerdict.Undone, row.Version);
    }

    public LinesOutcome Outcome()
    {
        var changed = Lines.Where(l => l.Verdict != _before[l.Id]).ToList();
        var left = changed.Count(l => l.Verdict is ImportVerdict.Refused or ImportVerdict.Kept);
        return new LinesOutcome(changed.Count - left, left);
    }

    public static void Leave(ImportLineRow line, ImportVerdict verdict, Refusal refusal) =>
        (line.Verdict, line.Code, line.Detail) = (verdict, refusal.Code, refusal.Detail);

    public static Refusal EditedSince => LedgerRefusals.EditedSince;

    private void Apply(ProductRow row, ProductEdit edit, DateTimeOffset now)
    {
        var before = ProductValues.Of(row);
        ProductRules.Apply(edit, row);
        if (ProductValues.Of(row) == before)
        {
            return;
        }
        if ((before.Buffer, before.IsActive) != (row.Buffer, row.IsActive))
        {
            _divided.Add(row.Id);
        }
        row.Version++;
        row.UpdatedAt = now;
    }
}
