using System.Text.RegularExpressions;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>Who is nobody sees the form only; who is somebody sees the portal in a language of their choice.</summary>
public sealed partial class SignInTests(PortalBrowser portal) : BrowserTest(portal)
{
    [Fact]
    public async Task A_person_signs_in_by_the_form_and_lands_on_the_portal()
    {
        var session = await AsAdminAsync();

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "Products", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_words_and_opens_nothing()
    {
        var session = await OpenAsync();
        await session.Page.GotoAsync("sign-in");
        await session.Page.GetByLabel("Email").FillAsync(PortalHost.AdminEmail);
        await session.Page.GetByLabel("Password").FillAsync("not the password");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await session.Page.GotoAsync("products");
        await Assertions.Expect(session.Page).ToHaveURLAsync(SignInAddress());
    }

    [Fact]
    public async Task A_page_asked_for_before_signing_in_opens_after_it()
    {
        var session = await OpenAsync();
        await session.Page.GotoAsync("/?view=stock");
        await Assertions.Expect(session.Page).ToHaveURLAsync(SignInAddress());
        await session.Page.GetByLabel("Email").FillAsync(PortalBrowser.ViewerEmail);
        await session.Page.GetByLabel("Password").FillAsync(PortalBrowser.Password);
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Assertions.Expect(session.Page).ToHaveURLAsync(new Regex(@"/\?view=stock$"));
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_says_so_in_words()
    {
        var session = await AsAdminAsync();
        var answer = await session.Page.GotoAsync("nowhere-at-all");

        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "Dashboard" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_language_changes_on_the_page_and_stays()
    {
        // Somebody of their own: the language goes with the account.
        const string Email = "linguist@example.test";
        await Portal.AddPersonAsync(Email, Role.Admin);
        var session = await AsAsync(Email);
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "中文" }).ClickAsync();

        await Assertions.Expect(session.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "商品", Exact = true })).ToBeVisibleAsync();
        await session.Page.ReloadAsync();
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("概览");
    }

    [Fact]
    public async Task A_browser_that_speaks_Chinese_is_greeted_in_Chinese()
    {
        var session = await OpenAsync("zh-TW");
        await session.Page.GotoAsync("sign-in");

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "登录" })).ToBeVisibleAsync();
    }

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInAddress();
}
