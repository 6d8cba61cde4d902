using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>A counted figure of an import's line.</summary>
public sealed record CountedLine(long LineId, long ProductId, int Quantity, string? Note)
{
    /// <summary>What a line keeps of a level.</summary>
    public static string Level(int onHand) => string.Create(CultureInfo.InvariantCulture, $$"""{"onHand":{{onHand}}}""");
}

/// <summary>A line with the movement that was booked for it.</summary>
internal sealed record BookedLine(long LineId, long MovementId, long ProductId, int Delta, DateTimeOffset RecordedAt);

/// <summary>
/// Counted figures that come by the file. A chunk is one atomic operation; the same chunk again does nothing, so that a run that was
/// killed is simply begun again. Refusals: <c>forbidden</c>.
/// </summary>
public sealed class CountStore
{
    /// <summary>Lines that share a transaction: a sale elsewhere waits for at most this many, a fiftieth of a second.</summary>
    public const int ChunkSize = 250;

    private readonly LedgerWriter _writer;
    private readonly RightsLookup _rights;
    private readonly DeniedStore _denied;
    private readonly PortalDatabase _database;

    internal CountStore(LedgerWriter writer, RightsLookup rights, DeniedStore denied, PortalDatabase database)
    {
        _writer = writer;
        _rights = rights;
        _denied = denied;
        _database = database;
    }

    /// <summary>Books up to <see cref="ChunkSize"/> counted lines.</summary>
    public async Task<CommandAnswer<LinesOutcome>> ApplyAsync(
        CommandContext context, long importId, IReadOnlyList<CountedLine> lines, CancellationToken cancellationToken) =>
        await RefusalAsync(context, importId, lines.Count, cancellationToken) is { } refusal
            ? refusal
            : await _writer.RunAsync(new CountWork(context, importId, lines), cancellationToken);

    /// <summary>Takes up to <see cref="ChunkSize"/> applied lines back.</summary>
    public async Task<CommandAnswer<LinesOutcome>> UndoAsync(
        CommandContext context, long importId, IReadOnlyList<long> lineIds, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(context, importId, lineIds.Count, cancellationToken) is { } refusal)
        {
            return refusal;
        }
        var booked = await BookedAsync(lineIds.ToDictionary(id => LinesWork.KeyOf(importId, id), id => id, StringComparer.Ordinal), cancellationToken);
        return await _writer.RunAsync(new CountUndoWork(context, importId, booked), cancellationToken);
    }

    /// <summary>
    /// Takes up to <see cref="ChunkSize"/> new products out of use with their first units, each wholly or, where others have edited it or
    /// taken of its units since, not at all.
    /// </summary>
    /// <param name="held">Channels whose larger changes wait for a person.</param>
    public async Task<CommandAnswer<LinesOutcome>> EndAsync(
        CommandContext context, long importId, IReadOnlyList<(long LineId, long ProductId)> lines, IReadOnlySet<long> held, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(context, importId, lines.Count, cancellationToken) is { } refusal)
        {
            return refusal;
        }
        var booked = await BookedAsync(lines.ToDictionary(l => FirstKey(l.ProductId), l => l.LineId, StringComparer.Ordinal), cancellationToken);
        return await _writer.RunAsync(new CountUndoWork(context, importId, booked, ends: true, held), cancellationToken);
    }

    /// <summary>The key of the movement that brings a product's first units.</summary>
    public static string FirstKey(long productId) => string.Create(CultureInfo.InvariantCulture, $"product:{productId}:initial");

    /// <summary>The movements of these keys. One never changes, so it may be read before.</summary>
    private async Task<List<BookedLine>> BookedAsync(Dictionary<string, long> lines, CancellationToken cancellationToken)
    {
        var keys = lines.Keys.ToList();
        var booked = await _database.ReadAsync(
            (db, token) => db.Movements.Where(m => keys.Contains(m.IdempotencyKey))
                .Select(m => new { m.IdempotencyKey, m.Id, m.ProductId, m.Delta, m.RecordedAt }).ToListAsync(token),
            cancellationToken);
        return booked.ConvertAll(m => new BookedLine(lines[m.IdempotencyKey], m.Id, m.ProductId, m.Delta, m.RecordedAt));
    }

    /// <summary>The right is asked for again at every chunk: it may have been taken away since the last.</summary>
    private async Task<Refusal?> RefusalAsync(CommandContext context, long importId, int lines, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines, ChunkSize);
        var rights = await _rights.FindAsync(context.Caller, cancellationToken);
        if (rights?.Allows(Permissions.StockAdjust) == true)
        {
            return null;
        }
        var refusal = Refusal.Forbidden(Permissions.StockAdjust, rights, channelKey: null);
        await _denied.RecordAsync(context, LinesWork.DeedOf(importId), refusal, cancellationToken);
        return refusal;
    }
}
