using System.Net;
using System.Net.Http.Headers;
using System.Text;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>A portal in a process of its own with five stores that list everything, and the floor on a copy of its database.</summary>
internal sealed class BenchmarkWorld : IAsyncDisposable
{
    public const string Hot = "HOT";

    private const int StoreCount = 5;
    private const int HotUnits = 50_000_000;
    private const int Units = 1_000_000;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-bench-").FullName;
    private readonly List<Dictionary<string, string>> _ids = [];
    private HttpClient _portalClient = null!;
    private HttpClient _floorClient = null!;
    private int _next;

    public PortalProcess Portal { get; private set; } = null!;

    public PortalProcess Floor { get; private set; } = null!;

    public Merchant Merchant { get; private set; } = null!;

    public List<FakeWooStore> Stores { get; } = [];

    /// <summary>Products of the broad sale.</summary>
    public IReadOnlyList<string> Skus { get; private set; } = [];

    public string DatabaseFile => Path.Combine(_folder, "inventory.db");

    public static async Task<BenchmarkWorld> StartAsync(BenchmarkScale scale)
    {
        var world = new BenchmarkWorld { Skus = [.. Enumerable.Range(0, scale.Skus).Select(i => $"SKU-{i:0000}")] };
        await world.OpenStoresAsync();
        world.Portal = await PortalProcess.StartAsync(world.DatabaseFile);
        world.Merchant = new Merchant(world.Portal.Address, PortalHost.ApiKey);
        world._portalClient = LoadClient.To(world.Portal.Address);
        await world.FillAsync();
        var copy = Path.Combine(world._folder, "floor.db");
        await using (var connection = new FloorConnection(world.DatabaseFile))
        {
            connection.Run($"VACUUM INTO '{copy}'");
        }
        world.Floor = await FloorProgram.StartAsync(copy);
        world._floorClient = LoadClient.To(world.Floor.Address);
        return world;
    }

    /// <summary>The products in turn.</summary>
    public string NextSku() => Skus[(int)((uint)Interlocked.Increment(ref _next) % Skus.Count)];

    /// <summary>Sells through the portal's contract; any answer but 201 fails the benchmark.</summary>
    public async Task SellAsync(string sku, int quantity = 1) => Assert.Equal(HttpStatusCode.Created, await SaleAsync(_portalClient, "api/v1/stock/movements", sku, quantity));

    /// <summary>Tries to sell one; what is not there is refused with 409.</summary>
    public Task<HttpStatusCode> TrySellAsync(string sku) => SaleAsync(_portalClient, "api/v1/stock/movements", sku, 1);

    /// <summary>Sells at the floor: <c>grouped</c> or <c>alone</c>.</summary>
    public async Task SellAtFloorAsync(string path, string sku) => Assert.Equal(HttpStatusCode.Created, await SaleAsync(_floorClient, path, sku, 1));

    /// <summary>Delivers a signed body, to the portal or to the floor.</summary>
    public async Task DeliverAsync(bool toFloor, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        using var request = new HttpRequestMessage(HttpMethod.Post, toFloor ? "hook" : "webhooks/s0") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Add("X-WC-Webhook-Topic", "order.created");
        request.Headers.Add("X-WC-Webhook-Resource", "order");
        request.Headers.Add("X-WC-Webhook-Event", "created");
        request.Headers.Add("X-WC-Webhook-Signature", SignedWebhook.Sign(body, Merchant.WebhookSecret));
        request.Headers.Add("X-WC-Webhook-ID", "1");
        request.Headers.Add("X-WC-Webhook-Delivery-ID", "e99da8bce6f413fb922b6a91467b1c51");
        using var answer = await (toFloor ? _floorClient : _portalClient).SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>External id of a product at a store.</summary>
    public string ExternalId(int store, string sku) => _ids[store][sku];

    /// <summary>Pauses or resumes all pushes.</summary>
    public async Task PushesAsync(bool on)
    {
        for (var i = 0; i < StoreCount; i++)
        {
            await Merchant.PostAsync($"channels/s{i}/{(on ? "resume" : "pause")}", new { });
        }
    }

    /// <summary>Single numbers of the portal's database, read beside the running portal.</summary>
    public long Read(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={DatabaseFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = new Microsoft.Data.Sqlite.SqliteCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<HttpStatusCode> SaleAsync(HttpClient client, string path, string sku, int quantity)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"sku":"{{sku}}","kind":"sale","quantity":{{quantity}}}"""));
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task OpenStoresAsync()
    {
        for (var i = 0; i < StoreCount; i++)
        {
            var store = await FakeWooStore.StartAsync();
            IEnumerable<string> skus = [Hot, .. Skus];
            _ids.Add(skus.ToDictionary(sku => sku, sku => store.AddProduct(sku, 0)));
            Stores.Add(store);
        }
    }

    private async Task FillAsync()
    {
        for (var i = 0; i < StoreCount; i++)
        {
            await Merchant.ConnectAsync($"s{i}", Stores[i], weight: 1);
        }
        foreach (var chunk in _ids[0].Keys.Chunk(1000))
        {
            await Merchant.PostAsync("products/batch", new { items = chunk.Select(sku => new { sku, name = $"Product {sku}" }) });
        }
        for (var i = 0; i < StoreCount; i++)
        {
            await Merchant.ImportAsync($"s{i}");
            Assert.Equal(_ids[i].Count, (int)(await Merchant.PostAsync($"channels/s{i}/listings/auto-map", new { dryRun = false }))["linked"]!);
        }
        foreach (var chunk in _ids[0].Keys.Chunk(1000))
        {
            await Merchant.PostAsync("stock/movements/batch", new
            {
                items = chunk.Select(sku => new { sku, kind = "count", quantity = sku == Hot ? HotUnits : Units, idempotencyKey = $"fill-{sku}" }),
            });
        }
        await Merchant.SettledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _portalClient?.Dispose();
        _floorClient?.Dispose();
        Merchant?.Dispose();
        foreach (var process in new[] { Floor, Portal }.OfType<PortalProcess>())
        {
            await process.DisposeAsync();
        }
        foreach (var store in Stores)
        {
            await store.DisposeAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
