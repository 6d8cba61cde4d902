using System.Data.Common;
using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>Takes a booked movement back by booking its opposite: the ledger only ever grows.</summary>
public sealed class UndoStore(PortalDatabase database, StockStore stock)
{
    /// <summary>The reason that the opposite carries.</summary>
    public const string Reason = "undo";

    /// <summary>
    /// Books the opposite of a movement that somebody asked for, at most once, with its own right and record. Refusals:
    /// <c>forbidden</c>, <c>not_found</c>, <c>not_undoable</c> (an order's own events decide over its movements, and 0 has no
    /// opposite), <c>already_undone</c>, <c>insufficient_stock</c> where the units are gone meanwhile, <c>validation_failed</c>.
    /// </summary>
    public async Task<CommandAnswer<MovementResult>> UndoAsync(CommandContext context, long movementId, string? note, CancellationToken cancellationToken)
    {
        // A movement never changes, so it may be read before; that it is undone once is kept by its key.
        var movement = await database.ReadAsync(
            (db, token) => (
                from m in db.Movements.Where(m => m.Id == movementId)
                join p in db.Products on m.ProductId equals p.Id
                from c in db.Channels.Where(c => c.Id == m.ChannelId).DefaultIfEmpty()
                select new { p.Sku, m.CauseType, m.Delta, m.Reference, Channel = c == null ? null : c.Key }).SingleOrDefaultAsync(token),
            cancellationToken);
        if (movement is null)
        {
            return Refusal.NotFound($"Movement {movementId}");
        }
        if (!IsUndoable(movement.CauseType, movement.Delta))
        {
            return new Refusal(RefusalKind.Conflict, "not_undoable", "Only what a person or script booked by itself is undone here.");
        }
        var command = new MovementCommand(movement.Sku, MovementKind.Adjustment, -movement.Delta, movement.Reference, movement.Channel, Reason, note) { Undoes = movementId };
        if (await IsUndoneAsync(movementId, cancellationToken))
        {
            return AlreadyUndone;
        }
        try
        {
            return await stock.MoveAsync(context, command, cancellationToken);
        }
        catch (Exception e) when (e is DbUpdateException or DbException)
        {
            // Somebody undid it between our look and our write.
            if (await database.ClassifyAsync(e, cancellationToken) != DbFault.Duplicate)
            {
                throw;
            }
            return AlreadyUndone;
        }
    }

    /// <summary>Whether a movement can have an opposite at all.</summary>
    internal static bool IsUndoable(string causeType, int delta) => causeType is MovementWork.CauseType or LinesWork.CauseType && delta != 0;

    /// <summary>The key under which the opposite of a movement is booked.</summary>
    internal static string KeyOf(long movementId) => $"undo:{movementId}";

    internal static Refusal AlreadyUndone { get; } = new(RefusalKind.Conflict, "already_undone", "This movement was undone already.");

    private Task<bool> IsUndoneAsync(long movementId, CancellationToken cancellationToken)
    {
        var key = KeyOf(movementId);
        return database.ReadAsync((db, token) => db.Movements.AnyAsync(m => m.IdempotencyKey == key, token), cancellationToken);
    }
}
