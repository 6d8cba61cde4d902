using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>
/// Which product a listing sells. Each line is linked as by hand, with all that follows from a link (variations, waiting orders), and its
/// verdict is written after it: a kill in between links the line once more, which changes nothing.
/// </summary>
internal sealed class MappingLines(ListingStore listings, PortalDatabase database, CommandGate gate) : IImportKind
{
    /// <summary>The product of a listing; null where it has none.</summary>
    private sealed record Mapping(string? Sku = null);

    /// <inheritdoc />
    public ImportKind Kind => ImportKind.Mappings;

    /// <summary>Each line is a transaction of its own; so many share the one of their verdicts.</summary>
    public int ChunkSize => 50;

    /// <inheritdoc />
    public IReadOnlyList<ImportVerdict> Opens { get; } = [ImportVerdict.Changed];

    /// <inheritdoc />
    public bool Weighs => false;

    /// <inheritdoc />
    public Task WeighAsync(PortalDbContext db, BulkHold hold, IReadOnlyList<ImportLineRow> lines, bool undo, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ImportLineRow>> JudgeAsync(PortalDbContext db, IReadOnlyList<DraftLine> lines, SeenKeys seen, CancellationToken cancellationToken)
    {
        var targets = await ListingTargets.LoadAsync(db, lines, cancellationToken);
        var skus = lines.Select(l => Sku.Normalise(l.Text("sku"))).Where(s => s.Length > 0).Distinct().ToList();
        var products = await db.Products.Where(p => skus.Contains(p.SkuNormalised)).Select(p => new { p.SkuNormalised, p.Id, p.Sku })
            .ToDictionaryAsync(p => p.SkuNormalised, p => (p.Id, p.Sku), StringComparer.Ordinal, cancellationToken);
        var found = lines.Select(l => targets.Find(l, new LineCells(l))?.ProductId).OfType<long>().Distinct().ToList();
        var present = await db.Products.Where(p => found.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Sku, cancellationToken);
        return [.. lines.Select(l => Judge(l, targets, products, present, seen))];
    }

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> ApplyAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        RunAsync(context, importId, lines, undo: false, cancellationToken);

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> UndoAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        RunAsync(context, importId, lines, undo: true, cancellationToken);

    private static ImportLineRow Judge(
        DraftLine line, ListingTargets targets, Dictionary<string, (long Id, string Sku)> products, Dictionary<long, string> present, SeenKeys seen)
    {
        var cells = new LineCells(line);
        var subject = ListingTargets.SubjectOf(line);
        var sku = line.Text("sku");
        var row = targets.Find(line, cells);
        var product = products.TryGetValue(Sku.Normalise(sku), out var known) ? known : ((long Id, string Sku)?)null;
        if (row is not null && sku is not null && product is null)
        {
            cells.Refuse("unknown_sku", "sku", $"No product has the SKU {sku}.");
        }
        if (row is not null && product is { } wanted && wanted.Id != row.ProductId)
        {
            cells.Refuse(ListingRules.Check(new ListingEdit { Sku = wanted.Sku }, row));
        }
        if (cells.Wrong is var (code, detail))
        {
            return line.Rejected(subject, code, detail);
        }
        if (seen.Add($"{row!.ChannelId} {row.ExternalId}", line.Line) is { } first)
        {
            return line.Repeated(subject, first);
        }
        var before = LineJson.Write(new Mapping(row.ProductId is { } id ? present.GetValueOrDefault(id) : null));

        // A blank cell leaves the listing where it is.
        return product is not { } target || target.Id == row.ProductId
            ? line.Judged(subject, ImportVerdict.Same, row.Id, before)
            : line.Judged(subject, ImportVerdict.Changed, row.Id, before, LineJson.Write(new Mapping(target.Sku)));
    }

    private async Task<CommandAnswer<LinesOutcome>> RunAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, bool undo, CancellationToken cancellationToken)
    {
        var ended = new Dictionary<long, Refusal?>();
        foreach (var line in lines)
        {
            var refusal = await LinkAsync(context, line, undo, cancellationToken);
            if (refusal is { Kind: RefusalKind.Forbidden })
            {
                return refusal;
            }
            ended[line.Id] = refusal;
        }
        return await gate.RunAsync<LinesOutcome>(
            context,
            new Deed(Permissions.ListingsEdit, $"{lines.Count} listings of import {importId}"),
            (db, note, token) => RecordAsync(db, note, ended, undo, token),
            cancellationToken);
    }

    /// <summary>Links the line's listing; null when that was done.</summary>
    private async Task<Refusal?> LinkAsync(CommandContext context, ImportLineRow line, bool undo, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            (db, token) => (from l in db.Listings.Where(l => l.Id == line.TargetId)
                            join c in db.Channels on l.ChannelId equals c.Id
                            from p in db.Products.Where(p => p.Id == l.ProductId).DefaultIfEmpty()
                            select new { c.Key, l.ExternalId, Sku = p == null ? null : p.Sku }).SingleOrDefaultAsync(token),
            cancellationToken);
        var (before, after) = (LineJson.Read<Mapping>(line.Before!).Sku, LineJson.Read<Mapping>(line.After!).Sku);
        var (from, to) = undo ? (after, before) : (before, after);
        if (found is null || (found.Sku != from && found.Sku != to))
        {
            // Somebody gave it another product since the preview, or since it was applied.
            return ProductChunk.EditedSince;
        }
        return await listings.UpdateAsync(context, found.Key, found.ExternalId, new ListingEdit { Sku = to }, version: null, cancellationToken)
            is CommandAnswer<ListingView>.Refused refused ? refused.Refusal : null;
    }

    private static async Task<CommandAnswer<LinesOutcome>> RecordAsync(
        PortalDbContext db, ActivityNote note, Dictionary<long, Refusal?> ended, bool undo, CancellationToken cancellationToken)
    {
        var ids = ended.Keys.ToList();
        foreach (var row in await db.ImportLines.AsTracking().Where(l => ids.Contains(l.Id)).ToListAsync(cancellationToken))
        {
            if (ended[row.Id] is { } refusal)
            {
                ProductChunk.Leave(row, undo ? ImportVerdict.Kept : ImportVerdict.Refused, refusal);
            }
            else
            {
                row.Verdict = undo ? ImportVerdict.Undone : ImportVerdict.Applied;
            }
        }
        var left = ended.Values.Count(r => r is not null);
        note.After = $"{ended.Count - left} done, {left} left";
        return new LinesOutcome(ended.Count - left, left);
    }
}
