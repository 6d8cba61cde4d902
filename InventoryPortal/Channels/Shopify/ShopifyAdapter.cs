using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Shopify, GraphQL Admin API 2026-10. The parts are in the files beside this one.</summary>
internal sealed class ShopifyAdapter : IChannelAdapter
{
    /// <summary>
    /// Variants above which the catalogue is read by a bulk operation: 34 pages of about 750 points, four minutes of the smallest
    /// plan's budget, against a wait of about a minute that costs nothing.
    /// </summary>
    private const int LargeCatalogue = 5_000;

    private readonly AddressPolicy _policy;
    private readonly IHostResolver _resolver;
    private readonly ShopifyPushRounds _rounds;
    private readonly ShopifyStockReads _stock;
    private readonly ShopifyCatalogue _catalogue;
    private readonly ShopifyOrders _orders;
    private readonly ShopifyWebhooks _webhooks;
    private readonly ShopifyConnectionTest _test;

    public ShopifyAdapter(OutboundCalls outbound, AccessTokens tokens, ICredentialVault vault, AddressPolicy policy, IHostResolver resolver, TimeProvider time)
        : this(outbound, tokens, vault, policy, resolver, time, LargeCatalogue)
    {
    }

    /// <param name="bulkAbove">Variants above which the catalogue is read by a bulk operation.</param>
    internal ShopifyAdapter(
        OutboundCalls outbound, AccessTokens tokens, ICredentialVault vault, AddressPolicy policy, IHostResolver resolver, TimeProvider time, int bulkAbove)
    {
        _policy = policy;
        _resolver = resolver;
        var calls = new ShopifyCalls(outbound, new ShopifyTokens(outbound, tokens, vault, time), new ShopifyBudget(time), time);
        _rounds = new ShopifyPushRounds(calls);
        _stock = new ShopifyStockReads(calls);
        _catalogue = new ShopifyCatalogue(calls, new ShopifyBulk(calls, time), bulkAbove);
        _orders = new ShopifyOrders(calls);
        _webhooks = new ShopifyWebhooks(calls);
        _test = new ShopifyConnectionTest(calls, outbound);
    }

    /// <inheritdoc />
    public ChannelKind Kind => ChannelKind.Shopify;

    /// <summary>
    /// The smallest plan restores 100 points a second and a write costs 10 and its objects: five a second leave half of it to reads
    /// and orders. What is left is read from every answer, whatever the plan. Webhooks come within seconds and are tried again for
    /// four hours.
    /// </summary>
    public ChannelTraits Traits { get; } = new(
        CallsPerSecond: 5,
        Burst: 20,
        ParallelCalls: 2,
        CallTimeout: ShopifyCalls.Limit,
        CompareAndSet: true,
        EventLag: TimeSpan.FromSeconds(30),
        PollEvery: TimeSpan.FromSeconds(60));

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials) =>
        ShopifyForm.Faults(settings, credentials, url => OutboundUrl.Check(url, _policy, _resolver.Resolve));

    /// <inheritdoc />
    public async Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) =>
        ShopifyShop.Of(channel, out var reason) is { } shop ? await _test.RunAsync(shop, cancellationToken) : ConnectionChecks.NotTried(reason);

    /// <inheritdoc />
    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => ShopifyPush.Plan(pushes);

    /// <inheritdoc />
    public async Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken)
    {
        if (ShopifyShop.Of(channel, out var reason) is { } shop)
        {
            return await _rounds.RunAsync(shop, call, cancellationToken);
        }
        var refused = new PushVerdict.Reauthorise(reason);
        return new PushReport(
            [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, refused))], new CallTrace("POST", call.Route, null, TimeSpan.Zero, null, null, reason));
    }

    /// <inheritdoc />
    public async Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        ShopifyShop.Of(channel, out var reason) is { } shop
            ? await _stock.ReadAsync(shop, externalIds, cancellationToken)
            : new StockReading([], new ReadFailure.Reauthorise(reason), []);

    /// <inheritdoc />
    public async Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) =>
        ShopifyShop.Of(channel, out var reason) is { } shop
            ? await _catalogue.ReadAsync(shop, cursor, cancellationToken)
            : new CataloguePage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken) =>
        ShopifyShop.Of(channel, out var reason) is { } shop
            ? await _orders.ReadPageAsync(shop, query, cancellationToken)
            : new OrderPage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken) =>
        ShopifyShop.Of(channel, out var reason) is { } shop
            ? await _orders.ReadOneAsync(shop, orderId, cancellationToken)
            : new OrderReading(null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken) =>
        ShopifyShop.Of(channel, out var reason) is { } shop
            ? await _webhooks.EnsureAsync(shop, callback, cancellationToken)
            : new WebhookSetup(false, [], new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery) => ShopifyReception.Receive(channel, delivery);

    /// <inheritdoc />
    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => ShopifyEvents.Interpret(topic, body);
}
