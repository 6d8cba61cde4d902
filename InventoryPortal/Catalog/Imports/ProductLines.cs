using System.Text.Json.Serialization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>What a line says of a product; fields that it leaves alone are null.</summary>
internal sealed record ProductValues(
    string? Name = null, string? Barcode = null, string? Description = null, int? OnHand = null, int? LowStockThreshold = null, int? Buffer = null, bool? IsActive = null)
{
    public static ProductValues Of(LineCells cells) => new(
        cells.Text("name"), cells.Text("barcode"), cells.Text("description"), cells.Number("onHand", Quantities.Max),
        cells.Number("lowStockThreshold", Quantities.Max), cells.Number("buffer", Quantities.Max), cells.Flag("isActive"));

    /// <summary>What a product has of the fields that an edit may change.</summary>
    public static ProductValues Of(ProductRow row) => new(row.Name, row.Barcode, row.Description, null, row.LowStockThreshold, row.Buffer, row.IsActive);

    /// <summary>Only the fields in which this differs from what stands; the first units of a product are not edited.</summary>
    public ProductValues ChangesOf(ProductValues standing) => new(
        Name == standing.Name ? null : Name,
        Barcode == standing.Barcode ? null : Barcode,
        Description == standing.Description ? null : Description,
        null,
        LowStockThreshold == standing.LowStockThreshold ? null : LowStockThreshold,
        Buffer == standing.Buffer ? null : Buffer,
        IsActive == standing.IsActive ? null : IsActive);

    /// <summary>These values of only the fields that <paramref name="changes"/> has.</summary>
    public ProductValues Where(ProductValues changes) => new(
        changes.Name is null ? null : Name,
        changes.Barcode is null ? null : Barcode,
        changes.Description is null ? null : Description,
        null,
        changes.LowStockThreshold is null ? null : LowStockThreshold,
        changes.Buffer is null ? null : Buffer,
        changes.IsActive is null ? null : IsActive);

    [JsonIgnore]
    public bool IsEmpty => this == new ProductValues();

    /// <summary>Whether it changes what listings show.</summary>
    [JsonIgnore]
    public bool Divides => Buffer is not null || IsActive is not null;

    /// <summary>The edit that sets these values.</summary>
    public ProductEdit ToEdit() => Undoing(this);

    /// <summary>The edit that puts these values back where <paramref name="changes"/> were made; one that is null here was none before.</summary>
    public ProductEdit Undoing(ProductValues changes)
    {
        var edit = new ProductEdit();
        edit = changes.Name is null ? edit : edit with { Name = Name };
        edit = changes.Barcode is null ? edit : edit with { Barcode = Barcode };
        edit = changes.Description is null ? edit : edit with { Description = Description };
        edit = changes.LowStockThreshold is null ? edit : edit with { LowStockThreshold = LowStockThreshold };
        edit = changes.Buffer is null ? edit : edit with { Buffer = Buffer };
        return changes.IsActive is null ? edit : edit with { IsActive = IsActive };
    }

    public NewProduct ToNew(string sku) => new(sku, Name, Barcode, Description, OnHand, LowStockThreshold, Buffer);
}

/// <summary>Products, made or edited by their SKU; an undone new one is taken out of use, as its movements stay.</summary>
internal sealed class ProductLines(ProductChunks chunks) : IImportKind
{
    /// <inheritdoc />
    public ImportKind Kind => ImportKind.Products;

    /// <inheritdoc />
    public int ChunkSize => ProductChunks.Size;

    /// <inheritdoc />
    public IReadOnlyList<ImportVerdict> Opens { get; } = [ImportVerdict.New, ImportVerdict.Changed];

    /// <inheritdoc />
    public async Task<IReadOnlyList<ImportLineRow>> JudgeAsync(PortalDbContext db, IReadOnlyList<DraftLine> lines, SeenKeys seen, CancellationToken cancellationToken)
    {
        var skus = lines.Select(l => Sku.Normalise(l.Text("sku"))).ToList();
        var known = skus.Where(s => s.Length > 0).Distinct().ToList();
        var products = await db.Products.Where(p => known.Contains(p.SkuNormalised)).ToDictionaryAsync(p => p.SkuNormalised, StringComparer.Ordinal, cancellationToken);
        return [.. lines.Select((l, i) => Judge(l, skus[i], products.GetValueOrDefault(skus[i]), seen))];
    }

    /// <inheritdoc />
    public bool Weighs => true;

    /// <inheritdoc />
    public Task WeighAsync(PortalDbContext db, BulkHold hold, IReadOnlyList<ImportLineRow> lines, bool undo, CancellationToken cancellationToken) =>
        ProductChunks.WeighAsync(db, hold, lines, undo, cancellationToken);

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> ApplyAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        chunks.ApplyAsync(context, importId, lines, hold, cancellationToken);

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> UndoAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        chunks.UndoAsync(context, importId, lines, hold, cancellationToken);

    private static ImportLineRow Judge(DraftLine line, string sku, ProductRow? product, SeenKeys seen)
    {
        var subject = line.Text("sku") ?? "";
        var cells = new LineCells(line);
        var values = ProductValues.Of(cells);
        if (cells.Wrong is null && product is null && !ProductRules.TryMake(values.ToNew(subject), default, out _, out var refusal))
        {
            cells.Refuse(refusal);
        }
        var changes = product is null ? values : values.ChangesOf(ProductValues.Of(product));
        if (product is not null)
        {
            cells.Refuse(ProductRules.Check(changes.ToEdit(), product));
        }
        if (cells.Wrong is var (code, detail))
        {
            return line.Rejected(subject, sku.Length == 0 ? "sku_missing" : code, sku.Length == 0 ? "A SKU is required." : detail);
        }
        if (seen.Add(sku, line.Line) is { } before)
        {
            return line.Repeated(subject, before);
        }
        return product is null ? line.Judged(subject, ImportVerdict.New, after: LineJson.Write(values))
            : changes.IsEmpty ? line.Judged(subject, ImportVerdict.Same, product.Id)
            : line.Judged(subject, ImportVerdict.Changed, product.Id, LineJson.Write(ProductValues.Of(product).Where(changes)), LineJson.Write(changes));
    }
}
