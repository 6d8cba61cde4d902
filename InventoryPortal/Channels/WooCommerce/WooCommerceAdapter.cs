using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>WooCommerce, REST API <c>wc/v3</c>. The parts are in the files beside this one.</summary>
public sealed class WooCommerceAdapter : IChannelAdapter
{
    private readonly AddressPolicy _policy;
    private readonly IHostResolver _resolver;
    private readonly WooCalls _calls;
    private readonly WooVariationReads _variations;

    public WooCommerceAdapter(OutboundCalls outbound, AddressPolicy policy, IHostResolver resolver, TimeProvider time)
    {
        _policy = policy;
        _resolver = resolver;
        _calls = new WooCalls(outbound, time);
        _variations = new WooVariationReads(_calls);
    }

    /// <inheritdoc />
    public ChannelKind Kind => ChannelKind.WooCommerce;

    /// <summary>
    /// The API has no limit of its own, so the calls in flight are the brake: a batch takes 0.3 to 8 s, and two at once
    /// took as long as one after the other. The budget only keeps a very quick store from being flooded; a host that
    /// minds says 429 and is obeyed. Webhooks run on the site's own cron and were seen up to 64 s late.
    /// </summary>
    public ChannelTraits Traits { get; } = new(
        CallsPerSecond: 20,
        Burst: 20,
        ParallelCalls: 2,
        CallTimeout: WooCalls.BatchLimit,
        CompareAndSet: false,
        EventLag: TimeSpan.FromSeconds(90),
        PollEvery: TimeSpan.FromSeconds(60));

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials) =>
        WooForm.Faults(settings, credentials, url => OutboundUrl.Check(url, _policy, _resolver.Resolve));

    /// <inheritdoc />
    public async Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) =>
        WooStore.Of(channel, out var reason) is { } store
            ? await new WooConnectionTest(_calls).RunAsync(store, cancellationToken)
            : ConnectionChecks.NotTried(reason);

    /// <inheritdoc />
    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => WooPush.Plan(pushes);

    /// <inheritdoc />
    public async Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken)
    {
        if (WooStore.Of(channel, out var reason) is not { } store)
        {
            return NotCalled(call, new PushVerdict.Reauthorise(reason), reason);
        }
        if (call.Route == WooPush.NowhereRoute)
        {
            const string nowhere = "The id is not one of WooCommerce's: it must be a product's (123) or a variation's (123/456).";
            return NotCalled(call, new PushVerdict.Rejected("bad_external_id", nowhere), nowhere);
        }
        var first = await SendAsync(store, call, WooPush.MayManage(call), cancellationToken);
        if (WooPush.MayManage(call))
        {
            return first;
        }
        // Variations that keep no quantity anywhere, their parent included: switching it on takes nothing away.
        var bare = call.Pushes.Where((_, i) => first.Verdicts[i].Verdict is PushVerdict.Rejected { Code: WooPushVerdicts.NotManaged }).ToList();
        return bare.Count == 0 ? first : Merge(first, await SendAsync(store, call with { Pushes = bare }, true, cancellationToken));
    }

    private async Task<PushReport> SendAsync(WooStore store, PushCall call, bool manage, CancellationToken cancellationToken)
    {
        var sent = await _calls.SendAsync(store, HttpMethod.Post, call.Route, WooPush.Body(call.Pushes, manage), WooCalls.BatchLimit, cancellationToken);
        return new PushReport(WooPushVerdicts.Read(call, sent.Answer, _calls.Now, store.Secrets), sent.Trace);
    }

    private static PushReport Merge(PushReport first, PushReport second)
    {
        var later = new Queue<ItemVerdict>(second.Verdicts);
        return new PushReport(
            [.. first.Verdicts.Select(v => v.Verdict is PushVerdict.Rejected { Code: WooPushVerdicts.NotManaged } ? later.Dequeue() : v)],
            second.Trace with { Duration = first.Trace.Duration + second.Trace.Duration });
    }

    /// <inheritdoc />
    public async Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        WooStore.Of(channel, out var reason) is { } store
            ? await new WooStockReads(_calls, _variations).ReadAsync(store, externalIds, cancellationToken)
            : new StockReading([], new ReadFailure.Reauthorise(reason), []);

    /// <inheritdoc />
    public async Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) =>
        WooStore.Of(channel, out var reason) is { } store
            ? await new WooCatalogue(_calls, _variations).ReadAsync(store, cursor, cancellationToken)
            : new CataloguePage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken) =>
        WooStore.Of(channel, out var reason) is { } store
            ? await new WooOrderReads(_calls).ReadPageAsync(store, query, cancellationToken)
            : new OrderPage([], null, null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken) =>
        WooStore.Of(channel, out var reason) is { } store
            ? await new WooOrderReads(_calls).ReadOneAsync(store, orderId, cancellationToken)
            : new OrderReading(null, new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public async Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken) =>
        WooStore.Of(channel, out var reason) is { } store
            ? await new WooWebhooks(_calls).EnsureAsync(store, callback, channel.Credentials.GetValueOrDefault(WooFields.WebhookSecret), cancellationToken)
            : new WebhookSetup(false, [], new ReadFailure.Reauthorise(reason));

    /// <inheritdoc />
    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery) => WooReception.Receive(channel, delivery);

    /// <inheritdoc />
    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => WooEvents.Interpret(topic, body);

    private static PushReport NotCalled(PushCall call, PushVerdict verdict, string reason) =>
        new(WooPushVerdicts.All(call, verdict), new CallTrace("POST", call.Route, null, TimeSpan.Zero, null, null, reason));
}
