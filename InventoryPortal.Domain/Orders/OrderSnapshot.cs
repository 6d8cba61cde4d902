namespace InventoryPortal.Domain.Orders;

/// <summary>The whole present state of one order, as target quantities per line.</summary>
/// <param name="OrderId">The channel's id.</param>
/// <param name="Number">What the merchant calls it, when it differs.</param>
/// <param name="Status">The channel's own word.</param>
/// <param name="PlacedAt">When the order was made, in the channel's clock; null when the channel did not say.</param>
/// <param name="Version">Grows with every change of the order at the channel (UTC ticks of its last change); equal versions may still differ.</param>
/// <param name="Lines">Every line the order has now; a line that we know and that is not here has been removed.</param>
public sealed record OrderSnapshot(
    string OrderId,
    string? Number,
    string Status,
    DateTimeOffset? PlacedAt,
    long Version,
    IReadOnlyList<OrderLineSnapshot> Lines);

/// <summary>One line of an order.</summary>
/// <param name="LineId">The channel's id of the line, unique in the order.</param>
/// <param name="ExternalId">The listing sold; null when the channel no longer knows it (deleted product).</param>
/// <param name="ExternalSku">SKU at the time of sale, for people and for finding an unmapped listing.</param>
/// <param name="Title">For people.</param>
/// <param name="Target">What the line should amount to.</param>
public sealed record OrderLineSnapshot(string LineId, string? ExternalId, string? ExternalSku, string? Title, LineTarget Target);

/// <summary>What one order line should amount to in the ledger, in units, all at least 0.</summary>
/// <param name="Ordered">Units on the line, for people.</param>
/// <param name="Reserved">Units held for it.</param>
/// <param name="Sold">Units sold by it, ever.</param>
/// <param name="Returned">Units of <paramref name="Sold"/> that came back to stock.</param>
/// <param name="Taken">Units that the channel has deducted from its own quantity for it now.</param>
public readonly record struct LineTarget(int Ordered, int Reserved, int Sold, int Returned, int Taken)
{
    /// <summary>Nothing reserved, sold or taken.</summary>
    public static LineTarget Nothing(int ordered) => new(ordered, 0, 0, 0, 0);
}
