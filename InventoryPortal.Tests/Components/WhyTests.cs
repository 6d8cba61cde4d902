using AngleSharp.Dom;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>A product's page says of every number why it is that number.</summary>
public sealed class WhyTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 12, 4, 5, TimeSpan.Zero);

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_is_told_from_the_shelf_to_the_channel_in_steps_that_add_up()
    {
        await using var host = await ComponentHost.StartAsync();
        await TwoShopsAsync(host);
        await host.Get<ProductStore>().UpdateAsync(CommandContext.System, "MUG", new ProductEdit { Buffer = 3 }, null, Stop);
        await EditAsync(host, "north", new ListingEdit { Weight = 2, Buffer = 1 });
        var page = Open(host);

        Assert.Equal(["Why is this number 5?", "Why is this number 3?"], page.FindAll(".why summary").Select(s => s.FirstChild!.TextContent));
        Assert.Equal(
            [
                "12 units are on hand. 12",
                "3 are held back from every channel: the product's buffer. 9",
                "Shared out by weight: its own weight is 2 of 3 in all. 6",
                "1 of them are held back as its buffer. 5",
                "So it is to show 5",
            ],
            Steps(page.FindAll(".why")[0]));
        Assert.Contains("Shared out by weight: its channel's weight is 1 of 3 in all. 3", Steps(page.FindAll(".why")[1]));
    }

    [Fact]
    public async Task Rounding_is_a_step_of_its_own()
    {
        await using var host = await ComponentHost.StartAsync();
        await TwoShopsAsync(host, onHand: 5);
        Assert.Equal(
            ["5 units are on hand. 5", "Shared out by weight: its channel's weight is 1 of 2 in all. 2.5", "Rounded to whole units, so that all parts add up to 5. 3", "So it is to show 3"],
            Steps(Open(host).Find(".why")));
    }

    [Theory]
    [InlineData(ListingMode.Off, "Switched off: it shows 0. 0")]
    [InlineData(ListingMode.Fixed, "Its fixed quantity of 0, dealt before everything else. 0")]
    public async Task A_rule_that_decides_alone_is_named(ListingMode mode, string sentence)
    {
        await using var host = await ComponentHost.StartAsync();
        await TwoShopsAsync(host);
        await EditAsync(host, "north", new ListingEdit { Mode = mode });
        Assert.Contains(sentence, Steps(Open(host).Find(".why")));
    }

    [Fact]
    public async Task An_inactive_product_says_that_it_is_the_reason()
    {
        await using var host = await ComponentHost.StartAsync();
        await TwoShopsAsync(host);
        await host.Get<ProductStore>().UpdateAsync(CommandContext.System, "MUG", new ProductEdit { IsActive = false }, null, Stop);
        var why = Open(host).Find(".why");
        Assert.Equal("Why is this number 0?", why.QuerySelector("summary")!.FirstChild!.TextContent);
        Assert.Contains("The product is inactive: every channel shows 0.", why.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_write_and_its_confirmation_are_told_with_their_instants()
    {
        await using var host = await ComponentHost.StartAsync();
        await TwoShopsAsync(host);
        Assert.Equal(["Nothing has been sent yet.", "The channel has confirmed nothing yet.", "A newer quantity waits to be sent."], Delivery(Open(host)));

        await WriteAsync(host, s => s
            .SetProperty(l => l.Sent, 6).SetProperty(l => l.SentAt, At).SetProperty(l => l.SentRevision, l => l.DesiredRevision)
            .SetProperty(l => l.Confirmed, 6).SetProperty(l => l.ConfirmedAt, At.AddSeconds(1)).SetProperty(l => l.ConfirmedRevision, l => l.DesiredRevision));
        Assert.Equal(["Last sent: 6 · 2026-11-23 12:04", "The channel confirmed 6 · 2026-11-23 12:04"], Delivery(Open(host)));
    }

    [Fact]
    public async Task A_channel_that_shows_something_else_is_quoted()
    {
        await using var host = await ComponentHost.StartAsync();
        await TwoShopsAsync(host);
        await WriteAsync(host, s => s
            .SetProperty(l => l.Confirmed, 6).SetProperty(l => l.ConfirmedAt, At).SetProperty(l => l.ConfirmedRevision, l => l.DesiredRevision)
            .SetProperty(l => l.IsDrifted, true).SetProperty(l => l.Observed, 4).SetProperty(l => l.ObservedAt, At));
        Assert.Equal("The channel was last seen showing 4 · 2026-11-23 12:04", Delivery(Open(host))[^1]);
    }

    [Fact]
    public async Task A_write_that_must_wait_says_until_when()
    {
        await using var host = await ComponentHost.StartAsync();
        await TwoShopsAsync(host);
        var later = new DateTimeOffset(2099, 1, 1, 12, 4, 0, TimeSpan.Zero);
        await WriteAsync(host, s => s.SetProperty(l => l.Attempts, 1).SetProperty(l => l.DueAt, later));
        Assert.Equal(["The last call failed; another follows.", "The next one goes out at the earliest · 2099-01-01 12:04"], Delivery(Open(host))[^2..]);
    }

    private static async Task TwoShopsAsync(ComponentHost host, int onHand = 12)
    {
        await host.ProductAsync("MUG", onHand);
        await host.ChannelAsync("north");
        await host.ChannelAsync("south");
        await host.ListingAsync("north", "11", sku: "MUG");
        await host.ListingAsync("south", "77", sku: "MUG");
    }

    private static async Task EditAsync(ComponentHost host, string channel, ListingEdit edit) =>
        Assert.IsType<CommandAnswer<ListingView>.Done>(
            await host.Get<ListingStore>().UpdateAsync(CommandContext.System, channel, channel == "north" ? "11" : "77", edit, null, Stop));

    private static Task<int> WriteAsync(ComponentHost host, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<InventoryPortal.Persistence.Rows.ListingRow>> setters) =>
        host.Get<PortalDatabase>().WriteAsync((db, token) => db.Listings.Where(l => l.ExternalId == "11").ExecuteUpdateAsync(setters, token), Stop);

    private static IRenderedComponent<ProductPage> Open(ComponentHost host) => host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));

    private static string[] Steps(IElement why) => [.. why.QuerySelectorAll(".steps li").Select(l => string.Join(' ', l.Children.Select(c => c.TextContent)))];

    private static string[] Delivery(IRenderedComponent<ProductPage> page) => [.. page.Find(".delivery").Children.Select(Words)];

    private static string Words(IElement line) => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
