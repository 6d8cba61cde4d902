using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Components;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>Products are found by how they stand at the channels.</summary>
public sealed class ProductSearchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, "BOTH,NORTH,SOUTH,UNSOLD")]
    [InlineData("north", null, "BOTH,NORTH")]
    [InlineData(null, ListingBand.Listed, "BOTH,NORTH,SOUTH")]
    [InlineData(null, ListingBand.Unlisted, "UNSOLD")]
    [InlineData("north", ListingBand.Unlisted, "SOUTH,UNSOLD")]
    [InlineData(null, ListingBand.Drifted, "BOTH")]
    [InlineData("north", ListingBand.Drifted, "")]
    [InlineData("south", ListingBand.Drifted, "BOTH")]
    [InlineData(null, ListingBand.Failed, "NORTH")]
    [InlineData("south", ListingBand.Waiting, "BOTH,SOUTH")]
    [InlineData("no-such-channel", null, "")]
    public async Task Channel_and_standing_narrow_together(string? channel, ListingBand? listing, string skus)
    {
        await using var host = await ShopsAsync();
        var found = await ListAsync(host, new ProductSearch(Channel: channel, Listing: listing));
        Assert.Equal(skus, string.Join(',', found.Items.Select(p => p.Sku)));
        Assert.Equal(found.Items.Count, found.Total);
    }

    [Fact]
    public async Task A_total_by_standing_follows_the_next_change_of_a_listing()
    {
        await using var host = await ShopsAsync();
        var unlisted = new ProductSearch(Listing: ListingBand.Unlisted);
        Assert.Equal(1, (await ListAsync(host, unlisted)).Total);

        Assert.IsType<CommandAnswer<ListingView>.Done>(
            await host.Get<ListingStore>().UpdateAsync(CommandContext.System, "north", "NORTH", new ListingEdit { Sku = null }, null, Stop));

        Assert.Equal(2, (await ListAsync(host, unlisted)).Total);
    }

    private static Task<Paged<ProductView>> ListAsync(ComponentHost host, ProductSearch search) =>
        host.Get<ProductQueries>().ListAsync(search, new PageRequest(1, 10), Stop);

    private static async Task<ComponentHost> ShopsAsync()
    {
        var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north");
        await host.ChannelAsync("south");
        foreach (var sku in new[] { "BOTH", "NORTH", "SOUTH", "UNSOLD" })
        {
            await host.ProductAsync(sku, onHand: 4);
        }
        await host.ListingAsync("north", "BOTH", sku: "BOTH");
        await host.ListingAsync("south", "BOTH", sku: "BOTH");
        await host.ListingAsync("north", "NORTH", sku: "NORTH");
        await host.ListingAsync("south", "SOUTH", sku: "SOUTH");
        await host.ListingAsync("south", "NOBODY");
        await host.Get<PortalDatabase>().WriteAsync(
            async (db, token) =>
            {
                await db.Listings.Where(l => l.ExternalId == "NORTH").ExecuteUpdateAsync(s => s.SetProperty(l => l.IsDead, true), token);
                await db.Listings.Where(l => l.ExternalId == "BOTH" && db.Channels.Any(c => c.Id == l.ChannelId && c.Key == "south"))
                    .ExecuteUpdateAsync(s => s.SetProperty(l => l.IsDrifted, true), token);
            },
            Stop);
        return host;
    }
}
