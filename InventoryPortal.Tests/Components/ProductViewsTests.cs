using Bunit;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>Columns are chosen and remembered; views are kept as query strings.</summary>
public sealed class ProductViewsTests
{
    [Fact]
    public async Task Chosen_columns_are_shown_and_remembered_by_the_next_visit_of_this_person_only()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 3);
        var page = host.Open<ProductsPage>("/products");
        Assert.Equal(["SKU", "Name", "On hand", "Reserved", "Available", "State", "Edited"], Heads(page));

        await ToggleAsync(page, "Reserved", false);
        await ToggleAsync(page, "Barcode", true);
        ComponentHost.Eventually(page, () => Assert.Equal(["SKU", "Name", "Barcode", "On hand", "Available", "State", "Edited"], Heads(page)));
        Assert.Equal(7, page.FindAll("tbody tr:first-child td").Count);

        Assert.Equal(["SKU", "Name", "Barcode", "On hand", "Available", "State", "Edited"], Heads(host.Open<ProductsPage>("/products")));
        await host.SignInAsync("other@example.test", Role.Viewer);
        Assert.Contains("Reserved", Heads(host.Open<ProductsPage>("/products")));
    }

    [Fact]
    public async Task Columns_of_the_address_win_and_give_way_to_a_new_choice()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG");
        var page = host.Open<ProductsPage>("/products?stock=out&columns=available,nonsense");
        Assert.Equal(["SKU", "Available"], Heads(page));
        Assert.True(Box(page, "Available").HasAttribute("disabled"));

        await ToggleAsync(page, "Buffer", true);

        ComponentHost.Eventually(page, () => Assert.Equal(["SKU", "Available", "Buffer"], Heads(page)));
        Assert.EndsWith("/products?stock=out", host.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_is_kept_opened_and_deleted_and_the_deletion_taken_back()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 1, threshold: 5);
        await host.ProductAsync("CUP", onHand: 50);
        var page = host.Open<ProductsPage>("/products?stock=low&sort=-available&page=1");
        Assert.DoesNotContain("Offer it to everybody", page.Markup, StringComparison.Ordinal);
        await KeepAsync(page, "To order");
        ComponentHost.Eventually(page, () => Assert.Equal("To order", page.Find(".views a").TextContent));
        Assert.Equal("page", page.Find(".views a").GetAttribute("aria-current"));
        Assert.Contains("View To order is kept.", host.Said);

        host.Navigation.NavigateTo("/products");
        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll("tbody tr").Count));
        var address = page.Find(".views a").GetAttribute("href")!;
        Assert.Equal("/products?stock=low&sort=-available&columns=name,onHand,reserved,available,state,changed", Uri.UnescapeDataString(address));
        host.Navigation.NavigateTo(address);
        ComponentHost.Eventually(page, () => Assert.Equal("MUG", page.Find("tbody a").TextContent));

        await page.InvokeAsync(() => page.Find(".views button").Click());
        ComponentHost.Eventually(page, () => Assert.Empty(page.FindAll(".views a")));
        await host.PressMessageAsync("Undo");
        ComponentHost.Eventually(page, () => Assert.Single(page.FindAll(".views a")));
    }

    [Fact]
    public async Task A_shared_view_is_offered_to_colleagues_who_cannot_delete_it()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG");
        var page = host.Open<ProductsPage>("/products?stock=out");
        await page.InvokeAsync(() => page.Find(".view-form input[type=checkbox]").Change(true));
        await KeepAsync(page, "Gone");
        ComponentHost.Eventually(page, () => Assert.Contains("shared", page.Find(".views a").TextContent, StringComparison.Ordinal));

        await host.SignInAsync("viewer@example.test", Role.Viewer);
        var theirs = host.Open<ProductsPage>("/products");
        Assert.Contains("shared by person@example.test", theirs.Find(".views a").TextContent, StringComparison.Ordinal);
        Assert.Empty(theirs.FindAll(".views button"));
    }

    [Fact]
    public async Task A_right_to_share_that_was_lost_meanwhile_is_told()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG");
        var page = host.Open<ProductsPage>("/products");
        await page.InvokeAsync(() => page.Find(".view-form input[type=checkbox]").Change(true));
        await host.SignInAsync("viewer@example.test", Role.Viewer);
        await KeepAsync(page, "Gone");
        ComponentHost.Eventually(page, () => Assert.Equal("You are not allowed to do this.", page.Find(".view-form [role=alert]").TextContent));
    }

    private static async Task KeepAsync(IRenderedComponent<ProductsPage> page, string name)
    {
        await page.InvokeAsync(() => page.Find("#view-name").Input(name));
        await page.InvokeAsync(() => page.Find(".view-form").Submit());
    }

    private static Task ToggleAsync(IRenderedComponent<ProductsPage> page, string column, bool isShown) =>
        page.InvokeAsync(() => Box(page, column).Change(isShown));

    private static AngleSharp.Dom.IElement Box(IRenderedComponent<ProductsPage> page, string column) =>
        page.FindAll(".menu label").First(l => l.TextContent.Trim() == column).QuerySelector("input")!;

    private static string[] Heads(IRenderedComponent<ProductsPage> page) => [.. page.FindAll("thead th").Select(h => h.TextContent.Trim(' ', '↑', '↓', '\n'))];
}
