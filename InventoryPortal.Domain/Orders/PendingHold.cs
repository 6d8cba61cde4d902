namespace InventoryPortal.Domain.Orders;

/// <summary>How long an unpaid order may hold units.</summary>
public static class PendingHold
{
    /// <summary>
    /// A backstop only: stores cancel unpaid orders themselves (WooCommerce after 60 minutes by default) and tell us. A day
    /// covers slow payments; a payment after it is still a sale. Only for orders whose channel has not taken the units from its own number.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(24);

    /// <summary>The target with its hold dropped once it has lapsed, so that a repeated "pending" does not hold again.</summary>
    public static LineTarget Effective(LineTarget target, DateTimeOffset? heldUntil, DateTimeOffset now) =>
        target.Reserved > 0 && heldUntil <= now ? target with { Reserved = 0 } : target;
}
