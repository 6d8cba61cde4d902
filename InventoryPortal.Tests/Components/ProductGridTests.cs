using Bunit;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The list of products narrows by channel and is counted in place.</summary>
public sealed class ProductGridTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Channel_and_standing_are_chosen_and_the_address_keeps_them()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("MUG");
        await host.ProductAsync("CUP");
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        var page = host.Open<ProductsPage>("/products");
        Assert.Equal(["Any channel", "Shop north"], page.FindAll(".choice select")[0].Children.Select(o => o.TextContent));

        await page.InvokeAsync(() => page.FindAll(".choice select")[0].Change("north"));
        ComponentHost.Eventually(page, () => Assert.Equal(["MUG"], Skus(page)));
        await page.InvokeAsync(() => page.FindAll(".choice select")[1].Change("Unlisted"));
        ComponentHost.Eventually(page, () => Assert.Equal(["CUP"], Skus(page)));

        Assert.EndsWith("/products?channel=north&listing=unlisted", host.Navigation.Uri, StringComparison.Ordinal);
        Assert.True(page.FindAll(".choice select")[1].Children.First(o => o.TextContent == "Not listed").HasAttribute("selected"));
        Assert.Equal("/products?stock=low&channel=north&listing=unlisted", page.FindAll(".tabs a")[1].GetAttribute("href"));
    }

    [Fact]
    public async Task Nothing_that_matches_offers_all_products()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("MUG");
        var page = host.Open<ProductsPage>("/products?listing=drifted");
        Assert.Contains("No product matches.", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/products", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task What_is_listed_is_offered_as_a_file_with_all_of_its_pages()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG");
        var page = host.Open<ProductsPage>("/products?search=mug&sort=-available&page=1");
        Assert.Equal(
            ["/api/v1/exports/products.csv?search=mug&sort=-available", "/api/v1/exports/products.xlsx?search=mug&sort=-available"],
            page.FindAll(".exports a[download]").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task A_count_is_booked_in_the_cell_with_Enter_and_can_be_taken_back()
    {
        await using var host = await OneMugAsync(Role.Operator);
        var page = host.Open<ProductsPage>("/products");
        await TypeAsync(page, "11");
        await KeyAsync(page, "Enter");

        ComponentHost.Eventually(page, () => Assert.Equal("11", page.Find("[data-figure=onhand]").TextContent));
        var booked = (await host.Get<LedgerQueries>().MovementsAsync("MUG", null, until: null, 10, scope: null, Stop))!.Items[0];
        Assert.Equal((MovementKind.Count, 3, "person@example.test"), (booked.Kind, booked.Delta, booked.Actor));
        Assert.Contains("Booked: on hand is 11 now.", host.Said);

        await host.PressMessageAsync("Undo");
        ComponentHost.Eventually(page, () => Assert.Equal("8", page.Find("[data-figure=onhand]").TextContent));
    }

    [Fact]
    public async Task Escape_leaves_the_cell_as_it_was()
    {
        await using var host = await OneMugAsync(Role.Operator);
        var page = host.Open<ProductsPage>("/products");
        await TypeAsync(page, "11");
        await KeyAsync(page, "Escape");

        Assert.Empty(page.FindAll(".cell-input"));
        Assert.Equal("8", page.Find("[data-figure=onhand]").TextContent);
        Assert.Single((await host.Get<LedgerQueries>().MovementsAsync("MUG", null, until: null, 10, scope: null, Stop))!.Items);
    }

    [Fact]
    public async Task A_count_that_agrees_books_nothing()
    {
        await using var host = await OneMugAsync(Role.Operator);
        var page = host.Open<ProductsPage>("/products");
        await page.InvokeAsync(() => page.Find(".cell-edit").Click());
        Assert.Equal("8", page.Find(".cell-input").GetAttribute("value"));
        await KeyAsync(page, "Enter");
        ComponentHost.Eventually(page, () => Assert.Empty(page.FindAll(".cell-input")));
        Assert.Contains("The count agrees: nothing to book.", host.Said);
    }

    [Theory]
    [InlineData("a dozen")]
    [InlineData("")]
    [InlineData("-1")]
    public async Task What_is_no_count_stays_in_the_cell_and_is_told(string typed)
    {
        await using var host = await OneMugAsync(Role.Operator);
        var page = host.Open<ProductsPage>("/products");
        await TypeAsync(page, typed);
        await KeyAsync(page, "Enter");

        ComponentHost.Eventually(page, () => Assert.Equal("true", page.Find(".cell-input").GetAttribute("aria-invalid")));
        Assert.NotEmpty(page.Find("[role=alert]").TextContent);
        Assert.Equal(8, (await host.Get<ProductQueries>().FindAsync("MUG", scope: null, Stop))!.OnHand);
    }

    [Fact]
    public async Task A_Viewer_finds_a_figure_and_no_field()
    {
        await using var host = await OneMugAsync(Role.Viewer);
        var page = host.Open<ProductsPage>("/products");
        Assert.Equal("8", page.Find("[data-figure=onhand]").TextContent);
        Assert.Empty(page.FindAll(".cell-edit"));
    }

    [Fact]
    public async Task A_right_that_was_lost_meanwhile_is_told_and_nothing_is_booked()
    {
        await using var host = await OneMugAsync(Role.Operator);
        var page = host.Open<ProductsPage>("/products");
        await TypeAsync(page, "11");
        await host.SignInAsync("viewer@example.test", Role.Viewer);
        await KeyAsync(page, "Enter");

        ComponentHost.Eventually(page, () => Assert.Equal("You are not allowed to do this.", page.Find("[role=alert]").TextContent));
        Assert.Equal(8, (await host.Get<ProductQueries>().FindAsync("MUG", scope: null, Stop))!.OnHand);
    }

    private static async Task<ComponentHost> OneMugAsync(Role role)
    {
        var host = await ComponentHost.StartAsync(role);
        await host.ProductAsync("MUG", onHand: 8);
        await host.StartNewsAsync();
        return host;
    }

    private static async Task TypeAsync(IRenderedComponent<ProductsPage> page, string text)
    {
        await page.InvokeAsync(() => page.Find(".cell-edit").Click());
        await page.InvokeAsync(() => page.Find(".cell-input").Input(text));
    }

    private static Task KeyAsync(IRenderedComponent<ProductsPage> page, string key) =>
        page.InvokeAsync(() => page.Find(".cell-input").KeyDownAsync(new KeyboardEventArgs { Key = key }));

    private static IEnumerable<string> Skus(IRenderedComponent<ProductsPage> page) => page.FindAll("tbody a").Select(a => a.TextContent);
}
