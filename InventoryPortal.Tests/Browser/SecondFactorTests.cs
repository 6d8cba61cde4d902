using System.Text.RegularExpressions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>Authenticator apps and passkeys in a real browser, whose authenticator is a virtual one of Chromium's.</summary>
public sealed partial class SecondFactorTests(PortalBrowser portal) : BrowserTest(portal)
{
    [Fact]
    public async Task An_app_is_set_up_and_its_code_asked_for_at_the_next_sign_in()
    {
        const string Email = "totp@example.test";
        await Portal.AddPersonAsync(Email, Role.Viewer);
        var session = await AsAsync(Email);
        var page = session.Page;
        await session.GoAsync("account/security");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up an app" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code that carries the key" })).ToBeVisibleAsync();
        var key = Bytes(await page.GetByTestId("app-key").TextContentAsync() ?? "");
        var first = Totp.StepOf(DateTimeOffset.UtcNow);
        await page.GetByLabel("Type the code that the app shows").FillAsync(Totp.Code(key, first));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("recovery-codes")).ToContainTextAsync(TenCodes());
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Recovery codes left: 10")).ToBeVisibleAsync();

        await SignOutAsync(page);
        await page.GetByLabel("Email").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(PortalBrowser.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Enter your code" })).ToBeVisibleAsync();
        // The step after the one that is used up: a phone's clock may be that much ahead.
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(Totp.Code(key, Math.Max(first + 1, Totp.StepOf(DateTimeOffset.UtcNow))));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Assertions.Expect(page).Not.ToHaveURLAsync(SignInAddress());
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task A_passkey_is_made_signs_in_without_a_password_and_opens_nothing_once_removed()
    {
        const string Email = "passkey@example.test";
        await Portal.AddPersonAsync(Email, Role.Viewer);
        var session = await OpenNamedAsync();
        var page = session.Page;
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = Authenticator });
        await session.SignInAsync(Email, PortalBrowser.Password);
        await session.GoAsync("account/security");
        await page.GetByLabel("Name of the new passkey").FillAsync("Laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Laptop", Exact = true })).ToBeVisibleAsync();

        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(SignInAddress());
        await session.GoAsync("account/security");
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Never" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Rename Laptop" }).ClickAsync();
        await page.GetByLabel("Name of Laptop").FillAsync("Old laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Old laptop" }).ClickAsync();
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Old laptop", Exact = true })).ToHaveCountAsync(0);
        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("does not open anything");
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task Who_must_set_up_a_second_factor_gets_nowhere_else_until_it_is_there()
    {
        await using var own = PortalHost.Start(new Dictionary<string, string?> { ["Access:RequireSecondFactor"] = "Administrators" });
        var session = await OpenAsync(own.Address);
        var page = session.Page;
        await session.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);
        await session.LivesAsync();
        await Assertions.Expect(page.GetByTestId("factor-needed")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".portal-nav a")).ToHaveCountAsync(0);

        // Within the circuit, where no request asks for the page.
        await page.Locator("a.brand").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(SecurityAddress());
        await Assertions.Expect(page.GetByTestId("factor-needed")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up an app" }).ClickAsync();
        var key = Bytes(await page.GetByTestId("app-key").TextContentAsync() ?? "");
        await page.GetByLabel("Type the code that the app shows").FillAsync(Totp.Code(key, Totp.StepOf(DateTimeOffset.UtcNow)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();

        // The codes outlast the moment in which the rest of the page opens.
        await Assertions.Expect(page.Locator(".portal-nav a").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("recovery-codes")).ToContainTextAsync(TenCodes());
        await Assertions.Expect(page.GetByTestId("factor-needed")).ToHaveCountAsync(0);
        await page.Locator("a.brand").ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(SecurityAddress());
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task At_a_numeric_address_no_passkey_is_offered_and_the_way_to_the_name_is()
    {
        var session = await OpenAsync();
        await session.Page.GotoAsync("sign-in");

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Button, new() { Name = "passkey" })).ToHaveCountAsync(0);
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "localhost" })).ToBeVisibleAsync();
    }

    /// <summary>A device that has the person's finger on it and keeps its passkeys.</summary>
    private static readonly Dictionary<string, object> Authenticator = new()
    {
        ["protocol"] = "ctap2",
        ["transport"] = "internal",
        ["hasResidentKey"] = true,
        ["hasUserVerification"] = true,
        ["isUserVerified"] = true,
        ["automaticPresenceSimulation"] = true,
    };

    private Task<BrowserSession> OpenNamedAsync() => OpenAsync(new UriBuilder(Portal.Host.Address) { Host = "localhost" }.Uri);

    private static async Task SignOutAsync(IPage page)
    {
        await page.EvaluateAsync("document.getElementById('sign-out').submit()");
        await Assertions.Expect(page).ToHaveURLAsync(SignInAddress());
    }

    // What an app makes of the key that is shown.
    private static byte[] Bytes(string shown)
    {
        var bits = string.Concat(shown.Where(c => c != ' ').Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [GeneratedRegex("/account/security$")]
    private static partial Regex SecurityAddress();

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInAddress();

    [GeneratedRegex(@"^([2-9A-Z]{5}-[2-9A-Z]{5}\s*){10}$")]
    private static partial Regex TenCodes();
}
