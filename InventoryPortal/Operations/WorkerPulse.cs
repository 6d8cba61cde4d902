using System.Collections.Concurrent;

namespace InventoryPortal.Operations;

/// <summary>When each loop was last heard of, for readiness and the status page.</summary>
public sealed class WorkerPulse(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _beats = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _since = clock.GetUtcNow();

    public void Beat(string worker) => _beats[worker] = clock.GetUtcNow();

    /// <summary>Instant of the last sign of life per loop that ever gave one.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Beats => _beats;

    /// <summary>Whether a loop gave no sign for <paramref name="limit"/>; one that never gave any counts from the start.</summary>
    public bool IsSilent(string worker, TimeSpan limit) => clock.GetUtcNow() - _beats.GetValueOrDefault(worker, _since) > limit;
}
