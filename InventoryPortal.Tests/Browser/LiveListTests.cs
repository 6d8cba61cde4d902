using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>What the browser alone can tell: where the pointer is, whether the tab is seen, and that a wall screen has no menus.</summary>
public sealed class LiveListTests(PortalBrowser portal) : BrowserTest(portal)
{
    private const string Channel = "watched";

    private PortalDatabase Database => Portal.Host.Services.GetRequiredService<PortalDatabase>();

    [Fact]
    public async Task New_rows_wait_while_the_pointer_is_in_the_list_and_while_the_tab_is_hidden()
    {
        // Paused: no lane of the running portal has anything to do with it.
        await Database.WriteAsync(
            (db, _) =>
            {
                db.Channels.Add(new ChannelRow { Key = Channel, Name = "Watched", Kind = ChannelKind.WooCommerce, State = ChannelState.Paused, SettingsJson = "{}", CountsFrom = TimeProvider.System.GetUtcNow() });
                return Task.CompletedTask;
            },
            Token);
        await CallAsync("first");
        var session = await AsAsync(PortalBrowser.ViewerEmail);
        var page = session.Page;
        await session.GoAsync($"sync?q=channel:{Channel}");
        var rows = page.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(1);

        await rows.First.HoverAsync();
        await Assertions.Expect(page.Locator("[data-held]")).ToBeVisibleAsync();
        await CallAsync("second");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "1 new" })).ToBeVisibleAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.Mouse.MoveAsync(2, 2);
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.First).ToContainTextAsync("second");

        await HideAsync(page, isHidden: true);
        await Assertions.Expect(page.Locator("[data-live=paused]")).ToBeVisibleAsync();
        await CallAsync("third");
        await HideAsync(page, isHidden: false);
        await Assertions.Expect(page.Locator("[data-live=live]")).ToBeVisibleAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("third");

        await session.GoAsync("?kiosk=1");
        await Assertions.Expect(page.Locator(".portal-bar")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main navigation" })).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".clock")).ToBeVisibleAsync();
        Assert.Empty(session.Faults);
    }

    private static async Task HideAsync(IPage page, bool isHidden) => await page.EvaluateAsync(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", isHidden);

    private async Task CallAsync(string route)
    {
        var channel = await Database.WriteAsync(
            async (db, token) =>
            {
                var id = await db.Channels.Where(c => c.Key == Channel).Select(c => c.Id).SingleAsync(token);
                db.SyncAttempts.Add(new SyncAttemptRow { ChannelId = id, Route = route, Items = 1, StartedAt = TimeProvider.System.GetUtcNow(), DurationMs = 5, Status = 200, Applied = 1 });
                return id;
            },
            Token);
        Portal.Host.Services.GetRequiredService<CommitSignals>().Publish(CommitNote.Of(CommitTopics.Listings, channel));
    }
}
