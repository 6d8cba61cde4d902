namespace InventoryPortal.Domain.Risk;

/// <summary>What one buffer costs and leaves, a week.</summary>
/// <param name="Buffer">Units held back.</param>
/// <param name="Missed">Sales turned away because of it, compared with none.</param>
/// <param name="Oversells">Oversells to be expected with it.</param>
public readonly record struct BufferPrice(int Buffer, double Missed, double Oversells);

/// <summary>The buffer that is worth its price.</summary>
/// <param name="Suggested">Units to hold back.</param>
/// <param name="Present">Units held back now.</param>
/// <param name="LostSales">Sales a week that it costs, compared with none.</param>
/// <param name="Prevented">Oversells a week that it prevents, compared with none.</param>
/// <param name="Left">Oversells a week to be expected with it.</param>
public sealed record BufferAdvice(int Suggested, int Present, double LostSales, double Prevented, double Left)
{
    /// <summary>Buffers that are tried: beyond this a product is better not shared at all.</summary>
    public const int Largest = 10;

    /// <summary>
    /// What one oversell weighs in lost sales: a cancelled order, a refund, a fee, and on some channels a mark against the account. A
    /// merchant's judgement, not a measurement.
    /// </summary>
    public const double OversellWeight = 5;

    /// <summary>Of some buffers, the one that costs least, an oversell counted as <see cref="OversellWeight"/> lost sales; of two alike the smaller.</summary>
    /// <param name="prices">At least the price of no buffer.</param>
    /// <param name="present">Units held back now.</param>
    public static BufferAdvice Of(IReadOnlyList<BufferPrice> prices, int present)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var none = prices.Single(p => p.Buffer == 0);
        var best = prices.OrderBy(p => (p.Oversells * OversellWeight) + p.Missed).ThenBy(p => p.Buffer).First();
        return new BufferAdvice(best.Buffer, present, best.Missed, none.Oversells - best.Oversells, best.Oversells);
    }
}
