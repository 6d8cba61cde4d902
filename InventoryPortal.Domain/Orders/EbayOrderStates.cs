namespace InventoryPortal.Domain.Orders;

/// <summary>What eBay says about an order, as far as stock is concerned.</summary>
/// <param name="Payment"><c>orderPaymentStatus</c>: PENDING, FAILED, PAID, PARTIALLY_REFUNDED, FULLY_REFUNDED.</param>
/// <param name="Cancel"><c>cancelStatus.cancelState</c>: NONE_REQUESTED, IN_PROGRESS, CANCELED.</param>
/// <param name="Fulfillment"><c>orderFulfillmentStatus</c>: NOT_STARTED, IN_PROGRESS, FULFILLED.</param>
public readonly record struct EbayOrderState(string Payment, string? Cancel, string? Fulfillment);

/// <summary>
/// eBay's order states as targets. A line exists as soon as a buyer is committed to it, and from then on eBay has taken its units from
/// the listing; a cancelled order gives them back. Refunds are sums of money that name no units: they never move stock.
/// </summary>
public static class EbayOrderStates
{
    private enum Effect
    {
        Nothing,
        Reserved,
        Sold,
    }

    /// <summary>What a line of this order should amount to. Total: any words have an answer.</summary>
    public static LineTarget Target(EbayOrderState order, int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        return EffectOf(order) switch
        {
            Effect.Reserved => new LineTarget(quantity, quantity, 0, 0, quantity),
            Effect.Sold => new LineTarget(quantity, 0, quantity, 0, quantity),
            _ => LineTarget.Nothing(quantity),
        };
    }

    /// <summary>The one word for people.</summary>
    public static string Word(EbayOrderState order) => IsCancelled(order) ? order.Cancel! : order.Payment;

    private static Effect EffectOf(EbayOrderState order) => order switch
    {
        _ when IsCancelled(order) => Effect.Nothing,
        { Payment: "PAID" or "PARTIALLY_REFUNDED" or "FULLY_REFUNDED" } => Effect.Sold,
        // Sent without a payment on record (paid outside eBay): the units have left the shelf.
        { Fulfillment: "FULFILLED" or "IN_PROGRESS" } => Effect.Sold,
        // The buyer may still pay; until eBay cancels the order the units are this buyer's. A hold ends by itself.
        { Payment: "PENDING" or "FAILED" } => Effect.Reserved,
        // A word of tomorrow: the commitment stands, which is all that is known.
        _ => Effect.Reserved,
    };

    private static bool IsCancelled(EbayOrderState order) => order.Cancel is "CANCELED" or "CANCELLED";
}
