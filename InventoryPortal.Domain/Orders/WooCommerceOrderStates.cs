namespace InventoryPortal.Domain.Orders;

/// <summary>What WooCommerce says about one order line, as far as stock is concerned.</summary>
/// <param name="Status">The order's status without the <c>wc-</c> prefix.</param>
/// <param name="Quantity">Units on the line, at least 0.</param>
/// <param name="ReducedStock">Line meta <c>_reduced_stock</c>: units the store holds deducted for the line now; null when it is absent.</param>
/// <param name="Restocked">Line meta <c>_restock_refunded_items</c>: units that refunds put back; null when it is absent.</param>
/// <param name="Paid">Whether the order carries a payment date.</param>
/// <param name="HasRefunds">Whether the order carries any refund.</param>
public readonly record struct WooCommerceLine(
    string Status,
    int Quantity,
    int? ReducedStock = null,
    int? Restocked = null,
    bool Paid = false,
    bool HasRefunds = false);

/// <summary>
/// WooCommerce's order states as targets. The store deducts its own quantity on on-hold, processing and completed,
/// gives it back on cancelled, and on a refund only where the refund restocks.
/// </summary>
public static class WooCommerceOrderStates
{
    private enum Effect
    {
        Nothing,
        Reserved,
        Sold,
    }

    /// <summary>Whether an order in this status says nothing about stock: it was thrown away, and what it moved stands.</summary>
    public static bool IsGone(string status) => Plain(status) is "trash" or "deleted";

    /// <summary>What the line should amount to. Total: any status has an answer.</summary>
    public static LineTarget Target(WooCommerceLine line)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(line.Quantity);
        return EffectOf(line) switch
        {
            Effect.Reserved => new LineTarget(line.Quantity, line.Quantity, 0, 0, 0),
            Effect.Sold => Sold(line),
            _ => LineTarget.Nothing(line.Quantity),
        };
    }

    private static Effect EffectOf(WooCommerceLine line) => Plain(line.Status) switch
    {
        "checkout-draft" or "auto-draft" or "draft" or "new" => Effect.Nothing,
        "pending" => Effect.Reserved,
        "on-hold" or "processing" or "completed" or "refunded" => Effect.Sold,
        // The units were given back; the ledger, which knows whether any had been sold, turns the difference into movements.
        "cancelled" or "failed" => Effect.Nothing,
        // A status of the merchant's own (shipped, backordered): a payment or a deduction tells that it is a sale.
        _ => line.Paid || line.ReducedStock is not null ? Effect.Sold : Effect.Nothing,
    };

    private static LineTarget Sold(WooCommerceLine line)
    {
        var returned = Math.Clamp(line.Restocked ?? Inferred(line), 0, line.Quantity);
        return new LineTarget(line.Quantity, 0, line.Quantity, returned, line.Quantity - returned);
    }

    // Stores that keep only the deduction: what a refund put back is missing from it. Without a refund a smaller
    // deduction means an edit that the store has not caught up with, and nothing came back.
    private static int Inferred(WooCommerceLine line) =>
        line.ReducedStock is { } reduced && reduced < line.Quantity && (line.HasRefunds || Plain(line.Status) == "refunded")
            ? line.Quantity - reduced
            : 0;

    private static string Plain(string status) => status.StartsWith("wc-", StringComparison.Ordinal) ? status[3..] : status;
}
