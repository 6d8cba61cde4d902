using Bunit;
using InventoryPortal.Components;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The ledger at a past instant: the address says which.</summary>
public sealed class ProductPastTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_movement_leads_to_the_level_as_it_was_right_after_it()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await ThreeMovementsAsync(host);
        var page = Open(host);
        Assert.Equal(["−3", "+4", "+8"], Deltas(page));

        host.Navigation.NavigateTo(page.FindAll(".timeline li")[1].QuerySelector("a")!.GetAttribute("href")!);

        ComponentHost.Eventually(page, () => Assert.Equal(["+4", "+8"], Deltas(page)));
        Assert.Equal("12", page.Find("[data-figure=onhand]").TextContent);
        Assert.Equal("12", page.Find("[data-figure=available]").TextContent);
        Assert.Contains("This is how it was", page.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".actions button, .timeline button"));

        host.Navigation.NavigateTo(page.Find(".as-of a").GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.Equal("9", page.Find("[data-figure=onhand]").TextContent));
        Assert.NotEmpty(page.FindAll(".actions button"));
    }

    [Fact]
    public async Task A_past_level_is_divided_by_the_rules_of_now_and_says_so()
    {
        await using var host = await ComponentHost.StartAsync();
        await ThreeMovementsAsync(host);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        var page = Open(host, new ProductFilter("MUG", await InstantOfAsync(host, newest: 1)));

        var figure = page.Find(".listing-figure");
        Assert.Equal("12 by the rules of now", string.Join(' ', figure.Children.Select(c => c.TextContent)));
        Assert.Equal("Why is this number 12?", page.Find(".why summary").FirstChild!.TextContent);
        Assert.Empty(page.FindAll(".delivery, .listing-list .chip, .listing-list button"));
    }

    [Fact]
    public async Task Before_its_first_movement_there_was_nothing()
    {
        await using var host = await ComponentHost.StartAsync();
        await ThreeMovementsAsync(host);
        var page = Open(host, new ProductFilter("MUG", new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal("0", page.Find("[data-figure=onhand]").TextContent);
        Assert.Contains("Nothing has moved yet.", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2099-01-01T00:00:00Z")]
    [InlineData("yesterday")]
    public async Task An_instant_to_come_or_none_at_all_is_now(string at)
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await ThreeMovementsAsync(host);
        var page = host.Open<ProductPage>($"/products/MUG?at={at}", p => p.Add(x => x.Sku, "MUG"));
        Assert.Equal("9", page.Find("[data-figure=onhand]").TextContent);
        Assert.NotEmpty(page.FindAll(".actions button"));
    }

    [Fact]
    public async Task News_leaves_the_past_alone()
    {
        await using var host = await ComponentHost.StartAsync();
        await ThreeMovementsAsync(host);
        await host.StartNewsAsync();
        var past = Open(host, new ProductFilter("MUG", await InstantOfAsync(host, newest: 0)));
        var witness = host.Open<ProductsPage>("/products");

        await host.MoveAsync("MUG", MovementKind.Restock, 50);

        ComponentHost.Eventually(witness, () => Assert.Equal("59", witness.Find("[data-figure=onhand]").TextContent));
        Assert.Equal("9", past.Find("[data-figure=onhand]").TextContent);
        Assert.Equal(3, past.FindAll(".timeline li").Count);
    }

    [Fact]
    public async Task A_chosen_date_and_time_is_of_the_person_and_its_whole_second_counts()
    {
        await using var host = await ComponentHost.StartAsync();
        await ThreeMovementsAsync(host);
        host.Navigation.NavigateTo("/products/MUG");
        var field = host.Browser.Render<AsOfPanel>(p => p
            .Add(x => x.Filter, new ProductFilter("MUG"))
            .AddCascadingValue(new BrowserFacts("Europe/Berlin", Dark: false)));

        await field.InvokeAsync(() => field.Find("input").Change("2026-07-01T12:00:05"));

        Assert.EndsWith("/products/MUG?at=2026-07-01T10%3A00%3A05.9999999Z", host.Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")] // skipped in spring
    [InlineData("2026-10-25T02:30", "2026-10-25T01:30:00Z")] // twice in autumn
    [InlineData("2026-01-02T03:04:05", "2026-01-02T02:04:05Z")]
    public void A_local_time_is_one_instant_however_the_clocks_change(string local, string instant) =>
        Assert.Equal(
            DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            LocalInstant.Read(local, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("<script>")]
    public void What_is_no_time_is_none(string? value) => Assert.Null(LocalInstant.Read(value, TimeZoneInfo.Utc));

    private static async Task ThreeMovementsAsync(ComponentHost host)
    {
        await host.ProductAsync("MUG", onHand: 8);
        await host.MoveAsync("MUG", MovementKind.Restock, 4);
        await host.MoveAsync("MUG", MovementKind.Sale, 3);
    }

    private static async Task<DateTimeOffset> InstantOfAsync(ComponentHost host, int newest) =>
        (await host.Get<LedgerQueries>().MovementsAsync("MUG", null, until: null, 10, scope: null, Stop))!.Items[newest].RecordedAt;

    private static IRenderedComponent<ProductPage> Open(ComponentHost host, ProductFilter? filter = null) =>
        host.Open<ProductPage>((filter ?? new ProductFilter("MUG")).ToUri(), p => p.Add(x => x.Sku, "MUG"));

    private static IEnumerable<string> Deltas(IRenderedComponent<ProductPage> page) =>
        page.FindAll(".timeline .delta > div:first-child").Select(d => d.TextContent);
}
