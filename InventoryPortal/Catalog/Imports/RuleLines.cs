using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Rules of listings. A line keeps all rules of its listing before and after, so that the former can be put back.</summary>
internal sealed class RuleLines(CommandGate gate, CommitSignals signals, TimeProvider clock) : IImportKind
{
    /// <summary>A listing's rules as a line keeps them; "none" is written as null.</summary>
    private sealed record Rules(int? Weight, ListingMode Mode, int Min, int? Max, int Buffer, int FixedQuantity, bool SyncEnabled)
    {
        public static Rules Of(ListingRow row) => new(row.Weight, row.Mode, row.Min, row.Max, row.Buffer, row.FixedQuantity, row.SyncEnabled);

        public ListingEdit ToEdit() => new()
        {
            Weight = Weight, Mode = Mode, Min = Min, Max = Max, Buffer = Buffer, FixedQuantity = FixedQuantity, SyncEnabled = SyncEnabled,
        };
    }

    /// <inheritdoc />
    public ImportKind Kind => ImportKind.Rules;

    /// <inheritdoc />
    public int ChunkSize => Reallocation.ChunkSize;

    /// <inheritdoc />
    public IReadOnlyList<ImportVerdict> Opens { get; } = [ImportVerdict.Changed];

    /// <inheritdoc />
    public bool Weighs => true;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ImportLineRow>> JudgeAsync(PortalDbContext db, IReadOnlyList<DraftLine> lines, SeenKeys seen, CancellationToken cancellationToken)
    {
        var targets = await ListingTargets.LoadAsync(db, lines, cancellationToken);
        return [.. lines.Select(l => Judge(l, targets, seen))];
    }

    /// <inheritdoc />
    public async Task WeighAsync(PortalDbContext db, BulkHold hold, IReadOnlyList<ImportLineRow> lines, bool undo, CancellationToken cancellationToken)
    {
        var edits = lines.ToDictionary(l => l.TargetId!.Value, l => EditOf(l, undo));
        var ids = edits.Keys.ToList();
        var products = await db.Listings.Where(l => ids.Contains(l.Id) && l.ProductId != null).Select(l => l.ProductId!.Value).Distinct().ToListAsync(cancellationToken);
        await hold.WeighAsync(db, products, propose: null, row => { if (edits.TryGetValue(row.Id, out var edit)) { ListingRules.Apply(edit, row); } }, cancellationToken);
    }

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> ApplyAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        RunAsync(context, importId, lines, undo: false, hold, cancellationToken);

    /// <inheritdoc />
    public Task<CommandAnswer<LinesOutcome>> UndoAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken) =>
        RunAsync(context, importId, lines, undo: true, hold, cancellationToken);

    private static ImportLineRow Judge(DraftLine line, ListingTargets targets, SeenKeys seen)
    {
        var cells = new LineCells(line);
        var subject = ListingTargets.SubjectOf(line);
        var edit = EditOf(cells);
        if (targets.Find(line, cells) is { } row)
        {
            cells.Refuse(ListingRules.Check(edit, row));
            if (cells.Wrong is null)
            {
                var before = Rules.Of(row);
                ListingRules.Apply(edit, row);
                var after = Rules.Of(row);
                ListingRules.Apply(before.ToEdit(), row);
                return seen.Add($"{row.ChannelId} {row.ExternalId}", line.Line) is { } first ? line.Repeated(subject, first)
                    : line.Judged(subject, before == after ? ImportVerdict.Same : ImportVerdict.Changed, row.Id, LineJson.Write(before), LineJson.Write(after));
            }
        }
        return line.Rejected(subject, cells.Wrong!.Value.Code, cells.Wrong.Value.Detail);
    }

    private static ListingEdit EditOf(LineCells cells)
    {
        var edit = new ListingEdit { Weight = cells.NumberOrNone("weight", AllocationInput.MaxWeight), Max = cells.NumberOrNone("max", Quantities.Max) };
        edit = cells.Number("min", Quantities.Max) is { } min ? edit with { Min = min } : edit;
        edit = cells.Number("buffer", Quantities.Max) is { } buffer ? edit with { Buffer = buffer } : edit;
        edit = cells.Number("fixedQuantity", Quantities.Max) is { } units ? edit with { FixedQuantity = units } : edit;
        edit = cells.Flag("syncEnabled") is { } sync ? edit with { SyncEnabled = sync } : edit;
        if (cells.Text("mode") is not { } word)
        {
            return edit;
        }
        if (Enum.TryParse<ListingMode>(word, ignoreCase: true, out var mode) && Enum.IsDefined(mode) && char.IsAsciiLetter(word[0]))
        {
            return edit with { Mode = mode };
        }
        cells.Refuse("unknown_mode", "mode", "One of these is expected: split, shared, fixed, off.");
        return edit;
    }

    private static ListingEdit EditOf(ImportLineRow line, bool undo) => LineJson.Read<Rules>((undo ? line.Before : line.After)!).ToEdit();

    private async Task<CommandAnswer<LinesOutcome>> RunAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, bool undo, BulkHold hold, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<long> channels = [];
        var answer = await gate.RunAsync<LinesOutcome>(
            context,
            new Deed(Permissions.ListingsEdit, $"{lines.Count} listings of import {importId}"),
            async (db, note, token) =>
            {
                var (outcome, products) = await WriteAsync(db, [.. lines.Select(l => l.Id)], [.. lines.Select(l => l.TargetId!.Value)], undo, token);
                await db.SaveChangesAsync(token);
                channels = await Reallocation.ApplyAsync(db, products, clock.GetUtcNow(), token);
                await db.SaveChangesAsync(token);
                await hold.KeepBackAsync(db, products, token);
                note.After = $"{outcome.Done} done, {outcome.Left} left";
                return outcome;
            },
            cancellationToken);
        if (answer is CommandAnswer<LinesOutcome>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Listings | CommitTopics.Channels, [.. channels]));
        }
        return answer;
    }

    private static async Task<(LinesOutcome Outcome, List<long> Products)> WriteAsync(
        PortalDbContext db, List<long> lineIds, List<long> listingIds, bool undo, CancellationToken cancellationToken)
    {
        var rows = (await ListingLock.LoadAsync(db, listingIds, cancellationToken)).ToDictionary(r => r.Id);
        var lines = await db.ImportLines.AsTracking().Where(l => lineIds.Contains(l.Id)).OrderBy(l => l.Id).ToListAsync(cancellationToken);
        var (done, left, products) = (0, 0, new SortedSet<long>());
        foreach (var line in lines.Where(l => l.Verdict == (undo ? ImportVerdict.Applied : ImportVerdict.Changed)))
        {
            var row = rows.GetValueOrDefault(line.TargetId!.Value);
            if (row is null || (undo && row.Version != line.Version))
            {
                left++;
                ProductChunk.Leave(line, undo ? ImportVerdict.Kept : ImportVerdict.Refused, ProductChunk.EditedSince);
                continue;
            }
            if (ListingRules.Check(EditOf(line, undo), row) is { } refusal)
            {
                left++;
                ProductChunk.Leave(line, undo ? ImportVerdict.Kept : ImportVerdict.Refused, refusal);
                continue;
            }
            Apply(line, row, undo, products);
            done++;
        }
        return (new LinesOutcome(done, left), [.. products]);
    }

    private static void Apply(ImportLineRow line, ListingRow row, bool undo, SortedSet<long> products)
    {
        var before = Rules.Of(row);
        ListingRules.Apply(EditOf(line, undo), row);
        if (Rules.Of(row) != before)
        {
            row.Version++;
            products.UnionWith(row.ProductId is { } product ? [product] : []);
        }
        line.Before = undo ? line.Before : LineJson.Write(before);
        (line.Verdict, line.Version) = (undo ? ImportVerdict.Undone : ImportVerdict.Applied, row.Version);
    }
}
