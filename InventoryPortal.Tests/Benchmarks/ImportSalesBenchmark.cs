using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using InventoryPortal.Tests.Api;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>How long a sale waits while a file is read, applied and taken back. <c>INVENTORYPORTAL_BENCH_LINES</c> sets the size of the files.</summary>
public sealed class ImportSalesBenchmark(ITestOutputHelper output)
{
    /// <summary>Sales a second, of products that the file does not name.</summary>
    private const double Rate = 50;

    private const int Units = 1_000_000;

    /// <summary>Seconds in which the runtime compiles what runs often, and again as many alone, to compare with.</summary>
    private const double Seconds = 10;

    private const int Products = 100;

    private static readonly string[] Skus = [.. Enumerable.Range(0, Products).Select(i => string.Create(CultureInfo.InvariantCulture, $"SOLD-{i:000}"))];

    private int _next;

    [Theory(Explicit = true)]
    [InlineData("counts")]
    [InlineData("products")]
    [InlineData("mappings")]
    public async Task Sales_go_on_while_a_file_is_read_applied_and_taken_back(string kind)
    {
        var lines = kind == "mappings" ? ImportWorld.Lines / 2 : ImportWorld.Lines;
        await using var world = await ImportWorld.StartAsync(output);
        using var client = LoadClient.To(world.Portal.Address);
        (await world.Api.SendAsync("POST", "/products/batch", new { items = Skus.Select(sku => new { sku, name = "Sold", onHand = Units }) })).Is(200);
        var file = await FileAsync(world, kind, lines);
        await LoadClient.PacedAsync(Rate, Seconds, () => SellAsync(client));
        Tell("nothing", await LoadClient.PacedAsync(Rate, Seconds, () => SellAsync(client)));

        var import = (await world.Api.UploadAsync(kind, file)).Is(202);
        await BesideAsync(client, world, "read", import, lines);
        foreach (var verb in new[] { "apply", "undo" })
        {
            await BesideAsync(client, world, verb, (await world.Api.SendAsync("POST", $"/imports/{import["id"]}/{verb}")).Is(202), lines);
        }
    }

    private static async Task<byte[]> FileAsync(ImportWorld world, string kind, int lines)
    {
        if (kind == "products")
        {
            return ImportWorld.Csv("sku,name,onHand", lines, i => $"{ImportWorld.Sku(i)},Product number {i},100");
        }
        await world.SeedProductsAsync(lines, onHand: 100);
        if (kind == "counts")
        {
            return ImportWorld.Csv("sku,quantity", lines, i => $"{ImportWorld.Sku(i)},{i % 97}");
        }
        await world.SeedListingsAsync("bench", lines);
        return ImportWorld.Csv("channel,externalId,sku", lines, i => $"bench,{ListingSeed.IdOf(i)},{ImportWorld.Sku(i)}");
    }

    private async Task BesideAsync(HttpClient client, ImportWorld world, string what, JsonNode job, int lines)
    {
        var import = world.TimedAsync(what, job, lines);
        var sales = await LoadClient.PacedAsync(Rate, _ => !import.IsCompleted, () => SellAsync(client));
        await import;
        Tell(what, sales);
    }

    private async Task SellAsync(HttpClient client)
    {
        var sku = Skus[(int)((uint)Interlocked.Increment(ref _next) % Skus.Length)];
        using var content = new StringContent($$"""{"sku":"{{sku}}","kind":"sale","quantity":1}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/stock/movements") { Content = content };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private void Tell(string beside, LoadResult sales) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{sales.Done} sales beside {beside}: p50 {sales.Quantile(0.5):0.0} ms, p99 {sales.Quantile(0.99):0.0} ms, longest {sales.Quantile(1):0.0} ms"));
}
