namespace InventoryPortal.Domain.Orders;

/// <summary>What Shopify says of a whole order, as far as stock is concerned.</summary>
/// <param name="FinancialStatus">Such as <c>PAID</c>; null when the shop does not say.</param>
/// <param name="FulfillmentStatus">Such as <c>UNFULFILLED</c>; null when the shop does not say.</param>
/// <param name="Confirmed">Whether the shop has set units aside for the order.</param>
/// <param name="Cancelled">Whether it was called off.</param>
public readonly record struct ShopifyOrderState(string? FinancialStatus, string? FulfillmentStatus, bool Confirmed, bool Cancelled);

/// <summary>Units of one line.</summary>
/// <param name="Ordered">Units ordered, whatever became of them.</param>
/// <param name="Current">Of these, the units that were neither refunded nor edited away.</param>
/// <param name="Restocked">Refunded units that the shop put back on the shelf.</param>
/// <param name="Kept">Refunded units that it did not put back: they are gone.</param>
public readonly record struct ShopifyLine(int Ordered, int Current, int Restocked = 0, int Kept = 0);

/// <summary>
/// Shopify's order states as targets. The shop takes units from what is available when an order is placed, paid or not, and gives
/// them back when the order is cancelled or edited, and on a refund only where it restocks.
/// </summary>
public static class ShopifyOrderStates
{
    private enum Effect
    {
        Nothing,
        Reserved,
        Sold,
        CalledOff,
    }

    /// <summary>The state in one word, for people.</summary>
    public static string WordOf(ShopifyOrderState order) =>
        order.Cancelled ? "cancelled" : order.FinancialStatus is { Length: > 0 } status ? status.ToLowerInvariant() : "open";

    /// <summary>What the line should amount to. Total: any status has an answer.</summary>
    public static LineTarget Target(ShopifyOrderState order, ShopifyLine line)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(line.Ordered);
        var current = Math.Clamp(line.Current, 0, line.Ordered);
        var kept = Math.Clamp(line.Kept, 0, line.Ordered - current);
        return EffectOf(order) switch
        {
            Effect.Reserved => new LineTarget(line.Ordered, current, kept, 0, current + kept),
            Effect.Sold => Sold(line, current, kept),
            // Only what a refund kept back is gone; the ledger, which knows whether the rest had been sold, turns the difference into movements.
            Effect.CalledOff => new LineTarget(line.Ordered, 0, kept, 0, kept),
            _ => LineTarget.Nothing(line.Ordered),
        };
    }

    private static Effect EffectOf(ShopifyOrderState order) => order switch
    {
        { Cancelled: true } => Effect.CalledOff,
        { Confirmed: false } => Effect.Nothing,
        // Cash on delivery: what was sent is sold, whenever it is paid.
        { FulfillmentStatus: "FULFILLED" or "PARTIALLY_FULFILLED" } => Effect.Sold,
        { FinancialStatus: null or "PENDING" or "VOIDED" or "EXPIRED" } => Effect.Reserved,
        _ => Effect.Sold,
    };

    // Units that are missing without a refund were edited away: they were never sold.
    private static LineTarget Sold(ShopifyLine line, int current, int kept)
    {
        var restocked = Math.Clamp(line.Restocked, 0, line.Ordered - current - kept);
        return new LineTarget(line.Ordered, 0, current + kept + restocked, restocked, current + kept);
    }
}
