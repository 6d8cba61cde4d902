using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>A listing's rules, as the record of a bulk edit keeps them.</summary>
internal sealed record ListingRuleState(
    long Id, int? Weight, ListingMode Mode, int Min, int? Max, int Buffer, int FixedQuantity, bool SyncEnabled, long Version)
{
    public static ListingRuleState Of(ListingRow row) =>
        new(row.Id, row.Weight, row.Mode, row.Min, row.Max, row.Buffer, row.FixedQuantity, row.SyncEnabled, row.Version);

    public ListingEdit ToEdit() => new()
    {
        Weight = Weight, Mode = Mode, Min = Min, Max = Max, Buffer = Buffer, FixedQuantity = FixedQuantity, SyncEnabled = SyncEnabled,
    };
}

/// <summary>
/// Gives all listings that a worklist shows the same rules, as one operation that can be taken back; each has its own record of before
/// and after. A crash leaves the first chunks edited: the same edit again does the rest, taking it back undoes what was done.
/// </summary>
public sealed class ListingBulkStore(CommandGate gate, PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Listings of one operation: a large shop's whole catalogue, a minute or two of chunks.</summary>
    public const int MaxListings = 100_000;

    private readonly BulkRun _run = new(gate, database, signals, clock);

    private sealed record ChangeOf(long ListingId, ListingEdit Edit, long? Version);

    /// <summary>
    /// Edits every listing that <paramref name="search"/> finds now. Refusals: <c>forbidden</c>, <c>validation_failed</c>,
    /// <c>too_many_listings</c>. A listing for which the rules are not valid (a minimum above its own maximum) is left as it is. What
    /// would zero or swing too many listings of a channel waits for a person.
    /// </summary>
    /// <param name="progress">Told how many listings are done.</param>
    public async Task<CommandAnswer<BulkResult>> ApplyAsync(
        CommandContext context, ListingSearch search, ListingEdit edit, Action<int>? progress, CancellationToken cancellationToken)
    {
        List<long> ids = [];
        var begun = await gate.RunAsync<ListingEdit>(
            context,
            DeedOf(search.Channel).Whole,
            async (db, note, token) =>
            {
                if (Check(edit) is { } refusal)
                {
                    return refusal;
                }
                ids = await search.Filter(db).OrderBy(l => l.Id).Select(l => l.Id).Take(MaxListings + 1).ToListAsync(token);
                note.After = $"{ids.Count} listings found";
                return ids.Count > MaxListings ? TooMany : edit;
            },
            CancellationToken.None);
        return begun is CommandAnswer<ListingEdit>.Refused refused
            ? refused.Refusal
            : await RunAsync(context, search.Channel, ids.ConvertAll(id => new ChangeOf(id, edit, null)), progress, cancellationToken);
    }

    /// <summary>
    /// Takes a bulk edit of the caller's back: every listing that nobody edited since has the rules that it had. Refusals:
    /// <c>forbidden</c>, <c>not_found</c>, <c>edited_since</c> where somebody edited all of them.
    /// </summary>
    public async Task<CommandAnswer<BulkResult>> UndoAsync(CommandContext context, string channelKey, string operationId, CancellationToken cancellationToken)
    {
        List<ChangeOf> changes = [];
        var begun = await gate.RunAsync<string>(
            context,
            DeedOf(channelKey).Whole,
            async (db, note, token) =>
            {
                changes = await OppositeAsync(db, context.Caller.Actor.Id, operationId, token);
                note.After = $"{changes.Count} listings: back to before {operationId}";
                return changes.Count == 0 ? Refusal.NotFound($"The bulk edit {operationId}") : operationId;
            },
            cancellationToken);
        return begun is CommandAnswer<string>.Refused refused
            ? refused.Refusal
            : BulkRun.Undone(await RunAsync(context, channelKey, changes, null, cancellationToken));
    }

    private static Refusal TooMany { get; } = new(
        RefusalKind.Unprocessable, "too_many_listings", $"At most {MaxListings} listings are edited at once; narrow the list.");

    internal static BulkDeed DeedOf(string channelKey) => new(Permissions.ListingsEdit, "listings", channelKey, CommitTopics.Listings | CommitTopics.Channels);

    // What can be said without a listing: against one that forbids nothing.
    private static Refusal? Check(ListingEdit edit) =>
        edit == new ListingEdit() ? Refusal.Field("edit", "Nothing is to be changed.")
        : edit.Sku.IsSet ? Refusal.Field("sku", "Listings are linked one by one.")
        : ListingRules.Check(edit, new ListingRow { ExternalId = "" });

    private static async Task<List<ChangeOf>> OppositeAsync(PortalDbContext db, string actorId, string operationId, CancellationToken cancellationToken)
    {
        var records = await db.Activity
            .Where(a => a.ActorId == actorId && a.OperationId == operationId && a.Action == Permissions.ListingsEdit && a.Before != null && a.After != null)
            .OrderBy(a => a.Id).Select(a => new { a.Before, a.After }).Take(MaxListings).ToListAsync(cancellationToken);
        return records.ConvertAll(r => new ChangeOf(Read(r.After!).Id, Read(r.Before!).ToEdit(), Read(r.After!).Version));
    }

    private Task<CommandAnswer<BulkResult>> RunAsync(
        CommandContext context, string channelKey, List<ChangeOf> changes, Action<int>? progress, CancellationToken cancellationToken) =>
        _run.RunAsync(
            context,
            DeedOf(channelKey),
            changes,
            WeighAsync,
            (db, hold, chunk, token) => ChunkAsync(db, context, channelKey, hold, chunk, token),
            progress,
            cancellationToken);

    private static async Task WeighAsync(PortalDbContext db, BulkHold hold, ChangeOf[] chunk, CancellationToken cancellationToken)
    {
        var edits = chunk.ToDictionary(c => c.ListingId);
        var products = await ProductsAsync(db, edits.Keys, cancellationToken);
        await hold.WeighAsync(db, products, propose: null, row => _ = edits.TryGetValue(row.Id, out var change) && Apply(change, row), cancellationToken);
    }

    private async Task<BulkChunk> ChunkAsync(
        PortalDbContext db, CommandContext context, string channelKey, BulkHold hold, ChangeOf[] chunk, CancellationToken cancellationToken)
    {
        var edits = chunk.ToDictionary(c => c.ListingId);
        var products = await ProductsAsync(db, edits.Keys, cancellationToken);
        await db.Dialect.LockProductsAsync(db, products, cancellationToken);
        var ids = edits.Keys.ToList();
        var now = clock.GetUtcNow();
        var changed = new List<ListingRow>();
        foreach (var row in await db.Listings.Where(l => ids.Contains(l.Id)).OrderBy(l => l.Id).ToListAsync(cancellationToken))
        {
            var before = ListingRuleState.Of(row);
            if (Apply(edits[row.Id], row) && ListingRuleState.Of(row) != before)
            {
                row.Version++;
                changed.Add(row);
                var note = new ActivityNote();
                note.Changed(before, ListingRuleState.Of(row));
                CommandGate.Record(db, context, new Deed(Permissions.ListingsEdit, $"{channelKey} {row.ExternalId}", channelKey), note, allowed: true, now);
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        List<long> divided = [.. changed.Where(l => l.ProductId is not null).Select(l => l.ProductId!.Value).Distinct().Order()];
        var channels = await Reallocation.ApplyAsync(db, divided, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await hold.KeepBackAsync(db, divided, cancellationToken);
        return new BulkChunk(changed.Count, channels);
    }

    private static bool Apply(ChangeOf change, ListingRow row)
    {
        if ((change.Version is { } version && version != row.Version) || ListingRules.Check(change.Edit, row) is not null)
        {
            return false;
        }
        ListingRules.Apply(change.Edit, row);
        return true;
    }

    private static Task<List<long>> ProductsAsync(PortalDbContext db, IEnumerable<long> listingIds, CancellationToken cancellationToken)
    {
        var ids = listingIds.ToList();
        return db.Listings.Where(l => ids.Contains(l.Id) && l.ProductId != null).Select(l => l.ProductId!.Value).Distinct().OrderBy(id => id).ToListAsync(cancellationToken);
    }

    private static ListingRuleState Read(string json) => JsonSerializer.Deserialize<ListingRuleState>(json, JsonSerializerOptions.Web)!;
}
