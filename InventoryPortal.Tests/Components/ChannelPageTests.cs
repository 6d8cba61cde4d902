using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class ChannelPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Channels_are_listed_with_state_and_weight()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north", weight: 3);
        var row = host.Open<ChannelsPage>("/channels").Find("tbody tr");
        Assert.Equal("Shop north", row.QuerySelector("a")!.TextContent);
        Assert.Equal("Active", row.QuerySelector(".chip")!.TextContent);
        Assert.Equal("3", row.QuerySelector(".num")!.TextContent);
    }

    [Fact]
    public async Task An_operator_pauses_with_a_reason_and_resumes()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ChannelAsync("north");
        var page = host.Open<ChannelsPage>("/channels");
        await Form.PressAsync(page, "Pause");
        var ask = host.Dialog<ConfirmDialog>();
        await Form.EnterAsync(ask, "Reason (optional)", "stocktaking");
        await Form.PressAsync(ask, "Pause");
        ComponentHost.Eventually(page, () => Assert.Contains("stocktaking", page.Find("tbody tr").TextContent, StringComparison.Ordinal));
        Assert.Equal("Paused", page.Find("tbody .chip").TextContent);
        await Form.PressAsync(page, "Resume");
        ComponentHost.Eventually(page, () => Assert.Equal("Active", page.Find("tbody .chip").TextContent));
    }

    [Fact]
    public async Task Nothing_happens_when_a_person_thinks_better_of_it()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ChannelAsync("north");
        var page = host.Open<ChannelsPage>("/channels");
        await Form.PressAsync(page, "Pause");
        await Form.PressAsync(host.Dialog<ConfirmDialog>(), "Cancel");
        Assert.Equal(ChannelState.Active, (await host.Get<ChannelQueries>().FindAsync("north", scope: null, Stop))!.State);
    }

    [Theory]
    [InlineData(Role.Editor, false)]
    [InlineData(Role.Admin, true)]
    public async Task Only_administrators_are_offered_to_connect(Role role, bool offered)
    {
        await using var host = await ComponentHost.StartAsync(role);
        Assert.Equal(offered, host.Open<ChannelsPage>("/channels").FindAll(".actions button").Count == 1);
    }

    [Fact]
    public async Task Connecting_says_what_is_missing_field_by_field()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<ChannelsPage>("/channels");
        await Form.PressAsync(page, "Connect a channel");
        var dialog = host.Dialog<ChannelConnectDialog>();
        await Form.PressAsync(dialog, "Connect");
        ComponentHost.Eventually(dialog, () => Assert.NotEmpty(dialog.FindAll(".mud-input-error")));
        Assert.Empty((await host.Get<ChannelQueries>().ListAsync(Caller.System, new PageRequest(), Stop)).Items);
    }

    [Fact]
    public async Task A_test_shows_each_check_apart_and_connecting_keeps_no_secret_on_the_page()
    {
        await using var store = await FakeWooStore.StartAsync();
        store.KeyPermission = "read";
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<ChannelsPage>("/channels");
        var dialog = await TestedAsync(host, page, store, "Berlin Shop!");
        ComponentHost.Eventually(dialog, () => Assert.Equal(
            ["Address: passed", "Encryption (TLS): passed", "Sign-in: passed", "Permission: failed", "Webhooks: to look at", "Clock: not tried"], Verdicts(dialog)));
        Assert.Contains("Give the credentials the right to read and to write stock.", dialog.Markup, StringComparison.Ordinal);
        Assert.Contains("The connection does not work yet", dialog.Markup, StringComparison.Ordinal);

        await Form.PressAsync(dialog, "Connect");
        ComponentHost.Eventually(page, () => Assert.EndsWith("/channels/berlin-shop", host.Navigation.Uri, StringComparison.Ordinal));
        var made = await host.Get<ChannelQueries>().FindAsync("berlin-shop", scope: null, Stop);
        Assert.Equal(FirstLinkPolicy.Observe, made!.Policy.FirstLink);
        Assert.DoesNotContain(store.ConsumerSecret, host.Open<ChannelPage>("/channels/berlin-shop", p => p.Add(x => x.Key, "berlin-shop")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_works_but_could_work_better_says_what_to_do_and_a_channel_may_start_in_the_shadow()
    {
        await using var store = await FakeWooStore.StartAsync();
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<ChannelsPage>("/channels");
        var dialog = await TestedAsync(host, page, store, "South");
        ComponentHost.Eventually(dialog, () => Assert.Equal(["Permission: passed", "Webhooks: to look at", "Clock: passed"], Verdicts(dialog).Skip(3)));
        Assert.Contains("It works, with something to look at", dialog.Markup, StringComparison.Ordinal);
        Assert.Contains("Set Portal:PublicUrl", dialog.Find(".remedy").TextContent, StringComparison.Ordinal);
        await dialog.InvokeAsync(() => dialog.Find("input[type=checkbox]").Change(true));
        await Form.PressAsync(dialog, "Connect");
        ComponentHost.Eventually(page, () => Assert.EndsWith("/channels/south", host.Navigation.Uri, StringComparison.Ordinal));
        Assert.True((await host.Get<ChannelQueries>().FindAsync("south", scope: null, Stop))!.Policy.Shadow);
    }

    [Fact]
    public async Task A_channel_shows_its_settings_and_listings()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("MUG", onHand: 4);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        await host.ListingAsync("north", "12");
        var page = host.Open<ChannelPage>("/channels/north", p => p.Add(x => x.Key, "north"));
        Assert.Equal("Shop north", page.Find("h1").TextContent);
        Assert.Contains("…last", page.Find(".facts").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Waiting", "Unlinked"], page.FindAll("tbody .chip").Select(c => c.TextContent));
        Assert.Equal("4", page.Find("tbody .qty").TextContent);
    }

    [Fact]
    public async Task A_channel_that_does_not_exist_is_said_so()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<ChannelPage>("/channels/none", p => p.Add(x => x.Key, "none"));
        Assert.Equal("There is no channel none", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task What_the_first_link_holds_back_goes_out_when_an_editor_approves()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ProductAsync("MUG", onHand: 4);
        await host.ChannelAsync("north", firstLink: FirstLinkPolicy.Observe);
        await host.ListingAsync("north", "11", sku: "MUG");
        var page = host.Open<ChannelPage>("/channels/north", p => p.Add(x => x.Key, "north"));
        await Form.PressAsync(page, "Approve and send");
        var dialog = host.Dialog<SendDialog>();
        ComponentHost.Eventually(dialog, () => Assert.Equal("1 of 1 listings change; none goes to 0.", dialog.Find("[data-figure=sending]").TextContent));
        await Form.PressWhenReadyAsync(dialog, "Approve and send");
        ComponentHost.Eventually(page, () => Assert.DoesNotContain("waits for approval", page.Markup, StringComparison.Ordinal));
        Assert.False((await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.AwaitsApproval);
    }

    [Fact]
    public async Task An_editor_changes_the_weight_without_the_right_to_connect()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        await host.ChannelAsync("north");
        var page = host.Open<ChannelPage>("/channels/north", p => p.Add(x => x.Key, "north"));
        await Form.PressAsync(page, "Edit");
        var dialog = host.Dialog<ChannelEditDialog>();
        Assert.DoesNotContain("Consumer secret", dialog.Markup, StringComparison.Ordinal);
        await Form.EnterAsync(dialog, "Weight", "7");
        await Form.PressWhenReadyAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("7", page.Find(".facts dd").TextContent));
    }

    /// <summary>The dialog that connects a channel, filled in for this store and tried.</summary>
    private static async Task<IRenderedComponent<ChannelConnectDialog>> TestedAsync(
        ComponentHost host, IRenderedComponent<ChannelsPage> page, FakeWooStore store, string name)
    {
        await Form.PressAsync(page, "Connect a channel");
        var dialog = host.Dialog<ChannelConnectDialog>();
        await Form.EnterAsync(dialog, "Name", name);
        await Form.EnterAsync(dialog, "Address of the shop", store.BaseUrl.ToString().TrimEnd('/'));
        await Form.EnterAsync(dialog, "Consumer key", store.ConsumerKey);
        await Form.EnterAsync(dialog, "Consumer secret", store.ConsumerSecret);
        await Form.PressAsync(dialog, "Test the connection");
        return dialog;
    }

    private static IEnumerable<string> Verdicts(IRenderedComponent<ChannelConnectDialog> dialog) =>
        dialog.FindAll(".checks li").Select(c => $"{c.QuerySelector("strong")!.TextContent}: {c.QuerySelector(".sub")!.TextContent}");

    [Theory]
    [InlineData("Berlin Shop!", "berlin-shop")]
    [InlineData("  Ümläut & Söhne 2 ", "ml-ut-s-hne-2")]
    [InlineData("店铺", "")]
    public void A_key_is_made_from_the_name(string name, string key) => Assert.Equal(key, ChannelConnectDialog.KeyOf(name));
}
