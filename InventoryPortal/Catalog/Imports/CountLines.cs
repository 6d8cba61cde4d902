using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Counted figures. A line that finds the level as it counted is booked all the same: that it was counted is the news.</summary>
internal sealed class CountLines(CountStore counts) : IImportKind
{
    /// <summary>What a line asks for.</summary>
    private sealed record Counted(int OnHand, string? Note = null);

    /// <inheritdoc />
    public ImportKind Kind => ImportKind.Counts;

    /// <inheritdoc />
    public int ChunkSize => CountStore.ChunkSize;

    /// <inheritdoc />
    public IReadOnlyList<ImportVerdict> Opens { get; } = [ImportVerdict.Changed, ImportVerdict.Same];

    /// <inheritdoc />
    public async Task<IReadOnlyList<ImportLineRow>> JudgeAsync(
        PortalDbContext db, IReadOnlyList<DraftLine> lines, SeenKeys seen, CancellationToken cancellationToken)
    {
        var skus = lines.Select(l => Sku.Normalise(l.Text("sku"))).ToList();
        var known = skus.Where(s => s.Length > 0).Distinct().ToList();
        var products = await db.Products.Where(p => known.Contains(p.SkuNormalised))
            .Select(p => new { p.SkuNormalised, p.Id, p.OnHand }).ToDictionaryAsync(p => p.SkuNormalised, StringComparer.Ordinal, cancellationToken);
        var judged = new List<ImportLineRow>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var level = products.TryGetValue(skus[i], out var product) ? (product.Id, product.OnHand) : ((long Id, int OnHand)?)null;
            judged.Add(Judge(lines[i], skus[i], level, seen));
        }
        return judged;
    }

    /// <inheritdoc />
    public bool Weighs => false;

    /// <inheritdoc />
    public Task WeighAsync(PortalDbContext db, BulkHold hold, IReadOnlyList<ImportLineRow> lines, bool undo, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> ApplyAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        counts.ApplyAsync(
            context,
            importId,
            [.. lines.Select(l => (l, LineJson.Read<Counted>(l.After!))).Select(x => new CountedLine(x.l.Id, x.l.TargetId!.Value, x.Item2.OnHand, x.Item2.Note))],
            cancellationToken);

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> UndoAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        counts.UndoAsync(context, importId, [.. lines.Select(l => l.Id)], cancellationToken);

    private static ImportLineRow Judge(DraftLine line, string sku, (long Id, int OnHand)? product, SeenKeys seen)
    {
        var subject = line.Text("sku") ?? "";
        if (line.Fault is var (code, detail))
        {
            return line.Rejected(subject, code, detail);
        }
        if (sku.Length == 0)
        {
            return line.Rejected(subject, "sku_missing", "A SKU is required.");
        }
        if (product is not { } found)
        {
            return line.Rejected(subject, "unknown_sku", $"No product has the SKU {subject}.");
        }
        return line.Number("quantity") switch
        {
            CellNumber.Whole { Value: >= 0 and <= Quantities.Max } when seen.Add(sku, line.Line) is { } before => line.Repeated(subject, before),
            CellNumber.Whole { Value: >= 0 and <= Quantities.Max } whole => Judged(line, subject, found.Id, found.OnHand, (int)whole.Value),
            CellNumber.Whole => line.Rejected(subject, "out_of_range", StockRules.QuantityError(MovementKind.Count, -1)!),
            CellNumber.Wrong wrong => line.Rejected(subject, wrong.Code, wrong.Detail),
            _ => line.Rejected(subject, "blank_quantity", "The quantity is blank, which is not 0: the line counts nothing."),
        };
    }

    private static ImportLineRow Judged(DraftLine line, string subject, long productId, int onHand, int counted)
    {
        var note = line.Text("note");
        if (note?.Length > Lengths.Note)
        {
            return line.Rejected(subject, "too_long", $"A note has at most {Lengths.Note} characters.");
        }
        var verdict = onHand == counted ? ImportVerdict.Same : ImportVerdict.Changed;
        var after = note is null ? CountedLine.Level(counted) : LineJson.Write(new Counted(counted, note));
        return line.Judged(subject, verdict, productId, CountedLine.Level(onHand), after);
    }
}
