using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;

namespace InventoryPortal.Ledger;

/// <summary>A movement that a person or script asks for.</summary>
/// <param name="Sku">Any spelling.</param>
/// <param name="Kind">Sale, restock, adjustment, return or count.</param>
/// <param name="Quantity">Units: positive for sale, restock and return, signed and not 0 for adjustment, the counted on-hand figure for count.</param>
/// <param name="ChannelKey">The channel it is booked to, if any.</param>
/// <param name="AllowOversell">It happened already: record it even beyond what is available.</param>
public sealed record MovementCommand(
    string Sku,
    MovementKind Kind,
    int Quantity,
    string? Reference = null,
    string? ChannelKey = null,
    string? Reason = null,
    string? Note = null,
    bool AllowOversell = false)
{
    /// <summary>The movement of which this is the opposite; a second one finds its key taken.</summary>
    internal long? Undoes { get; init; }
}

/// <summary>A movement as recorded.</summary>
public sealed record MovementResult(
    long Id,
    string Sku,
    MovementKind Kind,
    int Delta,
    int OnHandBefore,
    int OnHandAfter,
    int ReservedAfter,
    int AvailableAfter,
    DateTimeOffset RecordedAt,
    string Actor);

/// <summary>Movements asked for by people and scripts. Each is one atomic operation; a repeat under its key changes nothing.</summary>
public sealed class StockStore
{
    /// <summary>Movements of one call.</summary>
    public const int MaxBatch = 1000;

    /// <summary>Movements of one call that share a transaction: a sale elsewhere waits for at most this many.</summary>
    private const int ChunkSize = 250;

    private readonly LedgerWriter _writer;
    private readonly RightsLookup _rights;
    private readonly DeniedStore _denied;

    internal StockStore(LedgerWriter writer, RightsLookup rights, DeniedStore denied)
    {
        _writer = writer;
        _rights = rights;
        _denied = denied;
    }

    /// <summary>
    /// Records one movement. Refusals: <c>validation_failed</c>, <c>forbidden</c>, <c>unknown_sku</c> (404),
    /// <c>unknown_channel</c> (404), <c>insufficient_stock</c> (409), <c>level_out_of_range</c> (422).
    /// </summary>
    public async Task<CommandAnswer<MovementResult>> MoveAsync(CommandContext context, MovementCommand command, CancellationToken cancellationToken)
    {
        var rights = await _rights.FindAsync(context.Caller, cancellationToken);
        if (Check(rights, command) is { } refusal)
        {
            await _denied.RecordAsync(context, new Deed(Permissions.StockAdjust, command.Sku, command.ChannelKey), refusal, cancellationToken);
            return refusal;
        }
        return await _writer.RunAsync(new MovementWork(context, command), cancellationToken);
    }

    /// <summary>Records up to <see cref="MaxBatch"/> movements, each with its own verdict, in the order given.</summary>
    /// <param name="items">Every movement with the request its key makes of it, if it has a key.</param>
    public async Task<IReadOnlyList<CommandAnswer<MovementResult>>> MoveManyAsync(
        Caller caller, IReadOnlyList<(MovementCommand Command, IdempotentRequest? Request)> items, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items.Count, MaxBatch);
        var rights = await _rights.FindAsync(caller, cancellationToken);
        var operation = new CommandContext(caller).OperationId;
        await RecordDeniedAsync(caller, operation, rights, items, cancellationToken);
        var answers = new Task<CommandAnswer<MovementResult>>[items.Count];
        foreach (var chunk in Enumerable.Range(0, items.Count).Chunk(ChunkSize))
        {
            var works = new List<LedgerWork>(chunk.Length);
            foreach (var i in chunk)
            {
                var (command, request) = items[i];
                if (Check(rights, command) is { } refusal)
                {
                    answers[i] = Task.FromResult<CommandAnswer<MovementResult>>(refusal);
                    continue;
                }
                var work = new MovementWork(new CommandContext(caller, request) { OperationId = operation }, command);
                answers[i] = work.Result;
                works.Add(work);
            }
            if (works.Count > 0)
            {
                await _writer.SubmitAsync(works, cancellationToken);
            }
        }
        return await Task.WhenAll(answers).WaitAsync(cancellationToken);
    }

    // One trace for the whole call: a thousand refused items are one attempt.
    private async Task RecordDeniedAsync(
        Caller caller, string operation, Rights? rights, IReadOnlyList<(MovementCommand Command, IdempotentRequest?)> items, CancellationToken cancellationToken)
    {
        var denied = items.Select(i => (i.Command, Refusal: Check(rights, i.Command))).FirstOrDefault(i => i.Refusal is { Kind: RefusalKind.Forbidden });
        if (denied.Refusal is { } refusal)
        {
            var context = new CommandContext(caller) { OperationId = operation };
            await _denied.RecordAsync(context, new Deed(Permissions.StockAdjust, denied.Command.Sku, denied.Command.ChannelKey), refusal, cancellationToken);
        }
    }

    private static Refusal? Check(Rights? rights, MovementCommand command)
    {
        if (rights is null || !rights.Allows(Permissions.StockAdjust, command.ChannelKey))
        {
            return Refusal.Forbidden(Permissions.StockAdjust, rights, command.ChannelKey);
        }
        if (!Sku.TryParse(command.Sku, out _, out var skuError))
        {
            return Refusal.Field("sku", skuError);
        }
        if (command.Kind is MovementKind.Reserve or MovementKind.Release or MovementKind.Expire)
        {
            return Refusal.Field("kind", "The kind is sale, restock, adjustment, return or count.");
        }
        return StockRules.QuantityError(command.Kind, command.Quantity) is { } quantityError ? Refusal.Field("quantity", quantityError)
            : TooLong("reference", command.Reference, Lengths.Reference)
            ?? TooLong("reason", command.Reason, Lengths.Reason)
            ?? TooLong("note", command.Note, Lengths.Note);
    }

    internal static Refusal? TooLong(string field, string? text, int length) =>
        text?.Length > length ? Refusal.Field(field, $"At most {length} characters.") : null;
}
