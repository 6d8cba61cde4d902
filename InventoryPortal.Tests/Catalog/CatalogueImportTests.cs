using InventoryPortal.Catalog;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Api;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

[Collection(ApiCollection.Name)]
public sealed class CatalogueImportTests(SharedPortal portal) : IDisposable
{
    /// <summary>One page of products at WooCommerce.</summary>
    private const int PageSize = 100;

    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task An_empty_or_unreadable_catalogue_changes_nothing_and_says_so()
    {
        var store = await portal.ConnectAsync(_api, "i-one");
        Assert.IsType<ImportOutcome.Unusable>(await portal.ImportAsync("i-one"));
        store.AddProduct("IA-1", stock: 1);
        await portal.ImportAsync("i-one");

        store.Faults.Next("GET products", FakeWooFault.Html());
        Assert.IsType<ImportOutcome.Unusable>(await portal.ImportAsync("i-one"));
        Assert.Equal([LinkState.Unlinked], await StatesAsync("i-one"));
    }

    [Fact]
    public async Task A_refused_credential_and_a_pause_are_told_apart()
    {
        var store = await portal.ConnectAsync(_api, "i-two");
        store.AddProduct("IB-1", stock: 1);
        store.Faults.Next("GET products", FakeWooFault.TooMany(7));
        Assert.NotNull(Assert.IsType<ImportOutcome.Interrupted>(await portal.ImportAsync("i-two")).NotBefore);

        store.ConsumerSecret = "cs_" + new string('z', 40);
        Assert.IsType<ImportOutcome.Reauthorise>(await portal.ImportAsync("i-two"));
    }

    [Fact]
    public async Task A_run_that_broke_off_goes_on_from_its_last_page()
    {
        var store = await portal.ConnectAsync(_api, "i-three");
        for (var i = 0; i < (2 * PageSize) + 1; i++)
        {
            store.AddProduct($"IC-{i}", stock: i);
        }
        var import = portal.Host.Services.GetRequiredService<CatalogueImport>();
        var id = await ChannelIdAsync("i-three");
        var kept = new ImportProgress();
        var broken = await Assert.ThrowsAsync<InvalidOperationException>(() => import.RunAsync(
            id,
            kept,
            (progress, _) =>
            {
                kept = progress;
                return progress.Done > PageSize ? throw new InvalidOperationException("crash") : Task.CompletedTask;
            },
            TestContext.Current.CancellationToken));
        Assert.Equal("crash", broken.Message);
        Assert.Equal(2 * PageSize, kept.Done);
        store.ClearRequests();

        var outcome = await import.RunAsync(id, kept, (_, _) => Task.CompletedTask, TestContext.Current.CancellationToken);

        Assert.Equal(new ImportOutcome.Completed((2 * PageSize) + 1, (2 * PageSize) + 1, 0, 0), outcome);
        Assert.Equal(1, store.Requests.Count(r => r.Shape.StartsWith("GET products", StringComparison.Ordinal)));
        Assert.Equal((2 * PageSize) + 1, (await StatesAsync("i-three")).Count);
    }

    [Fact]
    public async Task What_is_gone_is_orphaned_and_comes_back_as_it_was()
    {
        var store = await portal.ConnectAsync(_api, "i-four");
        store.AddProduct("ID-1", stock: 1);
        await portal.ImportAsync("i-four");
        (await _api.SendAsync("POST", "/products", new { sku = "ID-1", name = "a", onHand = 4 })).Is(201);
        (await _api.SendAsync("POST", "/channels/i-four/listings/auto-map", new { dryRun = false })).Is(200);
        await MoveSeenAsync("i-four");
        var other = new CatalogueItem("999", "ID-2", null, "other", StockReadState.Tracked, 1);
        var catalogue = portal.Host.Services.GetRequiredService<CatalogueStore>();
        var id = await ChannelIdAsync("i-four");

        var started = TimeProvider.System.GetUtcNow();
        await catalogue.UpsertAsync(id, [other], TestContext.Current.CancellationToken);
        Assert.Equal(1, await catalogue.OrphanAsync(id, started, TestContext.Current.CancellationToken));
        Assert.Equal([LinkState.Orphaned, LinkState.Unlinked], await StatesAsync("i-four"));
        var listing = (await _api.SendAsync("GET", "/products/ID-1")).Is(200)["listings"]![0]!;
        Assert.Equal(("orphaned", null), (listing["state"]!.GetValue<string>(), listing["desiredQuantity"]));

        var outcome = Assert.IsType<ImportOutcome.Completed>(await portal.ImportAsync("i-four"));
        Assert.Equal((1, 1), (outcome.Returned, outcome.Orphaned));
        Assert.Equal([LinkState.Linked, LinkState.Orphaned], await StatesAsync("i-four"));
    }

    [Theory]
    [InlineData(100, 31, 30, true)]
    [InlineData(100, 30, 30, false)]
    [InlineData(4, 4, 30, false)]
    [InlineData(100, 100, 100, false)]
    public void Too_many_gone_at_once_are_rather_a_bad_answer(int linked, int gone, int guard, bool held) =>
        Assert.Equal(held, CatalogueStore.TooManyGone(linked, gone, guard));

    public void Dispose() => _api.Dispose();

    private Task<long> ChannelIdAsync(string key) => portal.Host.Services.GetRequiredService<PortalDatabase>().ReadAsync(
        (db, token) => db.Channels.Where(c => c.Key == key).Select(c => c.Id).SingleAsync(token), TestContext.Current.CancellationToken);

    private Task<List<LinkState>> StatesAsync(string key) => portal.Host.Services.GetRequiredService<PortalDatabase>().ReadAsync(
        (db, token) => db.Listings.Where(l => db.Channels.Any(c => c.Id == l.ChannelId && c.Key == key)).OrderBy(l => l.Id).Select(l => l.LinkState).ToListAsync(token),
        TestContext.Current.CancellationToken);

    private async Task MoveSeenAsync(string key)
    {
        var id = await ChannelIdAsync(key);
        await portal.Host.Services.GetRequiredService<PortalDatabase>().WriteAsync(
            (db, token) => db.Listings.Where(l => l.ChannelId == id)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.SeenAt, DateTimeOffset.UnixEpoch), token),
            TestContext.Current.CancellationToken);
    }
}
