using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>Accepts, polls and handles events as the real intake does, with its decisions, on the tables in memory.</summary>
internal sealed class MemoryInbox(
    MemoryTables tables, MemoryLedger ledger, PlantedBug planted, IChannelAdapter adapter, SimulatedFailPoints failPoints, TimeProvider clock, Random random)
{
    private DateTimeOffset Now => clock.GetUtcNow();

    public Acceptance Accept(ChannelConnection channel, string topic, byte[] body)
    {
        var genuine = (WebhookReception.Genuine)adapter.Receive(
            channel, new WebhookDelivery(new Dictionary<string, string> { ["topic"] = topic }, body, Now));
        return Store([InboxItem.Of(channel.ChannelId, genuine, body, Now)])[0];
    }

    /// <summary>Null when every page was read.</summary>
    public async Task<ReadFailure?> PollAsync(ChannelConnection channel)
    {
        failPoints.MustLive();
        var started = Now;
        var from = (tables.PollCursors.TryGetValue(channel.ChannelId, out var place) ? place : tables.Channels[channel.ChannelId].CountsFrom - OrderPoll.FirstLookBack)
            - OrderPoll.Overlap;
        string? cursor = null;
        do
        {
            var page = await adapter.ReadOrdersAsync(channel, new OrderQuery(from, cursor), CancellationToken.None);
            failPoints.MustLive();
            Store([.. page.Orders.Select(o => InboxItem.Polled(channel.ChannelId, o, page.ChannelNow ?? Now, Now))]);
            InboxRules.NotePage(tables.Channels[channel.ChannelId], page, page.Failure is null && page.NextCursor is null ? started : null, Now);
            if (InboxRules.ReadTo(page) is { } readTo)
            {
                tables.PollCursors[channel.ChannelId] = tables.PollCursors.TryGetValue(channel.ChannelId, out var kept) && kept > readTo ? kept : readTo;
            }
            if (page.Failure is { } failure)
            {
                return failure;
            }
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return null;
    }

    public void SettleUnseen(long channelId)
    {
        if (tables.Channels[channelId].LastPolledAt is not { } polled || tables.Inbox.Pending.Any(e => e.ChannelId == channelId))
        {
            return;
        }
        foreach (var row in tables.Listings.All)
        {
            if (row.ChannelId == channelId && row is { UnseenCredit: > 0, ProductId: not null, LeaseUntil: null } && row.UnseenAt < polled)
            {
                ListingLease.SettleUnseen(row, Now);
                tables.Commits++;
            }
        }
    }

    /// <summary>Handles one batch of every channel that has something.</summary>
    public async Task HandleAsync(Func<long, ChannelConnection> connect)
    {
        failPoints.MustLive();
        var channels = tables.Inbox.Pending.Where(e => InboxRules.IsDue(e, Now)).Select(e => e.ChannelId).Distinct().Order().ToList();
        foreach (var channelId in channels)
        {
            var claimed = tables.Inbox.Pending.Where(e => e.ChannelId == channelId && InboxRules.IsDue(e, Now)).Take(InboxWorker.ClaimSize).ToList();
            claimed.ForEach(e => e.LeaseUntil = Now + InboxWorker.Lease);
            foreach (var inbound in claimed.GroupBy(e => e.SubjectId ?? e.EventKey, StringComparer.Ordinal).SelectMany(subject => subject))
            {
                await HandleAsync(inbound, connect(channelId));
            }
        }
    }

    private async Task HandleAsync(InboundEventRow inbound, ChannelConnection channel)
    {
        switch (adapter.Interpret(inbound.Topic, inbound.Body))
        {
            case ChannelEvent.Order order:
                if (ledger.Run(new OrderWork(channel.ChannelId, order.Snapshot, readNow: false, inbound.Id)) is OrderVerdict.ReadAgain)
                {
                    await ReadAndTakeAsync(inbound, channel, order.Snapshot.OrderId);
                }
                break;
            case ChannelEvent.OrderChanged changed:
                await ReadAndTakeAsync(inbound, channel, changed.OrderId);
                break;
            case ChannelEvent.StockHint hint:
                NoteHint(inbound, hint);
                break;
            default:
                throw new InvalidOperationException("Simulated stores tell nothing else.");
        }
    }

    private async Task ReadAndTakeAsync(InboundEventRow inbound, ChannelConnection channel, string orderId)
    {
        switch (await adapter.ReadOrderAsync(channel, orderId, CancellationToken.None))
        {
            case { Order: { } snapshot }:
                ledger.Run(new OrderWork(channel.ChannelId, snapshot, readNow: true, inbound.Id));
                break;
            case { Failure: ReadFailure.Transient transient }:
                TryLater(inbound, transient.Reason, transient.NotBefore, !transient.Throttled);
                break;
            case { Failure: { } failure }:
                TryLater(inbound, failure.Reason, null, costsAttempt: true);
                break;
            default:
                throw new InvalidOperationException("Simulated stores keep every order.");
        }
    }

    private void NoteHint(InboundEventRow inbound, ChannelEvent.StockHint hint)
    {
        failPoints.MustLive();
        var listing = tables.ListingByExternalId.TryGetValue((inbound.ChannelId, hint.ExternalId), out var id) ? tables.Listings[id] : null;
        var reason = InboxRules.NoteHint(listing, hint.Quantity, Now);
        if (planted == PlantedBug.NoEchoRule && listing is not null)
        {
            TakeForMovement(listing, hint.Quantity!.Value);
        }
        tables.Inbox.End(inbound.Id, reason, Now);
        tables.Commits++;
    }

    // What the echo rule forbids.
    private void TakeForMovement(ListingRow listing, int told)
    {
        var delta = told - (listing.ShownSinceConfirmed ?? told);
        if (delta != 0 && listing.ProductId is { } product)
        {
            var command = new MovementCommand(tables.Products[product].Sku, MovementKind.Adjustment, delta, AllowOversell: true);
            ledger.Run(new MovementWork(CommandContext.System, command));
        }
    }

    private void TryLater(InboundEventRow inbound, string reason, DateTimeOffset? notBefore, bool costsAttempt)
    {
        failPoints.MustLive();
        InboxRules.TryLater(inbound, reason, notBefore, costsAttempt, Now, random.NextDouble());
        tables.Inbox.Saved(inbound);
        tables.Commits++;
    }

    private List<Acceptance> Store(IReadOnlyList<InboxItem> items)
    {
        failPoints.MustLive();
        if (items.Count == 0)
        {
            return [];
        }
        var answers = new List<Acceptance>(items.Count);
        var rows = new List<InboundEventRow>(items.Count);
        foreach (var item in items)
        {
            var original = tables.Inbox.Find(item.ChannelId, item.EventKey);
            var isStored = original is null
                || (item is { IsWebhook: true, SubjectId: { } subject } && tables.Inbox.WasOvertaken(item.ChannelId, subject, original.Value));
            answers.Add(isStored ? Acceptance.Stored : Acceptance.Duplicate);
            if (isStored || item.IsWebhook)
            {
                rows.Add(InboxInsert.Row(
                    item.ChannelId, original is null ? item.EventKey : $"again:{tables.Commits}:{rows.Count}", item.Topic, item.SubjectId, isStored ? item.Body : [], item.ReceivedAt,
                    isStored ? InboundStatus.Pending : InboundStatus.Duplicate, isStored ? null : "Delivered before."));
            }
        }
        failPoints.Pass(FailPoints.InboxBeforeCommit);
        rows.ForEach(tables.Inbox.Add);
        tables.Commits++;
        failPoints.Pass(FailPoints.InboxAfterCommit);
        return answers;
    }
}
