using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Reconciliation;
using InventoryPortal.Tests.Engine;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Reconciliation;

public sealed class ReconcileTests
{
    /// <summary>Longer than the event lag of the stores here.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(100);

    private readonly ShiftedClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_that_somebody_set_at_the_store_is_reported_once_two_reads_agree()
    {
        await using var world = await StockedAsync();
        world.North.SetStock(world.ExternalIds["MUG"], 25);

        var first = await PassAsync(world, DriftPolicy.Report);
        Assert.Equal((0, 1), (first.Drifted, first.Waiting));
        var tooSoon = await PassAsync(world, DriftPolicy.Report);
        Assert.Equal((0, 1), (tooSoon.Drifted, tooSoon.Waiting));
        _clock.Shift(Later);
        var certain = await PassAsync(world, DriftPolicy.Report);

        Assert.Equal((1, 0, 0), (certain.Drifted, certain.Overwritten, certain.Adopted));
        Assert.Equal(25, world.North.StockOf(world.ExternalIds["MUG"]));
        Assert.True((await world.ListingsAsync()).Single(l => l.IsDrifted).Observed == 25);
        Assert.Contains(AlertKind.Drift, await OpenAlertsAsync(world));

        world.North.SetStock(world.ExternalIds["MUG"], 30);
        await PassAsync(world, DriftPolicy.Report);
        Assert.DoesNotContain(AlertKind.Drift, await OpenAlertsAsync(world));
    }

    [Fact]
    public async Task Overwriting_writes_our_number_again_and_leaves_the_ledger_alone()
    {
        await using var world = await StockedAsync();
        world.North.SetStock(world.ExternalIds["MUG"], 25);
        await PassAsync(world, DriftPolicy.Overwrite);
        _clock.Shift(Later);

        Assert.Equal(1, (await PassAsync(world, DriftPolicy.Overwrite)).Overwritten);

        await world.ShowsAsync("MUG", north: 30, south: 10);
        Assert.Equal(40, (await world.ProductAsync("MUG")).OnHand);
        Assert.Equal("overwritten", await ResolutionAsync(world));
    }

    [Fact]
    public async Task Adopting_takes_the_difference_into_the_ledger_once_and_every_store_follows()
    {
        await using var world = await StockedAsync();
        world.North.SetStock(world.ExternalIds["MUG"], 26);
        await PassAsync(world, DriftPolicy.Adopt);
        _clock.Shift(Later);

        Assert.Equal(1, (await PassAsync(world, DriftPolicy.Adopt)).Adopted);

        await world.ShowsAsync("MUG", north: 27, south: 9);
        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);
        Assert.Equal("adopted", await ResolutionAsync(world));
        _clock.Shift(Later);
        await PassAsync(world, DriftPolicy.Adopt);
        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);
    }

    [Theory]
    [InlineData(DriftPolicy.Overwrite, "overwritten", 40, 30, 10)]
    [InlineData(DriftPolicy.Adopt, "adopted", 36, 27, 9)]
    public async Task What_is_only_reported_is_resolved_by_hand_once_it_is_certain(DriftPolicy policy, string resolution, int onHand, int north, int south)
    {
        await using var world = await StockedAsync();
        world.North.SetStock(world.ExternalIds["MUG"], 26);
        await PassAsync(world, DriftPolicy.Report);
        var id = await world.Database.ReadAsync((db, token) => db.Discrepancies.Select(d => d.Id).SingleAsync(token), Stop);
        Assert.Equal(new DriftResolved(0, 0, 1), await ResolveAsync(world, id, policy));
        _clock.Shift(Later);
        Assert.Equal(1, (await PassAsync(world, DriftPolicy.Report)).Drifted);

        var resolved = await ResolveAsync(world, id, policy);

        Assert.Equal((1, 0), (resolved.Overwritten + resolved.Adopted, resolved.Left));
        await world.ShowsAsync("MUG", north, south);
        Assert.Equal(onHand, (await world.ProductAsync("MUG")).OnHand);
        Assert.Equal(resolution, await ResolutionAsync(world));
        Assert.DoesNotContain(AlertKind.Drift, await OpenAlertsAsync(world));
        Assert.Equal(1, (await ResolveAsync(world, id, policy)).Left);
    }

    [Fact]
    public async Task A_difference_that_a_write_went_over_since_is_none_to_resolve()
    {
        await using var world = await StockedAsync();
        world.North.SetStock(world.ExternalIds["MUG"], 26);
        await PassAsync(world, DriftPolicy.Report);
        _clock.Shift(Later);
        Assert.Equal(1, (await PassAsync(world, DriftPolicy.Report)).Drifted);
        var id = await world.Database.ReadAsync((db, token) => db.Discrepancies.Select(d => d.Id).SingleAsync(token), Stop);
        await world.MoveAsync("MUG", MovementKind.Count, 36);
        await world.ShowsAsync("MUG", north: 27, south: 9);

        Assert.Equal(new DriftResolved(0, 0, 1), await ResolveAsync(world, id, DriftPolicy.Adopt));

        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);
    }

    [Fact]
    public async Task A_sale_that_no_webhook_told_of_is_a_sale_and_no_drift()
    {
        await using var world = await StockedAsync();
        world.North.PlaceOrder((world.ExternalIds["MUG"], 4));

        var pass = await PassAsync(world, DriftPolicy.Adopt);

        Assert.Equal((0, 0), (pass.Drifted, pass.Adopted));
        await world.ShowsAsync("MUG", north: 27, south: 9);
        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);
    }

    [Fact]
    public async Task Many_swings_at_once_wait_for_a_person()
    {
        var skus = Enumerable.Range(1, 6).Select(i => $"P{i}").ToArray();
        await using var world = await StockedAsync(skus);
        foreach (var sku in skus)
        {
            world.North.SetStock(world.ExternalIds[sku], 0);
        }
        await PassAsync(world, DriftPolicy.Adopt);
        _clock.Shift(Later);

        var held = await PassAsync(world, DriftPolicy.Adopt);

        Assert.NotNull(held.Held);
        Assert.Equal((6, 0), (held.Drifted, held.Adopted));
        Assert.All(skus, sku => Assert.Equal(40, world.ProductAsync(sku).Result.OnHand));
        Assert.Contains(AlertKind.BulkChangeHeld, await OpenAlertsAsync(world));

        await world.Host.Services.GetRequiredService<ChannelControlStore>().ApproveAsync(CommandContext.System, "north", Stop);
        await world.SettledAsync();
    }

    [Fact]
    public async Task A_sample_finds_what_it_looks_at_says_how_much_may_be_wrong_and_reads_again_what_differed()
    {
        var skus = Enumerable.Range(1, 6).Select(i => $"P{i}").ToArray();
        await using var world = await StockedAsync(skus);
        foreach (var sku in skus)
        {
            world.North.SetStock(world.ExternalIds[sku], 25);
        }
        var first = Assert.IsType<ReconcileOutcome.Compared>(await RunAsync(world, DriftPolicy.Report, sample: 2));
        Assert.Equal((2, 6, 2, 1.0), (first.Listings, first.Linked, first.Waiting, first.WrongAtMost!.Value));
        _clock.Shift(Later);
        var second = Assert.IsType<ReconcileOutcome.Compared>(await RunAsync(world, DriftPolicy.Report, sample: 2));
        Assert.InRange(second.Listings, 2, 4);
        Assert.Equal(2, second.Drifted);
        Assert.Null(Assert.IsType<ReconcileOutcome.Compared>(await RunAsync(world, DriftPolicy.Report)).WrongAtMost);
    }

    [Fact]
    public async Task A_store_that_answers_nonsense_changes_nothing()
    {
        await using var world = await StockedAsync();
        world.North.Faults.Next("GET products", FakeWooFault.Html(), times: 10);

        var outcome = await RunAsync(world, DriftPolicy.Overwrite);

        Assert.IsType<ReconcileOutcome.NotRead>(outcome);
        Assert.All(await world.ListingsAsync(), l => Assert.False(l.IsDrifted));
    }

    private static async Task<DriftResolved> ResolveAsync(EngineWorld world, long id, DriftPolicy policy) => Assert.IsType<CommandAnswer<DriftResolved>.Done>(
        await world.Host.Services.GetRequiredService<DiscrepancyStore>().ResolveAsync(CommandContext.System, "north", [id], policy, Stop)).Value;

    private Task<EngineWorld> StockedAsync() => StockedAsync("MUG");

    private async Task<EngineWorld> StockedAsync(params string[] skus)
    {
        var world = await EngineWorld.StartAsync(_clock, skus);
        foreach (var sku in skus)
        {
            await world.MoveAsync(sku, MovementKind.Count, 40);
            await world.ShowsAsync(sku, north: 30, south: 10);
        }
        return world;
    }

    private static async Task<ReconcileOutcome.Compared> PassAsync(EngineWorld world, DriftPolicy policy) =>
        Assert.IsType<ReconcileOutcome.Compared>(await RunAsync(world, policy));

    private static async Task<ReconcileOutcome> RunAsync(EngineWorld world, DriftPolicy policy, int? sample = null)
    {
        var id = await world.Database.ReadAsync((db, token) => db.Channels.Where(c => c.Key == "north").Select(c => c.Id).SingleAsync(token), Stop);
        return await world.Host.Services.GetRequiredService<ReconcileRun>().RunAsync(id, policy, sample, (_, _, _) => Task.CompletedTask, Stop);
    }

    private static Task<List<AlertKind>> OpenAlertsAsync(EngineWorld world) =>
        world.Database.ReadAsync((db, token) => db.Alerts.Where(a => a.OpenKey != null).Select(a => a.Kind).ToListAsync(token), Stop);

    private static Task<string?> ResolutionAsync(EngineWorld world) =>
        world.Database.ReadAsync((db, token) => db.Discrepancies.Select(d => d.Resolution).SingleAsync(token), Stop);
}
