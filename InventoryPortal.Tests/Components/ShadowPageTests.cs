using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>Shadow mode as people see it.</summary>
public sealed class ShadowPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_enters_and_leaves_the_shadow_by_hand_with_the_difference_before_it_leaves()
    {
        await using var host = await StartAsync(Role.Editor, listings: 2, observed: 7);
        var page = host.Open<ChannelPage>("/channels/north", p => p.Add(x => x.Key, "north"));
        await Form.PressAsync(page, "Shadow mode");
        await Form.PressAsync(host.Dialog<ConfirmDialog>(), "Shadow mode");
        ComponentHost.Eventually(page, () => Assert.Equal(["Shadow", "Shadow", "Shadow"], page.FindAll(".page-head .chip, tbody .chip").Select(c => c.TextContent)));
        Assert.Contains("nothing is sent", page.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Contains("it would be sent", host.Open<ProductPage>("/products/MUG-1", p => p.Add(x => x.Sku, "MUG-1")).Markup, StringComparison.Ordinal);

        await Form.PressAsync(page, "Leave the shadow");
        var dialog = host.Dialog<SendDialog>();
        ComponentHost.Eventually(dialog, () => Assert.Equal("2 of 2 listings change; none goes to 0.", dialog.Find("[data-figure=sending]").TextContent));
        Assert.Equal("north 2 0 14 20", string.Join(' ', dialog.Find(".difference tbody tr").Children.Select(c => c.TextContent)));
        await Form.PressWhenReadyAsync(dialog, "Leave the shadow");
        ComponentHost.Eventually(page, () => Assert.Equal(["Active", "Waiting", "Waiting"], page.FindAll(".page-head .chip, tbody .chip").Select(c => c.TextContent)));
    }

    [Fact]
    public async Task Leaving_it_sends_nothing_that_would_swing_a_whole_shop_before_a_person_approves()
    {
        await using var host = await StartAsync(Role.Editor, listings: 6, observed: 100);
        await ShadowAsync(host, true);
        await ShadowAsync(host, false);
        var (waiting, due, alert) = await host.Get<PortalDatabase>().ReadAsync(
            async (db, token) => (
                await db.Listings.CountAsync(l => l.AwaitsApproval, token),
                await db.Listings.CountAsync(l => l.DueAt != null, token),
                await db.Alerts.Where(a => a.Kind == AlertKind.BulkChangeHeld).Select(a => a.Message).SingleAsync(token)), Stop);
        Assert.Equal((6, 0), (waiting, due));
        Assert.StartsWith("Leaving the shadow would zero 0 and swing 6 of 6 listings of north", alert, StringComparison.Ordinal);
        Assert.Equal(6, (await host.Get<MappingPreview>().OfSendingAsync("north", awaiting: true, Stop)).Changed);
    }

    [Theory]
    [InlineData(Role.Operator, false)]
    [InlineData(Role.Editor, true)]
    public async Task Who_may_set_rules_may_set_it(Role role, bool may)
    {
        await using var host = await StartAsync(role, listings: 1, observed: 1);
        var page = host.Open<ChannelPage>("/channels/north", p => p.Add(x => x.Key, "north"));
        Assert.Equal(may, page.FindAll("button").Any(b => b.TextContent.Trim() == "Shadow mode"));
        Assert.Equal(may, await ShadowAsync(host, true));
    }

    private static async Task<ComponentHost> StartAsync(Role role, int listings, int observed)
    {
        var host = await ComponentHost.StartAsync(role);
        await host.ChannelAsync("north");
        for (var i = 1; i <= listings; i++)
        {
            await host.ProductAsync($"MUG-{i}", onHand: 10);
        }
        await host.ListingsAsync("north", [.. Enumerable.Range(1, listings).Select(i => $"MUG-{i}")]);
        await host.Get<PortalDatabase>().WriteAsync((db, token) => db.Listings.ExecuteUpdateAsync(s => s.SetProperty(l => l.Observed, observed), token), Stop);
        return host;
    }

    private static async Task<bool> ShadowAsync(ComponentHost host, bool shadow) => await host.Get<ChannelStore>().UpdateAsync(
        await host.Get<PortalSession>().CommandAsync(), "north", new ChannelInput(Policy: new ChannelPolicyEdit(Shadow: shadow)), null, Stop) is CommandAnswer<ChannelView>.Done;
}
