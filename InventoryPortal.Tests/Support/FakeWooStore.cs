using System.Threading.Channels;
using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.WooCommerce;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// A WooCommerce store in the test's own process, on a free loopback port, that keeps its own products, stock, orders
/// and webhooks and behaves like a real one (10.0, REST <c>wc/v3</c>): stock is taken and given back by the order's
/// status, batches answer 200 with an error per item, a read key cannot write, quick events become one delivery.
/// It takes Basic authorisation over plain http, as a store behind a TLS proxy does.
/// <code>
/// await using var store = await FakeWooStore.StartAsync();
/// var shirt = store.AddProduct("SHIRT", stock: 5);
/// var order = store.PlaceOrder((shirt, 2));        // paid: 3 left, order.created waits
/// await store.DeliverAsync();                      // signed, to the webhooks registered
/// await store.WaitForStockAsync(shirt, 8);         // until somebody sets it
/// </code>
/// </summary>
public sealed partial class FakeWooStore : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ShopBook _book;
    private readonly FakeWooDeliveries _deliveries;
    private readonly ShopRoutes _routes;
    private readonly List<ShopRequest> _requests = [];
    private readonly FakeWooWaits _waits = new();
    private readonly Channel<bool> _deliverySignal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private Task _autoDelivery = Task.CompletedTask;

    private FakeWooStore(WebApplication app, TimeProvider clock)
    {
        _app = app;
        _clock = clock;
        _book = new ShopBook(clock, WooDialect.WooRules, Happened);
        _deliveries = new FakeWooDeliveries(_gate, _book, Changed);
        _routes = new ShopRoutes(_book);
    }

    /// <summary>The shop's address, for the setting <c>baseUrl</c>.</summary>
    public Uri BaseUrl => new(_app.Urls.First());

    public string ConsumerKey { get; set; } = "ck_" + new string('a', 40);

    public string ConsumerSecret { get; set; } = "cs_" + new string('b', 40);

    /// <summary>read, write or read_write.</summary>
    public string KeyPermission { get; set; } = "read_write";

    /// <summary>Whether the store is new enough (10.3) to list variations across parents.</summary>
    public bool ListsVariations
    {
        get => _routes.ListsVariations;
        set => _routes.ListsVariations = value;
    }

    /// <summary>Whether products leave out the ids of their variations.</summary>
    public bool HidesVariationIds
    {
        get => _routes.HidesVariationIds;
        set => _routes.HidesVariationIds = value;
    }

    /// <summary>How long every answer takes, on the store's clock.</summary>
    public TimeSpan AnswerDelay { get; set; }

    /// <summary>Whether webhooks go out by themselves as soon as something happens.</summary>
    public bool AutoDeliver { get; set; }

    /// <summary>What should go wrong.</summary>
    public FakeWooFaults Faults { get; } = new();

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<ShopRequest> Requests => Locked(() => _requests.ToList());

    /// <summary>Webhooks as they are now; changing one changes the store's.</summary>
    public IReadOnlyList<ShopHook> Hooks => Locked(() => _book.Hooks.Values.ToList());

    /// <summary>Deliveries tried so far.</summary>
    public IReadOnlyList<(string Topic, long Id, int Status)> Delivered => Locked(() => _deliveries.Sent.ToList());

    /// <summary>Deliveries that wait.</summary>
    public int WaitingDeliveries => _deliveries.Waiting;

    public static async Task<FakeWooStore> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var store = new FakeWooStore(app, clock ?? TimeProvider.System);
        app.Run(store.AnswerAsync);
        await app.StartAsync();
        store._autoDelivery = store.DeliverByItselfAsync();
        return store;
    }

    /// <summary>Sends the webhooks that wait; returns how many were taken with success.</summary>
    public Task<int> DeliverAsync(CancellationToken cancellationToken = default) => _deliveries.DeliverAsync(cancellationToken);

    /// <summary>Loses the webhooks that wait.</summary>
    public void DropDeliveries() => _deliveries.Drop();

    /// <summary>How many requests of a shape came, such as <c>POST products/batch</c> or <c>GET products/{id}/variations</c>.</summary>
    public int Count(string shape) => Locked(() => _requests.Count(r => r.Shape == shape));

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests() => Locked(_requests.Clear);

    /// <summary>Waits, without polling, until the store shows this quantity.</summary>
    public Task WaitForStockAsync(string externalId, int stock, CancellationToken cancellationToken = default) =>
        WaitForAsync(() => StockOf(externalId) == stock, () => $"{externalId} to show {stock}; it shows {StockOf(externalId)}", cancellationToken);

    /// <summary>Waits until the condition holds; it is looked at after every request, change and delivery.</summary>
    public Task WaitForAsync(Func<bool> condition, Func<string> wanted, CancellationToken cancellationToken = default) =>
        _waits.ForAsync(condition, wanted, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _autoDelivery;
        await _app.DisposeAsync();
        _deliveries.Dispose();
        _stopping.Dispose();
    }

    private void Happened(ShopEvent what)
    {
        if (WooWords.TopicOf(what.Kind) is not { } topic)
        {
            return;
        }
        _deliveries.Happened(topic, what.Id);
        if (AutoDeliver)
        {
            _deliverySignal.Writer.TryWrite(true);
        }
    }

    private async Task DeliverByItselfAsync()
    {
        try
        {
            await foreach (var _ in _deliverySignal.Reader.ReadAllAsync(_stopping.Token))
            {
                await _deliveries.DeliverAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The store stops.
        }
    }

    private void Changed() => _waits.LookAgain();

    private T Change<T>(Func<T> act)
    {
        var result = Locked(act);
        Changed();
        return result;
    }

    private void Change(Action act)
    {
        Locked(act);
        Changed();
    }

    private T Locked<T>(Func<T> act)
    {
        lock (_gate)
        {
            return act();
        }
    }

    private void Locked(Action act)
    {
        lock (_gate)
        {
            act();
        }
    }
}
