using System.Collections.Concurrent;
using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>What became of a delivery; decides the answer to the channel.</summary>
public enum Acceptance
{
    /// <summary>Durably stored.</summary>
    Stored,

    /// <summary>Stored before; nothing more will happen.</summary>
    Duplicate,

    /// <summary>A handshake: nothing to store.</summary>
    Ping,

    /// <summary>Not signed by this channel.</summary>
    Forged,

    /// <summary>Whether it is genuine cannot be found out now: it has to come again.</summary>
    NotNow,

    /// <summary>No channel has this key, or its kind takes no webhooks.</summary>
    UnknownChannel,
}

/// <summary>What became of a delivery.</summary>
/// <param name="ForgedStatus">HTTP status with which this channel wants a forged one to be answered.</param>
public readonly record struct Accepted(Acceptance What, int ForgedStatus);

/// <summary>The inbox: everything channels tell is stored before it is answered, and only then looked at.</summary>
public sealed class InboxStore : IAsyncDisposable
{
    /// <summary>Deliveries per transaction.</summary>
    private const int MaxGroup = 128;

    /// <summary>Deliveries waiting for the disk; past it the door itself is slow.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Traces of forged deliveries kept per channel and minute: a flood must not fill the disk.</summary>
    private const int MaxRejectedPerMinute = 20;

    private readonly ConcurrentDictionary<long, (long Minute, int Count)> _rejected = new();
    private readonly ConnectionLookup _connections;
    private readonly AdapterSet _adapters;
    private readonly PortalDatabase _database;
    private readonly CommandGate _gate;
    private readonly CommitSignals _signals;
    private readonly TimeProvider _clock;
    private readonly FailPoints _failPoints;
    private readonly GroupCommit<InboxItem> _group;

    public InboxStore(
        ConnectionLookup connections, AdapterSet adapters, PortalDatabase database, CommandGate gate, CommitSignals signals, TimeProvider clock,
        FailPoints failPoints)
    {
        _failPoints = failPoints;
        (_connections, _adapters, _database, _gate, _signals, _clock) = (connections, adapters, database, gate, signals, clock);
        _group = new GroupCommit<InboxItem>(MaxGroup, MaxWaiting, CommitGroupAsync, (item, e) => item.Done.TrySetException(e));
    }

    /// <summary>Verifies one webhook over its raw body and stores it. Returns only after the commit; throws when it cannot be stored.</summary>
    /// <param name="headers">By lower-case name.</param>
    public async Task<Accepted> AcceptAsync(
        string channelKey, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (await _connections.FindAsync(channelKey, cancellationToken) is not { } connection || _adapters.Get(connection.Kind) is not { } adapter)
        {
            return new Accepted(Acceptance.UnknownChannel, 0);
        }
        var delivery = new WebhookDelivery(headers, body, _clock.GetUtcNow());
        return new Accepted(await AcceptAsync(connection, adapter, delivery, cancellationToken), adapter.Traits.ForgedStatus);
    }

    private async Task<Acceptance> AcceptAsync(
        ChannelConnection connection, IChannelAdapter adapter, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var now = delivery.ReceivedAt;
        if (await adapter.PrepareReceptionAsync(connection, delivery, cancellationToken) is not null)
        {
            return Acceptance.NotNow;
        }
        switch (adapter.Receive(connection, delivery))
        {
            case WebhookReception.Genuine genuine:
                return await StoreAsync(InboxItem.Of(connection.ChannelId, genuine, delivery.Body, now), cancellationToken);
            case WebhookReception.Ping:
                return Acceptance.Ping;
            case WebhookReception.Forged forged:
                await KeepRejectedAsync(connection.ChannelId, forged.Reason, now, cancellationToken);
                return Acceptance.Forged;
            default:
                return Acceptance.Forged;
        }
    }

    /// <summary>Stores orders found by polling, under keys that make a second poll of the same state a duplicate.</summary>
    internal async Task<int> AcceptPolledAsync(long channelId, IReadOnlyList<RawOrder> orders, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        return await StoreAllAsync([.. orders.Select(order => InboxItem.Polled(channelId, order, now))], cancellationToken);
    }

    /// <summary>Stores events that were taken from the channel's queue as its webhooks are stored; returns how many were new. Only then may they be confirmed.</summary>
    internal async Task<int> AcceptPulledAsync(long channelId, IReadOnlyList<PulledEvent> events, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        return await StoreAllAsync([.. events.Select(e => InboxItem.Of(channelId, e.Event, e.Body, now))], cancellationToken);
    }

    /// <summary>Gives an event that ended, well or badly, back to the workers. Refusals: <c>forbidden</c>, <c>not_found</c>, <c>not_replayable</c>.</summary>
    public async Task<CommandAnswer<long>> ReplayAsync(CommandContext context, long eventId, CancellationToken cancellationToken)
    {
        // Which channel it came from decides the right, so it is read first; it never changes.
        var channel = await _database.ReadAsync(
            (db, token) => db.InboundEvents.Where(e => e.Id == eventId).Join(db.Channels, e => e.ChannelId, c => c.Id, (_, c) => c.Key).FirstOrDefaultAsync(token),
            cancellationToken);
        var answer = await _gate.RunAsync<long>(
            context,
            new Deed(Permissions.EventsReplay, $"event {eventId}", channel),
            async (db, note, token) =>
            {
                var row = await db.InboundEvents.SingleOrDefaultAsync(e => e.Id == eventId, token);
                if (row is null)
                {
                    return Refusal.NotFound($"The event {eventId}");
                }
                if (row.Status is InboundStatus.Rejected or InboundStatus.Duplicate)
                {
                    return new Refusal(RefusalKind.Conflict, "not_replayable", "A rejected or duplicate delivery has nothing to replay.");
                }
                note.Changed(new { status = row.Status.ToString() }, new { status = nameof(InboundStatus.Pending) });
                (row.Status, row.Attempts, row.NextAttemptAt, row.LeaseUntil, row.Reason) = (InboundStatus.Pending, 0, null, null, null);
                return row.Id;
            },
            cancellationToken);
        _signals.Publish(CommitNote.Of(CommitTopics.Inbox));
        return answer;
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
        var answers = await InboxInsert.RunAsync(db, items, cancellationToken);
        _failPoints.Pass(FailPoints.InboxBeforeCommit);
        return answers;
    }

    private async Task SettleAloneAsync(InboxItem item, Exception exception, CancellationToken stop)
    {
        try
        {
            // A duplicate key means that somebody else stored it: look once more.
            var answers = await _database.WriteAsync((db, token) => InboxInsert.RunAsync(db, [item], token), stop);
            item.Done.TrySetResult(answers[0]);
        }
        catch (Exception)
        {
            item.Done.TrySetException(exception);
        }
    }

    private async Task KeepRejectedAsync(long channelId, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        var (_, count) = _rejected.AddOrUpdate(channelId, (minute, 1), (_, kept) => kept.Minute == minute ? (minute, kept.Count + 1) : (minute, 1));
        if (count <= MaxRejectedPerMinute)
        {
            await _database.WriteAsync(
                (db, _) =>
                {
                    db.InboundEvents.Add(InboxInsert.Row(channelId, $"rejected:{Guid.CreateVersion7():N}", "", null, [], now, InboundStatus.Rejected, reason));
                    return Task.CompletedTask;
                },
                cancellationToken);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}

/// <summary>One delivery on its way to the disk.</summary>
internal sealed record InboxItem(
    long ChannelId, string EventKey, string Topic, string? SubjectId, byte[] Body, string? HeadersJson, DateTimeOffset ReceivedAt, bool IsWebhook)
{
    public TaskCompletionSource<Acceptance> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static InboxItem Of(long channelId, WebhookReception.Genuine genuine, ReadOnlyMemory<byte> body, DateTimeOffset now) => new(
        channelId, genuine.EventKey, genuine.Topic, genuine.SubjectId, body.ToArray(),
        JsonSerializer.Serialize(genuine.KeptHeaders), now, IsWebhook: true);

    public static InboxItem Polled(long channelId, RawOrder order, DateTimeOffset now) => new(
        channelId,
        $"poll:{order.OrderId}:{order.ModifiedAt.UtcTicks}:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(order.Body.Span))}",
        Topics.OrderPolled, order.OrderId, order.Body.ToArray(), null, now, IsWebhook: false);
}
