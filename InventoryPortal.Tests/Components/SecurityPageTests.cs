using Bunit;
using InventoryPortal.Components.Pages.Account;
using InventoryPortal.Tests.Support;
using Xunit;
using PortalRole = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Components;

/// <summary>The page of one's own sign-in. Its session began nobody knows when, so a proof is asked for.</summary>
public sealed class SecurityPageTests
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task Nothing_can_be_changed_before_the_password_is_shown_once_more()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var page = host.Open<SecurityPage>("/account/security");
        Assert.True(Button(page, "Set up an app").HasAttribute("disabled"));

        await ProveAsync(page, "not the password");
        ComponentHost.Eventually(page, () => Assert.Single(page.FindAll("[role=alert]")));
        Assert.True(Button(page, "Set up an app").HasAttribute("disabled"));

        await ProveAsync(page, Password);
        ComponentHost.Eventually(page, () => Assert.False(Button(page, "Set up an app").HasAttribute("disabled")));
        Assert.Empty(page.FindAll("#proof"));
    }

    [Fact]
    public async Task An_app_is_set_up_with_its_picture_its_code_and_recovery_codes_that_are_shown_once()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var page = host.Open<SecurityPage>("/account/security");
        await ProveAsync(page, Password);
        ComponentHost.Eventually(page, () => Assert.False(Button(page, "Set up an app").HasAttribute("disabled")));
        await page.InvokeAsync(() => Button(page, "Set up an app").Click());
        Assert.StartsWith("otpauth://totp/InventoryPortal:person%40example.test?secret=", page.Find("ol a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Single(page.FindAll("svg.qr"));

        await page.InvokeAsync(() => page.Find("#first-code").Input("12345a"));
        await page.InvokeAsync(() => page.Find("ol form").Submit());
        ComponentHost.Eventually(page, () => Assert.Contains("not right", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        var key = page.Find("[data-testid=app-key]").TextContent;
        var code = InventoryPortal.Domain.SignIn.Totp.Code(Bytes(key), InventoryPortal.Domain.SignIn.Totp.StepOf(TimeProvider.System.GetUtcNow()));
        await page.InvokeAsync(() => page.Find("#first-code").Input(code));
        await page.InvokeAsync(() => page.Find("ol form").Submit());
        ComponentHost.Eventually(page, () => Assert.Equal(10, page.Find("[data-testid=recovery-codes]").TextContent.Split('\n').Length));
        await page.InvokeAsync(() => Button(page, "I have kept them").Click());

        Assert.Contains("Recovery codes left: 10", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=recovery-codes], [data-testid=app-key]"));
    }

    [Fact]
    public async Task The_password_is_changed_by_the_present_one_and_the_page_says_that_other_sessions_ended()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var page = host.Open<SecurityPage>("/account/security");
        Assert.Contains("Each change here ends your other sessions", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => Button(page, "Change password").Click());

        await ChangeAsync(page, "not the password", "a quiet harbour at dawn");
        ComponentHost.Eventually(page, () => Assert.Contains("not the present password", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        await ChangeAsync(page, Password, "a quiet harbour at dawn");

        host.Hears("Changed. Your other sessions have ended");
        Assert.Empty(page.FindAll("#wanted"));
        await ProveAsync(page, "a quiet harbour at dawn");
        ComponentHost.Eventually(page, () => Assert.Empty(page.FindAll("#proof")));
    }

    [Fact]
    public async Task At_a_numeric_address_the_page_leads_to_the_name()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        Assert.True(PasskeyHost.IsAddress(new Uri("http://127.0.0.1:5080/account/security")));
        Assert.Equal("http://localhost:5080/account/security", PasskeyHost.NamedInstead(new Uri("http://127.0.0.1:5080/account/security")));
        Assert.Null(PasskeyHost.NamedInstead(new Uri("http://10.0.0.7:5080/")));
        Assert.False(PasskeyHost.IsAddress(new Uri("https://portal.example/")));
    }

    private static Task ProveAsync(IRenderedComponent<SecurityPage> page, string word) => page.InvokeAsync(() =>
    {
        page.Find("#proof").Input(word);
        page.Find("section[aria-labelledby=proof-head] form").Submit();
    });

    private static Task ChangeAsync(IRenderedComponent<SecurityPage> page, string present, string wanted) => page.InvokeAsync(() =>
    {
        page.Find("#present").Input(present);
        page.Find("#wanted").Input(wanted);
        page.Find("#again").Input(wanted);
        page.Find("section[aria-labelledby=password-head] form").Submit();
    });

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<SecurityPage> page, string text) =>
        page.FindAll("button").First(b => b.TextContent.Trim() == text);

    private static byte[] Bytes(string shown)
    {
        var bits = string.Concat(shown.Where(c => c != ' ').Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
