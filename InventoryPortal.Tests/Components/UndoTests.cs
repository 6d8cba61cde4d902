using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Components.Pages.Mapping;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>What a person did is taken back, or it is said why it cannot be.</summary>
public sealed class UndoTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_booking_is_taken_back_from_its_message_by_a_movement_of_its_own()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        var page = await BookAsync(host, "Adjustment", "-3");
        Assert.Equal("5", page.Find("[data-figure=onhand]").TextContent);

        await host.PressMessageAsync("Undo");

        host.Hears("Undone.");
        host.Navigation.NavigateTo("/products/MUG?again");
        ComponentHost.Eventually(page, () => Assert.Equal(3, page.FindAll(".timeline li").Count));
        Assert.Equal("8", page.Find("[data-figure=onhand]").TextContent);
        Assert.Equal(["+3", "−3", "+8"], page.FindAll(".timeline .delta > div:first-child").Select(d => d.TextContent));
        Assert.Contains("undone", page.Find(".timeline li").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Units_that_are_gone_meanwhile_cannot_be_taken_back()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        var page = await BookAsync(host, "Restock", "10");
        await host.MoveAsync("MUG", MovementKind.Sale, 12);

        await host.PressMessageAsync("Undo");

        host.Hears("Not undone. ");
        Assert.Equal(6, (await host.Get<ProductQueries>().FindAsync("MUG", scope: null, Stop))!.OnHand);
    }

    [Fact]
    public async Task A_movement_is_undone_once_with_a_note_from_the_list()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG", onHand: 8);
        await host.MoveAsync("MUG", MovementKind.Restock, 4);
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        Assert.Equal(["Undo: Restock +4", "Undo: Restock +8"], page.FindAll(".timeline button").Select(b => b.GetAttribute("aria-label")));

        await page.InvokeAsync(() => page.Find(".timeline button").Click());
        var ask = host.Dialog<ConfirmDialog>();
        Assert.Contains("an adjustment of −4 is booked for MUG", ask.Markup, StringComparison.Ordinal);
        await Form.EnterAsync(ask, "Reason (optional)", "counted twice");
        await Form.PressAsync(ask, "Book");

        ComponentHost.Eventually(page, () => Assert.Equal(3, page.FindAll(".timeline li").Count));
        Assert.Equal("8", page.Find("[data-figure=onhand]").TextContent);
        Assert.Contains("counted twice", page.Find(".timeline li").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Undo: Adjustment −4", "Undo: Restock +8"], page.FindAll(".timeline button").Select(b => b.GetAttribute("aria-label")));
    }

    [Fact]
    public async Task A_Viewer_is_offered_no_undo()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 8);
        Assert.Empty(host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG")).FindAll(".timeline button"));
    }

    [Theory]
    [InlineData(false, "Old", "Undone.")]
    [InlineData(true, "Newest", "Not undone. Somebody else changed this in the meantime.")]
    public async Task An_edit_is_taken_back_unless_somebody_edited_since(bool editedSince, string name, string said)
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG", name: "Old");
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await Form.PressAsync(page, "Edit");
        var dialog = host.Dialog<ProductEditDialog>();
        await Form.EnterAsync(dialog, "Name", "New");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("New", page.Find("h1").TextContent));
        if (editedSince)
        {
            await host.Get<ProductStore>().UpdateAsync(CommandContext.System, "MUG", new ProductEdit { Name = "Newest" }, null, Stop);
        }

        await host.PressMessageAsync("Undo");

        host.Hears(said);
        Assert.Equal(name, (await host.Get<ProductQueries>().FindAsync("MUG", scope: null, Stop))!.Name);
    }

    [Fact]
    public async Task A_weight_is_chosen_by_slider_with_its_outcome_before_saving_and_taken_back_after()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG", onHand: 8);
        await host.ChannelAsync("north");
        await host.ChannelAsync("south");
        await host.ListingAsync("north", "11", sku: "MUG");
        await host.ListingAsync("south", "77", sku: "MUG");
        var page = host.Open<ChannelPage>("/channels/north", p => p.Add(x => x.Key, "north"));
        await Form.PressAsync(page, "Edit");
        var dialog = host.Dialog<ChannelEditDialog>();
        Assert.Empty(dialog.FindAll("[data-figure=difference]"));

        await dialog.InvokeAsync(() => dialog.Find("input[type=range]").Input("3"));
        ComponentHost.Eventually(dialog, () => Assert.Equal("2 of 2 listings change; none goes to 0. All products concerned were counted: 1.", dialog.Find("[data-figure=difference]").TextContent));
        Assert.Equal(["north 1 0 4 6", "south 1 0 4 2"], dialog.Find(".difference table").QuerySelectorAll("tbody tr").Select(r => string.Join(' ', r.Children.Select(c => c.TextContent))));
        await dialog.InvokeAsync(() => dialog.Find("input[type=range]").Input("0"));
        ComponentHost.Eventually(dialog, () => Assert.Equal("2 of 2 listings change; 1 go to 0. All products concerned were counted: 1.", dialog.Find("[data-figure=difference]").TextContent));
        await Form.EnterAsync(dialog, "Weight", "3");
        Assert.Equal("3", dialog.Find("input[type=range]").GetAttribute("value"));
        await Form.PressWhenReadyAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("3", page.Find(".facts dd").TextContent));
        Assert.Equal(6, (await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.DesiredQuantity);

        await host.PressMessageAsync("Undo");
        host.Hears("Undone.");
        Assert.Equal(4, (await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.DesiredQuantity);
    }

    [Fact]
    public async Task Rules_of_a_listing_are_edited_from_the_product_and_taken_back()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG", onHand: 8);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await Form.PressAsync(page, "Rules");
        var dialog = host.Dialog<ListingEditDialog>();
        await Form.EnterAsync(dialog, "Maximum", "5");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("5", page.Find(".listing-figure strong").TextContent));

        await host.PressMessageAsync("Undo");
        host.Hears("Undone.");
        Assert.Null((await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.Max);
    }

    private static async Task<IRenderedComponent<ProductPage>> BookAsync(ComponentHost host, string kind, string quantity)
    {
        await host.ProductAsync("MUG", onHand: 8);
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await Form.PressAsync(page, "Adjust stock");
        var dialog = host.Dialog<StockAdjustDialog>();
        await dialog.InvokeAsync(() => dialog.FindComponent<MudBlazor.MudSelect<MovementKind>>().Instance.SelectOption(Enum.Parse<MovementKind>(kind)));
        await Form.EnterAsync(dialog, "Quantity", quantity);
        await Form.PressAsync(dialog, "Book");
        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll(".timeline li").Count));
        return page;
    }
}
