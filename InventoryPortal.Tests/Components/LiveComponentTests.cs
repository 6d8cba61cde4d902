using System.Globalization;
using Bunit;
using InventoryPortal.Components.Pages.Dashboard;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Pages.Sync;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class LiveComponentTests
{
    [Fact]
    public async Task News_from_the_background_keeps_the_persons_language()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 8);
        await host.StartNewsAsync();
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
            await host.MoveAsync("MUG", MovementKind.Sale, 1);
            ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll(".timeline li").Count));
            Assert.Equal(["销售", "入库"], page.FindAll(".timeline strong").Select(k => k.TextContent));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }
    }

    [Fact]
    public async Task A_page_that_is_left_listens_no_more()
    {
        await using var host = await ComponentHost.StartAsync();
        host.Open<DashboardPage>("/");
        host.Open<SyncPage>("/sync");
        Assert.True(host.Get<PortalFeed>().Listeners >= 2);
        await host.Browser.DisposeComponentsAsync();
        Assert.Equal(0, host.Get<PortalFeed>().Listeners);
    }

    [Fact]
    public async Task Nobody_listens_while_a_page_is_only_prerendered()
    {
        await using var host = await ComponentHost.StartAsync();
        host.Browser.SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Static", false));
        host.Open<DashboardPage>("/");
        Assert.Equal(0, host.Get<PortalFeed>().Listeners);
    }

    [Fact]
    public async Task What_was_lost_is_read_again()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 8);
        var page = host.Open<ProductsPage>("/products");
        await host.ProductAsync("CUP");
        Assert.Single(page.FindAll("tbody tr"));
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll("tbody tr").Count));
    }
}
