namespace InventoryPortal.Domain.Orders;

/// <summary>Why a line's target and its applied quantities agree or do not.</summary>
public enum OrderLineState
{
    /// <summary>The ledger follows it.</summary>
    Applied,

    /// <summary>Its listing has no product yet: kept, and applied when mapped.</summary>
    Unmatched,

    /// <summary>The order is older than the channel's connection: never moves stock.</summary>
    BeforeConnection,

    /// <summary>The order's end came before its beginning: remembered so that the beginning changes nothing.</summary>
    CancelledFirst,

    /// <summary>Older than the product's last count when it was mapped: a person decides.</summary>
    NeedsDecision,
}
