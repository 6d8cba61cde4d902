using InventoryPortal.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>The portal dies while somebody fills in a form, and comes back.</summary>
public sealed class RestartTests(PortalBrowser portal) : BrowserTest(portal)
{
    /// <summary>Milliseconds until a new process answers and the browser has found it, on a busy machine.</summary>
    private const float Back = 90_000;

    [Fact]
    public async Task A_half_filled_form_outlives_a_restart_of_the_server()
    {
        var folder = Directory.CreateTempSubdirectory("restart-").FullName;
        var file = Path.Combine(folder, "inventory.db");
        try
        {
            var first = await PortalProcess.StartAsync(file, Admin);
            await using var session = await Portal.OpenAsync(first.Address);
            var page = session.Page;
            await session.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);
            await session.GoAsync("products");
            await page.GetByRole(AriaRole.Button, new() { Name = "New product" }).ClickAsync();
            var dialog = page.GetByRole(AriaRole.Dialog);
            await dialog.GetByLabel("SKU").FillAsync("HALF-1");
            await dialog.GetByLabel("Name").FillAsync("Half a teapot");
            await page.WaitForFunctionAsync("() => Object.values(sessionStorage).some(v => v.includes('Half a teapot'))");

            await first.DisposeAsync();
            await Assertions.Expect(page.GetByText("Trying to reconnect")).ToBeVisibleAsync(new() { Timeout = Back });
            await using var second = await PortalProcess.StartAsync(file, [.. Admin, ("urls", first.Address.ToString())]);

            await Assertions.Expect(dialog.GetByText("What you had entered is back.")).ToBeVisibleAsync(new() { Timeout = Back });
            await Assertions.Expect(dialog.GetByLabel("SKU")).ToHaveValueAsync("HALF-1");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync("Half a teapot");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (string Key, string Value)[] Admin =>
        [("Bootstrap:AdminEmail", PortalHost.AdminEmail), ("Bootstrap:AdminPassword", PortalHost.AdminPassword)];
}
