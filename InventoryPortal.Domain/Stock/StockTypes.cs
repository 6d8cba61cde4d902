namespace InventoryPortal.Domain.Stock;

/// <summary>Kinds of movement. The wire and the table use these names in camelCase.</summary>
public enum MovementKind
{
    /// <summary>Units sold: on hand falls.</summary>
    Sale,

    /// <summary>Units received.</summary>
    Restock,

    /// <summary>A person's signed correction.</summary>
    Adjustment,

    /// <summary>Sold units that came back (return, restocked refund, cancelled order).</summary>
    Return,

    /// <summary>On hand set to a counted figure.</summary>
    Count,

    /// <summary>Units promised: reserved rises.</summary>
    Reserve,

    /// <summary>A promise ended without a sale: reserved falls.</summary>
    Release,

    /// <summary>A promise lapsed: reserved falls.</summary>
    Expire,
}

/// <summary>pending → committed, released or expired; nothing leads out of an end state.</summary>
public enum ReservationState { Pending, Committed, Released, Expired }

/// <summary>A product's level, in units.</summary>
/// <param name="OnHand">May be negative through a recorded oversell.</param>
/// <param name="Reserved">Units promised.</param>
public readonly record struct StockLevel(int OnHand, int Reserved)
{
    public int Available => OnHand - Reserved;
}
