using Deque.AxeCore.Playwright;
using InventoryPortal.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>axe finds nothing serious on the pages, and nothing breaks in the browser while they open.</summary>
public sealed class AccessibilityTests(PortalBrowser portal) : BrowserTest(portal)
{
    private static readonly string[] Grave = ["serious", "critical"];

    private static readonly string[] Pages =
    [
        "", "products", $"products/{SampleStore.Sku}", $"products/{SampleStore.Sku}?at=2026-11-24T00:00:00Z", "channels", $"channels/{SampleStore.ChannelKey}", "mapping", "reconcile", "sync", "inbox", "alerts",
        "?kiosk=1", "movements", "sync?view=work",
        "errors", "activity", "users",
    ];

    [Fact]
    public async Task The_sign_in_page_has_no_serious_finding()
    {
        var session = await OpenAsync();
        await session.GoAsync("sign-in");

        await HasNoGraveFindingAsync(session);
    }

    [Fact]
    public async Task No_page_has_a_serious_finding_with_something_to_show()
    {
        var job = await SampleStore.AddAsync(Portal.Host.Services.GetRequiredService<PortalDatabase>(), Token);
        var session = await AsAdminAsync();
        var findings = new List<string>();
        foreach (var path in Pages.Append($"sync/jobs/{job}"))
        {
            await session.GoAsync(path);
            // What a person can unfold is looked at as well.
            await session.Page.EvaluateAsync("document.querySelectorAll('main details').forEach(part => part.open = true)");
            findings.AddRange((await FindingsAsync(session)).Select(f => $"/{path} {f}"));
            findings.AddRange(session.Faults.Select(f => $"/{path} {f}"));
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings.Distinct()));
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
