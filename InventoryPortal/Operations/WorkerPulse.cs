using System.Collections.Concurrent;

namespace InventoryPortal.Operations;

/// <summary>When each loop was last heard of, for readiness and the status page.</summary>
public sealed class WorkerPulse(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _beats = new(StringComparer.Ordinal);

    public void Beat(string worker) => _beats[worker] = clock.GetUtcNow();

    /// <summary>Instant of the last sign of life per loop that ever gave one.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Beats => _beats;

    /// <summary>Loops that gave a sign once and none for <paramref name="limit"/>.</summary>
    public IReadOnlyList<string> Silent(TimeSpan limit)
    {
        var now = clock.GetUtcNow();
        return [.. _beats.Where(b => now - b.Value > limit).Select(b => b.Key)];
    }
}
