using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>
/// A seller's account in one Amazon marketplace, through the Selling Partner API: what the merchant ships is written and read, what
/// Amazon ships is read only. The parts are in the files beside this one.
/// </summary>
public sealed class AmazonAdapter : IChannelAdapter
{
    private readonly AddressPolicy _policy;
    private readonly IHostResolver _resolver;
    private readonly AmazonPushes _pushes;
    private readonly AmazonReads _reads;
    private readonly AmazonOrders _orders;
    private readonly AmazonQueue _queue;
    private readonly AmazonConnectionTest _test;

    /// <param name="remembered">Listings of which what was seen is remembered.</param>
    internal AmazonAdapter(
        OutboundCalls outbound, AccessTokens tokens, IChannelNotes notes, AddressPolicy policy, IHostResolver resolver, TimeProvider time,
        int remembered = AmazonTraits.MaxRemembered)
    {
        (_policy, _resolver) = (policy, resolver);
        var calls = new AmazonCalls(outbound, tokens, new AmazonRates(time), time);
        var own = new AmazonOwnStock(calls);
        var (listings, pending, watch) = (new AmazonListings(calls, new AmazonTraits(time, remembered), own), new AmazonPending(time), new AmazonFeedWatch(calls));
        var fence = new AmazonFeedFence(calls, new AmazonFeedNotes(notes), watch);
        _pushes = new AmazonPushes(calls, listings, pending, fence, new AmazonFeeds(listings, pending, fence, new AmazonFeedPost(calls, fence), watch), watch);
        _reads = new AmazonReads(listings, own, new AmazonReports(calls));
        _orders = new AmazonOrders(calls);
        _queue = new AmazonQueue(outbound, time);
        _test = new AmazonConnectionTest(calls, listings, _orders);
    }

    /// <inheritdoc />
    public ChannelKind Kind => ChannelKind.Amazon;

    /// <summary>
    /// Amazon counts each operation for itself, five changes a second unless it grants a seller more: <see cref="AmazonRates"/> keeps to
    /// that, the lane's pace is only the most that any seller is likely to get. Twenty listings are claimed at once because twenty are
    /// read at once and take four seconds to write. A feed would take 25,000 changes; five thousand are claimed for one, because a claim
    /// is one transaction, in which sales wait. One poll of orders in three minutes is what its budget allows; orders are listed up
    /// to two minutes late, so that with a poll just missed a sale is unseen for six. The queue costs next to nothing to ask.
    /// </summary>
    public ChannelTraits Traits { get; } = new(
        CallsPerSecond: 50,
        Burst: 50,
        ParallelCalls: 10,
        CallTimeout: AmazonCalls.Limit,
        CompareAndSet: false,
        EventLag: TimeSpan.FromMinutes(6),
        PollEvery: TimeSpan.FromMinutes(3))
    {
        ClaimSize = AmazonListings.PageSize,
        Bulk = new BulkClaim(AmazonPatch.FeedFrom, 5_000),
        PullEvery = TimeSpan.FromSeconds(1),
        ShowsWithin = AmazonPending.SendAgain,
    };

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials) =>
        AmazonForm.Faults(settings, credentials, url => OutboundUrl.Check(url, _policy, _resolver.Resolve));

    /// <inheritdoc />
    public Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) =>
        AmazonSeller.Of(channel, out var reason) is { } seller
            ? _test.RunAsync(seller, cancellationToken)
            : Task.FromResult(ConnectionChecks.NotTried(reason));

    /// <inheritdoc />
    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => AmazonPatch.Plan(pushes);

    /// <inheritdoc />
    public Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken) =>
        AmazonSeller.Of(channel, out var reason) is { } seller
            ? _pushes.SendAsync(seller, call, cancellationToken)
            : Task.FromResult(new PushReport(
                AmazonPatch.All(call, new PushVerdict.Reauthorise(reason)), new CallTrace("PATCH", call.Route, null, TimeSpan.Zero, null, null, reason)));

    /// <inheritdoc />
    public Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        AmazonSeller.Of(channel, out var reason) is { } seller
            ? _reads.ReadStockAsync(seller, externalIds, cancellationToken)
            : Task.FromResult(new StockReading([], new ReadFailure.Reauthorise(reason), []));

    /// <inheritdoc />
    public Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) =>
        AmazonSeller.Of(channel, out var reason) is { } seller
            ? _reads.ReadCatalogueAsync(seller, cursor, cancellationToken)
            : Task.FromResult(new CataloguePage([], null, null, new ReadFailure.Reauthorise(reason)));

    /// <summary>All changed orders as one page, as far as the budget reaches: the next poll reads on where this one had to stop.</summary>
    public Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken) =>
        AmazonSeller.Of(channel, out var reason) is { } seller
            ? _orders.ReadAsync(seller, query, cancellationToken)
            : Task.FromResult(new OrderPage([], null, null, new ReadFailure.Reauthorise(reason)));

    /// <inheritdoc />
    public Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken) =>
        AmazonSeller.Of(channel, out var reason) is { } seller
            ? _orders.ReadOneAsync(seller, orderId, cancellationToken)
            : Task.FromResult(new OrderReading(null, new ReadFailure.Reauthorise(reason)));

    /// <summary>Nothing to set up: Amazon calls nobody; it writes to a queue, which its owner makes and subscribes.</summary>
    public Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken) =>
        Task.FromResult(new WebhookSetup(true, [], null));

    /// <inheritdoc />
    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery) => new WebhookReception.Forged("Amazon sends no webhooks.");

    /// <inheritdoc />
    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => AmazonEvents.Interpret(topic, body);

    /// <inheritdoc />
    public Task<EventPull> PullEventsAsync(ChannelConnection channel, CancellationToken cancellationToken) => _queue.PullAsync(channel, cancellationToken);

    /// <inheritdoc />
    public Task<ReadFailure?> ConfirmEventsAsync(ChannelConnection channel, IReadOnlyList<string> receipts, CancellationToken cancellationToken) =>
        _queue.ConfirmAsync(channel, receipts, cancellationToken);
}
