namespace InventoryPortal.Domain.Sync;

/// <summary>What a channel should show of a listing now, as far as we can know. Pure.</summary>
public static class ShownQuantity
{
    /// <summary>What the channel confirmed, less the net units it told us it took since; null before the first confirmation.</summary>
    public static int? SinceConfirmed(int? confirmed, int told) => confirmed - told;

    /// <summary>As <see cref="SinceConfirmed"/>, or what the channel was seen to show before anything was confirmed; null when it was never seen.</summary>
    public static int? Of(int? confirmed, int told, int? observed) => SinceConfirmed(confirmed, told) ?? observed;
}
