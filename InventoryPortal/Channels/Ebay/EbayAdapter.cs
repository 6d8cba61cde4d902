using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>eBay by its Sell Inventory, Fulfillment and Notification APIs. The parts are in the files beside this one.</summary>
internal sealed class EbayAdapter : IChannelAdapter
{
    private readonly AddressPolicy _policy;
    private readonly IHostResolver _resolver;
    private readonly EbayTokens _tokens;
    private readonly EbayCalls _calls;
    private readonly EbayWrites _writes;
    private readonly EbayReads _reads;
    private readonly EbayKeys _keys;

    public EbayAdapter(OutboundCalls outbound, AccessTokens tokens, AddressPolicy policy, IHostResolver resolver, TimeProvider time)
    {
        (_policy, _resolver) = (policy, resolver);
        _tokens = new EbayTokens(outbound, tokens, time);
        _calls = new EbayCalls(outbound, _tokens, time);
        _writes = new EbayWrites(_calls, new EbayOffers(_calls), Traits);
        _reads = new EbayReads(_calls);
        _keys = new EbayKeys(_calls);
    }

    /// <inheritdoc />
    public ChannelKind Kind => ChannelKind.Ebay;

    /// <summary>
    /// eBay's quotas are by the day and far above what a seller's listings change; ten calls a second would use two million up in more
    /// than two days. Sales are told within seconds; cancellations are only found by polling, which at one call a minute is 1,440 a day.
    /// A listing may be revised 250 times a day by eBay's own calendar, which is the Pacific's.
    /// </summary>
    public ChannelTraits Traits { get; } = new(
        CallsPerSecond: 10,
        Burst: 20,
        ParallelCalls: 2,
        CallTimeout: EbayCalls.WriteLimit,
        CompareAndSet: false,
        EventLag: TimeSpan.FromSeconds(60),
        PollEvery: TimeSpan.FromSeconds(60))
    {
        WritesPerListingAndDay = 250,
        DayZone = Pacific(),
        ForgedStatus = 412,
    };

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials) =>
        EbayForm.Faults(settings, credentials, url => OutboundUrl.Check(url, _policy, _resolver.Resolve));

    /// <inheritdoc />
    public async Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) =>
        EbayAccount.Of(channel, out var reason) is { } account
            ? await new EbayConnectionTest(_calls, _tokens).RunAsync(account, cancellationToken)
            : ConnectionChecks.NotTried(reason);

    /// <inheritdoc />
    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => EbayWrites.Plan(pushes, EbayAccount.MaxBatch);

    /// <inheritdoc />
    public IReadOnlyList<PushCall> Plan(ChannelConnection channel, IReadOnlyList<QuantityPush> pushes) => _writes.Plan(channel, pushes);

    /// <inheritdoc />
    public async Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken)
    {
        if (EbayAccount.Of(channel, out var reason) is { } account)
        {
            return await _writes.PushAsync(account, call, cancellationToken);
        }
        return new PushReport(
            [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, new PushVerdict.Reauthorise(reason)))],
            new CallTrace("POST", call.Route, null, TimeSpan.Zero, null, null, reason));
    }

    /// <inheritdoc />
    public async Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        EbayAccount.Of(channel, out var reason) is { } account
            ? await _reads.ReadStockAsync(account, externalIds, cancellationToken)
            : new StockReading([], new ReadFailure.Reauthorise(reason), []);

    /// <inheritdoc />
    public async Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) =>
        EbayAccount.Of(channel, out var reason) is { } account
            ? await new EbayCatalogue(_calls).ReadPageAsync(account, cursor, cancellationToken)
            : new CataloguePage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken) =>
        EbayAccount.Of(channel, out var reason) is { } account
            ? await new EbayOrderReads(_calls).ReadPageAsync(account, query, cancellationToken)
            : new OrderPage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken) =>
        EbayAccount.Of(channel, out var reason) is { } account
            ? await new EbayOrderReads(_calls).ReadOneAsync(account, orderId, cancellationToken)
            : new OrderReading(null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken) =>
        EbayAccount.Of(channel, out var reason) is { } account
            ? await new EbayWebhooks(new EbayNotificationCalls(_calls)).EnsureAsync(account, callback, cancellationToken)
            : new WebhookSetup(false, [], new ReadFailure.Reauthorise(reason));

    /// <summary>Fetches the public key that a delivery names, when it is not at hand.</summary>
    public async Task<ReadFailure?> PrepareReceptionAsync(ChannelConnection channel, WebhookDelivery delivery, CancellationToken cancellationToken) =>
        EbaySignature.Of(delivery) is { } signature && EbayAccount.Of(channel, out _) is { } account
            ? await _keys.FetchAsync(account, signature.KeyId, cancellationToken)
            : null;

    /// <inheritdoc />
    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery)
    {
        var signature = EbaySignature.Of(delivery);
        return EbayReception.Receive(delivery, signature, signature is null ? null : _keys.Find(channel.ChannelId, signature.KeyId));
    }

    /// <inheritdoc />
    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => EbayReception.Interpret(topic, body);

    /// <inheritdoc />
    public ChallengeAnswer? Challenge(ChannelConnection channel, IReadOnlyDictionary<string, string> query, Uri endpoint) =>
        EbayReception.Challenge(channel.Credentials.GetValueOrDefault(EbayFields.VerificationToken), query, endpoint);

    // A machine without time zones counts by standard time: in summer its day ends an hour late.
    private static TimeZoneInfo Pacific() => TimeZoneInfo.TryFindSystemTimeZoneById("America/Los_Angeles", out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone("Pacific", TimeSpan.FromHours(-8), "Pacific", "Pacific");
}
