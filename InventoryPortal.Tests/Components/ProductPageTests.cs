using AngleSharp.Dom;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Tests.Support;
using MudBlazor;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class ProductPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_shows_levels_and_how_they_stand()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("A-1", onHand: 12, threshold: 5);
        await host.ProductAsync("A-2", onHand: 3, threshold: 5);
        await host.ProductAsync("A-3");
        var page = host.Open<ProductsPage>("/products");
        Assert.Equal(["A-1 12 In stock", "A-2 3 Low", "A-3 0 Out of stock"], page.FindAll("tbody tr").Select(Row));
    }

    [Fact]
    public async Task The_address_is_the_filter()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("MUG", onHand: 2, threshold: 5);
        await host.ProductAsync("CUP", onHand: 50);
        var page = host.Open<ProductsPage>("/products?stock=low");
        Assert.Equal("MUG", page.Find("tbody a").TextContent);
        Assert.Equal("Low", page.Find(".tabs a[aria-current]").TextContent.Trim());

        host.Navigation.NavigateTo("/products?search=cup");
        ComponentHost.Eventually(page, () => Assert.Equal(["CUP"], page.FindAll("tbody a").Select(a => a.TextContent)));
    }

    [Fact]
    public async Task Nonsense_in_the_address_is_the_standard()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("MUG");
        var page = host.Open<ProductsPage>("/products?sort=drop%20table&stock=9&page=-4");
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Fact]
    public async Task A_change_of_stock_renders_its_own_cells_and_no_more()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("A-1", onHand: 5);
        await host.ProductAsync("A-2", onHand: 5);
        await host.StartNewsAsync();
        var page = host.Open<ProductsPage>("/products");
        var pager = page.FindComponent<Pager>();
        var others = page.FindComponents<LevelCell>().Where(c => c.Instance.Sku == "A-2").ToList();

        await host.MoveAsync("A-1", MovementKind.Restock, 4);

        ComponentHost.Eventually(page, () => Assert.Equal("9", page.Find("tbody tr:first-child [data-figure=onhand]").TextContent));
        Assert.Contains("flash", page.Find("tbody tr:first-child [data-figure=onhand]").ClassList);
        Assert.DoesNotContain("flash", page.Find("tbody tr:last-child [data-figure=onhand]").ClassList);
        Assert.DoesNotContain("flash", page.Find("tbody tr:first-child [data-figure=reserved]").ClassList);
        Assert.Equal(1, pager.RenderCount);
        Assert.All(others, c => Assert.Equal(1, c.RenderCount));
    }

    [Fact]
    public async Task A_viewer_finds_nothing_to_press()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG");
        Assert.Empty(host.Open<ProductsPage>("/products").FindAll(".actions button"));
        Assert.Empty(host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG")).FindAll(".actions button"));
    }

    [Fact]
    public async Task A_product_shows_its_movements_with_reference_reason_and_actor()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("MUG", onHand: 8);
        await host.MoveAsync("MUG", MovementKind.Sale, 3, reference: "order 77", reason: "till");
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "mug"));
        var newest = page.Find(".timeline li");
        Assert.Contains("Sale", newest.TextContent, StringComparison.Ordinal);
        Assert.Contains("order 77", newest.TextContent, StringComparison.Ordinal);
        Assert.Contains("by system · till", newest.TextContent, StringComparison.Ordinal);
        Assert.Equal("−3", newest.QuerySelector(".delta-minus")!.TextContent);
        Assert.Equal("5", page.Find("[data-figure=onhand]").TextContent);
        Assert.Equal(2, page.FindAll(".timeline li").Count);
    }

    [Fact]
    public async Task A_product_that_does_not_exist_is_said_so()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<ProductPage>("/products/NONE", p => p.Add(x => x.Sku, "NONE"));
        Assert.Equal("There is no product NONE", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task A_product_changes_under_the_eye()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.StartNewsAsync();
        await host.ProductAsync("MUG", onHand: 8);
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await host.MoveAsync("MUG", MovementKind.Sale, 1, reference: "order 78");
        ComponentHost.Eventually(page, () => Assert.Contains("order 78", page.Find(".timeline").TextContent, StringComparison.Ordinal));
        Assert.Equal("7", page.Find("[data-figure=available]").TextContent);
    }

    [Fact]
    public async Task An_adjustment_is_booked_with_its_reason()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG", onHand: 8);
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await page.InvokeAsync(() => page.Find(".actions button").Click());
        var dialog = host.Dialog<StockAdjustDialog>();
        await Form.EnterAsync(dialog, "Quantity", "-3");
        Assert.Contains("On hand 8 → 5, available 5", dialog.Markup, StringComparison.Ordinal);
        await Form.EnterAsync(dialog, "Reason", "broken");
        await Form.PressAsync(dialog, "Book");
        ComponentHost.Eventually(page, () => Assert.Contains("broken", page.Find(".timeline li").TextContent, StringComparison.Ordinal));
        Assert.Equal("5", page.Find("[data-figure=onhand]").TextContent);
        Assert.Contains("Booked: on hand is 5 now.", host.Said);
    }

    [Fact]
    public async Task A_double_press_books_once()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG", onHand: 8);
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await page.InvokeAsync(() => page.Find(".actions button").Click());
        var dialog = host.Dialog<StockAdjustDialog>();
        await Form.EnterAsync(dialog, "Quantity", "5");
        var press = dialog.FindComponents<MudButton>()[^1].Instance.OnClick;
        await dialog.InvokeAsync(() => Task.WhenAll(press.InvokeAsync(new()), press.InvokeAsync(new())));
        var movements = await host.Get<LedgerQueries>().MovementsAsync("MUG", null, until: null, 10, scope: null, Stop);
        Assert.Equal([5, 8], movements!.Items.Select(m => m.Delta));
    }

    [Fact]
    public async Task A_repeat_of_one_dialog_is_the_same_operation_and_another_input_is_not()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("MUG");
        var context = await host.Get<PortalSession>().CommandAsync();
        var command = new MovementCommand("MUG", MovementKind.Restock, 2);
        var request = new OnceRequest(context.Caller, Guid.NewGuid(), "two");
        var store = host.Get<StockStore>();
        Assert.IsType<CommandAnswer<MovementResult>.Done>(await store.MoveAsync(context with { Request = request }, command, Stop));
        Assert.IsType<CommandAnswer<MovementResult>.Replayed>(await store.MoveAsync(context with { Request = request }, command, Stop));
        var other = new OnceRequest(context.Caller, request.Operation, "three");
        Assert.IsType<CommandAnswer<MovementResult>.Done>(await store.MoveAsync(context with { Request = other }, command with { Quantity = 3 }, Stop));
    }

    [Fact]
    public async Task A_sale_beyond_what_is_available_stays_in_the_dialog_and_can_be_recorded_all_the_same()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        var product = await host.ProductAsync("MUG", onHand: 1);
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await page.InvokeAsync(() => page.Find(".actions button").Click());
        var dialog = host.Dialog<StockAdjustDialog>();
        await dialog.InvokeAsync(() => dialog.FindComponent<MudSelect<MovementKind>>().Instance.SelectOption(MovementKind.Sale));
        await Form.EnterAsync(dialog, "Quantity", "4");
        await Form.PressAsync(dialog, "Book");
        ComponentHost.Eventually(dialog, () => Assert.Contains("Not enough units are available.", dialog.Markup, StringComparison.Ordinal));
        await dialog.InvokeAsync(() => dialog.Find("input[type=checkbox]").Change(true));
        await Form.PressAsync(dialog, "Book");
        ComponentHost.Eventually(page, () => Assert.Equal("-3", page.Find("[data-figure=onhand]").TextContent));
        Assert.Equal(1, product.OnHand);
    }

    [Fact]
    public async Task A_right_that_was_lost_meanwhile_is_told_and_nothing_is_booked()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG", onHand: 8);
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await page.InvokeAsync(() => page.Find(".actions button").Click());
        var dialog = host.Dialog<StockAdjustDialog>();
        await host.SignInAsync("viewer@example.test", Role.Viewer);
        await Form.EnterAsync(dialog, "Quantity", "1");
        await Form.PressAsync(dialog, "Book");
        ComponentHost.Eventually(dialog, () => Assert.Contains("You are not allowed to do this.", dialog.Markup, StringComparison.Ordinal));
        Assert.Equal(8, (await host.Get<ProductQueries>().FindAsync("MUG", scope: null, Stop))!.OnHand);
    }

    [Fact]
    public async Task A_new_product_is_made_and_a_taken_SKU_refused_in_words()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG");
        var page = host.Open<ProductsPage>("/products");
        await page.InvokeAsync(() => page.Find(".actions button").Click());
        var dialog = host.Dialog<ProductCreateDialog>();
        await Form.EnterAsync(dialog, "SKU", "mug");
        await Form.EnterAsync(dialog, "Name", "Another");
        await Form.PressAsync(dialog, "Create");
        ComponentHost.Eventually(dialog, () => Assert.Contains("A product with this SKU exists already.", dialog.Markup, StringComparison.Ordinal));
        await Form.EnterAsync(dialog, "SKU", "CUP");
        await Form.PressAsync(dialog, "Create");
        ComponentHost.Eventually(page, () => Assert.EndsWith("/products/CUP", host.Navigation.Uri, StringComparison.Ordinal));
        Assert.NotNull(await host.Get<ProductQueries>().FindAsync("CUP", scope: null, Stop));
    }

    [Fact]
    public async Task An_edit_that_came_second_shows_both_values_and_the_person_chooses()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG", name: "Old");
        var page = host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
        await page.InvokeAsync(() => page.FindAll(".actions button")[0].Click());
        var dialog = host.Dialog<ProductEditDialog>();
        await host.Get<ProductStore>().UpdateAsync(CommandContext.System, "MUG", new ProductEdit { Name = "Theirs" }, null, Stop);
        await Form.EnterAsync(dialog, "Name", "Mine");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(dialog, () => Assert.Contains("Somebody else changed this", dialog.Markup, StringComparison.Ordinal));
        Assert.Equal(["Name", "Mine", "Theirs"], dialog.FindAll("table.compact tbody tr > *").Select(c => c.TextContent));
        await Form.PressAsync(dialog, "Keep mine");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("Mine", page.Find("h1").TextContent));
    }

    private static string Row(IElement row) =>
        $"{row.QuerySelector("a")!.TextContent} {row.QuerySelector("[data-figure=available]")!.TextContent} {row.QuerySelector(".chip")!.TextContent}";
}
