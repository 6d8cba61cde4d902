using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Engine;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Jobs asked for over HTTP, run by the portal itself against stores.</summary>
public sealed class SyncJobJourneyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_sync_finds_a_sale_that_no_webhook_told_of()
    {
        await using var world = await StockedAsync();
        world.North.PlaceOrder((world.ExternalIds["MUG"], 4));

        var job = await RunAsync(world, new { kind = "channelSync", channel = "north" });

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);
        await world.ShowsAsync("MUG", north: 27, south: 9);
    }

    [Fact]
    public async Task A_product_sync_revives_what_was_given_up()
    {
        await using var world = await StockedAsync();
        world.North.SetStock(world.ExternalIds["MUG"], 7);
        await world.Database.WriteAsync((db, token) => db.Listings.ExecuteUpdateAsync(s => s.SetProperty(l => l.IsDead, true), token), Stop);

        var job = await RunAsync(world, new { kind = "productSync", sku = "mug" });

        Assert.Equal("completed", job.GetProperty("status").GetString());
        await world.ShowsAsync("MUG", north: 30, south: 10);
        Assert.All(await world.ListingsAsync(), l => Assert.False(l.IsDead));
    }

    [Fact]
    public async Task A_full_sync_writes_every_listing_of_every_channel_again()
    {
        await using var world = await StockedAsync();
        world.North.SetStock(world.ExternalIds["MUG"], 7);
        world.South.SetStock(world.ExternalIds["MUG"], 3);

        var job = await RunAsync(world, new { kind = "fullSync" });

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Equal(2, job.GetProperty("progress").GetProperty("total").GetInt32());
        await world.ShowsAsync("MUG", north: 30, south: 10);
    }

    [Fact]
    public async Task An_import_reads_the_catalogue_and_links_nothing()
    {
        await using var world = await StockedAsync();
        world.North.AddProduct("NEW", 5);

        var job = await RunAsync(world, new { kind = "import", channel = "north" });

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Contains("1 new", job.GetProperty("outcome").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await world.ListingsAsync()).Count(l => l.ProductId == null));
    }

    [Fact]
    public async Task A_reconcile_without_differences_completes_in_one_pass()
    {
        await using var world = await StockedAsync();

        var job = await RunAsync(world, new { kind = "reconcile", channel = "south" });

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.StartsWith("1 listings compared: 0 drifted", job.GetProperty("outcome").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_endpoints_keep_their_shape_and_refuse_what_makes_no_sense()
    {
        await using var portal = PortalHost.Start();
        using var api = portal.Api();
        using var missing = await api.PostAsJsonAsync("api/v1/sync-jobs", new { kind = "channelSync" }, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        using var unknown = await api.PostAsJsonAsync("api/v1/sync-jobs", new { kind = "import", channel = "nowhere" }, Stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var filter = await api.GetAsync(new Uri("api/v1/sync-jobs?state=pending", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, filter.StatusCode);

        using var made = await api.PostAsJsonAsync("api/v1/sync-jobs", new { kind = "fullSync" }, Stop);
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        var job = await made.Content.ReadFromJsonAsync<JsonElement>(Stop);
        foreach (var name in new[] { "id", "kind", "channel", "sku", "status", "attempts", "maxAttempts", "scheduledFor", "startedAt", "completedAt", "progress" })
        {
            Assert.True(job.TryGetProperty(name, out _), name);
        }
        var list = await api.GetFromJsonAsync<JsonElement>("api/v1/sync-jobs?kind=fullSync", Stop);
        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal(JsonValueKind.Array, (await api.GetFromJsonAsync<JsonElement>("api/v1/errors?hours=24", Stop)).ValueKind);
        Assert.Equal(0, (await api.GetFromJsonAsync<JsonElement>("api/v1/alerts?state=open", Stop)).GetProperty("total").GetInt32());

        using var anonymous = portal.Api(null);
        Assert.Equal("live", await anonymous.GetStringAsync(new Uri("health/live", UriKind.Relative), Stop));
        Assert.Equal("ready", await anonymous.GetStringAsync(new Uri("health/ready", UriKind.Relative), Stop));
    }

    private static async Task<EngineWorld> StockedAsync()
    {
        var world = await EngineWorld.StartAsync("MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 40);
        await world.ShowsAsync("MUG", north: 30, south: 10);
        return world;
    }

    private static async Task<JsonElement> RunAsync(EngineWorld world, object request)
    {
        using var api = world.Host.Api();
        using var changes = world.Signals.Subscribe(CommitTopics.Jobs);
        using var made = await api.PostAsJsonAsync("api/v1/sync-jobs", request, Stop);
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetInt64();
        while (true)
        {
            var job = await api.GetFromJsonAsync<JsonElement>($"api/v1/sync-jobs/{id}", Stop);
            if (job.GetProperty("status").GetString() is not ("pending" or "processing"))
            {
                return job;
            }
            await changes.Reader.ReadAsync(Stop).AsTask().WaitAsync(Patience, Stop);
        }
    }
}
