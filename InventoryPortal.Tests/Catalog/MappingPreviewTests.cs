using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Components;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>What rules would do is counted over all products before they are saved, and comes out so when they are.</summary>
public sealed class MappingPreviewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_counted_is_what_a_weight_comes_to()
    {
        await using var host = await WorldAsync();

        var difference = await CountAsync(host, new RuleProposal.ChannelWeight("north", 9));
        var before = await DesiredAsync(host);
        await host.Get<ChannelStore>().UpdateAsync(CommandContext.System, "north", new ChannelInput(Weight: 9), null, Stop);
        var after = await DesiredAsync(host);

        Assert.Equal((3, 6, 6, 1), (difference.Products, difference.Listings, difference.Changed, difference.ToZero));
        Assert.Equal(after.Count(a => before[a.Key] != a.Value), difference.Changed);
        Assert.Equal(difference.Largest.ToDictionary(l => $"{l.Channel} {l.ExternalId}", l => l.Then), after.Where(a => before[a.Key] != a.Value).ToDictionary());
        Assert.Equal(["south 1: 1 > 0"], difference.Zeroed.Select(l => $"{l.Channel} {l.ExternalId}: {l.Now} > {l.Then}"));
        Assert.Equal([("north", 22L, 39L), ("south", 21L, 4L)], difference.Channels.Select(c => (c.Channel, c.UnitsNow, c.UnitsThen)));
    }

    [Theory]
    [InlineData(null, 3, 3)]
    [InlineData("A-1", 1, 1)]
    public async Task Rules_for_a_whole_worklist_are_counted_over_what_it_shows(string? search, int products, int toZero)
    {
        await using var host = await WorldAsync();
        var proposal = new RuleProposal.ManyListings(new ListingSearch("north", Search: search), new ListingEdit { Mode = ListingMode.Off });
        var difference = await CountAsync(host, proposal);
        Assert.Equal((products, 2 * products, toZero), (difference.Products, difference.Listings, difference.ToZero));
        Assert.All(difference.Zeroed, l => Assert.Equal("north", l.Channel));
    }

    [Fact]
    public async Task An_edit_that_moves_a_listing_to_another_product_concerns_both()
    {
        await using var host = await WorldAsync();
        var key = new ListingKey("north", "2");
        var difference = await CountAsync(host, new RuleProposal.OneListing(key, new ListingEdit { Sku = "A-3" }));
        Assert.Equal((2, 4), (difference.Products, difference.Listings));
        Assert.Equal(
            ["A-2 south 2: 10 > 20", "A-3 north 2: 10 > 7", "A-3 north 3: 10 > 7", "A-3 south 3: 10 > 6"],
            (await host.Get<MappingPreview>().OfListingAsync(key, new ListingEdit { Sku = "A-3" }, Stop)).Select(l => $"{l.Sku} {l.Channel} {l.ExternalId}: {l.Now} > {l.Then}").Order(StringComparer.Ordinal));
        Assert.Equal(20, (await host.Get<MappingPreview>().OfListingAsync(key, new ListingEdit { Sku = null }, Stop)).Single().Then);
    }

    [Fact]
    public async Task A_buffer_of_one_product_or_of_many_is_counted()
    {
        await using var host = await WorldAsync();
        var one = await CountAsync(host, new RuleProposal.OneProduct("a-2", new BulkEdit(Buffer: 20)));
        var many = await CountAsync(host, new RuleProposal.ManyProducts(new ProductSearch("A-"), new BulkEdit(IsActive: false)));
        Assert.Equal((1, 2, 2), (one.Products, one.Changed, one.ToZero));
        Assert.Equal((3, 6, 6), (many.Products, many.Changed, many.ToZero));
    }

    [Fact]
    public async Task What_the_guard_would_hold_back_is_known_before()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north");
        await ManyAsync(host, 6);
        await host.Get<PortalDatabase>().WriteAsync((db, token) => db.Listings.ExecuteUpdateAsync(s => s.SetProperty(l => l.Confirmed, 10), token), Stop);
        var search = new ListingSearch("north");
        Assert.True((await CountAsync(host, new RuleProposal.ManyListings(search, new ListingEdit { Mode = ListingMode.Off }))).Channels.Single().IsHeld);
        Assert.False((await CountAsync(host, new RuleProposal.ManyListings(search, new ListingEdit { Max = 9 }))).Channels.Single().IsHeld);
    }

    [Fact]
    public async Task Every_product_is_counted_however_many_and_the_count_can_be_stopped()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north");
        await ManyAsync(host, 1_300);
        var told = new List<(int, int)>();
        var proposal = new RuleProposal.ManyListings(new ListingSearch("north"), new ListingEdit { Mode = ListingMode.Off });

        var difference = await host.Get<MappingPreview>().CountAsync(proposal, (done, all) => told.Add((done, all)), Stop);
        Assert.Equal((1_300, 1_300, 20), (difference.Products, difference.ToZero, difference.Zeroed.Count));
        Assert.Equal([(1_000, 1_300), (1_300, 1_300)], told);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Get<MappingPreview>().CountAsync(proposal, (_, _) => stop.Cancel(), stop.Token));
    }

    /// <summary>Run by hand: a hundred thousand products with two listings each, counted in seconds.</summary>
    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_products_take_seconds()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north");
        await host.ChannelAsync("south");
        await ManyAsync(host, 100_000, "north", "south");
        foreach (var proposal in new RuleProposal[]
        {
            new RuleProposal.ChannelWeight("north", 3),
            new RuleProposal.ManyListings(new ListingSearch("north"), new ListingEdit { Mode = ListingMode.Off }),
            new RuleProposal.ManyProducts(new ProductSearch(), new BulkEdit(Buffer: 2)),
        })
        {
            var began = TimeProvider.System.GetTimestamp();
            var difference = await CountAsync(host, proposal);
            var took = TimeProvider.System.GetElapsedTime(began);
            TestContext.Current.TestOutputHelper?.WriteLine($"{proposal.GetType().Name}: {difference.Products} products in {took.TotalSeconds:0.0} s");
            Assert.Equal((100_000, 200_000), (difference.Products, difference.Listings));
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
    }

    /// <summary>A-1 has 3 units, A-2 and A-3 have 20; each with a listing at north and at south.</summary>
    private static async Task<ComponentHost> WorldAsync()
    {
        var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north");
        await host.ChannelAsync("south");
        for (var i = 1; i <= 3; i++)
        {
            await host.ProductAsync($"A-{i}", onHand: i == 1 ? 3 : 20);
            await host.ListingAsync("north", $"{i}", externalSku: $"A-{i}", sku: $"A-{i}");
            await host.ListingAsync("south", $"{i}", externalSku: $"A-{i}", sku: $"A-{i}");
        }
        return host;
    }

    /// <summary>Products of ten units, each with a listing at each channel, as an import and a mapping would leave them.</summary>
    private static async Task ManyAsync(ComponentHost host, int count, params string[] channels)
    {
        foreach (var chunk in Enumerable.Range(1, count).Chunk(5_000))
        {
            await host.Get<PortalDatabase>().WriteAsync(
                async (db, token) =>
                {
                    var ids = await db.Channels.Where(c => channels.Length == 0 || channels.Contains(c.Key)).Select(c => c.Id).ToListAsync(token);
                    db.Products.AddRange(chunk.Select(i => new ProductRow { Id = i, Sku = $"M-{i}", SkuNormalised = $"M-{i}", Name = "Mug", SearchText = $"M-{i}", OnHand = 10 }));
                    db.Listings.AddRange(chunk.SelectMany(i => ids.Select(id => new ListingRow
                    {
                        ChannelId = id, ExternalId = $"{i}", ProductId = i, LinkState = LinkState.Linked, Desired = 10 / ids.Count, DesiredRevision = 1,
                    })));
                },
                Stop);
        }
    }

    private static Task<RuleDifference> CountAsync(ComponentHost host, RuleProposal proposal) => host.Get<MappingPreview>().CountAsync(proposal, progress: null, Stop);

    private static Task<Dictionary<string, int?>> DesiredAsync(ComponentHost host) => host.Get<PortalDatabase>().ReadAsync(
        (db, token) => (from l in db.Listings join c in db.Channels on l.ChannelId equals c.Id select new { c.Key, l.ExternalId, l.Desired })
            .ToDictionaryAsync(l => $"{l.Key} {l.ExternalId}", l => l.Desired, token), Stop);
}
