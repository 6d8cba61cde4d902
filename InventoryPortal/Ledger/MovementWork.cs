using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Ledger;

/// <summary>One movement of a person or script.</summary>
internal sealed class MovementWork(CommandContext context, MovementCommand command) : CommandWork<MovementResult>(context)
{
    /// <summary>What brought these movements about.</summary>
    public const string CauseType = "command";

    private readonly string _sku = Sku.Normalise(command.Sku);
    private MovementRow? _row;

    protected override Deed Deed { get; } = new(Permissions.StockAdjust, command.Sku, command.ChannelKey);

    public override void Need(LedgerNeeds needs)
    {
        base.Need(needs);
        needs.Skus.Add(_sku);
    }

    protected override CommandAnswer<MovementResult> Decide(LedgerBatch batch)
    {
        if (!batch.BySku.TryGetValue(_sku, out var product))
        {
            return new Refusal(RefusalKind.NotFound, "unknown_sku", $"No product has the SKU {command.Sku}.");
        }
        var channel = command.ChannelKey is null ? null : batch.Channels.Values.FirstOrDefault(c => c.Key == command.ChannelKey);
        if (command.ChannelKey is not null && channel is null)
        {
            return new Refusal(RefusalKind.NotFound, "unknown_channel", $"No channel has the key {command.ChannelKey}.");
        }
        switch (StockRules.Decide(LedgerBatch.Level(product), command.Kind, command.Quantity, command.AllowOversell))
        {
            case StockOutcome.Moved moved:
                var before = product.OnHand;
                _row = batch.Move(product, command.Kind, moved, Cause(batch, channel));
                return new MovementResult(
                    0, product.Sku, command.Kind, moved.Delta, before, moved.After.OnHand, moved.After.Reserved, moved.After.Available,
                    batch.Now, Context.Caller.Actor.Name);
            case StockOutcome.Insufficient insufficient:
                return LedgerRefusals.Insufficient(product.Sku, insufficient.Available);
            default:
                return LedgerRefusals.OutOfRange(product.Sku);
        }
    }

    protected override MovementResult Finish(MovementResult value) => value with { Id = _row!.Id };

    protected override void Describe(MovementResult value, ActivityNote note) =>
        note.Changed(
            new { onHand = value.OnHandBefore },
            new { kind = value.Kind.ToString(), value.Delta, onHand = value.OnHandAfter, command.Reason, command.Note });

    private MovementCause Cause(LedgerBatch batch, ChannelRow? channel) =>
        new(CauseType, Context.OperationId, MovementKey(), Context.Caller.Actor, batch.Now)
        {
            ChannelId = channel?.Id,
            Reference = command.Reference,
            Reason = command.Reason,
            Note = command.Note,
        };

    private string MovementKey() => command.Undoes is { } undone ? UndoStore.KeyOf(undone) : Context.Request is { } request ? $"api:{request.Scope}" : $"cmd:{Context.OperationId}:{_sku}";
}

/// <summary>Refusals that more than one kind of ledger work gives.</summary>
internal static class LedgerRefusals
{
    public static Refusal Insufficient(string sku, int available) =>
        new(RefusalKind.Conflict, "insufficient_stock", $"Only {Math.Max(0, available)} of {sku} are available.");

    public static Refusal EditedSince { get; } = new(RefusalKind.Conflict, "edited_since", "Others have edited it since; it stays as it is.");

    public static Refusal OutOfRange(string sku) =>
        new(RefusalKind.Unprocessable, "level_out_of_range", $"The level of {sku} would leave the range of ±{Quantities.Max}.");
}
