using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>What <see cref="NodesBench"/> lets its portals do, and how long that takes them.</summary>
internal static class NodesLoad
{
    private const int Products = 2_000;
    public const int Changes = 40;
    private const int Clients = 8;
    public static readonly TimeSpan Selling = TimeSpan.FromSeconds(6);

    /// <summary>Pages asked for in turn, while the other node sells: lists whose total is counted, a filter, a search, and how the channels follow.</summary>
    private static readonly string[] Pages =
        ["api/v1/products?pageSize=50", "api/v1/products?stock=low", "api/v1/products?search=SKU-00", "api/v1/products?pageSize=50&page=20", "api/v1/sync/status"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task FillAsync(Uri portal)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        await merchant.PostAsync("products", new { sku = "HOT", name = "Hot", onHand = 1_000_000 });
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Products), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) => await merchant.PostAsync("products", new { sku = $"SKU-{i:0000}", name = $"Product {i}", onHand = i % 20 }));
    }

    // From the sale's request on one node until a hub client of the other has it.
    public static async Task<List<double>> PropagationAsync(Uri a, Uri b)
    {
        using var merchant = new Merchant(a, PortalHost.ApiKey);
        var heard = Channel.CreateUnbounded<int>();
        await using var client = new HubConnectionBuilder().WithUrl(new Uri(b, "hubs/inventory"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(PortalHost.ApiKey)).Build();
        client.On<JsonElement[]>("StockChanged", changes => changes.ToList().ForEach(c => heard.Writer.TryWrite(c.GetProperty("onHand").GetInt32())));
        await client.StartAsync(Stop);
        await client.InvokeAsync("Watch", new[] { "product:HOT" }, Stop);
        var times = new List<double>();
        for (var i = 1; i <= Changes; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await merchant.MoveAsync("HOT", "sale", 1);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            limit.CancelAfter(TimeSpan.FromMilliseconds(times.Count == i - 1 ? 3_000 : 20));
            try
            {
                while (await heard.Reader.ReadAsync(limit.Token) != 1_000_000 - i)
                {
                }
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
            {
                // Not told: it is found in the tables.
            }
        }
        return times;
    }

    public static async Task<List<double>> PagesAsync(Uri portal)
    {
        using var client = Client(portal);
        var times = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            foreach (var page in Pages)
            {
                var began = Stopwatch.GetTimestamp();
                (await client.GetAsync(new Uri(page, UriKind.Relative), Stop)).EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        return times;
    }

    public static async Task<int> SellAsync(Uri portal)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        var (began, sold) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < Selling)
            {
                await merchant.MoveAsync("HOT", "sale", 1);
                Interlocked.Increment(ref sold);
            }
        }));
        return sold;
    }

    // Ten sales a second, so that what pages keep does not stay as it is.
    public static async Task<int> TrickleAsync(Uri portal, CancellationToken stop)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var sold = 0;
        while (!stop.IsCancellationRequested)
        {
            await merchant.MoveAsync("HOT", "sale", 1);
            sold++;
            await timer.WaitForNextTickAsync(Stop);
        }
        return sold;
    }

    public static async Task<int> OnHandAsync(Uri portal)
    {
        using var merchant = new Merchant(portal, PortalHost.ApiKey);
        return (int)(await merchant.GetAsync("products/HOT"))["onHand"]!;
    }

    private static HttpClient Client(Uri portal) =>
        new() { BaseAddress = portal, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey) } };

    public static double Percentile(List<double> values, int percent) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));
}
