using InventoryPortal.LiveFeed;

namespace InventoryPortal.Components.Shared;

/// <summary>Folds the batches that come between two renders into one. Bounded: too many changes become a gap, and are read again.</summary>
internal sealed class LiveGatherer
{
    /// <summary>Changes of one kind kept: more than a screen shows.</summary>
    private const int MaxChanges = 1000;

    private readonly Lock _lock = new();
    private LiveBatch? _news;

    public void Add(LiveBatch batch)
    {
        lock (_lock)
        {
            _news = _news is null ? batch : Fold(_news, batch);
        }
    }

    /// <summary>What came since the last call, or null.</summary>
    public LiveBatch? Take()
    {
        lock (_lock)
        {
            var news = _news;
            _news = null;
            return news;
        }
    }

    private static LiveBatch Fold(LiveBatch before, LiveBatch after)
    {
        var full = before.Stock.Count + before.Sync.Count + before.Alerts.Count + before.Jobs.Count > MaxChanges;
        return full
            ? new LiveBatch([], [], [], [], before.Touched | after.Touched, Gap: true)
            : new LiveBatch(
                [.. before.Stock, .. after.Stock],
                [.. before.Sync, .. after.Sync],
                [.. before.Alerts, .. after.Alerts],
                [.. before.Jobs, .. after.Jobs],
                before.Touched | after.Touched,
                before.Gap || after.Gap);
    }
}
