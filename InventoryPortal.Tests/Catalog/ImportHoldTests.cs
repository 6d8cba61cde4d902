using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Catalog.Imports;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Api;
using InventoryPortal.Tests.Engine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>What a file would do to a channel is weighed as a whole, however often its run is begun again.</summary>
public sealed class ImportHoldTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_channels_that_a_file_holds_are_kept_with_its_job()
    {
        var skus = Enumerable.Range(1, 6).Select(i => $"P{i}").ToArray();
        await using var world = await StockedAsync(skus);
        using var api = world.Host.Api();
        var import = await api.PreviewAsync("products", "sku,isActive\n" + string.Concat(skus.Select(s => $"{s},no\n")));
        await api.DoAsync("apply", import);

        Assert.All(await world.ListingsAsync(), l => Assert.True(l.AwaitsApproval));
        var channels = (await world.ListingsAsync()).Select(l => l.ChannelId).Distinct().Order();
        var payload = await world.Database.ReadAsync((db, token) => db.SyncJobs.Where(j => j.Kind == SyncJobKind.FileApply).Select(j => j.Payload).SingleAsync(token), Stop);
        Assert.Equal(channels, JsonSerializer.Deserialize<JsonElement>(payload!).GetProperty("held").EnumerateArray().Select(h => h.GetInt64()).Order());
    }

    [Fact]
    public async Task A_run_that_is_begun_again_holds_what_it_held_before_however_little_is_left()
    {
        await using var world = await StockedAsync("P1");
        using var api = world.Host.Api();
        var preview = await api.PreviewAsync("products", "sku,isActive\nP1,no\n");
        var id = (long)preview["id"]!;
        var import = await world.Database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Imports.AsTracking().SingleAsync(i => i.Id == id, token);
                row.Stage = ImportStage.Applying;
                return row;
            },
            Stop);
        var south = await world.Database.ReadAsync((db, token) => db.Channels.Where(c => c.Key == "south").Select(c => c.Id).SingleAsync(token), Stop);

        var course = new ImportCourse((_, _, _) => Task.CompletedTask, [south], (_, _) => throw new InvalidOperationException("Nothing more is held."));
        var answer = await world.Host.Services.GetRequiredService<ImportRun>().ApplyAsync(CommandContext.System, import, course, Stop);

        Assert.Equal(1, Assert.IsType<CommandAnswer<ImportTotals>.Done>(answer).Value.Applied);
        Assert.Equal([south], (await world.ListingsAsync()).Where(l => l.AwaitsApproval).Select(l => l.ChannelId));
    }

    [Fact]
    public async Task New_products_that_are_taken_back_with_their_units_wait_at_a_channel_that_is_held()
    {
        await using var world = await StockedAsync();
        using var api = world.Host.Api();
        var preview = await api.PreviewAsync("products", "sku,name,onHand\nNEW,New,40\n");
        var id = (long)preview["id"]!;
        await api.DoAsync("apply", preview);
        var (import, channels) = await world.Database.WriteAsync(
            async (db, token) =>
            {
                var keys = await db.Channels.ToDictionaryAsync(c => c.Key, c => c.Id, token);
                var product = await db.Products.Where(p => p.Sku == "NEW").Select(p => p.Id).SingleAsync(token);
                db.Listings.AddRange(keys.Values.Select(c => new ListingRow
                {
                    ChannelId = c, ExternalId = "1", ProductId = product, LinkState = LinkState.Linked, SyncEnabled = true, Desired = 20, Confirmed = 20,
                    DesiredRevision = 1, ConfirmedRevision = 1,
                }));
                var row = await db.Imports.AsTracking().SingleAsync(i => i.Id == id, token);
                row.Stage = ImportStage.Undoing;
                return (row, keys);
            },
            Stop);

        var course = new ImportCourse((_, _, _) => Task.CompletedTask, [channels["south"]], (_, _) => Task.CompletedTask);
        var answer = await world.Host.Services.GetRequiredService<ImportRun>().UndoAsync(CommandContext.System, import, course, Stop);

        Assert.Equal(1, Assert.IsType<CommandAnswer<ImportTotals>.Done>(answer).Value.Undone);
        Assert.All(await world.ListingsAsync(), l => Assert.Equal((0, l.ChannelId == channels["south"]), (l.Desired, l.AwaitsApproval)));
    }

    [Fact]
    public async Task New_products_without_units_that_are_taken_back_while_they_are_shown_are_weighed_like_any_others()
    {
        await using var world = await StockedAsync();
        using var api = world.Host.Api();
        var preview = await api.PreviewAsync("products", "sku,name\n" + string.Concat(Enumerable.Range(1, 6).Select(i => $"NEW-{i},New\n")));
        await api.DoAsync("apply", preview);
        await world.Database.WriteAsync(
            async (db, token) =>
            {
                var south = await db.Channels.Where(c => c.Key == "south").Select(c => c.Id).SingleAsync(token);
                var products = await db.Products.Where(p => p.Sku.StartsWith("NEW-")).Select(p => new { p.Id, p.Sku }).ToListAsync(token);
                db.Listings.AddRange(products.Select(p => new ListingRow
                {
                    ChannelId = south, ExternalId = p.Sku, ProductId = p.Id, LinkState = LinkState.Linked, SyncEnabled = true, Mode = ListingMode.Fixed, FixedQuantity = 9,
                    Desired = 9, Confirmed = 9, DesiredRevision = 1, ConfirmedRevision = 1,
                }));
            },
            Stop);

        await api.DoAsync("undo", preview);

        Assert.All(await world.ListingsAsync(), l => Assert.Equal((0, true), (l.Desired, l.AwaitsApproval)));
    }

    private static async Task<EngineWorld> StockedAsync(params string[] skus)
    {
        var world = await EngineWorld.StartAsync(TimeProvider.System, skus);
        foreach (var sku in skus)
        {
            await world.MoveAsync(sku, MovementKind.Count, 40);
            await world.ShowsAsync(sku, north: 30, south: 10);
        }
        return world;
    }
}
