using InventoryPortal.Domain.Values;

namespace InventoryPortal.Domain.Stock;

/// <summary>What asking for a movement came to. A closed set.</summary>
public abstract record StockOutcome
{
    private StockOutcome() { }

    /// <summary>Allowed: the level becomes <paramref name="After"/>.</summary>
    /// <param name="Delta">Change of on hand.</param>
    /// <param name="ReservedDelta">Change of reserved.</param>
    public sealed record Moved(int Delta, int ReservedDelta, StockLevel After) : StockOutcome;

    /// <summary>More was asked than is available.</summary>
    public sealed record Insufficient(int Available) : StockOutcome;

    /// <summary>The level would leave the range of ±<see cref="Quantities.Max"/>.</summary>
    public sealed record OutOfRange : StockOutcome;
}

/// <summary>The ledger's rules for one product's level. Pure.</summary>
public static class StockRules
{
    /// <summary>Why a quantity does not fit its kind, or null when it does.</summary>
    public static string? QuantityError(MovementKind kind, long quantity) => kind switch
    {
        MovementKind.Sale or MovementKind.Restock or MovementKind.Return when quantity is < 1 or > Quantities.Max =>
            $"The quantity is a whole number from 1 to {Quantities.Max}.",
        MovementKind.Adjustment when quantity is 0 or < -Quantities.Max or > Quantities.Max =>
            $"The quantity is a whole number from -{Quantities.Max} to {Quantities.Max}, and not 0.",
        MovementKind.Count when quantity is < 0 or > Quantities.Max =>
            $"The counted quantity is a whole number from 0 to {Quantities.Max}.",
        _ => null,
    };

    /// <summary>
    /// Decides a movement that is asked of us. Taking units beyond what is available is refused unless
    /// <paramref name="allowOversell"/>: then it is a fact that already happened. A count is always a fact.
    /// </summary>
    /// <param name="quantity">Positive for sale, restock and return, signed for adjustment, the counted figure for count.</param>
    public static StockOutcome Decide(StockLevel level, MovementKind kind, int quantity, bool allowOversell)
    {
        var delta = kind switch
        {
            MovementKind.Sale => -quantity,
            MovementKind.Restock or MovementKind.Return or MovementKind.Adjustment => quantity,
            MovementKind.Count => quantity - (long)level.OnHand,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a movement that can be asked for."),
        };
        var takes = delta < 0 && kind != MovementKind.Count;
        return takes && !allowOversell && level.Available + delta < 0
            ? new StockOutcome.Insufficient(level.Available)
            : Shift(level, delta, 0);
    }

    /// <summary>Decides whether units may be promised.</summary>
    public static StockOutcome Reserve(StockLevel level, int quantity) =>
        quantity > level.Available ? new StockOutcome.Insufficient(level.Available) : Shift(level, 0, quantity);

    /// <summary>Applies a fact: it is never refused for want of stock, only for leaving the range.</summary>
    public static StockOutcome Shift(StockLevel level, long delta, long reservedDelta)
    {
        var onHand = level.OnHand + delta;
        var reserved = level.Reserved + reservedDelta;
        return Quantities.IsLevel(onHand) && Quantities.IsLevel(reserved)
            ? new StockOutcome.Moved((int)delta, (int)reservedDelta, new StockLevel((int)onHand, (int)reserved))
            : new StockOutcome.OutOfRange();
    }
}
