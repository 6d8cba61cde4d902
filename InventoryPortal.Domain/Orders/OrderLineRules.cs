using InventoryPortal.Domain.Stock;

namespace InventoryPortal.Domain.Orders;

/// <summary>What the ledger has applied of one line, in units. Sold and returned are running totals; only their difference has to match the target's.</summary>
public readonly record struct LineApplied(int Reserved, int Sold, int Returned, int Taken)
{
    /// <summary>Units that are out of stock because of the line.</summary>
    public int Net => Sold - Returned;
}

/// <summary>One movement that a line calls for.</summary>
/// <param name="Delta">Change of on hand.</param>
/// <param name="ReservedDelta">Change of reserved.</param>
public readonly record struct LineMove(MovementKind Kind, int Delta, int ReservedDelta);

/// <summary>What follows from a line's new target.</summary>
/// <param name="Moves">At most two movements, in order.</param>
/// <param name="Applied">The line after them.</param>
/// <param name="TakenDelta">Units that the channel has deducted from its own number since; negative when it gave units back.</param>
public sealed record LineStep(IReadOnlyList<LineMove> Moves, LineApplied Applied, int TakenDelta);

/// <summary>How an order line's target becomes movements: target minus applied, whatever happened in between.</summary>
public static class OrderLineRules
{
    /// <summary>Line id of the row that remembers the end of an order whose lines are not known.</summary>
    public const string TombstoneLine = "*";

    /// <summary>
    /// The movements that bring <paramref name="applied"/> to <paramref name="target"/>. Repeats, edits up and down, partial
    /// refunds and a cancel after a sale all come out right, because only differences count.
    /// </summary>
    public static LineStep Step(LineApplied applied, LineTarget target)
    {
        var reservedDelta = target.Reserved - applied.Reserved;
        var netDelta = target.Sold - target.Returned - applied.Net;
        var moves = new List<LineMove>(2);
        int sold = applied.Sold, returned = applied.Returned;

        if (netDelta > 0 && applied.Sold == 0 && target.Returned > 0)
        {
            // First seen after a partial return: tell the sale and the return apart.
            moves.Add(new LineMove(MovementKind.Sale, -target.Sold, reservedDelta));
            moves.Add(new LineMove(MovementKind.Return, target.Returned, 0));
            (sold, returned) = (target.Sold, target.Returned);
        }
        else if (netDelta > 0)
        {
            moves.Add(new LineMove(MovementKind.Sale, -netDelta, reservedDelta));
            sold += netDelta;
        }
        else if (netDelta < 0)
        {
            moves.Add(new LineMove(MovementKind.Return, -netDelta, reservedDelta));
            returned -= netDelta;
        }
        else if (reservedDelta != 0)
        {
            moves.Add(new LineMove(reservedDelta > 0 ? MovementKind.Reserve : MovementKind.Release, 0, reservedDelta));
        }
        return new LineStep(moves, new LineApplied(target.Reserved, sold, returned, target.Taken), target.Taken - applied.Taken);
    }
}
