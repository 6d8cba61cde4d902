using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>Taobao and Tmall, by the open platform's gateway (TOP). The parts are in the files beside this one.</summary>
public sealed class TaobaoAdapter : IChannelAdapter
{
    private readonly AddressPolicy _policy;
    private readonly IHostResolver _resolver;
    private readonly TopCatalogue _catalogue;
    private readonly TopStockReads _stock;
    private readonly TopOrderReads _orders;
    private readonly TopWrites _writes;
    private readonly TopMessages _messages;
    private readonly TopConnectionTest _test;

    public TaobaoAdapter(OutboundCalls outbound, AddressPolicy policy, IHostResolver resolver, TimeProvider time)
    {
        (_policy, _resolver) = (policy, resolver);
        var calls = new TopCalls(outbound, time);
        var items = new TopItemReads(calls);
        _catalogue = new TopCatalogue(calls, items);
        _stock = new TopStockReads(items);
        _orders = new TopOrderReads(calls, items);
        _writes = new TopWrites(calls, items);
        _messages = new TopMessages(calls);
        _test = new TopConnectionTest(calls, _messages);
    }

    /// <inheritdoc />
    public ChannelKind Kind => ChannelKind.Taobao;

    /// <summary>
    /// Taobao names no rate: it bans an app for a second or two when calls come too often, and is obeyed. Twenty calls a second
    /// write a shop of a thousand items within a minute. Messages are fetched every 400 ms, so that a sale is
    /// elsewhere within a second: 216,000 calls a day of a listed app's million, and four times the pause that Taobao's own program keeps. Trades are read every two minutes beside them.
    /// </summary>
    public ChannelTraits Traits { get; } = new(
        CallsPerSecond: 20,
        Burst: 20,
        ParallelCalls: 4,
        CallTimeout: TopCalls.Limit,
        CompareAndSet: false,
        EventLag: TimeSpan.FromSeconds(30),
        PollEvery: TimeSpan.FromSeconds(120))
    {
        PullEvery = TimeSpan.FromMilliseconds(400),
    };

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials) =>
        TopForm.Faults(settings, credentials, url => OutboundUrl.Check(url, _policy, _resolver.Resolve));

    /// <inheritdoc />
    public async Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop ? await _test.RunAsync(shop, cancellationToken) : ConnectionChecks.NotTried(reason);

    /// <inheritdoc />
    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => TopPush.Plan(pushes);

    /// <inheritdoc />
    public async Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken)
    {
        if (TopShop.Of(channel, out var reason) is not { } shop)
        {
            return NotCalled(call, new PushVerdict.Reauthorise(reason), reason);
        }
        if (call.Route == TopPush.NowhereRoute)
        {
            const string nowhere = "The id is not one of Taobao's: it must be an item's (num_iid) or a SKU's (num_iid/sku_id).";
            return NotCalled(call, new PushVerdict.Rejected("bad_external_id", nowhere), nowhere);
        }
        return await _writes.PushAsync(shop, call, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop
            ? await _stock.ReadAsync(shop, externalIds, cancellationToken)
            : new StockReading([], new ReadFailure.Reauthorise(reason), []);

    /// <inheritdoc />
    public async Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop
            ? await _catalogue.ReadAsync(shop, cursor, cancellationToken)
            : new CataloguePage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop
            ? await _orders.ReadPageAsync(shop, query, cancellationToken)
            : new OrderPage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop
            ? await _orders.ReadOneAsync(shop, orderId, cancellationToken)
            : new OrderReading(null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop
            ? await _messages.EnsureAsync(shop, cancellationToken)
            : new WebhookSetup(false, [], new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<EventPull> PullEventsAsync(ChannelConnection channel, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop
            ? await _messages.PullAsync(shop, cancellationToken)
            : new EventPull([], false, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<ReadFailure?> ConfirmEventsAsync(ChannelConnection channel, IReadOnlyList<string> receipts, CancellationToken cancellationToken) =>
        TopShop.Of(channel, out var reason) is { } shop
            ? await _messages.ConfirmAsync(shop, receipts, cancellationToken)
            : new ReadFailure.Reauthorise(reason);

    /// <summary>Nothing is sent here: messages are fetched.</summary>
    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery) => new WebhookReception.Forged("Taobao's messages are fetched from its queue; nothing is taken here.");

    /// <inheritdoc />
    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => TopEvents.Interpret(topic, body);

    /// <inheritdoc />
    public DateTimeOffset? CredentialEndsAt(ChannelConnection channel) => TopForm.Instant(channel.Settings.GetValueOrDefault(TopFields.SessionExpiresAt));

    private static PushReport NotCalled(PushCall call, PushVerdict verdict, string reason) =>
        new(TopPushVerdicts.All(call, verdict), new CallTrace("POST", call.Route, null, TimeSpan.Zero, null, null, reason));
}
