using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Amazon;
using InventoryPortal.Lab.Book;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

/// <summary>The Lab's strict Amazon behind an address of its own, with as many listings as a test wants, and the real adapter that speaks to it.</summary>
internal sealed class AmazonStand : IAsyncDisposable
{
    /// <summary>Longest that something may take which takes milliseconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly AmazonDialect _dialect;
    private readonly ILabApi _api;
    private readonly AnsweringServer _server;

    private AmazonStand(AnsweringServer server, SkippingClock clock)
    {
        (_server, Clock) = (server, clock);
        _dialect = new AmazonDialect(clock);
        Book = new ShopBook(clock, _dialect.Rules, what => _api!.Happened(what, new HashSet<LabFault>()));
        _api = _dialect.Open(Book);
        Credentials = _dialect.NewCredentials().ToDictionary(c => c.Key, c => c.Value!);
        _server.Answer = AnswerAsync;
        Adapter = TestAdapters.All(clock, notes: Notes).Get(ChannelKind.Amazon)!;
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SkippingClock Clock { get; }

    public ShopBook Book { get; }

    public IChannelAdapter Adapter { get; set; }

    /// <summary>What the adapter keeps past a restart.</summary>
    public MemoryNotes Notes { get; } = new();

    public Dictionary<string, string> Credentials { get; }

    /// <summary>Answers in place of the simulator, but for access tokens; null lets it answer.</summary>
    public Func<HttpContext, string, Task>? Instead { get; set; }

    /// <summary>The same for access tokens.</summary>
    public Func<HttpContext, string, Task>? InsteadOfTokens { get; set; }

    /// <summary>Every second item of a batch fails.</summary>
    public bool HalfFails { get; set; }

    /// <summary>What was called since the last look: method and path of each request, in turn, without those for access tokens.</summary>
    public List<string> Calls
    {
        get
        {
            lock (_server.Requests)
            {
                var calls = _server.Requests.Where(r => !r.Target.Contains("/auth/", StringComparison.Ordinal)).Select(r => $"{r.Method} {r.Target.Split('?')[0]}").ToList();
                Requests = [.. _server.Requests];
                _server.Requests.Clear();
                return calls;
            }
        }
    }

    /// <summary>The same as of the last look, whole.</summary>
    public IReadOnlyList<(string Method, string Target, string Body)> Requests { get; private set; } = [];

    public ChannelConnection Channel => new(
        1, "amazon", ChannelKind.Amazon, Settings.ToDictionary(s => s.Key, s => s.Value!), Credentials);

    public IReadOnlyDictionary<string, string?> Settings => _dialect.Settings(new Uri(_server.Address, "lab/amazon"));

    public static async Task<AmazonStand> OpenAsync(int listings = 3)
    {
        var stand = new AmazonStand(await AnsweringServer.StartAsync(), new SkippingClock());
        foreach (var i in Enumerable.Range(1, listings))
        {
            stand.Book.Add(new ShopProduct { Id = stand.Book.NextId(), Type = "simple", Name = $"Thing {i}", Sku = SkuOf(i), ManageStock = true, Stock = 5 });
        }
        stand._api.Opened(stand.Credentials, stand._server.Address);
        return stand;
    }

    public static string SkuOf(int number) => $"SKU-{number:D5}";

    public void AddAmazons(string sku, int stock) =>
        Book.Add(new ShopProduct { Id = Book.NextId(), Type = AmazonDialect.AmazonsType, Name = sku, Sku = sku, Stock = stock });

    public int StockOf(int number) => Book.Products.Values.Single(p => p.Sku == SkuOf(number)).Stock;

    /// <summary>A listing that never had a quantity.</summary>
    public void AddUnset(string sku) => Book.Add(new ShopProduct { Id = Book.NextId(), Type = "simple", Name = sku, Sku = sku });

    /// <summary>The portal was restarted: what it held in memory is gone.</summary>
    public void Restart() => Adapter = TestAdapters.All(Clock, notes: Notes).Get(ChannelKind.Amazon)!;

    public static QuantityPush Push(string sku, int quantity, string key = "k1") => new(ListingOf(sku), sku, quantity, null, key);

    // Our listing of a SKU: by its first letter and the five digits at its end.
    private static long ListingOf(string sku) => (sku[0] * 10_000_000L) + (int.TryParse(sku.AsSpan(Math.Max(0, sku.Length - 5)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);

    public async Task<PushVerdict> PushAsync(QuantityPush push) =>
        (await Adapter.PushAsync(Channel, Assert.Single(Adapter.Plan([push])), Stop)).Verdicts.Single().Verdict;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerAsync(HttpContext http, string body)
    {
        if ((http.Request.Path.Value!.Contains("/auth/", StringComparison.Ordinal) ? InsteadOfTokens : Instead) is { } instead)
        {
            return instead(http, body);
        }
        return SimulateAsync(http, body);
    }

    /// <summary>What the simulator says.</summary>
    public Task SimulateAsync(HttpContext http, string body)
    {
        var request = new LabRequest(
            http.Request.Method, http.Request.Path.Value!["/lab/amazon/".Length..], http.Request.QueryString.Value ?? "", http.Request.Query, http.Request.Headers, body,
            new Uri(_server.Address, "lab/amazon"));
        LabReply reply;
        lock (_gate)
        {
            reply = _api.Answer(request, new LabScene(Credentials, HalfFails));
        }
        foreach (var (name, value) in reply.Headers ?? new Dictionary<string, string>())
        {
            http.Response.Headers[name] = value;
        }
        return AnsweringServer.WriteAsync(http, reply.Status, reply.Body, reply.ContentType);
    }
}
