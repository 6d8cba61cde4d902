using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>A promise that a person or script asks for.</summary>
/// <param name="ExpiresAt">When it lapses by itself; null for never.</param>
public sealed record ReserveCommand(string Sku, int Quantity, string Reference, string? ChannelKey = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A reservation as it stands.</summary>
public sealed record ReservationResult(
    long Id,
    string Sku,
    int Quantity,
    string Reference,
    string? Channel,
    ReservationState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? ClosedAt);

/// <summary>Reservations: pending → committed, released or expired. Each method is one atomic operation.</summary>
public sealed class ReservationStore
{
    /// <summary>Lapsed holds released per transaction.</summary>
    private const int ExpiryChunk = 200;

    private readonly LedgerWriter _writer;
    private readonly RightsLookup _rights;
    private readonly DeniedStore _denied;
    private readonly PortalDatabase _database;
    private readonly TimeProvider _clock;

    internal ReservationStore(LedgerWriter writer, RightsLookup rights, DeniedStore denied, PortalDatabase database, TimeProvider clock)
    {
        _writer = writer;
        _rights = rights;
        _denied = denied;
        _database = database;
        _clock = clock;
    }

    /// <summary>Promises units. Refusals: <c>validation_failed</c>, <c>forbidden</c>, <c>unknown_sku</c>, <c>unknown_channel</c>, <c>insufficient_stock</c>.</summary>
    public async Task<CommandAnswer<ReservationResult>> ReserveAsync(CommandContext context, ReserveCommand command, CancellationToken cancellationToken)
    {
        var rights = await _rights.FindAsync(context.Caller, cancellationToken);
        if ((CheckRight(rights, command.ChannelKey) ?? Check(command, _clock.GetUtcNow())) is { } refusal)
        {
            await _denied.RecordAsync(context, new Deed(Permissions.StockReserve, command.Sku, command.ChannelKey), refusal, cancellationToken);
            return refusal;
        }
        return await _writer.RunAsync(new ReserveWork(context, command), cancellationToken);
    }

    /// <summary>Turns a pending reservation into a sale; a second time answers the same. Refusals: <c>not_found</c>, <c>reservation_closed</c> (409).</summary>
    public Task<CommandAnswer<ReservationResult>> CommitAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        CloseAsync(context, id, ReservationState.Committed, cancellationToken);

    /// <summary>Ends a pending reservation without a sale; a second time answers the same.</summary>
    public Task<CommandAnswer<ReservationResult>> ReleaseAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        CloseAsync(context, id, ReservationState.Released, cancellationToken);

    /// <summary>Releases every hold that has lapsed by now, reservations and unpaid orders alike; returns how many.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        var expired = 0;
        for (var found = ExpiryChunk; found == ExpiryChunk;)
        {
            var now = _clock.GetUtcNow();
            var works = await _database.ReadAsync((db, token) => LapsedAsync(db, now, token), cancellationToken);
            found = works.Count;
            if (found > 0)
            {
                await _writer.SubmitAsync(works, cancellationToken);
                await Task.WhenAll(works.Cast<ExpiryWork>().Select(w => w.Result)).WaitAsync(cancellationToken);
            }
            expired += found;
        }
        return expired;
    }

    private async Task<CommandAnswer<ReservationResult>> CloseAsync(
        CommandContext context, long id, ReservationState end, CancellationToken cancellationToken)
    {
        // Which channel a reservation is for is known only inside; a limited key is checked there again.
        var rights = await _rights.FindAsync(context.Caller, cancellationToken);
        if (rights is null || !rights.Holds(Permissions.StockReserve))
        {
            var refusal = Refusal.Forbidden(Permissions.StockReserve);
            await _denied.RecordAsync(context, new Deed(Permissions.StockReserve, $"reservation {id}"), refusal, cancellationToken);
            return refusal;
        }
        return await _writer.RunAsync(new CloseReservationWork(context, rights, id, end), cancellationToken);
    }

    private static async Task<List<LedgerWork>> LapsedAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reservations = await db.Reservations
            .Where(r => r.State == ReservationState.Pending && r.ExpiresAt != null && r.ExpiresAt <= now)
            .OrderBy(r => r.Id).Take(ExpiryChunk).Select(r => r.Id).ToListAsync(cancellationToken);
        var lines = await db.OrderLines
            .Where(l => l.Reserved > 0 && l.ReservedUntil != null && l.ReservedUntil <= now)
            .OrderBy(l => l.Id).Take(ExpiryChunk - reservations.Count).Select(l => l.Id).ToListAsync(cancellationToken);
        return [.. reservations.Select(id => new ExpiryWork(reservationId: id, orderLineId: null)), .. lines.Select(id => new ExpiryWork(null, id))];
    }

    private static Refusal? CheckRight(Rights? rights, string? channelKey) =>
        rights is null || !rights.Allows(Permissions.StockReserve, channelKey)
            ? Refusal.Forbidden(Permissions.StockReserve, rights, channelKey)
            : null;

    private static Refusal? Check(ReserveCommand command, DateTimeOffset now)
    {
        if (!Sku.TryParse(command.Sku, out _, out var skuError))
        {
            return Refusal.Field("sku", skuError);
        }
        if (command.Quantity is < 1 or > Quantities.Max)
        {
            return Refusal.Field("quantity", $"The quantity is a whole number from 1 to {Quantities.Max}.");
        }
        if (string.IsNullOrWhiteSpace(command.Reference))
        {
            return Refusal.Field("reference", "A reference is required.");
        }
        return command.ExpiresAt <= now ? Refusal.Field("expiresAt", "The expiry lies in the future.")
            : StockStore.TooLong("reference", command.Reference, Lengths.Reference);
    }
}
