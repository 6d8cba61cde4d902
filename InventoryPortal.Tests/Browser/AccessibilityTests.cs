using Deque.AxeCore.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>axe finds nothing serious on the pages, and nothing breaks in the browser while they open.</summary>
public sealed class AccessibilityTests(PortalBrowser portal) : BrowserTest(portal)
{
    private static readonly string[] Grave = ["serious", "critical"];

    [Fact]
    public async Task The_sign_in_page_has_no_serious_finding()
    {
        var session = await OpenAsync();
        await session.GoAsync("sign-in");

        await HasNoGraveFindingAsync(session);
    }

    [Theory]
    [InlineData("")]
    [InlineData("products")]
    [InlineData("users")]
    public async Task A_page_has_no_serious_finding(string path)
    {
        var session = await AsAdminAsync();
        await session.GoAsync(path);

        await HasNoGraveFindingAsync(session);
        Assert.Empty(session.Faults);
    }

    [Fact]
    public async Task A_nameless_button_would_be_found()
    {
        var session = await OpenAsync();
        await session.GoAsync("sign-in");
        await session.Page.EvaluateAsync("document.querySelector('main').append(document.createElement('button'))");

        var findings = await FindingsAsync(session);

        Assert.Contains(findings, f => f.StartsWith("button-name", StringComparison.Ordinal));
    }

    private static async Task HasNoGraveFindingAsync(BrowserSession session) => Assert.Empty(await FindingsAsync(session));

    private static async Task<IReadOnlyList<string>> FindingsAsync(BrowserSession session)
    {
        var result = await session.Page.RunAxe();
        return [.. from finding in result.Violations
                   where Grave.Contains(finding.Impact)
                   select $"{finding.Id}: {finding.Help} {string.Join(" | ", finding.Nodes.Select(n => n.Html))}"];
    }
}
