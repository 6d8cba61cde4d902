using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Tests.Support;

/// <summary>A channel whose events wait in a queue. Every event is an order, paid, of one unit of <c>thing</c>; what is not confirmed comes again.</summary>
public sealed class FakeQueue : IChannelAdapter
{
    private readonly List<string> _waiting = [];
    private int _pulls;

    /// <summary>Orders waiting in the queue.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (_waiting)
            {
                return [.. _waiting];
            }
        }
    }

    /// <summary>Looks so far.</summary>
    public int Pulls => Volatile.Read(ref _pulls);

    /// <summary>What the next looks fail with.</summary>
    public ReadFailure? Failure { get; set; }

    /// <summary>What confirming waits for.</summary>
    public Func<CancellationToken, Task> Confirming { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether the queue says that it holds more, whatever it holds.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Pages of orders, by what they are asked for.</summary>
    public Func<OrderQuery, OrderPage> Orders { get; set; } = _ => new OrderPage([], null, null, null);

    public int WebhookChecks { get; private set; }

    public DateTimeOffset? Ends { get; set; }

    public ChannelKind Kind => ChannelKind.Taobao;

    public ChannelTraits Traits { get; } = new(100, 100, 2, TimeSpan.FromSeconds(30), false, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1))
    {
        PullEvery = TimeSpan.FromMilliseconds(200),
    };

    public void Add(params string[] orders)
    {
        lock (_waiting)
        {
            _waiting.AddRange(orders);
        }
    }

    public Task<EventPull> PullEventsAsync(ChannelConnection channel, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _pulls);
        return Task.FromResult(Failure is null
            ? new EventPull([.. Waiting.Select(Event)], IsEndless, null)
            : new EventPull([], false, Failure));
    }

    public async Task<ReadFailure?> ConfirmEventsAsync(ChannelConnection channel, IReadOnlyList<string> receipts, CancellationToken cancellationToken)
    {
        await Confirming(cancellationToken);
        lock (_waiting)
        {
            _waiting.RemoveAll(receipts.Contains);
        }
        return null;
    }

    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body)
    {
        var id = System.Text.Encoding.UTF8.GetString(body.Span);
        return new ChannelEvent.Order(new OrderSnapshot(
            id, null, "paid", TimeProvider.System.GetUtcNow(), 1, [new OrderLineSnapshot("1", "thing", null, null, new LineTarget(1, 0, 1, 0, 1))]));
    }

    public Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken) => Task.FromResult(Orders(query));

    public Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken)
    {
        WebhookChecks++;
        return Task.FromResult(new WebhookSetup(true, [], null));
    }

    public DateTimeOffset? CredentialEndsAt(ChannelConnection channel) => Ends;

    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials) =>
        new Dictionary<string, string>();

    public Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => [new PushCall("push", pushes)];

    public Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken) => Task.FromResult(new PushReport(
        [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, new PushVerdict.Applied(p.Quantity)))],
        new CallTrace("POST", "push", 200, TimeSpan.Zero, null, null, null)));

    public Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        Task.FromResult(new StockReading([], new ReadFailure.Transient(null, false, "Not now."), []));

    public Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery) => new WebhookReception.Forged("Nothing is sent here.");

    private static PulledEvent Event(string order) => new(
        order, new WebhookReception.Genuine($"e:{order}", "paid", order, new Dictionary<string, string>()), System.Text.Encoding.UTF8.GetBytes(order));
}
