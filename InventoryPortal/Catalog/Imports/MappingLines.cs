using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>
/// Which product a listing sells. A chunk of lines is linked as by hand, with all that follows from a link: other listings of the same
/// quantity, the new division of both products, and, behind the commit, orders that waited. Each line's verdict and its activity are written with it.
/// </summary>
internal sealed class MappingLines(CommandGate gate, OrderStore orders, CommitSignals signals, TimeProvider clock) : IImportKind
{
    /// <inheritdoc />
    public ImportKind Kind => ImportKind.Mappings;

    /// <summary>Half of what may be locked: a line may take its listing from one product and give it to another.</summary>
    public int ChunkSize => Reallocation.ChunkSize / 2;

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
        List<Link> links = [.. lines.Select(l => Link.Of(l, undo))];
        MappingChunk? chunk = null;
        var answer = await gate.RunAsync<LinesOutcome>(
            context,
            new Deed(Permissions.ListingsEdit, $"{lines.Count} listings of import {importId}"),
            async (db, note, token) =>
            {
                chunk = await MappingChunk.LoadAsync(db, lines, links, undo, clock.GetUtcNow(), token);
                await chunk.WriteAsync(db, context, token);
                note.After = $"{chunk.Outcome.Done} done, {chunk.Outcome.Left} left";
                return chunk.Outcome;
            },
            cancellationToken);
        if (answer is CommandAnswer<LinesOutcome>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Listings | CommitTopics.Channels, [.. chunk!.Channels]));
            if (chunk.Linked.Count > 0)
            {
                // The links are made: a job that is stopped must not keep the waiting sales from being counted.
                await orders.ApplyWaitingAsync(chunk.Linked, CancellationToken.None);
            }
        }
        return answer;
    }
}
