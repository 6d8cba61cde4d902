using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Mapping;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using MudBlazor;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class MappingPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_channels_it_says_what_to_do_first()
    {
        await using var host = await ComponentHost.StartAsync();
        Assert.Contains("No channels yet", host.Open<MappingPage>("/mapping").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tabs_count_how_listings_stand()
    {
        await using var host = await WorldAsync(Role.Viewer);
        var page = host.Open<MappingPage>("/mapping?state=unlinked");
        Assert.Equal(["All", "Unlinked2", "Ambiguous0", "Linked1", "Orphaned0"], page.FindAll(".tabs a").Select(t => t.TextContent.Trim()));
        Assert.Equal(2, page.FindAll("tbody tr").Count);
        Assert.Empty(page.FindAll("tbody button"));
    }

    [Fact]
    public async Task The_search_narrows_by_the_channels_SKU()
    {
        await using var host = await WorldAsync(Role.Viewer);
        Assert.Single(host.Open<MappingPage>("/mapping?channel=north&search=cup").FindAll("tbody tr"));
    }

    [Fact]
    public async Task Matching_shows_its_plan_first_and_links_only_when_told()
    {
        await using var host = await WorldAsync(Role.Editor);
        var page = host.Open<MappingPage>("/mapping");
        await Form.PressAsync(page, "Match by SKU");
        var dialog = host.Dialog<AutoMapDialog>();
        ComponentHost.Eventually(dialog, () => Assert.Equal("1", dialog.Find("[data-figure=linked]").TextContent));
        Assert.Equal("1", dialog.Find("[data-figure=unmatched]").TextContent);
        Assert.Contains("compared as CUP", dialog.Find(".automap-items").TextContent, StringComparison.Ordinal);
        Assert.Null((await host.Get<ListingQueries>().FindAsync("north", "12", Stop))!.Sku);

        await Form.PressAsync(dialog, "Link 1");
        ComponentHost.Eventually(page, () => Assert.Contains("Linked2", page.Find(".tabs").TextContent.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal("CUP", (await host.Get<ListingQueries>().FindAsync("north", "12", Stop))!.Sku);
    }

    [Fact]
    public async Task A_new_link_shows_what_every_listing_would_get_before_it_is_saved()
    {
        await using var host = await WorldAsync(Role.Editor);
        await host.ChannelAsync("south", weight: 3);
        await host.ListingAsync("south", "77", externalSku: "MUG");
        var page = host.Open<MappingPage>("/mapping?channel=south");
        await Form.PressAsync(page, "Link");
        var dialog = host.Dialog<ListingEditDialog>();
        // Suggested by its SKU: north has 8 alone; 1 against 3 it will be 2 and 6.
        ComponentHost.Eventually(dialog, () => Assert.Equal(["8", "2", "–", "6"], dialog.FindAll("tbody td.num").Select(c => c.TextContent)));
        Assert.Null((await host.Get<ListingQueries>().FindAsync("south", "77", Stop))!.Sku);

        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("MUG", page.Find("tbody a.key").TextContent));
        Assert.Equal(6, (await host.Get<ListingQueries>().FindAsync("south", "77", Stop))!.DesiredQuantity);
    }

    [Fact]
    public async Task Rules_are_previewed_as_they_are_typed_and_saved_as_previewed()
    {
        await using var host = await WorldAsync(Role.Editor);
        var page = host.Open<MappingPage>("/mapping?state=linked");
        await Form.PressAsync(page, "Edit");
        var dialog = host.Dialog<ListingEditDialog>();
        await dialog.InvokeAsync(() => dialog.FindComponent<MudSelect<ListingMode>>().Instance.SelectOption(ListingMode.Fixed));
        await Form.EnterAsync(dialog, "Fixed quantity", "5");
        ComponentHost.Eventually(dialog, () => Assert.Equal(["8", "5"], dialog.FindAll("tbody td.num").Select(c => c.TextContent)));
        Assert.Contains("Its fixed quantity of 5", dialog.Markup, StringComparison.Ordinal);
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("5", page.Find("tbody .qty").TextContent));
    }

    [Fact]
    public async Task A_rule_that_is_not_valid_is_told_at_its_field()
    {
        await using var host = await WorldAsync(Role.Editor);
        var page = host.Open<MappingPage>("/mapping?state=linked");
        await Form.PressAsync(page, "Edit");
        var dialog = host.Dialog<ListingEditDialog>();
        await Form.EnterAsync(dialog, "Minimum", "-4");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(dialog, () => Assert.NotEmpty(dialog.FindAll(".mud-input-error")));
        Assert.Equal(0, (await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.Min);
    }

    [Fact]
    public async Task An_edit_that_came_second_shows_both_values_and_saves_nothing_before_a_choice()
    {
        await using var host = await WorldAsync(Role.Editor);
        var page = host.Open<MappingPage>("/mapping?state=linked");
        await Form.PressAsync(page, "Edit");
        var dialog = host.Dialog<ListingEditDialog>();
        await host.Get<ListingStore>().UpdateAsync(CommandContext.System, "north", "11", new ListingEdit { Max = 3 }, null, Stop);
        await Form.EnterAsync(dialog, "Minimum", "1");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(dialog, () => Assert.Contains("Somebody else changed this", dialog.Markup, StringComparison.Ordinal));
        Assert.Equal(["Minimum 1 0", "Maximum – 3"], dialog.FindAll(".note table tbody tr").Select(r => string.Join(' ', r.Children.Select(c => c.TextContent))));
        Assert.Equal(0, (await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.Min);

        await Form.PressAsync(dialog, "Take theirs");
        ComponentHost.Eventually(dialog, () => Assert.Equal("3", Form.Field(dialog, "Maximum").GetAttribute("value")));
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Equal("3", page.Find("tbody .qty").TextContent));
    }

    [Fact]
    public async Task Every_count_of_every_channel_is_the_address_of_its_worklist()
    {
        await using var host = await WorldAsync(Role.Viewer);
        await host.ChannelAsync("south");
        var page = host.Open<MappingPage>("/mapping?channel=south");
        Assert.Equal(["Shop north 1 2 0 0 0", "Shop south 0 0 0 0 0"], page.FindAll(".overview tbody tr").Select(r => string.Join(' ', r.Children.Select(c => c.TextContent.Trim()))));
        var unlinked = page.FindAll(".overview tbody tr:first-child a")[2];
        Assert.Equal(("Shop north: Unlinked, 2", "/mapping?channel=north&state=unlinked"), (unlinked.GetAttribute("aria-label"), unlinked.GetAttribute("href")));
    }

    [Theory]
    [InlineData("need=off", 1)]
    [InlineData("mode=fixed", 1)]
    [InlineData("mode=split&need=failed", 0)]
    public async Task The_worklist_is_narrowed_by_its_address(string query, int shown)
    {
        await using var host = await WorldAsync(Role.Viewer);
        await host.Get<ListingStore>().UpdateAsync(CommandContext.System, "north", "12", new ListingEdit { SyncEnabled = false, Mode = ListingMode.Fixed }, null, Stop);
        Assert.Equal(shown, host.Open<MappingPage>("/mapping?" + query).FindAll("tbody tr").Count);
    }

    [Fact]
    public async Task Rules_of_a_whole_worklist_show_their_difference_before_they_are_saved_and_are_taken_back()
    {
        await using var host = await WorldAsync(Role.Editor);
        var page = host.Open<MappingPage>("/mapping?state=linked");
        Assert.Contains("weight 1, from the channel", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        await Form.PressAsync(page, "Edit rules of all 1");
        var dialog = host.Dialog<ListingBulkDialog>();
        Assert.True(dialog.FindAll("button").First(b => b.TextContent.Trim() == "Change 1 listings").HasAttribute("disabled"));
        await Form.EnterAsync(dialog, "Buffer", "8");
        ComponentHost.Eventually(dialog, () => Assert.Equal(
            "1 of 1 listings change; 1 go to 0. All products concerned were counted: 1.", dialog.Find("[data-figure=difference]").TextContent));
        Assert.Equal(["Largest changes (1)", "Those that go to 0 (1)"], dialog.FindAll("summary").Select(s => s.TextContent));
        Assert.Equal(8, (await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.DesiredQuantity);

        await Form.PressWhenReadyAsync(dialog, "Change 1 listings");
        host.Hears("1 listings changed, 0 left as they were.");
        Assert.Equal(0, (await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.DesiredQuantity);
        await host.PressMessageAsync("Undo");
        host.Hears("Undone.");
        Assert.Equal(8, (await host.Get<ListingQueries>().FindAsync("north", "11", Stop))!.DesiredQuantity);

        // Long after the message is gone, both are still listed; the edit itself is edited over.
        var later = host.Open<MappingPage>("/mapping?state=linked");
        ComponentHost.Eventually(later, () => Assert.Equal(2, later.FindAll(".bulk-history li").Count));
        await later.InvokeAsync(() => later.FindAll(".bulk-history button")[1].Click());
        host.Hears("Not undone. Others have edited all of it since");
    }

    /// <summary>North has MUG linked (8 units), a cup that matches by SKU and a thing that matches nothing.</summary>
    private static async Task<ComponentHost> WorldAsync(Role role)
    {
        var host = await ComponentHost.StartAsync(role);
        await host.ProductAsync("MUG", onHand: 8);
        await host.ProductAsync("CUP", onHand: 2);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", externalSku: "MUG", sku: "MUG");
        await host.ListingAsync("north", "12", externalSku: "cup");
        await host.ListingAsync("north", "13", externalSku: "NOTHING");
        return host;
    }
}
