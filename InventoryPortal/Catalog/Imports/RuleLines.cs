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

        /// <summary>Only what is another: the rest may have been edited since, and is nobody's wish.</summary>
        public ListingEdit ChangesTo(Rules after)
        {
            var edit = after.ToEdit();
            return edit with
            {
                Weight = Weight == after.Weight ? default : edit.Weight,
                Mode = Mode == after.Mode ? default : edit.Mode,
                Min = Min == after.Min ? default : edit.Min,
                Max = Max == after.Max ? default : edit.Max,
                Buffer = Buffer == after.Buffer ? default : edit.Buffer,
                FixedQuantity = FixedQuantity == after.FixedQuantity ? default : edit.FixedQuantity,
                SyncEnabled = SyncEnabled == after.SyncEnabled ? default : edit.SyncEnabled,
            };
        }
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

    private static ListingEdit EditOf(ImportLineRow line, bool undo)
    {
        var before = LineJson.Read<Rules>(line.Before!);
        return undo ? before.ToEdit() : before.ChangesTo(LineJson.Read<Rules>(line.After!));
    }

    private async Task<CommandAnswer<LinesOutcome>> RunAsync(
        CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, bool undo, BulkHold hold, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<long> channels = [];
        var answer = await gate.RunAsync<LinesOutcome>(
            context,
            new Deed(Permissions.ListingsEdit, $"{lines.Count} listings of import {importId}"),
            async (db, note, token) =>
            {
                var chunk = await ListingChunk.LoadAsync(db, lines, [], token);
                foreach (var line in chunk.Lines.Where(l => l.Verdict == (undo ? ImportVerdict.Applied : ImportVerdict.Changed)))
                {
                    Apply(chunk, line, undo);
                }
                channels = chunk.Reallocate(clock.GetUtcNow());
                await chunk.SaveAsync(db, token);
                await hold.KeepBackAsync(db, chunk.Divided, token);
                note.After = $"{chunk.Outcome.Done} done, {chunk.Outcome.Left} left";
                return chunk.Outcome;
            },
            cancellationToken);
        if (answer is CommandAnswer<LinesOutcome>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Listings | CommitTopics.Channels, [.. channels]));
        }
        return answer;
    }

    private static void Apply(ListingChunk chunk, ImportLineRow line, bool undo)
    {
        if (chunk.Find(line) is not { } row || (undo && row.Version != line.Version))
        {
            chunk.Leave(line, undo, ProductChunk.EditedSince);
            return;
        }
        var edit = EditOf(line, undo);
        if (ListingRules.Check(edit, row) is { } refusal)
        {
            chunk.Leave(line, undo, refusal);
            return;
        }
        var before = Rules.Of(row);
        ListingRules.Apply(edit, row);
        if (Rules.Of(row) != before)
        {
            row.Version++;
            chunk.Divide(row.ProductId);
        }
        line.Before = undo ? line.Before : LineJson.Write(before);
        line.Version = row.Version;
        chunk.Done(line, undo);
    }
}
