namespace InventoryPortal.Domain.Monitoring;

/// <summary>How a product's stock stands.</summary>
public enum StockStatus
{
    /// <summary>Above its threshold.</summary>
    Ok,

    /// <summary>At or below its threshold.</summary>
    Low,

    /// <summary>Nothing available.</summary>
    Out,

    /// <summary>More was sold or reserved than there is.</summary>
    Oversold,
}

/// <summary>Says how stock stands.</summary>
public static class StockStatusRule
{
    /// <summary>The status of so many available units; a <paramref name="threshold"/> of 0 means that there is no low.</summary>
    public static StockStatus Of(int available, int threshold) => available switch
    {
        < 0 => StockStatus.Oversold,
        0 => StockStatus.Out,
        _ when available <= threshold => StockStatus.Low,
        _ => StockStatus.Ok,
    };

    /// <summary>
    /// Whether a low-stock incident is open after this level: it opens at or below the threshold and clears only above
    /// threshold + <paramref name="margin"/>, so that a level that swings about the threshold is one incident. A
    /// product without a threshold has none.
    /// </summary>
    /// <param name="isOpen">Whether it was open before.</param>
    /// <param name="available">Units available now; none or fewer are low as well, beside their own incidents.</param>
    /// <param name="threshold">Units; 0 is no threshold.</param>
    /// <param name="margin">Units above the threshold at which it still stays open.</param>
    public static bool IsLowIncidentOpen(bool isOpen, int available, int threshold, int margin = 0) =>
        threshold > 0 && available <= (isOpen ? (long)threshold + Math.Max(0, margin) : threshold);
}
