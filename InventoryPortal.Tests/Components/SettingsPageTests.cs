using Bunit;
using InventoryPortal.Components.Pages.Settings;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Operations.Settings;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class SettingsPageTests
{
    private const string Errors = "tr[data-setting='Retention:ErrorsDays']";

    [Fact]
    public async Task A_value_out_of_range_is_refused_where_it_stands_and_a_good_one_holds_at_once()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<SettingsPage>("/settings");
        Assert.Contains("default", page.Find(Errors).TextContent, StringComparison.Ordinal);

        await EnterAsync(page, "0");
        ComponentHost.Eventually(page, () => Assert.Contains("A whole number from 1 to 365 is needed.", page.Find(Errors).TextContent, StringComparison.Ordinal));
        Assert.Equal("30", Held(host));

        await EnterAsync(page, "12");
        ComponentHost.Eventually(page, () => Assert.Contains("this page", page.Find(Errors).TextContent, StringComparison.Ordinal));
        Assert.Equal("12", Held(host));

        await page.InvokeAsync(() => page.FindAll($"{Errors} button").Single(b => b.TextContent.Trim() == "Undo").Click());
        ComponentHost.Eventually(page, () => Assert.Contains("default", page.Find(Errors).TextContent, StringComparison.Ordinal));
        Assert.Equal("30", Held(host));
    }

    [Fact]
    public async Task A_backup_made_now_is_in_the_list_and_can_be_downloaded()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<SettingsPage>("/settings");
        await Form.PressAsync(page, "Back up now");

        ComponentHost.Eventually(page, () => Assert.Single(page.FindAll("a[href^='/settings/backups/inventory-']")));
        host.Hears("The backup was made and is whole.");
        foreach (var made in host.Get<BackupShelf>().List())
        {
            Assert.True(made.Bytes > 100_000);
        }
        Assert.Equal("/schedules", page.Find("#schedules-head + p a").GetAttribute("href"));
    }

    [Fact]
    public async Task Settings_are_not_shown_to_others()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        var page = host.Open<SettingsPage>("/settings");
        Assert.Contains("Settings are for administrators.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("table"));
    }

    private static string Held(ComponentHost host) => host.Get<SettingQueries>().List().Single(s => s.Shape.Key == "Retention:ErrorsDays").Value;

    private static Task EnterAsync(IRenderedComponent<SettingsPage> page, string value) => page.InvokeAsync(() =>
    {
        page.Find($"{Errors} input").Input(value);
        page.FindAll($"{Errors} button").First(b => b.TextContent.Trim() == "Save").Click();
    });
}
