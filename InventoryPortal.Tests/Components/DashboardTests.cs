using Bunit;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Layout;
using InventoryPortal.Components.Pages.Dashboard;
using InventoryPortal.Components.Pages.Errors;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Pages.Sync;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The dashboard: the first steps, figures that lead to what they count, the wall screen, and what nobody may overlook.</summary>
public sealed class DashboardTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task An_empty_portal_shows_the_first_steps_instead_of_zeros_and_follows_them_to_the_first_push()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.StartNewsAsync();
        var page = host.Open<DashboardPage>("/");
        Assert.Equal(["Connect", "Import", "Map", "Push"], Steps(page, "li"));
        Assert.Empty(page.FindAll("[data-figure], .split"));

        await host.ChannelAsync("north");
        ComponentHost.Eventually(page, () => Assert.Equal(["Connect"], Steps(page, "li.done")));
        ComponentHost.Eventually(page, () => Assert.NotEmpty(page.FindAll("[data-figure=queue-listings]")));
        Assert.Empty(page.FindAll("[data-figure=units]"));
        Assert.Equal("/channels/north", page.Find("[data-step=Import] a").GetAttribute("href"));
        await host.ProductAsync("MUG", onHand: 4);
        await host.ListingAsync("north", "11", sku: "MUG");
        ComponentHost.Eventually(page, () => Assert.Equal(["Connect", "Import", "Map"], Steps(page, "li.done")));
        Assert.Equal(["Push"], Steps(page, "li.next"));
        Assert.Contains("1 of 1 have a product", page.Markup, StringComparison.Ordinal);

        await host.ChannelAsync("south", weight: 3);
        ComponentHost.Eventually(page, () => Assert.Contains("Weigh", Steps(page, "li.done")));
        await WriteAsync(host, db => db.Channels.ExecuteUpdateAsync(set => set.SetProperty(c => c.LastConfirmedAt, (DateTimeOffset?)Now), Stop));
        host.Get<CommitSignals>().Publish(CommitNote.Of(CommitTopics.Channels));
        ComponentHost.Eventually(page, () => Assert.Empty(Steps(page, "li")));
        Assert.Equal("4", page.Find("[data-figure=units]").TextContent);
    }

    [Fact]
    public async Task Every_figure_of_stock_leads_to_as_many_products_as_it_counts()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("LOW", onHand: 2, threshold: 5);
        await host.ProductAsync("NONE");
        await host.ProductAsync("OVER", onHand: 1);
        await host.MoveAsync("OVER", MovementKind.Sale, 4);
        await host.ProductAsync("FINE", onHand: 90);
        await WriteAsync(host, db => db.Products.Where(p => p.Sku == "FINE").ExecuteUpdateAsync(set => set.SetProperty(p => p.Reserved, 30), Stop));
        var page = host.Open<DashboardPage>("/");
        Assert.Equal(("89", "30", "59"), (Figure(page, "units"), Figure(page, "reserved"), Figure(page, "available")));
        foreach (var (name, figure) in new[] { ("low", "1"), ("out", "2"), ("oversold", "1") })
        {
            Assert.Equal(figure, Figure(page, name));
            Assert.Equal(int.Parse(figure, System.Globalization.CultureInfo.InvariantCulture), await CountAsync(host, Href(page, name)));
        }
        Assert.Equal(1, await CountAsync(host, Href(page, "reserved")));
    }

    [Fact]
    public async Task What_waits_is_counted_with_its_age_and_leads_to_itself()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 4);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        await WriteAsync(host, async db =>
        {
            await db.Listings.ExecuteUpdateAsync(set => set.SetProperty(l => l.DesiredAt, (DateTimeOffset?)Now.AddMinutes(-9)), Stop);
            db.InboundEvents.Add(new InboundEventRow
            {
                ChannelId = (await db.Channels.SingleAsync(Stop)).Id, EventKey = "e1", Topic = "order.created", Body = [1], ReceivedAt = Now.AddHours(-5), Status = InboundStatus.Pending,
            });
        });
        var page = host.Open<DashboardPage>("/");
        var queues = page.FindAll(".queues li");
        Assert.Equal("1 quantities on their way, the oldest for 9 min", Said(queues[0]));
        Assert.Equal("1 deliveries to be looked at, the oldest for 5 h", Said(queues[1]));
        Assert.Equal("/inbox?status=pending", queues[1].QuerySelector("a")!.GetAttribute("href"));
        var work = host.Open<SyncPage>(queues[0].QuerySelector("a")!.GetAttribute("href")!);
        ComponentHost.Eventually(work, () => Assert.Contains("MUG", Assert.Single(work.FindAll("tbody tr")).TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_are_counted_by_cause_and_lead_to_the_calls_and_errors_behind_them()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, async db =>
        {
            var channel = (await db.Channels.SingleAsync(Stop)).Id;
            db.SyncAttempts.AddRange(Call(channel, 429), Call(channel, 429), Call(channel, null), Call(channel, 200));
            db.Errors.Add(new ErrorLogRow { Type = "TimeoutException", Message = "Too slow", Severity = "error", At = Now, Cause = CauseCodes.TimeOut });
            db.Errors.Add(new ErrorLogRow { Type = "IOException", Message = "Full", Severity = "error", At = Now, Cause = CauseCodes.DiskFull });
        });
        var page = host.Open<DashboardPage>("/");
        var causes = page.FindAll(".causes a");
        Assert.Equal(
            ["2 Shop north · the channel answered 429", "1 Shop north · no answer", "1 The portal · A disk of the portal's machine is full.", "1 The portal · Something took longer than its limit."],
            causes.Select(c => c.TextContent.Trim()));
        var calls = host.Open<SyncPage>(causes[0].GetAttribute("href")!);
        ComponentHost.Eventually(calls, () => Assert.Equal(2, calls.FindAll("tbody tr").Count));
        var errors = host.Open<ErrorsPage>(causes[3].GetAttribute("href")!);
        Assert.Equal(["TimeoutException"], errors.FindAll("li.card:not([data-cause]) strong").Select(e => e.TextContent));
    }

    [Fact]
    public async Task Movements_of_all_products_are_narrowed_by_kind_and_time()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.StartNewsAsync();
        await host.ProductAsync("MUG", onHand: 9);
        await host.MoveAsync("MUG", MovementKind.Sale, 2);
        var page = host.Open<MovementsPage>("/movements");
        Assert.Equal(["−2", "+9"], page.FindAll(".feed strong").Select(m => m.TextContent));
        host.Navigation.NavigateTo(MovementsFilter.SalesOfTheHour);
        ComponentHost.Eventually(page, () => Assert.Equal(["−2"], page.FindAll(".feed strong").Select(m => m.TextContent)));
        await host.MoveAsync("MUG", MovementKind.Sale, 1);
        ComponentHost.Eventually(page, () => Assert.Equal(["−1", "−2"], page.FindAll(".feed strong").Select(m => m.TextContent)));
        host.Navigation.NavigateTo("/movements?kind=return");
        ComponentHost.Eventually(page, () => Assert.Contains("Nothing matches these choices.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_wall_screen_is_an_address_and_is_left_by_another()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 9);
        var page = host.Open<DashboardPage>("/");
        Assert.Empty(page.FindAll(".kiosk"));
        host.Navigation.NavigateTo(page.Find(".page-head .actions a").GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.Equal("9", page.Find(".kiosk [data-figure=units]").TextContent));
        Assert.Matches(@"^\d\d:\d\d:\d\d$", page.Find(".clock").TextContent);
        host.Navigation.NavigateTo(page.Find(".kiosk-out").GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.Empty(page.FindAll(".kiosk")));
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_loudly()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        var banner = host.Browser.Render<OutagePanel>();
        Assert.Empty(banner.FindAll(".outage"));
        await WriteAsync(host, db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Cursors\" RENAME TO \"Away\"", Stop));
        var later = host.Browser.Render<OutagePanel>();
        ComponentHost.Eventually(later, () => Assert.Contains("The database takes no changes.", later.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        await WriteAsync(host, db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Away\" RENAME TO \"Cursors\"", Stop));
        later.WaitForAssertion(() => Assert.Empty(later.FindAll(".outage")), 8 * Readiness.Freshness);
    }

    private static SyncAttemptRow Call(long channel, int? status) => new()
    {
        ChannelId = channel, Route = "products/batch", Items = 1, StartedAt = Now, DurationMs = 5, Status = status, Applied = status == 200 ? 1 : 0,
    };

    private static IEnumerable<string?> Steps(IRenderedComponent<DashboardPage> page, string which) =>
        [.. page.FindAll(".first-steps " + which).Select(s => s.GetAttribute("data-step"))];

    private static string Figure(IRenderedComponent<DashboardPage> page, string name) => page.Find($"[data-figure={name}]").TextContent;

    private static string Href(IRenderedComponent<DashboardPage> page, string name) => page.Find($"[data-figure={name}]").ParentElement!.GetAttribute("href")!;

    private static string Said(AngleSharp.Dom.IElement queue) => $"{queue.QuerySelector("a")!.TextContent.Trim()}, {queue.QuerySelector(".sub")!.TextContent}";

    private static async Task<int> CountAsync(ComponentHost host, string href)
    {
        var filter = ProductsFilter.Parse(new Uri("http://portal" + href));
        return (await host.Get<ProductQueries>().ListAsync(filter.ToSearch(), new PageRequest(), Stop)).Total;
    }

    private static Task WriteAsync(ComponentHost host, Func<PortalDbContext, Task> write) =>
        host.Get<PortalDatabase>().WriteAsync((db, _) => write(db), Stop);
}
