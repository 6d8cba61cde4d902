using System.Globalization;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Tests.Simulation;

/// <summary>The way to all simulated stores, in place of WooCommerce's adapter; it survives the portal's crashes.</summary>
internal sealed class SimulatedChannel(IReadOnlyDictionary<string, SimulatedStore> stores, SimulatedFaults faults, TimeProvider clock) : IChannelAdapter
{
    private const int PageSize = 3;

    /// <summary>A store shows what it took within this time, or never.</summary>
    public static readonly TimeSpan ShowsWithin = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string> NothingKept = [];

    /// <summary>Completed when a call begins to hang.</summary>
    public TaskCompletionSource Hanging { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the hanging call.</summary>
    public TaskCompletionSource Resume { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Looks at every write that is about to be made while nothing else happens.</summary>
    public Func<SimulatedStore, QuantityPush, Task>? Pushing { get; set; }

    /// <summary>What calls now was claimed some time ago: other things may have happened since.</summary>
    public bool IsLate { get; set; }

    /// <summary>A shopper comes while a call is under way.</summary>
    public Action<SimulatedStore>? ShopperBetween { get; set; }

    public ChannelKind Kind => ChannelKind.WooCommerce;

    public ChannelTraits Traits { get; } = new(1e6, 1_000_000, 1, TimeSpan.FromSeconds(60), false, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(60))
    {
        ShowsWithin = ShowsWithin,
    };

    public void NewHang() => (Hanging, Resume) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));

    public IReadOnlyDictionary<string, string> Validate(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials) =>
        new Dictionary<string, string>();

    public Task<IReadOnlyList<ConnectionCheck>> TestAsync(ChannelConnection channel, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) => [.. pushes.Chunk(2).Select(chunk => new PushCall("batch", chunk))];

    public async Task<PushReport> PushAsync(ChannelConnection channel, PushCall call, CancellationToken cancellationToken)
    {
        var store = stores[channel.Key];
        var fault = faults.NextPush();
        if (Pushing is { } look && !IsLate)
        {
            foreach (var push in call.Pushes)
            {
                await look(store, push);
            }
        }
        await PassAsync(store, fault, before: true);
        var applied = call.Pushes.Where((_, i) => Applies(fault, i)).ToList();
        foreach (var push in applied)
        {
            store.Write(push.ExternalId, push.Quantity, IsLate);
        }
        if (fault == SimulatedFault.TakenForLater)
        {
            TakeForLater(store, call);
        }
        await PassAsync(store, fault, before: false);
        var now = clock.GetUtcNow();
        return new PushReport([.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, Verdict(fault, applied.Contains(p), p, now)))], Trace("push"));
    }

    public async Task<StockReading> ReadStockAsync(ChannelConnection channel, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var store = stores[channel.Key];
        var fault = faults.NextRead("readStock");
        await PassAsync(store, fault, before: true);
        if (FailureOf(fault) is { } failure)
        {
            return new StockReading([], failure, [Trace("read")]);
        }
        List<StockFigure> figures = [.. externalIds.Select(id => new StockFigure(id, StockReadState.Tracked, store.Stock[id]))];
        await PassAsync(store, fault, before: false);
        return new StockReading(figures, null, [Trace("read")]);
    }

    public Task<CataloguePage> ReadCatalogueAsync(ChannelConnection channel, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<OrderPage> ReadOrdersAsync(ChannelConnection channel, OrderQuery query, CancellationToken cancellationToken)
    {
        var store = stores[channel.Key];
        var fault = faults.NextRead("readOrders");
        await PassAsync(store, fault, before: true);
        if (FailureOf(fault) is { } failure)
        {
            return new OrderPage([], null, null, failure);
        }
        var from = query.Cursor is { } cursor ? new DateTimeOffset(long.Parse(cursor.Split('/')[0], CultureInfo.InvariantCulture), TimeSpan.Zero) : query.ModifiedFrom;
        var after = query.Cursor is { } place ? long.Parse(place.Split('/')[1], CultureInfo.InvariantCulture) : 0;
        var found = store.Orders.Values.Where(o => o.Modified > from || (o.Modified == from && o.Id > after))
            .OrderBy(o => o.Modified).ThenBy(o => o.Id).Take(PageSize).ToList();
        List<RawOrder> page = [.. found.Select(o => new RawOrder(o.IdText, o.Modified, SimulatedBody.Of(o)))];
        var next = found.Count == PageSize ? string.Create(CultureInfo.InvariantCulture, $"{found[^1].Modified.UtcTicks}/{found[^1].Id}") : null;
        await PassAsync(store, fault, before: false);
        return new OrderPage(page, next, clock.GetUtcNow(), null);
    }

    public async Task<OrderReading> ReadOrderAsync(ChannelConnection channel, string orderId, CancellationToken cancellationToken)
    {
        var store = stores[channel.Key];
        var fault = faults.NextRead("readOrder");
        await PassAsync(store, fault, before: true);
        if (FailureOf(fault) is { } failure)
        {
            return new OrderReading(null, failure);
        }
        var snapshot = store.Orders[long.Parse(orderId, CultureInfo.InvariantCulture)].Snapshot();
        await PassAsync(store, fault, before: false);
        return new OrderReading(snapshot, null);
    }

    public Task<WebhookSetup> EnsureWebhooksAsync(ChannelConnection channel, Uri callback, CancellationToken cancellationToken) => throw new NotSupportedException();

    public WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery)
    {
        // The bodies are so short that they are their own key.
        var topic = delivery.Headers["topic"];
        return new WebhookReception.Genuine(
            $"{topic}:{Convert.ToBase64String(delivery.Body.Span)}", topic, SimulatedBody.SubjectOf(delivery.Body.Span), NothingKept);
    }

    public ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => SimulatedBody.Read(body.Span).Meaning();

    private void TakeForLater(SimulatedStore store, PushCall call)
    {
        foreach (var push in call.Pushes)
        {
            // One in eight is lost on the way.
            if (faults.Random.Next(8) > 0)
            {
                store.Take(push.ExternalId, push.Quantity, clock.GetUtcNow() + (ShowsWithin * faults.Random.NextDouble()), IsLate);
            }
        }
    }

    private async Task PassAsync(SimulatedStore store, SimulatedFault fault, bool before)
    {
        if (fault == SimulatedFault.ShopperBetween && faults.Random.Next(2) == (before ? 0 : 1))
        {
            ShopperBetween?.Invoke(store);
        }
        if (fault == (before ? SimulatedFault.HangBefore : SimulatedFault.HangAfter))
        {
            faults.MayHang = false;
            var resume = Resume.Task;
            Hanging.TrySetResult();
            await resume;
        }
    }

    private static bool Applies(SimulatedFault fault, int index) => fault switch
    {
        SimulatedFault.LostBefore or SimulatedFault.Throttled or SimulatedFault.ServerError or SimulatedFault.Unauthorised or SimulatedFault.TakenForLater => false,
        SimulatedFault.HalfFailing or SimulatedFault.LostHalfDone or SimulatedFault.Rejected => index % 2 == 1,
        _ => true,
    };

    private static PushVerdict Verdict(SimulatedFault fault, bool applied, QuantityPush push, DateTimeOffset now) => fault switch
    {
        SimulatedFault.LostBefore or SimulatedFault.LostAfter or SimulatedFault.LostHalfDone => new PushVerdict.Unknown("No answer came."),
        SimulatedFault.TakenForLater => new PushVerdict.Accepted("later", TimeSpan.FromSeconds(5)),
        SimulatedFault.Throttled => new PushVerdict.RetryAt(now.AddSeconds(8), true, "Too many calls."),
        SimulatedFault.ServerError => new PushVerdict.RetryAt(null, false, "The store answered 503."),
        SimulatedFault.Unauthorised => new PushVerdict.Reauthorise("The key was refused."),
        SimulatedFault.HalfFailing when !applied => new PushVerdict.RetryAt(null, false, "Not this one."),
        SimulatedFault.Rejected when !applied => new PushVerdict.Rejected("no", "Never this one."),
        _ => new PushVerdict.Applied(push.Quantity),
    };

    private ReadFailure? FailureOf(SimulatedFault fault) => fault switch
    {
        SimulatedFault.LostBefore => new ReadFailure.Unusable("The answer was cut."),
        SimulatedFault.Throttled => new ReadFailure.Transient(clock.GetUtcNow().AddSeconds(8), true, "Too many calls."),
        SimulatedFault.ServerError => new ReadFailure.Transient(null, false, "The store answered 503."),
        _ => null,
    };

    private static CallTrace Trace(string target) => new("GET", target, 200, TimeSpan.Zero, null, null, null);
}
