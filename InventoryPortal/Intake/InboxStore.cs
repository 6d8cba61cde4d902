using System.Collections.Concurrent;
using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Intake;

/// <summary>The inbox: everything channels tell is stored before it is answered, and only then looked at.</summary>
public sealed class InboxStore : IAsyncDisposable
{
    /// <summary>Deliveries per transaction.</summary>
    private const int MaxGroup = 128;

    /// <summary>Deliveries waiting for the disk; past it the door itself is slow.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Traces of forged deliveries kept per channel and minute: a flood must not fill the disk.</summary>
    private const int MaxRejectedPerMinute = 20;

    /// <summary>How old the written-down instant of a channel's last event may be: once a second is enough to tell a silent channel.</summary>
    private static readonly TimeSpan LastEventStep = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, (long Minute, int Count)> _rejected = new();
    private readonly ConcurrentDictionary<long, DateTimeOffset> _lastEvents = new();
    private readonly ConnectionLookup _connections;
    private readonly AdapterSet _adapters;
    private readonly PortalDatabase _database;
    private readonly CommitSignals _signals;
    private readonly TimeProvider _clock;
    private readonly FailPoints _failPoints;
    private readonly InboxDoor _door;
    private readonly GroupCommit<InboxItem> _group;

    internal InboxStore(
        ConnectionLookup connections, AdapterSet adapters, PortalDatabase database, CommitSignals signals, TimeProvider clock,
        FailPoints failPoints, InboxDoor door)
    {
        (_failPoints, _door) = (failPoints, door);
        (_connections, _adapters, _database, _signals, _clock) = (connections, adapters, database, signals, clock);
        _group = new GroupCommit<InboxItem>(MaxGroup, MaxWaiting, CommitGroupAsync, (item, e) => item.Done.TrySetException(e));
    }

    /// <summary>Verifies one webhook over its raw body and stores it. Returns only after the commit; throws when it cannot be stored.</summary>
    /// <param name="headers">By lower-case name.</param>
    public async Task<Accepted> AcceptAsync(
        string channelKey, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var since = _clock.GetTimestamp();
        if (await _connections.FindAsync(channelKey, cancellationToken) is not { } connection || _adapters.Get(connection.Kind) is not { } adapter)
        {
            IntakeTelemetry.Answered(null, Acceptance.UnknownChannel, _clock.GetElapsedTime(since));
            return new Accepted(Acceptance.UnknownChannel, 0);
        }
        var delivery = new WebhookDelivery(headers, body, _clock.GetUtcNow());
        var (what, trace) = await AcceptAsync(connection, adapter, delivery, cancellationToken);
        IntakeTelemetry.Answered(connection.Key, what, _clock.GetElapsedTime(since));
        return new Accepted(what, adapter.Traits.ForgedStatus, trace);
    }

    private async Task<(Acceptance What, string? Trace)> AcceptAsync(
        ChannelConnection connection, IChannelAdapter adapter, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var now = delivery.ReceivedAt;
        if (await adapter.PrepareReceptionAsync(connection, delivery, cancellationToken) is not null)
        {
            return (Acceptance.NotNow, null);
        }
        switch (adapter.Receive(connection, delivery))
        {
            case WebhookReception.Genuine genuine:
                // Only who is genuine counts at the door: a stranger must not hold anybody up.
                _door.Enter();
                return (await StoreAsync(InboxItem.Of(connection.ChannelId, genuine, delivery.Body, now), cancellationToken), null);
            case WebhookReception.Ping:
                return (Acceptance.Ping, null);
            case WebhookReception.Forged forged:
                return (Acceptance.Forged, await KeepRejectedAsync(connection.ChannelId, forged.Reason, now, cancellationToken) ? forged.Reason : null);
            default:
                return (Acceptance.Forged, null);
        }
    }

    /// <summary>Stores orders found by polling, under keys that make a second poll of the same state a duplicate.</summary>
    internal async Task<int> AcceptPolledAsync(long channelId, OrderPage page, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        return await StoreAllAsync([.. page.Orders.Select(order => InboxItem.Polled(channelId, order, page.ChannelNow ?? now, now))], cancellationToken);
    }

    /// <summary>Stores events that were taken from the channel's queue as its webhooks are stored; returns how many were new. Only then may they be confirmed.</summary>
    internal async Task<int> AcceptPulledAsync(long channelId, IReadOnlyList<PulledEvent> events, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        return await StoreAllAsync([.. events.Select(e => InboxItem.Of(channelId, e.Event, e.Body, now))], cancellationToken);
    }

    private async Task<int> StoreAllAsync(IReadOnlyList<InboxItem> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            await _group.SubmitAsync(item, cancellationToken);
        }
        var answers = await Task.WhenAll(items.Select(i => i.Done.Task)).WaitAsync(cancellationToken);
        return answers.Count(a => a == Acceptance.Stored);
    }

    private async Task<Acceptance> StoreAsync(InboxItem item, CancellationToken cancellationToken)
    {
        await _group.SubmitAsync(item, cancellationToken);
        return await item.Done.Task.WaitAsync(cancellationToken);
    }

    private async Task CommitGroupAsync(IReadOnlyList<InboxItem> items, CancellationToken stop)
    {
        try
        {
            var answers = await _database.WriteAsync((db, token) => InsertAsync(db, items, token), stop);
            _failPoints.Pass(FailPoints.InboxAfterCommit);
            Told(items);
            for (var i = 0; i < items.Count; i++)
            {
                items[i].Done.TrySetResult(answers[i]);
            }
            _signals.Publish(new CommitNote(CommitTopics.Inbox, [], [.. items.Select(i => i.ChannelId).Distinct()]));
        }
        catch (Exception) when (items.Count > 1)
        {
            // Another node stored one of them at the same instant, or the like: nobody pays for a neighbour.
            foreach (var item in items)
            {
                await CommitGroupAsync([item], stop);
            }
        }
        catch (Exception e)
        {
            await SettleAloneAsync(items[0], e, stop);
        }
    }

    private async Task<IReadOnlyList<Acceptance>> InsertAsync(PortalDbContext db, IReadOnlyList<InboxItem> items, CancellationToken cancellationToken)
    {
        var answers = await InboxInsert.RunAsync(db, items, IsNews, cancellationToken);
        _failPoints.Pass(FailPoints.InboxBeforeCommit);
        return answers;
    }

    private bool IsNews(long channelId, DateTimeOffset at) => !_lastEvents.TryGetValue(channelId, out var last) || at - last >= LastEventStep;

    // Only after the commit: what was rolled back is still to be written down.
    private void Told(IReadOnlyList<InboxItem> items)
    {
        foreach (var item in items.Where(i => i.IsWebhook && IsNews(i.ChannelId, i.ReceivedAt)))
        {
            _lastEvents[item.ChannelId] = item.ReceivedAt;
        }
    }

    private async Task SettleAloneAsync(InboxItem item, Exception exception, CancellationToken stop)
    {
        try
        {
            // A duplicate key means that somebody else stored it: look once more.
            var answers = await _database.WriteAsync((db, token) => InboxInsert.RunAsync(db, [item], IsNews, token), stop);
            item.Done.TrySetResult(answers[0]);
        }
        catch (Exception)
        {
            item.Done.TrySetException(exception);
        }
    }

    private async Task<bool> KeepRejectedAsync(long channelId, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        var (_, count) = _rejected.AddOrUpdate(channelId, (minute, 1), (_, kept) => kept.Minute == minute ? (minute, kept.Count + 1) : (minute, 1));
        if (count > MaxRejectedPerMinute)
        {
            return false;
        }
        await _database.WriteAsync(
            (db, _) =>
            {
                db.InboundEvents.Add(InboxInsert.Row(channelId, $"rejected:{Guid.CreateVersion7():N}", "", null, [], now, InboundStatus.Rejected, reason));
                return Task.CompletedTask;
            },
            cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
