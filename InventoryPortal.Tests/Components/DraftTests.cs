using Bunit;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Components.Pages.Mapping;
using InventoryPortal.Components.Pages.Users;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>What is entered in a dialog outlives a lost connection: it is kept in the browser, for the person who entered it, and never a secret.</summary>
public sealed class DraftTests
{
    private const string Find = "portal.draft.find";
    private const string Keep = "portal.draft.keep";

    [Fact]
    public async Task A_half_connected_channel_comes_back_without_its_secrets()
    {
        await using var host = await ComponentHost.StartAsync();
        var dialog = await OpenAsync<ChannelsPage, ChannelConnectDialog>(host, "/channels", "Connect a channel");
        await Form.EnterAsync(dialog, "Name", "Old harbour");
        await Form.EnterAsync(dialog, "Address of the shop", "https://harbour.example");
        await Form.EnterAsync(dialog, "Consumer secret", "cs_of_nobody");
        var (key, json) = Kept(host);
        Assert.EndsWith(":channel-new", key, StringComparison.Ordinal);
        Assert.Contains("https://harbour.example", json, StringComparison.Ordinal);
        Assert.DoesNotContain("cs_of_nobody", json, StringComparison.Ordinal);
        Assert.DoesNotContain("webhookSecret", json, StringComparison.Ordinal);
        await Form.PressAsync(dialog, "Cancel");

        host.Browser.JSInterop.Setup<string?>(Find, key).SetResult(json);
        var again = await OpenAsync<ChannelsPage, ChannelConnectDialog>(host, "/channels", "Connect a channel");
        IsBack(again, "Name", "Old harbour");
        Assert.Equal("https://harbour.example", Form.Field(again, "Address of the shop").GetAttribute("value"));
    }

    [Fact]
    public async Task A_person_half_added_comes_back_without_the_password()
    {
        await using var host = await ComponentHost.StartAsync();
        var dialog = await OpenAsync<UsersPage, PersonDialog>(host, "/users", "Add a person");
        await Form.EnterAsync(dialog, "E-mail", "new@example.test");
        await Form.EnterAsync(dialog, "Password", "a secret of the test");
        var (key, json) = Kept(host);
        Assert.DoesNotContain("a secret of the test", json, StringComparison.Ordinal);
        await Form.PressAsync(dialog, "Cancel");

        host.Browser.JSInterop.Setup<string?>(Find, key).SetResult(json);
        IsBack(await OpenAsync<UsersPage, PersonDialog>(host, "/users", "Add a person"), "E-mail", "new@example.test");
    }

    [Fact]
    public async Task A_half_edited_channel_and_listing_come_back_each_under_a_key_of_its_own()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "A-1", null);
        var channel = await OpenAsync<ChannelPage, ChannelEditDialog>(host, "/channels/north", "Edit", p => p.Add(c => c.Key, "north"));
        await Form.EnterAsync(channel, "Name", "North again");
        var (channelKey, channelJson) = Kept(host);
        await Form.PressAsync(channel, "Cancel");
        var listing = await OpenAsync<MappingPage, ListingEditDialog>(host, "/mapping?channel=north", "Link");
        await Form.EnterAsync(listing, "Buffer", "7");
        var (listingKey, listingJson) = Kept(host);
        await Form.PressAsync(listing, "Cancel");
        Assert.EndsWith(":channel:north", channelKey, StringComparison.Ordinal);
        Assert.EndsWith(":listing:north:A-1", listingKey, StringComparison.Ordinal);

        host.Browser.JSInterop.Setup<string?>(Find, channelKey).SetResult(channelJson);
        host.Browser.JSInterop.Setup<string?>(Find, listingKey).SetResult(listingJson);
        IsBack(await OpenAsync<ChannelPage, ChannelEditDialog>(host, "/channels/north", "Edit", p => p.Add(c => c.Key, "north")), "Name", "North again");
        IsBack(await OpenAsync<MappingPage, ListingEditDialog>(host, "/mapping?channel=north", "Link"), "Buffer", "7");
    }

    [Fact]
    public async Task What_is_entered_while_the_browser_is_still_asked_for_a_draft_is_guarded_as_any_other()
    {
        await using var host = await ComponentHost.StartAsync();
        var asked = host.Browser.JSInterop.Setup<string?>(Find, _ => true);
        var dialog = await OpenAsync<UsersPage, PersonDialog>(host, "/users", "Add a person");
        await Form.EnterAsync(dialog, "E-mail", "quick@example.test");
        Assert.Empty(dialog.FindAll("[data-portal-dirty]"));

        asked.SetResult(null);

        dialog.WaitForAssertion(() => Assert.Single(dialog.FindAll("[data-portal-dirty]")), TimeSpan.FromSeconds(15));
        Assert.Contains("quick@example.test", Kept(host).Json, StringComparison.Ordinal);
    }

    private static async Task<IRenderedComponent<TDialog>> OpenAsync<TPage, TDialog>(ComponentHost host, string at, string button, Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : IComponent
        where TDialog : IComponent
    {
        var page = host.Open<TPage>(at, parameters);
        await Form.PressWhenReadyAsync(page, button);
        return host.Dialog<TDialog>();
    }

    private static (string Key, string Json) Kept(ComponentHost host)
    {
        var kept = host.Browser.JSInterop.Invocations[Keep][^1];
        return ((string)kept.Arguments[0]!, (string)kept.Arguments[1]!);
    }

    private static void IsBack<T>(IRenderedComponent<T> dialog, string label, string value)
        where T : IComponent
    {
        dialog.WaitForAssertion(() => Assert.Equal(value, Form.Field(dialog, label).GetAttribute("value")), TimeSpan.FromSeconds(15));
        Assert.Contains("What you had entered is back.", dialog.Markup, StringComparison.Ordinal);
    }
}
