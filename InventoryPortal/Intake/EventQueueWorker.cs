using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Keeps a tail on the queue of every channel whose events are not sent but fetched; none waits for a slow one.</summary>
internal sealed class EventQueueWorker(
    EventQueue queue,
    PortalDatabase database,
    ConnectionLookup connections,
    AdapterSet adapters,
    CommitSignals signals,
    TimeProvider clock,
    Random random,
    ILogger<EventQueueWorker> log) : BackgroundService
{
    /// <summary>Safety net for lost signals and for channels that another node made.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Channels followed; no merchant has as many.</summary>
    private const int MaxChannels = 1_000;

    private readonly Dictionary<long, Task> _tails = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (adapters.Pulled.Count == 0)
        {
            return;
        }
        using var wake = signals.Subscribe(CommitTopics.Channels, capacity: 1);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(LogEvents.EventFailed, e, "The channels with queues could not be looked up; trying again.");
            }
            try
            {
                await wake.WaitAsync(LookAgain, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }
        await Task.WhenAll(_tails.Values);
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        var kinds = adapters.Pulled.ToList();
        var channels = await database.ReadAsync(
            (db, token) => db.Channels.Where(c => kinds.Contains(c.Kind)).OrderBy(c => c.Id).Take(MaxChannels).Select(c => new { c.Id, c.Kind }).ToListAsync(token),
            stop);
        foreach (var channel in channels.Where(c => !_tails.TryGetValue(c.Id, out var tail) || tail.IsCompleted))
        {
            var tail = new EventTail(channel.Id, adapters.Get(channel.Kind)!, queue, database, connections, clock, random, log);
            _tails[channel.Id] = Task.Run(() => tail.RunAsync(stop), CancellationToken.None);
        }
    }
}
