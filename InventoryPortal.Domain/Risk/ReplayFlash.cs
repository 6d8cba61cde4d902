namespace InventoryPortal.Domain.Risk;

/// <summary>Watches a replayed product's velocity as the portal does.</summary>
internal sealed class ReplayFlash(FlashLimits limits, IReadOnlyList<ReplayListing> listings)
{
    private readonly Queue<long> _sales = new();
    private readonly TimeSpan _lag = listings.Count == 0 ? TimeSpan.Zero : listings.Max(l => l.LagOut + l.LagIn);

    public bool IsOn { get; private set; }

    /// <summary>Takes in units heard of; whether the mode has turned.</summary>
    public bool Turns(int units, long now)
    {
        if (units > 0)
        {
            _sales.Enqueue(now);
        }
        var kept = Math.Max(limits.CalmFor.Ticks, limits.Window.Ticks);
        while (_sales.TryPeek(out var oldest) && now - oldest > kept)
        {
            _sales.Dequeue();
        }
        var turned = IsOn
            ? FlashRule.Ends(Count(now, limits.CalmFor), _lag, limits)
            : FlashRule.Begins(Count(now, limits.Window), _lag, limits);
        IsOn ^= turned;
        return turned;
    }

    private int Count(long now, TimeSpan within) => _sales.Count(at => now - at <= within.Ticks);
}
