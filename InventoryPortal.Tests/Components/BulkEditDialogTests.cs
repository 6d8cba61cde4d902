using Bunit;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>All products that the list shows are edited from it.</summary>
public sealed class BulkEditDialogTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_listed_is_edited_at_once_and_taken_back_from_the_message()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG-1", onHand: 1);
        await host.ProductAsync("MUG-2");
        await host.ProductAsync("CUP", onHand: 1);
        var page = host.Open<ProductsPage>("/products?search=mug");
        await Form.PressAsync(page, "Edit all 2");
        var dialog = host.Dialog<BulkEditDialog>();
        Assert.True(dialog.FindAll("button").First(b => b.TextContent.Trim() == "Edit 2 products").HasAttribute("disabled"));
        await Form.EnterAsync(dialog, "Low from", "4");
        await Form.PressAsync(dialog, "Edit 2 products");

        host.Hears("2 products changed, 0 left as they were.");
        ComponentHost.Eventually(page, () => Assert.Contains("Low", page.Find("tbody tr .chip").TextContent, StringComparison.Ordinal));
        Assert.Equal([0, 4, 4], await ThresholdsAsync(host));

        await host.PressMessageAsync("Undo");
        host.Hears("Undone.");
        Assert.Equal([0, 0, 0], await ThresholdsAsync(host));
    }

    [Fact]
    public async Task A_figure_that_is_none_stays_in_the_dialog()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG-1");
        var page = host.Open<ProductsPage>("/products");
        await Form.PressAsync(page, "Edit all 1");
        var dialog = host.Dialog<BulkEditDialog>();
        await Form.EnterAsync(dialog, "Buffer", "-4");
        await Form.PressAsync(dialog, "Edit 1 products");
        ComponentHost.Eventually(dialog, () => Assert.Contains("A whole number from 0 to", dialog.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_Operator_is_not_offered_it()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG-1");
        Assert.Empty(host.Open<ProductsPage>("/products").FindAll(".bulk"));
    }

    private static async Task<IEnumerable<int>> ThresholdsAsync(ComponentHost host) =>
        (await host.Get<ProductQueries>().ListAsync(new ProductSearch(), new PageRequest(1, 10), Stop)).Items.Select(p => p.LowStockThreshold);
}
