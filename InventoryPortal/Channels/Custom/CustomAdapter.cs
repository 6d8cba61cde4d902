using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Channels.Custom;

/// <summary>
/// Any site that speaks the portal's own small contract, signed after Standard Webhooks in both directions: it takes absolute
/// quantities, lists its items, and sends its orders as events. The parts are in the files beside this one.
/// </summary>
public sealed class CustomAdapter : IChannelAdapter
{
    private readonly AddressPolicy _policy;
    private readonly IHostResolver _resolver;
    private readonly CustomCalls _calls;
    private readonly CustomReads _reads;

    public CustomAdapter(OutboundCalls outbound, AddressPolicy policy, IHostResolver resolver, TimeProvider time)
    {
        _policy = policy;
        _resolver = resolver;
        _calls = new CustomCalls(outbound, time);
        _reads = new CustomReads(_calls);
    }

    /// <inheritdoc />
    public ChannelKind Kind => ChannelKind.Custom;

    /// <summary>
    /// The merchant's own server: a few calls a second do not hurt it, and one that minds says 429. Its events come at once, and again
    /// until we took them; there is nothing to poll, but the look that would poll settles what was thought unseen.
    /// </summary>
    public ChannelTraits Traits { get; } = new(
        CallsPerSecond: 5,
        Burst: 10,
        ParallelCalls: 2,
        CallTimeout: CustomCalls.Limit,
        CompareAndSet: false,
        EventLag: TimeSpan.FromSeconds(30),
        PollEvery: TimeSpan.FromSeconds(60))
    {
        OrdersFromEvents = true,
    };

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (OutboundUrl.Check(settings.GetValueOrDefault(CustomFields.PushUrl), _policy, _resolver.Resolve) is UrlVerdict.Refused refused)
        {
            faults["settings." + CustomFields.PushUrl] = refused.Reason;
        }
        if (StandardWebhooks.KeyOf(credentials.GetValueOrDefault(CustomFields.SigningSecret)) is null)
        {
            faults["credentials." + CustomFields.SigningSecret] = "A signing secret is whsec_ and 24 to 64 bytes in base64.";
        }
        return faults;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) =>
        CustomSite.Of(channel, out var reason) is { } site
            ? await new CustomConnectionTest(_calls).RunAsync(site, cancellationToken)
            : ConnectionChecks.NotTried(reason);

    /// <inheritdoc />
    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => CustomPush.Plan(pushes);

    /// <inheritdoc />
    public async Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken)
    {
        if (CustomSite.Of(channel, out var reason) is not { } site)
        {
            return new PushReport(
                CustomPush.All(call, new PushVerdict.Reauthorise(reason)), new CallTrace("POST", call.Route, null, TimeSpan.Zero, null, null, reason));
        }
        var sent = await _calls.PushAsync(site, CustomPush.Body(call.Pushes), cancellationToken);
        return new PushReport(CustomPush.Read(call, sent.Answer, _calls.Now), sent.Trace);
    }

    /// <inheritdoc />
    public async Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        CustomSite.Of(channel, out var reason) is { } site
            ? await _reads.ReadStockAsync(channel, site, externalIds, cancellationToken)
            : new StockReading([], new ReadFailure.Reauthorise(reason), []);

    /// <inheritdoc />
    public async Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) =>
        CustomSite.Of(channel, out var reason) is { } site
            ? await _reads.ReadPageAsync(channel, site, cursor, cancellationToken)
            : new CataloguePage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <summary>Nothing: a site has no list of its orders. Every one comes as an event, again and again until we took it.</summary>
    public Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new OrderPage([], null, null, null));

    /// <summary>Nothing: orders are put together by <see cref="Compose"/>.</summary>
    public Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken) =>
        Task.FromResult(new OrderReading(null, null));

    /// <summary>Nothing to set up from here: the site is told by its maker where to send its events.</summary>
    public Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken) =>
        Task.FromResult(new WebhookSetup(true, [], null));

    /// <inheritdoc />
    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery) => CustomEvents.Receive(channel, delivery);

    /// <inheritdoc />
    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => CustomEvents.Interpret(body);

    /// <inheritdoc />
    public OrderSnapshot? Compose(string orderId, IReadOnlyList<ReadOnlyMemory<byte>> events) => CustomEvents.Compose(orderId, events);
}
