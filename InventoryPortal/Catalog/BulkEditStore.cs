using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>
/// Edits all products that a list shows, as one operation that can be taken back. It goes through in chunks, so that no sale
/// waits for all of it; every product has its own record of before and after. A crash leaves the first chunks edited: the same
/// edit again does the rest, and taking the operation back works for what was done.
/// </summary>
public sealed class BulkEditStore(CommandGate gate, PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Products of one operation: about ten seconds of chunks. Who means more narrows the list.</summary>
    public const int MaxProducts = 20_000;

    private static readonly BulkDeed Deed = new(Permissions.ProductsEdit, "products", null, CommitTopics.Products);

    private readonly BulkRun _run = new(gate, database, signals, clock);

    /// <summary>
    /// Applies an edit to every product that <paramref name="search"/> finds now. Refusals: <c>forbidden</c>,
    /// <c>validation_failed</c>, <c>too_many_products</c>. Where it would zero or swing too many listings of a channel, those
    /// wait for a person, as with a change of weights.
    /// </summary>
    /// <param name="progress">Told how many products are done.</param>
    public async Task<CommandAnswer<BulkResult>> ApplyAsync(
        CommandContext context, ProductSearch search, BulkEdit edit, Action<int>? progress, CancellationToken cancellationToken)
    {
        List<long> ids = [];
        var begun = await gate.RunAsync<BulkEdit>(
            context,
            Deed.Whole,
            async (db, note, token) =>
            {
                if ((edit.IsEmpty ? Refusal.Field("edit", "Nothing is to be changed.") : ProductRules.CheckNumbers(edit.ToEdit())) is { } refusal)
                {
                    return refusal;
                }
                ids = await search.Filter(db).OrderBy(p => p.Id).Select(p => p.Id).Take(MaxProducts + 1).ToListAsync(token);
                note.After = $"{ids.Count} products found: {JsonSerializer.Serialize(edit, JsonSerializerOptions.Web)}";
                return ids.Count > MaxProducts ? TooMany : edit;
            },
            cancellationToken);
        return begun is CommandAnswer<BulkEdit>.Refused refused
            ? refused.Refusal
            : await RunAsync(context, [.. ids.Select(id => new BulkChangeOf(id, edit, null))], progress, cancellationToken);
    }

    /// <summary>
    /// Takes a bulk edit of the caller's back: every product that nobody edited since is as it was before. Refusals:
    /// <c>forbidden</c>, <c>not_found</c>, <c>edited_since</c> where somebody edited all of them.
    /// </summary>
    public async Task<CommandAnswer<BulkResult>> UndoAsync(CommandContext context, string operationId, CancellationToken cancellationToken)
    {
        var changes = new List<BulkChangeOf>();
        var begun = await gate.RunAsync<string>(
            context,
            Deed.Whole,
            async (db, note, token) =>
            {
                changes = await OppositeAsync(db, context.Caller.Actor.Id, operationId, token);
                note.After = $"{changes.Count} products: back to before {operationId}";
                return changes.Count == 0 ? Refusal.NotFound($"The bulk edit {operationId}") : operationId;
            },
            cancellationToken);
        return begun is CommandAnswer<string>.Refused refused
            ? refused.Refusal
            : BulkRun.Undone(await RunAsync(context, changes, null, cancellationToken));
    }

    private static Refusal TooMany { get; } = new(
        RefusalKind.Unprocessable, "too_many_products", $"At most {MaxProducts} products are edited at once; narrow the list.");

    private static async Task<List<BulkChangeOf>> OppositeAsync(PortalDbContext db, string actorId, string operationId, CancellationToken cancellationToken)
    {
        var records = await (
            from a in db.Activity
            join p in db.Products on a.Subject equals p.Sku
            where a.ActorId == actorId && a.OperationId == operationId && a.Before != null && a.After != null
            orderby p.Id
            select new { p.Id, a.Before, a.After }).Take(MaxProducts).ToListAsync(cancellationToken);
        return [.. records.Select(r =>
        {
            var (before, after) = (Read(r.Before!), Read(r.After!));
            return new BulkChangeOf(r.Id, new BulkEdit(before.LowStockThreshold, before.Buffer, before.IsActive), after.Version);
        })];
    }

    private Task<CommandAnswer<BulkResult>> RunAsync(
        CommandContext context, List<BulkChangeOf> changes, Action<int>? progress, CancellationToken cancellationToken) =>
        _run.RunAsync(
            context,
            Deed,
            changes,
            async (db, hold, chunk, token) =>
            {
                var edits = chunk.Where(c => c.Edit.Divides).ToDictionary(c => c.ProductId, c => c.Edit.ToEdit());
                await hold.WeighAsync(db, edits.Keys, row => ProductRules.Apply(edits[row.Id], row), rules: null, token);
            },
            (db, hold, chunk, token) => ChunkAsync(db, context, hold, chunk, token),
            progress,
            cancellationToken);

    private async Task<BulkChunk> ChunkAsync(
        PortalDbContext db, CommandContext context, BulkHold hold, BulkChangeOf[] chunk, CancellationToken cancellationToken)
    {
        long[] ids = [.. chunk.Select(c => c.ProductId).Order()];
        await db.Dialect.LockProductsAsync(db, ids, cancellationToken);
        var rows = await db.Products.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var now = clock.GetUtcNow();
        var divided = new List<long>();
        var changed = 0;
        foreach (var change in chunk)
        {
            if (rows.TryGetValue(change.ProductId, out var row) && (change.Version is null || change.Version == row.Version) && Apply(db, context, change.Edit, row, now))
            {
                changed++;
                divided.AddRange(change.Edit.Divides ? [row.Id] : []);
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        var channels = divided.Count == 0 ? [] : await Reallocation.ApplyAsync(db, divided, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await hold.KeepBackAsync(db, divided, cancellationToken);
        return new BulkChunk(changed, channels);
    }

    /// <summary>Edits one row and records it; false where it was so already.</summary>
    private static bool Apply(PortalDbContext db, CommandContext context, BulkEdit edit, ProductRow row, DateTimeOffset now)
    {
        var before = State(row);
        ProductRules.Apply(edit.ToEdit(), row);
        if (State(row) == before)
        {
            return false;
        }
        row.Version++;
        row.UpdatedAt = now;
        var note = new ActivityNote();
        note.Changed(before, State(row));
        CommandGate.Record(db, context, new Deed(Permissions.ProductsEdit, row.Sku), note, allowed: true, now);
        return true;
    }

    private static BulkState State(ProductRow row) => new(row.LowStockThreshold, row.Buffer, row.IsActive, row.Version);

    private static BulkState Read(string json) => JsonSerializer.Deserialize<BulkState>(json, JsonSerializerOptions.Web)!;
}
