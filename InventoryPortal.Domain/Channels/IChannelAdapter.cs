using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Domain.Channels;

/// <summary>
/// One kind of sales channel. Stateless and safe for concurrent use. No method throws for what the channel does
/// (refuses, times out, answers nonsense): that is a result; only a cancelled token throws.
/// </summary>
public interface IChannelAdapter
{
    ChannelKind Kind { get; }

    ChannelTraits Traits { get; }

    /// <summary>Checks settings and credentials for form only; field name (<c>settings.baseUrl</c>) to message, empty when good.</summary>
    IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials);

    /// <summary>Tries address, TLS, sign-in and permission, each apart, at most one call each.</summary>
    Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken);

    /// <summary>Splits pushes into the fewest calls the channel allows. Pure. Keeps the order of the pushes within a call.</summary>
    IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes);

    /// <summary>As <see cref="Plan(IReadOnlyList{QuantityPush})"/>, where what a call may hold depends on the channel's settings or on what it refused before.</summary>
    IReadOnlyList<PushCall> Plan(ChannelConnection channel, IReadOnlyList<QuantityPush> pushes) => Plan(pushes);

    /// <summary>Performs one planned call. One verdict per push of the call, whatever happened; HTTP 200 is not success by itself.</summary>
    Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken);

    /// <summary>Reads present quantities in the fewest calls. An id the channel does not know comes back with state <see cref="StockReadState.Missing"/>.</summary>
    Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken);

    /// <summary>Reads one page of the catalogue; start with null, continue with <see cref="CataloguePage.NextCursor"/> until it is null.</summary>
    Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken);

    /// <summary>Reads one page of orders changed at or after <see cref="OrderQuery.ModifiedFrom"/>, oldest change first.</summary>
    Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one order as it stands now.</summary>
    Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken);

    /// <summary>
    /// Sees to it that the channel sends its events to <paramref name="callback"/>: creates, corrects and re-enables what is missing or
    /// off. A channel that is asked for its events (<see cref="ChannelTraits.PullEvery"/>) keeps them for us from then on; it has no use for the address.
    /// </summary>
    Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken);

    /// <summary>
    /// Fetches what <see cref="Receive"/> needs to verify this delivery and does not have, such as a public key that the delivery
    /// names: no list says beforehand which will be used. Bounded however many strangers ask. Not null when it cannot be had now:
    /// the delivery is then refused for the moment, and the channel sends it again.
    /// </summary>
    Task<ReadFailure?> PrepareReceptionAsync(ChannelConnection channel, WebhookDelivery delivery, CancellationToken cancellationToken) =>
        Task.FromResult<ReadFailure?>(null);

    /// <summary>Verifies and classifies one delivery. Pure: no call goes out. Constant time in the secret.</summary>
    WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery);

    /// <summary>Reads what a stored event means. Pure. Never throws on a malformed body.</summary>
    ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body);

    /// <summary>
    /// Puts an order together from its events, in the order in which they came; repeats and any order of arrival come to the same.
    /// Null when they do not tell yet what was ordered. Pure. Only where <see cref="ChannelTraits.OrdersFromEvents"/>.
    /// </summary>
    OrderSnapshot? Compose(string orderId, IReadOnlyList<ReadOnlyMemory<byte>> events) => null;

    /// <summary>
    /// Takes up to a bounded number of events from the queue in which the channel keeps them. They stay there, and may come again,
    /// until they are confirmed, which happens after they are stored. Asked for every <see cref="ChannelTraits.PullEvery"/>.
    /// </summary>
    Task<EventPull> PullEventsAsync(ChannelConnection channel, CancellationToken cancellationToken) => Task.FromResult(EventPull.Nothing);

    /// <summary>Tells the queue that these events are stored; null when it took that. An event that stays comes again and is a duplicate.</summary>
    Task<ReadFailure?> ConfirmEventsAsync(ChannelConnection channel, IReadOnlyList<string> receipts, CancellationToken cancellationToken) =>
        Task.FromResult<ReadFailure?>(null);

    /// <summary>When the credential ends by itself, so that people are told before it does; null where it does not, or nobody said when.</summary>
    DateTimeOffset? CredentialEndsAt(ChannelConnection channel) => null;

    /// <summary>
    /// Answers the question by which a channel makes sure of our endpoint before it sends anything there. Pure.
    /// Null when this is not such a question.
    /// </summary>
    /// <param name="query">Of the GET to the endpoint, by name.</param>
    /// <param name="endpoint">The endpoint's address exactly as it is registered at the channel.</param>
    ChallengeAnswer? Challenge(ChannelConnection channel, IReadOnlyDictionary<string, string> query, Uri endpoint) => null;
}
