using System.Text.RegularExpressions;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>What surrounds every page: keys, palette, colours, zone, and what happens to a half-filled form.</summary>
public sealed partial class ShellTests(PortalBrowser portal) : BrowserTest(portal)
{
    [Fact]
    public async Task A_product_is_found_and_opened_by_keys_alone()
    {
        await AddProductAsync("PAL-7", "Palette mug", "4006381333931");
        var session = await AsAsync(PortalBrowser.ViewerEmail);
        var page = session.Page;
        await session.GoAsync("");

        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Search and commands" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("4006381333931");
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Name = "Palette mug" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/products/PAL-7$"));
        // A Viewer is offered no command that a Viewer may not give.
        await session.ArrivesAsync("Palette mug");
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Search and commands" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("PAL-7");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task Single_keys_lead_to_pages_never_while_somebody_writes_and_can_be_switched_off()
    {
        var session = await AsAsync(PortalBrowser.ViewerEmail);
        var page = session.Page;
        await session.GoAsync("");

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Go to: Products");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.TypeAsync("gp");
        await session.ArrivesAsync("Products");

        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.Locator("main .toolbar input").First).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("gs?");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("search=gs%3F"));
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await session.GoAsync("preferences");
        await page.GetByLabel("Single letters are shortcuts").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await session.LivesAsync();
        await page.Keyboard.TypeAsync("gp?");
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Search and commands" })).ToBeFocusedAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/preferences"));
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("Single letters are shortcuts").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "on");
    }

    [Fact]
    public async Task Colours_language_and_zone_go_with_the_person_to_another_browser()
    {
        const string Email = "look@example.test";
        await Portal.AddPersonAsync(Email, Role.Viewer);
        var first = await AsAsync(Email);
        await first.GoAsync("preferences");
        await first.Page.GetByLabel("Dark").CheckAsync();
        await first.Page.Locator("select[name=culture]").SelectOptionAsync("zh-CN");
        await first.Page.GetByLabel("Time zone").SelectOptionAsync("Asia/Shanghai");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(first.Page.GetByText("已保存")).ToBeVisibleAsync();
        Assert.Equal("dark", await first.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));

        var second = await AsAsync(Email);
        // What the server sent, before any script: the first picture is right.
        var sent = await (await second.Page.GotoAsync("preferences"))!.TextAsync();
        Assert.Contains("<html lang=\"zh-CN\" data-theme=\"dark\"", sent, StringComparison.Ordinal);
        await second.LivesAsync();
        await Assertions.Expect(second.Page.Locator("h1")).ToHaveTextAsync("偏好设置");
        await Assertions.Expect(second.Page.GetByLabel("时区")).ToHaveValueAsync("Asia/Shanghai");
        Assert.Equal("rgb(17, 23, 27)", await second.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(first.Faults.Concat(second.Faults));
    }

    [Fact]
    public async Task Who_leaves_a_half_filled_form_is_asked_and_finds_it_again_after_a_reload()
    {
        await AddProductAsync("DRAFT-1", "Draft mug", null);
        var session = await AsAsync(PortalBrowser.OperatorEmail);
        var page = session.Page;
        await session.GoAsync("products/DRAFT-1");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Adjust stock" }).ClickAsync();
        await dialog.GetByLabel("Quantity").FillAsync("12");
        await dialog.GetByLabel("Reason").FillAsync("stocktake of the upper shelf");
        await page.Keyboard.PressAsync("Tab");
        await page.WaitForFunctionAsync("() => Object.values(sessionStorage).some(v => v.includes('stocktake of the upper shelf'))");
        await Assertions.Expect(page.Locator("[data-portal-dirty]")).ToHaveCountAsync(1);

        // Escape asks, and no is no.
        var asked = 0;
        var answer = false;
        page.Dialog += async (_, question) =>
        {
            asked++;
            await (answer ? question.AcceptAsync() : question.DismissAsync());
        };
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog.GetByLabel("Reason")).ToHaveValueAsync("stocktake of the upper shelf");
        Assert.Equal(1, asked);

        answer = true;
        await page.ReloadAsync();
        await Assertions.Expect(dialog.GetByText("What you had entered is back.")).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByLabel("Reason")).ToHaveValueAsync("stocktake of the upper shelf");
        await Assertions.Expect(dialog.GetByLabel("Quantity")).ToHaveValueAsync("12");

        // Given up, it is gone for good.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(0, await page.EvaluateAsync<int>("Object.keys(sessionStorage).filter(k => k.startsWith('portal.draft')).length"));
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task What_one_person_had_entered_is_not_shown_to_the_next_at_the_same_browser()
    {
        await AddProductAsync("DRAFT-2", "Draft bowl", null);
        var session = await AsAsync(PortalBrowser.OperatorEmail);
        var page = session.Page;
        await session.GoAsync("products/DRAFT-2");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Adjust stock" }).ClickAsync();
        await dialog.GetByLabel("Quantity").FillAsync("12");
        await dialog.GetByLabel("Reason").FillAsync("between us");
        await page.Keyboard.PressAsync("Tab");
        await page.WaitForFunctionAsync("() => Object.values(sessionStorage).some(v => v.includes('between us'))");

        // The session ends under the form, and somebody else goes on in the same tab.
        await page.Context.ClearCookiesAsync();
        page.Dialog += async (_, question) => await question.AcceptAsync();
        await session.SignInAsync(PortalBrowser.EditorEmail, PortalBrowser.Password);
        await session.GoAsync("products/DRAFT-2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Adjust stock" }).ClickAsync();
        await Assertions.Expect(dialog.GetByLabel("Reason")).ToHaveValueAsync("");
        Assert.DoesNotContain("between us", await page.EvaluateAsync<string>("JSON.stringify(Object.entries(sessionStorage))"), StringComparison.Ordinal);
    }

    private async Task AddProductAsync(string sku, string name, string? barcode) =>
        Assert.IsType<CommandAnswer<ProductView>.Done>(await Portal.Host.Services.GetRequiredService<ProductStore>()
            .CreateAsync(CommandContext.System, new NewProduct(sku, name, barcode), Token));
}
