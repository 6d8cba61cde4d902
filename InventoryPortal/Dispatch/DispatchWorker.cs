using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>Keeps one lane running for every channel that may be written to, and stops it when it may not.</summary>
internal sealed class DispatchWorker(
    PortalDatabase database,
    ConnectionLookup connections,
    AdapterSet adapters,
    ClaimStore claims,
    VerdictStore verdicts,
    LaneGauges gauges,
    CommitSignals signals,
    FailPoints failPoints,
    TimeProvider clock,
    ILoggerFactory logs) : BackgroundService
{
    /// <summary>Safety net for lost signals and for changes made by another node.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = logs.CreateLogger<DispatchWorker>();
    private readonly Dictionary<long, Running> _lanes = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = signals.Subscribe(CommitTopics.Channels, capacity: 1);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await AdjustAsync(stoppingToken);
                await wake.WaitAsync(LookAgain, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                _log.LogError(LogEvents.LaneFailed, e, "The lanes could not be adjusted; trying again.");
                await Task.Delay(LookAgain, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(_lanes.Values.Select(StopAsync));
    }

    private async Task AdjustAsync(CancellationToken stop)
    {
        var wanted = await database.ReadAsync(
            (db, token) => db.Channels.Where(c => c.State == ChannelState.Active && !c.Shadow).Select(c => new { c.Id, c.Version }).ToDictionaryAsync(c => c.Id, c => c.Version, token),
            stop);

        // A changed channel gets a new lane: its settings or secrets may be others.
        foreach (var (id, running) in _lanes.Where(l => !wanted.TryGetValue(l.Key, out var version) || version != l.Value.Version || l.Value.Task.IsCompleted).ToList())
        {
            _lanes.Remove(id);
            await StopAsync(running);
        }
        foreach (var (id, version) in wanted.Where(w => !_lanes.ContainsKey(w.Key)))
        {
            if (await connections.FindAsync(id, stop) is { } connection && adapters.Get(connection.Kind) is { } adapter)
            {
                _lanes[id] = Start(connection, adapter, version);
            }
        }
    }

    private Running Start(ChannelConnection connection, IChannelAdapter adapter, long version)
    {
        var stop = new CancellationTokenSource();
        var lane = new DispatchLane(
            connection, adapter, claims, verdicts, gauges.Open(connection.ChannelId, adapter.Traits), signals, failPoints, clock, logs.CreateLogger<DispatchLane>());
        return new Running(version, stop, Task.Run(() => lane.RunAsync(stop.Token), CancellationToken.None));
    }

    private static async Task StopAsync(Running running)
    {
        await running.Stop.CancelAsync();
        await running.Task;
        running.Stop.Dispose();
    }

    private sealed record Running(long Version, CancellationTokenSource Stop, Task Task);
}
