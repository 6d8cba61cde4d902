using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Takes one stored event to its end: done, to be tried again, or dead with a reason. A crash leaves it pending.</summary>
internal sealed class InboxHandling(
    PortalDatabase database,
    OrderStore orders,
    AdapterSet adapters,
    IntakeGauge gauge,
    CommitSignals signals,
    TimeProvider clock,
    Random random,
    ILogger<InboxHandling> log)
{
    /// <summary>Events of one order that are put together: orders have a handful, and a flood must not fill the memory.</summary>
    private const int MaxParts = 1_000;

    /// <param name="channel">The event's channel; null when it is gone.</param>
    public async Task HandleAsync(InboundEventRow inbound, ChannelConnection? channel, CancellationToken cancellationToken)
    {
        using var span = IntakeTelemetry.Handle(inbound, channel);
        try
        {
            await DispatchAsync(inbound, channel, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error);
            log.LogError(LogEvents.EventFailed, e, "Event {EventId} failed.", inbound.Id);
            await RetryAsync(inbound, $"{e.GetType().Name}: {e.GetBaseException().Message}", notBefore: null, costsAttempt: true, cancellationToken);
        }
    }

    private async Task DispatchAsync(InboundEventRow inbound, ChannelConnection? channel, CancellationToken cancellationToken)
    {
        if (channel is not { } connection || adapters.Get(connection.Kind) is not { } adapter)
        {
            await EndAsync(inbound, InboundStatus.Dead, "The channel has no adapter.", cancellationToken);
            return;
        }
        switch (adapter.Interpret(inbound.Topic, inbound.Body))
        {
            case ChannelEvent.Order order:
                Seen(inbound, connection, order.Snapshot.Version);
                if (await orders.TakeAsync(inbound.ChannelId, order.Snapshot, readNow: false, inbound.Id, cancellationToken) is OrderVerdict.ReadAgain)
                {
                    await ReadAndTakeAsync(inbound, connection, adapter, order.Snapshot.OrderId, cancellationToken);
                }
                break;
            case ChannelEvent.OrderChanged changed:
                await ReadAndTakeAsync(inbound, connection, adapter, changed.OrderId, cancellationToken);
                break;
            case ChannelEvent.OrderPart part:
                await ComposeAndTakeAsync(inbound, connection, adapter, part.OrderId, cancellationToken);
                break;
            case ChannelEvent.StockHint hint:
                await NoteHintAsync(inbound, hint, cancellationToken);
                break;
            case ChannelEvent.Irrelevant irrelevant:
                await EndAsync(inbound, InboundStatus.Done, irrelevant.Reason, cancellationToken);
                break;
            case ChannelEvent.Malformed malformed:
                await EndAsync(inbound, InboundStatus.Dead, malformed.Reason, cancellationToken);
                break;
            default:
                throw new InvalidOperationException("An event of unknown meaning.");
        }
    }

    private void Seen(InboundEventRow inbound, ChannelConnection connection, long version)
    {
        gauge.Seen(inbound.ChannelId, version, inbound.ReceivedAt);
        IntakeTelemetry.Told(connection.Key, version, inbound.ReceivedAt);
    }

    private async Task ReadAndTakeAsync(
        InboundEventRow inbound, ChannelConnection connection, IChannelAdapter adapter, string orderId, CancellationToken cancellationToken)
    {
        var reading = await adapter.ReadOrderAsync(connection, orderId, cancellationToken);
        switch (reading)
        {
            case { Order: { } snapshot }:
                await orders.TakeAsync(inbound.ChannelId, snapshot, readNow: true, inbound.Id, cancellationToken);
                break;
            case { Failure: ReadFailure.Reauthorise refused }:
                var isNews = await database.WriteAsync((db, token) => ChannelHold.NeedsReauthAsync(db, connection, refused.Reason, clock.GetUtcNow(), token), cancellationToken);
                signals.Publish(CommitNote.Of(CommitTopics.Channels | CommitTopics.Alerts, inbound.ChannelId));
                // Whoever entered a new credential meanwhile has released the waiting events already: this one must not miss it.
                await RetryAsync(inbound, refused.Reason, isNews ? clock.GetUtcNow() + InboxRules.Limits.Cap : null, costsAttempt: false, cancellationToken);
                break;
            case { Failure: ReadFailure.Transient transient }:
                await RetryAsync(inbound, transient.Reason, transient.NotBefore, !transient.Throttled, cancellationToken);
                break;
            case { Failure: { } failure }:
                await RetryAsync(inbound, failure.Reason, null, costsAttempt: true, cancellationToken);
                break;
            default:
                await EndAsync(inbound, InboundStatus.Done, $"The channel has no order {orderId}.", cancellationToken);
                break;
        }
    }

    /// <summary>Everything on record of one order is its whole state, as new as it gets: the part that came last is among it.</summary>
    private async Task ComposeAndTakeAsync(
        InboundEventRow inbound, ChannelConnection connection, IChannelAdapter adapter, string orderId, CancellationToken cancellationToken)
    {
        var bodies = await database.ReadAsync(
            (db, token) => db.InboundEvents
                .Where(e => e.ChannelId == inbound.ChannelId && e.SubjectId == inbound.SubjectId
                    && e.Status != InboundStatus.Duplicate && e.Status != InboundStatus.Rejected)
                .OrderBy(e => e.Id).Take(MaxParts).Select(e => e.Body).ToListAsync(token),
            cancellationToken);
        if (adapter.Compose(orderId, [.. bodies.Select(b => (ReadOnlyMemory<byte>)b)]) is { } snapshot)
        {
            Seen(inbound, connection, snapshot.Version);
            await orders.TakeAsync(inbound.ChannelId, snapshot, readNow: true, inbound.Id, cancellationToken);
            return;
        }
        await RetryAsync(inbound, "What was ordered has not been told yet.", notBefore: null, costsAttempt: true, cancellationToken);
    }

    /// <summary>A number told by the channel is a hint to look: our own echo, or something for reconciliation. Never a movement.</summary>
    private Task NoteHintAsync(InboundEventRow inbound, ChannelEvent.StockHint hint, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var listing = await db.Listings.SingleOrDefaultAsync(l => l.ChannelId == inbound.ChannelId && l.ExternalId == hint.ExternalId, token);
                InboxEnding.MarkDone(db, inbound.Id, InboxRules.NoteHint(listing, hint.Quantity, now), now);
            },
            cancellationToken);

    private Task EndAsync(InboundEventRow inbound, InboundStatus status, string reason, CancellationToken cancellationToken) =>
        MoveAsync(inbound, row => InboxRules.End(row, status, reason, clock.GetUtcNow()), reason, cancellationToken);

    private Task RetryAsync(InboundEventRow inbound, string reason, DateTimeOffset? notBefore, bool costsAttempt, CancellationToken cancellationToken) =>
        MoveAsync(inbound, row => InboxRules.TryLater(row, reason, notBefore, costsAttempt, clock.GetUtcNow(), random.NextDouble()), reason, cancellationToken);

    // Who is given up is told of by an alert in the same transaction, and in the log after it.
    private async Task MoveAsync(InboundEventRow inbound, Action<InboundEventRow> move, string reason, CancellationToken cancellationToken)
    {
        var givenUpBy = await database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.InboundEvents.SingleAsync(e => e.Id == inbound.Id, token);
                move(row);
                if (row.Status != InboundStatus.Dead)
                {
                    return null;
                }
                await RaiseDeadAsync(db, inbound, reason, token);
                return await db.Channels.Where(c => c.Id == inbound.ChannelId).Select(c => c.Key).SingleAsync(token);
            },
            cancellationToken);
        if (givenUpBy is not null)
        {
            log.LogWarning(LogEvents.EventGivenUp, "The event {EventId} of {Channel} cannot be handled: {Reason}", inbound.Id, givenUpBy, InboxRules.Cut(reason));
        }
    }

    private Task RaiseDeadAsync(PortalDbContext db, InboundEventRow inbound, string reason, CancellationToken cancellationToken) =>
        AlertWriter.RaiseAsync(
            db, AlertKind.DeadWork, $"inbox of channel {inbound.ChannelId}", $"An event ({inbound.Topic}) cannot be handled: {InboxRules.Cut(reason)}",
            null, inbound.ChannelId, clock.GetUtcNow(), cancellationToken);
}
