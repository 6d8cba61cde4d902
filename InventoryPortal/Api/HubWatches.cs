using System.Collections.Concurrent;
using InventoryPortal.Access;
using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.SignalR;

namespace InventoryPortal.Api;

/// <summary>The connections that watch something, each with a queue and a sender of its own, so that a slow one holds up nobody.</summary>
public sealed class HubWatches(PortalFeed feed, IHubContext<InventoryHub, IInventoryClient> hub, TimeProvider clock, ILogger<HubWatches> log)
{
    private readonly ConcurrentDictionary<string, HubWatch> _watches = new(StringComparer.Ordinal);

    /// <summary>Connections that watch now.</summary>
    public IReadOnlyCollection<HubWatch> All => [.. _watches.Values];

    /// <summary>The connection's watch, begun when it has none. A connection's own calls come one at a time.</summary>
    public HubWatch Get(HubCallerContext connection, Caller caller) =>
        _watches.GetOrAdd(
            connection.ConnectionId,
            id => new HubWatch(connection, caller, feed.Subscribe(LiveTopics.None), hub.Clients.Client(id), clock, log));

    /// <summary>Ends the connection's watch and waits until its sender has stopped.</summary>
    public async Task EndAsync(string connectionId)
    {
        if (_watches.TryRemove(connectionId, out var watch))
        {
            await watch.DisposeAsync();
        }
    }
}

/// <summary>One connection's topics and sender.</summary>
public sealed class HubWatch : IAsyncDisposable
{
    /// <summary>How long one message may take to leave: past it the client is gone or too slow, and is cut off to come back.</summary>
    public static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);

    private readonly HubCallerContext _connection;
    private readonly FeedSubscription _subscription;
    private readonly IInventoryClient _client;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;

    internal HubWatch(
        HubCallerContext connection, Caller caller, FeedSubscription subscription, IInventoryClient client, TimeProvider clock, ILogger log)
    {
        _connection = connection;
        Caller = caller;
        _subscription = subscription;
        _client = client;
        _clock = clock;
        _log = log;
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>Whose rights it lives by.</summary>
    public Caller Caller { get; }

    /// <summary>What it hears.</summary>
    public LiveTopics Topics
    {
        get => _subscription.Topics;
        set => _subscription.Topics = value;
    }

    /// <summary>Cuts the connection off.</summary>
    public void Abort() => _connection.Abort();

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var batch in _subscription.ReadAllAsync(_stop.Token))
            {
                using var limit = new CancellationTokenSource(SendLimit, _clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
                await SendAsync(batch, either.Token);
            }
        }
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested)
            {
                _log.LogInformation("A hub connection could not be sent to and is cut off: {Reason}", e.Message);
                Abort();
            }
        }
    }

    private async Task SendAsync(LiveBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Gap)
        {
            await _client.ChangesMissed(cancellationToken);
        }
        if (batch.Stock.Count > 0)
        {
            await _client.StockChanged(batch.Stock, cancellationToken);
        }
        if (batch.Sync.Count > 0)
        {
            await _client.SyncChanged(batch.Sync, cancellationToken);
        }
        if (batch.Alerts.Count > 0)
        {
            await _client.AlertChanged(batch.Alerts, cancellationToken);
        }
        if (batch.Jobs.Count > 0)
        {
            await _client.JobChanged(batch.Jobs, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _subscription.Dispose();
        await _sending;
        _stop.Dispose();
    }
}
