using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>
/// Which controls each role is shown. That the stages refuse the rest, whoever asks, is asked of every endpoint by
/// <see cref="Api.RoleMatrixTests"/> and of every permission by <see cref="Access.PermissionTests"/>.
/// </summary>
public sealed class RolesOnPagesTests(PortalBrowser portal) : BrowserTest(portal)
{
    /// <summary>Page, control, and the lowest role that is shown it. Written out, not read from the portal's own table.</summary>
    private static readonly (string Page, string Control, Role Lowest)[] Controls =
    [
        ("products", "New product", Role.Editor),
        ("products", "Edit all", Role.Editor),
        ($"products/{SampleStore.Sku}", "Edit", Role.Editor),
        ($"products/{SampleStore.Sku}", "Adjust stock", Role.Operator),
        ($"products/{SampleStore.Sku}", "Sync now", Role.Operator),
        ("channels", "Connect", Role.Admin),
        ("channels", "Resume", Role.Operator),
        ($"channels/{SampleStore.ChannelKey}", "Edit", Role.Editor),
        ($"channels/{SampleStore.ChannelKey}", "Resume", Role.Operator),
        ("sync", "Sync everything", Role.Operator),
        ("sync", "Sync now", Role.Operator),
        ("schedules", "Run now", Role.Operator),
        ("schedules", "Pause", Role.Operator),
        ("schedules", "Resume", Role.Operator),
        ("schedules", "Set time", Role.Admin),
        ("inbox", "Replay", Role.Operator),
        ("alerts", "Acknowledge", Role.Operator),
        ("import", "Upload and preview", Role.Operator),
        ("import?kind=products", "Upload and preview", Role.Editor),
        ("import?kind=mappings", "Upload and preview", Role.Editor),
        ("users", "Add a person", Role.Admin),
    ];

    [Fact]
    public async Task Each_role_is_shown_exactly_the_controls_that_it_may_use()
    {
        await Portal.SampleAsync();
        var wrong = new List<string>();
        foreach (var (role, session) in await EverybodyAsync())
        {
            foreach (var page in Controls.GroupBy(c => c.Page))
            {
                await session.GoAsync(page.Key);
                var shown = await session.Page.Locator("main button, main a.mud-button-root").AllInnerTextsAsync();
                foreach (var (_, control, lowest) in page)
                {
                    var isShown = shown.Any(s => s.Trim().StartsWith(control, StringComparison.OrdinalIgnoreCase));
                    if (isShown != role >= lowest)
                    {
                        wrong.Add($"{role} /{page.Key}: {control} {(isShown ? "is shown" : "is missing")} (there are: {string.Join(", ", shown.Select(s => s.Trim()))})");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private async Task<IReadOnlyList<(Role, BrowserSession)>> EverybodyAsync() =>
    [
        (Role.Viewer, await AsAsync(PortalBrowser.ViewerEmail)),
        (Role.Operator, await AsAsync(PortalBrowser.OperatorEmail)),
        (Role.Editor, await AsAsync(PortalBrowser.EditorEmail)),
        (Role.Admin, await AsAdminAsync()),
    ];
}
