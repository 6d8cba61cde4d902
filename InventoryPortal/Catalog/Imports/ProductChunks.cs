using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Writes products of an import in chunks: rows, first movements, new division and the lines' verdicts in one transaction each.</summary>
internal sealed class ProductChunks(CommandGate gate, CountStore counts, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Products whose lock one transaction holds.</summary>
    public const int Size = Reallocation.ChunkSize;

    /// <summary>Notes what edited products' listings would show.</summary>
    public static Task WeighAsync(PortalDbContext db, BulkHold hold, IReadOnlyList<ImportLineRow> lines, bool undo, CancellationToken cancellationToken)
    {
        var edits = lines.Where(l => l.TargetId is not null && l.After is not null).Select(l => (Line: l, After: LineJson.Read<ProductValues>(l.After!)))
            .Where(l => l.After.Divides || (undo && IsNew(l.Line))).ToDictionary(l => l.Line.TargetId!.Value, l => EditOf(l.Line, l.After, undo));
        return hold.WeighAsync(db, edits.Keys, row => ProductRules.Apply(edits[row.Id], row), rules: null, cancellationToken);
    }

    public async Task<CommandAnswer<LinesOutcome>> ApplyAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken)
    {
        var made = new List<ProductRow>();
        var answer = await RunAsync(
            context,
            importId,
            lines,
            hold,
            async (db, chunk, token) =>
            {
                made = await MakeAsync(db, context.Caller.Actor, [.. chunk.Lines.Where(l => l.Verdict == ImportVerdict.New)], token);
                foreach (var line in chunk.Lines.Where(l => l.Verdict == ImportVerdict.Changed))
                {
                    chunk.Edit(line, EditOf(line, LineJson.Read<ProductValues>(line.After!), undo: false), clock.GetUtcNow());
                }
            },
            cancellationToken);
        if (answer is CommandAnswer<LinesOutcome>.Done && made.Count > 0)
        {
            var stock = made.Where(p => p.OnHand > 0).Select(p => new StockNote(p.Id, p.Sku, p.OnHand, 0, p.OnHand, MovementKind.Restock, p.OnHand, p.CreatedAt));
            signals.Publish(new CommitNote(CommitTopics.Products | CommitTopics.Stock, [.. stock], []));
        }
        return answer;
    }

    /// <summary>
    /// Puts former values back, and takes new products out of use with their first units. Who edited one since keeps the edit, and one of
    /// which units were sold stays in use. A kill between the two leaves the new products to the repeat.
    /// </summary>
    public async Task<CommandAnswer<LinesOutcome>> UndoAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken)
    {
        var answer = await RunAsync(
            context,
            importId,
            lines,
            hold,
            async (db, chunk, token) =>
            {
                var open = chunk.Lines.Where(l => l.Verdict == ImportVerdict.Applied && !HasFirst(l)).ToList();
                var moved = await MovedAsync(db, [.. open.Where(IsNew).Select(l => l.TargetId!.Value)], token);
                foreach (var line in open)
                {
                    if (IsNew(line) && moved.Contains(line.TargetId!.Value))
                    {
                        ProductChunk.Leave(line, ImportVerdict.Kept, ProductChunk.EditedSince);
                        continue;
                    }
                    chunk.Undo(line, EditOf(line, LineJson.Read<ProductValues>(line.After!), undo: true), clock.GetUtcNow());
                }
            },
            cancellationToken);
        var first = lines.Where(HasFirst).Select(l => (l.Id, l.TargetId!.Value)).ToList();
        if (answer is not CommandAnswer<LinesOutcome>.Done || first.Count == 0)
        {
            return answer;
        }
        answer = await counts.EndAsync(context, importId, first, hold.Held, cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Products));
        return answer;
    }

    // One that came without units and has moved since was counted, restocked or sold by somebody.
    private static Task<HashSet<long>> MovedAsync(PortalDbContext db, IReadOnlyCollection<long> products, CancellationToken cancellationToken) =>
        db.Movements.Where(m => products.Contains(m.ProductId)).Select(m => m.ProductId).Distinct().ToHashSetAsync(cancellationToken);

    // A new product with units goes with them in one step, behind the others.
    private static bool HasFirst(ImportLineRow line) => IsNew(line) && LineJson.Read<ProductValues>(line.After!).OnHand > 0;

    // An edited product keeps what it was; a new one was nothing.
    private static bool IsNew(ImportLineRow line) => line.Before is null;

    private static ProductEdit EditOf(ImportLineRow line, ProductValues after, bool undo) =>
        !undo ? after.ToEdit() : IsNew(line) ? new ProductEdit { IsActive = false } : LineJson.Read<ProductValues>(line.Before!).Undoing(after);

    private async Task<CommandAnswer<LinesOutcome>> RunAsync(
        CommandContext context,
        long importId,
        IReadOnlyList<ImportLineRow> lines,
        BulkHold hold,
        Func<PortalDbContext, ProductChunk, CancellationToken, Task> work,
        CancellationToken cancellationToken)
    {
        IReadOnlyCollection<long> channels = [];
        var answer = await gate.RunAsync<LinesOutcome>(
            context,
            new Deed(Permissions.ProductsEdit, $"{lines.Count} products of import {importId}"),
            async (db, note, token) =>
            {
                var chunk = await ProductChunk.LoadAsync(db, [.. lines.Select(l => l.Id)], token);
                await work(db, chunk, token);
                await chunk.SaveAsync(db, token);
                if (chunk.Divided.Count > 0)
                {
                    channels = await Reallocation.ApplyAsync(db, chunk.Divided, clock.GetUtcNow(), token);
                    await db.SaveChangesAsync(token);
                    await hold.KeepBackAsync(db, chunk.Divided, token);
                }
                var outcome = chunk.Outcome();
                note.After = $"{outcome.Done} done, {outcome.Left} left";
                return outcome;
            },
            cancellationToken);
        if (answer is CommandAnswer<LinesOutcome>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Products | (channels.Count > 0 ? CommitTopics.Listings : CommitTopics.None), [.. channels]));
        }
        return answer;
    }

    private async Task<List<ProductRow>> MakeAsync(PortalDbContext db, Actor actor, IReadOnlyList<ImportLineRow> lines, CancellationToken cancellationToken)
    {
        var wanted = lines.Select(l => Sku.Normalise(l.Subject)).ToList();
        var taken = (await db.Products.Where(p => wanted.Contains(p.SkuNormalised)).Select(p => p.SkuNormalised).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var made = new List<(ImportLineRow Line, ProductRow Row)>();
        foreach (var line in lines)
        {
            var values = LineJson.Read<ProductValues>(line.After!);
            if (!ProductRules.TryMake(values.ToNew(line.Subject), clock.GetUtcNow(), out var row, out var refusal))
            {
                ProductChunk.Leave(line, ImportVerdict.Refused, refusal);
            }
            else if (!taken.Add(row.SkuNormalised))
            {
                ProductChunk.Leave(line, ImportVerdict.Refused, ProductStore.DuplicateSku(row.Sku));
            }
            else
            {
                row.IsActive = values.IsActive ?? true;
                made.Add((line, row));
            }
        }
        await RowInsert.InsertAsync(db, made.ConvertAll(m => m.Row), nameof(ProductRow.SkuNormalised), (row, id) => row.Id = id, cancellationToken);
        await RowInsert.InsertAsync(db, [.. made.Where(m => m.Row.OnHand > 0).Select(m => ProductStore.FirstMovement(m.Row, actor, clock.GetUtcNow()))], cancellationToken);
        foreach (var (line, row) in made)
        {
            (line.Verdict, line.TargetId, line.Version) = (ImportVerdict.Applied, row.Id, row.Version);
        }
        return made.ConvertAll(m => m.Row);
    }
}
