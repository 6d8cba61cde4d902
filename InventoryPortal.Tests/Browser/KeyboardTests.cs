using System.Text.RegularExpressions;
using InventoryPortal.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>A working day without a pointer: everything is reached by Tab and done by keys.</summary>
public sealed class KeyboardTests(PortalBrowser portal) : BrowserTest(portal)
{
    /// <summary>Presses of Tab within which anything on a page must be reached.</summary>
    private const int MaxTabs = 80;

    /// <summary>Presses of an arrow within which anything in a menu must be reached.</summary>
    private const int MaxArrows = 10;

    [Fact]
    public async Task Ten_tasks_are_done_by_keyboard_alone()
    {
        await Portal.SampleAsync();
        var session = await OpenAsync();
        var page = session.Page;
        await page.GotoAsync("sign-in");

        // 1. Sign in.
        await TypeIntoAsync(page.GetByLabel("Email"), PortalHost.AdminEmail);
        await TypeIntoAsync(page.GetByLabel("Password"), PortalHost.AdminPassword);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
        await session.LivesAsync();

        // 2. Go to the list of products. 3. Make one.
        await page.Keyboard.TypeAsync("gp");
        await session.ArrivesAsync("Products");
        await CommandAsync(page, "New product");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await TypeIntoAsync(dialog.GetByLabel("SKU"), "HANDS-1");
        await TypeIntoAsync(dialog.GetByLabel("Name"), "Made by keys");
        await PressAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }));
        await Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync("Made by keys");

        // 4. Book stock. 5. Correct a name.
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Adjust stock" }));
        await TypeIntoAsync(dialog.GetByLabel("Quantity"), "7");
        await TypeIntoAsync(dialog.GetByLabel("Reason"), "counted by hand");
        await PressAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Book" }));
        await Assertions.Expect(page.Locator("main [data-figure='onhand']").First).ToHaveTextAsync("7");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }));
        await TypeIntoAsync(dialog.GetByLabel("Name"), "Renamed by keys");
        await PressAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }));
        await Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync("Renamed by keys");

        // 6. Find it by the search of the list and open it.
        await page.Keyboard.TypeAsync("gp");
        await session.ArrivesAsync("Products");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("renamed by");
        await Assertions.Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "HANDS-1" }));
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/products/HANDS-1$"));

        // 7. Acknowledge an alert.
        await page.Keyboard.TypeAsync("ga");
        await session.ArrivesAsync("Alerts");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).First);
        await ConfirmAsync(page);
        await Assertions.Expect(page.Locator("main").GetByText("Acknowledged").First).ToBeVisibleAsync();

        // 8. Start a sync of everything. 9. Change the colours.
        await CommandAsync(page, "Sync all channels now");
        await Assertions.Expect(page.GetByText("The sync has been started.")).ToBeVisibleAsync();
        await CommandAsync(page, "Dark colours");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await CommandAsync(page, "Colours of the system");

        // 10. Sign out.
        await PressAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Account of") }));
        await ArrowToAsync(page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
        Assert.Empty(session.Faults);
    }

    private static async Task CommandAsync(IPage page, string command)
    {
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Search and commands" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(command);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Search and commands" })).ToHaveCountAsync(0);
    }

    private static async Task ConfirmAsync(IPage page)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await PressAsync(dialog.Locator(".mud-dialog-actions button").Last);
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task TypeIntoAsync(ILocator field, string text)
    {
        await ReachAsync(field);
        await field.Page.Keyboard.PressAsync("Control+a");
        await field.Page.Keyboard.TypeAsync(text);
    }

    private static async Task PressAsync(ILocator control)
    {
        await ReachAsync(control);
        await control.Page.Keyboard.PressAsync("Enter");
    }

    // Within a menu the arrows lead.
    private static async Task ArrowToAsync(ILocator entry)
    {
        await Assertions.Expect(entry).ToBeVisibleAsync();
        for (var arrows = 0; arrows < MaxArrows && !await entry.EvaluateAsync<bool>("e => e.contains(document.activeElement)"); arrows++)
        {
            // The portal moves the focus: the next arrow waits for it.
            var before = await entry.Page.EvaluateHandleAsync("() => document.activeElement");
            await entry.Page.Keyboard.PressAsync("ArrowDown");
            await entry.Page.WaitForFunctionAsync("before => document.activeElement !== before", before);
        }
        Assert.True(await entry.EvaluateAsync<bool>("e => e.contains(document.activeElement)"), $"{entry} was not reached by the arrow keys.");
    }

    private static async Task ReachAsync(ILocator control)
    {
        await Assertions.Expect(control).ToBeVisibleAsync();
        for (var tabs = 0; tabs < MaxTabs; tabs++)
        {
            if (await control.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                return;
            }
            await control.Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"{control} was not reached by {MaxTabs} presses of Tab.");
    }
}
