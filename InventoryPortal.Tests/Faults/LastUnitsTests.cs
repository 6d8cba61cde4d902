using System.Net;
using System.Net.Http.Json;
using InventoryPortal.Tests.Benchmarks;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Faults;

/// <summary>Twice as many sales are asked for as there are units, and the portal is killed in the middle; the clients ask again under their keys.</summary>
public sealed class LastUnitsTests(ITestOutputHelper output) : IDisposable
{
    private const int Units = 1_000;
    private const int Clients = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-last-units-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Exactly_the_units_there_are_get_sold_across_a_kill() => RoundsAsync(1);

    [Fact(Explicit = true)]
    public Task Exactly_the_units_there_are_get_sold_in_twenty_of_twenty_rounds() => RoundsAsync(20);

    private async Task RoundsAsync(int rounds)
    {
        var portal = await PortalProcess.StartAsync(Path.Combine(_folder, "inventory.db"));
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                // Somewhere between the first sale and the last, elsewhere each time.
                portal = await RoundAsync(portal, $"LAST-{round:00}", killAfter: 100 + (round * 1_700 / rounds));
            }
        }
        finally
        {
            await portal.DisposeAsync();
        }
    }

    private async Task<PortalProcess> RoundAsync(PortalProcess first, string sku, int killAfter)
    {
        using (var merchant = new Merchant(first.Address, PortalHost.ApiKey))
        {
            await merchant.PostAsync("products", new { sku, name = "The last units", onHand = Units });
        }
        var again = new TaskCompletionSource<PortalProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = 0;
        var killing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        using var before = LoadClient.To(first.Address);
        var load = LoadClient.TimesAsync(2 * Units, Clients, async () =>
        {
            answers.Add(await SellAsync(before, again.Task, sku));
            if (Interlocked.Increment(ref answered) == killAfter)
            {
                killing.SetResult();
            }
        });
        await Task.WhenAny(killing.Task, load);
        await first.KillAsync();
        var second = await PortalProcess.StartAsync(Path.Combine(_folder, "inventory.db"));
        again.SetResult(second);
        await load;
        using var after = new Merchant(second.Address, PortalHost.ApiKey);
        var sold = answers.Count(a => a == HttpStatusCode.Created);
        output.WriteLine($"{sku}: killed after {killAfter} answers, {sold} sold, {answers.Count - sold} refused.");
        Assert.Equal((Units, Units), (sold, answers.Count(a => a == HttpStatusCode.Conflict)));
        Assert.Equal(0, (int)(await after.GetAsync($"products/{sku}"))["onHand"]!);
        return second;
    }

    /// <summary>One sale under one key: asked again of the portal that comes after, when this one has died before it answered.</summary>
    private static async Task<HttpStatusCode> SellAsync(HttpClient first, Task<PortalProcess> again, string sku)
    {
        var key = Guid.NewGuid().ToString("N");
        try
        {
            return await AskAsync(first, sku, key);
        }
        catch (HttpRequestException)
        {
            using var second = LoadClient.To((await again).Address);
            return await AskAsync(second, sku, key);
        }
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient portal, string sku, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/stock/movements") { Content = JsonContent.Create(new { sku, kind = "sale", quantity = 1 }) };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await portal.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
