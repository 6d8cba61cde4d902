using System.Text.RegularExpressions;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using InventoryPortal.Tests.Support.OpenId;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>People who come from the directory: in Chromium, between a portal and a real OpenID Connect provider.</summary>
public sealed partial class EntraBrowserTests(PortalBrowser portal, DirectoryPortal both) : BrowserTest(portal), IClassFixture<DirectoryPortal>
{
    /// <summary>Controls by which a role shows, and the lowest that has it. Written out, not read from the portal's own table.</summary>
    private static readonly (string Page, string Control, Role Lowest)[] Controls =
        [("import", "Upload and preview", Role.Operator), ("products", "New product", Role.Editor), ("users", "Add a person", Role.Admin)];

    [Theory]
    [InlineData("Viewer", Role.Viewer)]
    [InlineData("Operator", Role.Operator)]
    [InlineData("InventoryPortal.Editor", Role.Editor)]
    [InlineData("Admin", Role.Admin)]
    public async Task Each_app_role_signs_in_lands_where_it_wanted_and_may_what_the_role_may(string appRole, Role role)
    {
        var name = "Role" + role;
        both.Directory.Add(new DirectoryPerson(name, appRole));
        var session = await OpenAsync(both.Portal.Address);

        await session.Page.GotoAsync("products?stock=low");
        await SignInAsync(session, name);

        await Assertions.Expect(session.Page).ToHaveURLAsync(LowProducts());
        Assert.Equal(role, (await both.PersonAsync($"{name}@contoso.test".ToLowerInvariant()))?.Role);
        foreach (var (page, control, lowest) in Controls)
        {
            await session.GoAsync(page);
            await Assertions.Expect(session.Page.Locator("main button", new() { HasText = control })).ToHaveCountAsync(role >= lowest ? 1 : 0);
        }
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task Nobody_without_an_app_role_gets_in_and_who_loses_the_last_one_is_signed_out_everywhere()
    {
        var ada = both.Directory.Add(new DirectoryPerson("Ada", "Editor"));
        both.Directory.Add(new DirectoryPerson("Bob"));
        var stranger = await OpenAsync(both.Portal.Address);
        await stranger.Page.GotoAsync("sign-in");
        await SignInAsync(stranger, "Bob");
        await ShowsAsync(stranger, "Access denied");
        Assert.Null(await both.PersonAsync("bob@contoso.test"));

        var first = await OpenAsync(both.Portal.Address);
        await first.Page.GotoAsync("sign-in");
        await SignInAsync(first, "Ada");
        await ShowsAsync(first, "Dashboard");
        both.Directory.Add(ada with { Roles = [] });
        var second = await OpenAsync(both.Portal.Address);
        await second.Page.GotoAsync("sign-in");
        await SignInAsync(second, "Ada");
        await ShowsAsync(second, "Access denied");

        await first.Page.GotoAsync("products");
        await Assertions.Expect(first.Page).ToHaveURLAsync(SignInPage());
    }

    [Theory]
    [InlineData(TokenFault.Expired)]
    [InlineData(TokenFault.OtherAudience)]
    [InlineData(TokenFault.OtherIssuer)]
    [InlineData(TokenFault.OtherNonce)]
    [InlineData(TokenFault.Forged)]
    public async Task A_token_that_is_not_good_is_a_sentence_on_the_sign_in_page_and_no_way_in(TokenFault fault)
    {
        var name = "Token" + fault;
        both.Directory.Add(new DirectoryPerson(name, "Admin"));
        var session = await OpenAsync(both.Portal.Address);

        await session.Page.GotoAsync("sign-in");
        both.Directory.Fault = fault;
        try
        {
            await SignInAsync(session, name);
            await SaysAsync(session, "The sign-in with Microsoft did not succeed");
        }
        finally
        {
            both.Directory.Fault = TokenFault.None;
        }
        Assert.Null(await both.PersonAsync($"{name}@contoso.test".ToLowerInvariant()));
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" }).ClickAsync();
        await ShowsAsync(session, "Dashboard");
    }

    [Fact]
    public async Task A_person_of_another_tenant_stays_out_whatever_role_that_tenant_gives()
    {
        both.Directory.Add(new DirectoryPerson("Eve", "Admin") { TenantId = "99999999-9999-9999-9999-999999999999" });
        var session = await OpenAsync(both.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await SignInAsync(session, "Eve");
        await SaysAsync(session, "The sign-in with Microsoft did not succeed");
        Assert.Null(await both.PersonAsync("eve@contoso.test"));
    }

    [Fact]
    public async Task Who_turns_back_at_the_directory_is_told_so_and_a_used_answer_opens_nothing_again()
    {
        both.Directory.Add(new DirectoryPerson("Tom", "Viewer"));
        var session = await OpenAsync(both.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await SignInAsync(session, "Cancel");
        await SaysAsync(session, "was broken off");

        var answer = session.Page.WaitForRequestAsync(Callback());
        await SignInAsync(session, "Tom");
        await ShowsAsync(session, "Dashboard");
        var thief = await OpenAsync(both.Portal.Address);
        await thief.Page.GotoAsync((await answer).Url);
        await SaysAsync(thief, "The sign-in with Microsoft did not succeed");
    }

    [Theory]
    [InlineData(DirectoryMood.Hanging)]
    [InlineData(DirectoryMood.Failing)]
    public async Task While_the_directory_is_away_the_sign_in_page_says_so_and_local_accounts_still_get_in(DirectoryMood mood)
    {
        await using var own = await DirectoryPortal.StartAsync();
        own.Directory.Mood = mood;
        var session = await OpenAsync(own.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" }).ClickAsync();

        await SaysAsync(session, "The sign-in with Microsoft did not succeed");
        await session.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);
        await ShowsAsync(session, "Dashboard");
    }

    [Fact]
    public async Task Signing_out_signs_out_here_and_at_the_directory_and_signing_in_asks_again()
    {
        both.Directory.Add(new DirectoryPerson("Sue", "Viewer"));
        var session = await OpenAsync(both.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await SignInAsync(session, "Sue");
        await session.LivesAsync();
        await SignOutAsync(session);

        await Assertions.Expect(session.Page).ToHaveURLAsync(SignInPage());
        Assert.Equal(["hint-of-Sue"], both.Directory.LeftWith);
        await session.Page.GotoAsync("products");
        await Assertions.Expect(session.Page).ToHaveURLAsync(SignInPage());
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" }).ClickAsync();
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Name = "Pick an account" })).ToBeVisibleAsync();
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task Signing_out_while_the_directory_is_away_ends_the_session_here_and_says_what_is_left()
    {
        await using var own = await DirectoryPortal.StartAsync();
        own.Directory.Add(new DirectoryPerson("Ada", "Viewer"));
        var session = await OpenAsync(own.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await SignInAsync(session, "Ada");
        await session.LivesAsync();

        // Another process of the portal, which has not read the directory's description yet.
        own.Directory.Mood = DirectoryMood.Failing;
        await session.Page.GotoAsync("about:blank");
        await own.Portal.Restart();
        await session.GoAsync(new Uri(own.Portal.Address, "products").ToString());
        await SignOutAsync(session);

        await SaysAsync(session, "you may still be signed in there");
        await session.Page.GotoAsync(new Uri(own.Portal.Address, "products").ToString());
        await Assertions.Expect(session.Page).ToHaveURLAsync(SignInPage());
    }

    [Fact]
    public async Task A_person_disabled_here_stays_out_whatever_the_directory_says()
    {
        both.Directory.Add(new DirectoryPerson("Dan", "Admin"));
        var session = await OpenAsync(both.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await SignInAsync(session, "Dan");
        await ShowsAsync(session, "Dashboard");

        await both.DisableAsync("dan@contoso.test");

        await session.Page.GotoAsync("products");
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" }).ClickAsync();
        await ShowsAsync(session, "Access denied");
    }

    [Fact]
    public async Task As_break_glass_only_a_local_administrator_gets_past_the_directory_and_it_goes_on_record()
    {
        await using var own = await DirectoryPortal.StartAsync(LocalAccounts.BreakGlass);
        await own.AddLocalAsync("editor@example.test", PortalBrowser.Password, Role.Editor);
        var session = await OpenAsync(own.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await session.Page.GetByText("Local administrator").ClickAsync();
        await FillAsync(session, "editor@example.test", PortalBrowser.Password);
        await SaysAsync(session, "do not match");
        await FillAsync(session, PortalHost.AdminEmail, PortalHost.AdminPassword);
        await ShowsAsync(session, "Dashboard");

        await session.GoAsync("activity");
        await Assertions.Expect(session.Page.GetByText("break-glass sign-in").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task With_local_accounts_off_there_is_no_form_and_no_password_opens_anything()
    {
        await using var own = await DirectoryPortal.StartAsync(LocalAccounts.Off);
        var session = await OpenAsync(own.Portal.Address);
        await session.Page.GotoAsync("sign-in");
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" })).ToBeVisibleAsync();
        await Assertions.Expect(session.Page.Locator("input[type=password]")).ToHaveCountAsync(0);

        // A form of somebody's own, sent all the same.
        await using var scope = own.Portal.Services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<PasswordSignIn>();
        Assert.Equal(SignInOutcome.Refused, await signIn.TryAsync(PortalHost.AdminEmail, PortalHost.AdminPassword, "127.0.0.1", Token));
    }

    private static async Task SignInAsync(BrowserSession session, string name)
    {
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Microsoft" }).ClickAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
    }

    private static async Task SignOutAsync(BrowserSession session)
    {
        await session.Page.Locator("header button[aria-label*='contoso.test']").ClickAsync();
        await session.Page.GetByText("Sign out", new() { Exact = true }).ClickAsync();
    }

    private static async Task FillAsync(BrowserSession session, string email, string password)
    {
        await session.Page.GetByLabel("Email").FillAsync(email);
        await session.Page.GetByLabel("Password").FillAsync(password);
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    private static Task ShowsAsync(BrowserSession session, string heading) =>
        Assertions.Expect(session.Page.Locator("h1", new() { HasText = heading }).First).ToBeAttachedAsync();

    private static async Task SaysAsync(BrowserSession session, string sentence)
    {
        await Assertions.Expect(session.Page).ToHaveURLAsync(SignInPage());
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(sentence);
    }

    [GeneratedRegex("/sign-in([?]|$)")]
    private static partial Regex SignInPage();

    [GeneratedRegex(@"/products\?stock=low$")]
    private static partial Regex LowProducts();

    [GeneratedRegex("/sign-in/entra/callback")]
    private static partial Regex Callback();
}
