namespace InventoryPortal.Domain.Orders;

/// <summary>What Amazon says about one line of an order that the merchant ships, as far as stock is concerned.</summary>
/// <param name="Status">The order's <c>fulfillmentStatus</c>.</param>
/// <param name="Ordered">Units that the customer ordered, at least 0.</param>
/// <param name="Fulfilled">Units shipped; null when Amazon did not say.</param>
/// <param name="Unfulfilled">Units still to be shipped; null when Amazon did not say.</param>
/// <param name="Cancelled">The line, or part of it, was called off.</param>
public readonly record struct AmazonLine(string Status, int Ordered, int? Fulfilled = null, int? Unfulfilled = null, bool Cancelled = false);

/// <summary>
/// Amazon's order states as targets. Amazon lowers its own quantity when an order is placed, paid or not. Whether it raises it again
/// when one is called off is not documented; it is taken to, because the other assumption would hide units that are still on show.
/// Money paid back later is no part of an order here: refunds and returns are counted by hand.
/// </summary>
public static class AmazonOrderStates
{
    private enum Effect
    {
        Nothing,
        Reserved,
        Sold,
    }

    /// <summary>What the line should amount to. Total: any status has an answer.</summary>
    public static LineTarget Target(AmazonLine line)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(line.Ordered);
        var units = Standing(line);
        return EffectOf(line.Status) switch
        {
            Effect.Reserved => new LineTarget(line.Ordered, units, 0, 0, units),
            Effect.Sold => new LineTarget(line.Ordered, 0, units, 0, units),
            _ => LineTarget.Nothing(line.Ordered),
        };
    }

    private static Effect EffectOf(string status) => status switch
    {
        // Not paid yet, but nobody else can buy the units.
        "PENDING_AVAILABILITY" or "PENDING" => Effect.Reserved,
        "UNSHIPPED" or "PARTIALLY_SHIPPED" or "SHIPPED" => Effect.Sold,
        "CANCELLED" or "UNFULFILLABLE" => Effect.Nothing,
        // A status that Amazon adds one day: the units are held until it says what became of them.
        _ => Effect.Reserved,
    };

    // Only where Amazon says that something was called off do its counts speak of fewer units; otherwise they may just be incomplete.
    private static int Standing(AmazonLine line) =>
        line is { Cancelled: true, Fulfilled: { } fulfilled, Unfulfilled: { } open } ? (int)Math.Clamp((long)fulfilled + open, 0, line.Ordered) : line.Ordered;
}
