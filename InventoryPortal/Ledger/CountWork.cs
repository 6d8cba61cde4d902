using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Ledger;

/// <summary>What a chunk of an import's lines came to: done, and left with a reason on the line.</summary>
public sealed record LinesOutcome(int Done, int Left);

/// <summary>
/// A chunk of an import's lines: each gets its movement and its verdict in one transaction, so that a crash leaves both or neither. A line
/// that has its verdict already is passed over.
/// </summary>
internal abstract class LinesWork(CommandContext context, long importId) : LedgerWork<LinesOutcome>
{
    /// <summary>What brought these movements about.</summary>
    public const string CauseType = "import";

    private int _done;
    private int _left;

    protected CommandContext Context { get; } = context;

    /// <summary>What is done to the lines, for the activity.</summary>
    protected abstract string Deed { get; }

    public sealed override bool IsLarge => true;

    public sealed override void Apply(LedgerBatch batch)
    {
        (_done, _left) = (0, 0);
        ApplyLines(batch);
        Verdict = new LinesOutcome(_done, _left);
    }

    protected abstract void ApplyLines(LedgerBatch batch);

    /// <summary>One row for the chunk: every movement names who made it.</summary>
    public override void Remember(LedgerBatch batch)
    {
        if (_done + _left > 0)
        {
            var note = new ActivityNote { After = string.Create(CultureInfo.InvariantCulture, $"{_done} {Deed}, {_left} left") };
            batch.Writes.Activity.Add(CommandGate.ActivityOf(Context, DeedOf(importId), note, allowed: true, batch.Now));
        }
    }

    internal static Deed DeedOf(long importId) => new(Permissions.StockAdjust, Reference(importId));

    /// <summary>The key of a line's movement.</summary>
    internal static string KeyOf(long importId, long lineId) => string.Create(CultureInfo.InvariantCulture, $"import:{importId}:{ImportLineRow.PlaceOf(lineId)}");

    protected void Done(ImportLineRow line, ImportVerdict verdict)
    {
        line.Verdict = verdict;
        (line.Code, line.Detail) = (null, null);
        _done++;
    }

    protected void Leave(ImportLineRow line, ImportVerdict verdict, Refusal refusal)
    {
        line.Verdict = verdict;
        (line.Code, line.Detail) = (refusal.Code, refusal.Detail);
        _left++;
    }

    protected MovementCause Cause(LedgerBatch batch, string key, string? reason, string? note) =>
        new(CauseType, importId.ToString(CultureInfo.InvariantCulture), key, Context.Caller.Actor, batch.Now)
        {
            Reference = Reference(importId),
            Reason = reason,
            Note = note,
        };

    private static string Reference(long importId) => string.Create(CultureInfo.InvariantCulture, $"import {importId}");
}

/// <summary>Books counted figures against the level of this instant.</summary>
internal sealed class CountWork(CommandContext context, long importId, IReadOnlyList<CountedLine> lines) : LinesWork(context, importId)
{
    private readonly long _importId = importId;

    protected override string Deed => "counted";

    public override void Need(LedgerNeeds needs)
    {
        needs.ImportLines.AddRange(lines.Select(l => l.LineId));
        needs.ProductIds.UnionWith(lines.Select(l => l.ProductId));
    }

    protected override void ApplyLines(LedgerBatch batch)
    {
        foreach (var line in lines)
        {
            if (batch.ImportLines.GetValueOrDefault(line.LineId) is { Verdict: ImportVerdict.New or ImportVerdict.Changed or ImportVerdict.Same } row)
            {
                Apply(batch, line, row);
            }
        }
    }

    private void Apply(LedgerBatch batch, CountedLine line, ImportLineRow row)
    {
        if (!batch.Products.TryGetValue(line.ProductId, out var product))
        {
            Leave(row, ImportVerdict.Refused, new Refusal(RefusalKind.NotFound, "unknown_sku", $"No product has the SKU {row.Subject}."));
            return;
        }
        if (StockRules.Decide(LedgerBatch.Level(product), MovementKind.Count, line.Quantity, allowOversell: false) is not StockOutcome.Moved moved)
        {
            Leave(row, ImportVerdict.Refused, LedgerRefusals.OutOfRange(product.Sku));
            return;
        }
        row.Before = CountedLine.Level(product.OnHand);
        batch.Move(product, MovementKind.Count, moved, Cause(batch, KeyOf(_importId, line.LineId), reason: null, line.Note));
        Done(row, ImportVerdict.Applied);
    }
}

/// <summary>
/// Takes counted figures back by their opposites, so that what was sold since stays sold. A newer count stands, and so does what somebody
/// has undone already.
/// </summary>
/// <param name="ends">Whether the lines made their products: then these go out of use with their units, or stay as they are with them.</param>
/// <param name="held">Channels whose larger changes wait for a person.</param>
internal sealed class CountUndoWork(CommandContext context, long importId, IReadOnlyList<BookedLine> lines, bool ends = false, IReadOnlySet<long>? held = null)
    : LinesWork(context, importId)
{
    protected override string Deed => "taken back";

    public override void Need(LedgerNeeds needs)
    {
        needs.ImportLines.AddRange(lines.Select(l => l.LineId));
        needs.ProductIds.UnionWith(lines.Select(l => l.ProductId));
        needs.MovementKeys.AddRange(lines.Select(l => UndoStore.KeyOf(l.MovementId)));
    }

    protected override void ApplyLines(LedgerBatch batch)
    {
        foreach (var line in lines)
        {
            if (batch.ImportLines.GetValueOrDefault(line.LineId) is { Verdict: ImportVerdict.Applied } row)
            {
                Apply(batch, line, row);
            }
        }
    }

    private void Apply(LedgerBatch batch, BookedLine line, ImportLineRow row)
    {
        var product = batch.Products[line.ProductId];
        var key = UndoStore.KeyOf(line.MovementId);
        if (ends && product.Version != row.Version)
        {
            Leave(row, ImportVerdict.Kept, LedgerRefusals.EditedSince);
        }
        else if (batch.TakenKeys.Contains(key))
        {
            Leave(row, ImportVerdict.Kept, UndoStore.AlreadyUndone);
        }
        else if (product.LastCountAt > line.RecordedAt)
        {
            Leave(row, ImportVerdict.Kept, new Refusal(RefusalKind.Conflict, "counted_since", $"{product.Sku} was counted again since; that count stands."));
        }
        else if (line.Delta == 0)
        {
            Done(row, ImportVerdict.Undone);
        }
        else
        {
            Book(batch, product, row, key, line.Delta);
        }
    }

    private void Book(LedgerBatch batch, ProductRow product, ImportLineRow row, string key, int delta)
    {
        switch (StockRules.Decide(LedgerBatch.Level(product), MovementKind.Adjustment, -delta, allowOversell: false))
        {
            case StockOutcome.Moved moved:
                batch.Move(product, MovementKind.Adjustment, moved, Cause(batch, key, UndoStore.Reason, note: null));
                if (ends)
                {
                    End(batch, product);
                    row.Version = product.Version;
                }
                Done(row, ImportVerdict.Undone);
                break;
            case StockOutcome.Insufficient insufficient:
                Leave(row, ImportVerdict.Kept, LedgerRefusals.Insufficient(product.Sku, insufficient.Available));
                break;
            default:
                Leave(row, ImportVerdict.Kept, LedgerRefusals.OutOfRange(product.Sku));
                break;
        }
    }

    // The listings are divided behind this: those that wait by then are not made due.
    private void End(LedgerBatch batch, ProductRow product)
    {
        product.IsActive = false;
        product.Version++;
        foreach (var listing in batch.Listings.Values.Where(l => l.ProductId == product.Id && held?.Contains(l.ChannelId) == true))
        {
            if (BulkGuard.SizeOf(new BulkChange(listing.Confirmed, 0)) != BulkChangeSize.Small)
            {
                (listing.AwaitsApproval, listing.DueAt) = (true, null);
            }
        }
    }
}
