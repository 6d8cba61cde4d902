namespace InventoryPortal.Domain.Orders;

/// <summary>How an order line's target becomes movements.</summary>
public static partial class OrderLineRules
{
    /// <summary>Line id of the row that remembers the end of an order whose lines are not known.</summary>
    public const string TombstoneLine = "*";
}
