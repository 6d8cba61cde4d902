using System.Collections.Concurrent;

namespace InventoryPortal.Intake;

/// <summary>How late channels tell of their orders, as last measured by this process.</summary>
public sealed class IntakeGauge
{
    private readonly ConcurrentDictionary<long, double> _lagSeconds = new();

    /// <summary>Seconds from the order's change at the channel to its arrival here; null before the first event.</summary>
    public double? LagSeconds(long channelId) => _lagSeconds.TryGetValue(channelId, out var lag) ? lag : null;

    internal void Seen(long channelId, long versionTicks, DateTimeOffset receivedAt) =>
        _lagSeconds[channelId] = Math.Max(0, (receivedAt.UtcTicks - versionTicks) / (double)TimeSpan.TicksPerSecond);
}
