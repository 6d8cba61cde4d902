using System.Net;
using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.WooCommerce;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Lab;

[Collection<LabCollection>]
public sealed class LabTests(LabWorld world)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_portal_comes_up_with_two_stores_that_show_the_plan()
    {
        var linked = await world.LinkedAsync(Stop);
        Assert.Equal(2, linked.Select(l => l.ChannelId).Distinct().Count());
        Assert.True(linked.Count > 300, $"{linked.Count} listings are linked.");
        Assert.InRange(DemoCatalogue.Products.Count, 180, 220);
        await world.SettledAsync(Stop);
        await world.BooksAgreeAsync(Stop);
        Assert.True(world.Street.Visit(b => b.Products.Values.Sum(p => p.Stock)) > 2 * world.Outlet.Visit(b => b.Products.Values.Sum(p => p.Stock)));
    }

    [Fact]
    public async Task Import_and_first_fill_of_every_store_are_jobs_whose_progress_people_see()
    {
        await using var own = new LabWorld { More = new Dictionary<string, string?> { ["Lab:ItemMs"] = "10" } };
        var seen = new HashSet<(SyncJobKind Kind, string Channel, int Done, int Total)>();
        await own.InitializeAsync(async () =>
        {
            var jobs = await own.Get<JobQueries>().ListAsync(new JobSelection(), new PageRequest(1, 50), Stop);
            seen.UnionWith(jobs.Items.Select(j => (j.Kind, j.Channel!, j.Progress.Done, j.Progress.Total)));
            return jobs.Items.Count(j => j is { Kind: SyncJobKind.ChannelSync, Status: JobStatus.Completed }) == 2;
        });
        var linked = (await own.LinkedAsync(Stop)).CountBy(l => l.ChannelId).ToDictionary();
        Assert.All(own.Channels, c =>
        {
            Assert.Contains(seen, s => s.Kind == SyncJobKind.Import && s.Channel == c.Key && s.Done == s.Total && s.Total >= linked[c.Value]);
            Assert.Contains((SyncJobKind.ChannelSync, c.Key, linked[c.Value], linked[c.Value]), seen);
            Assert.Contains(seen, s => s.Kind == SyncJobKind.ChannelSync && s.Channel == c.Key && s.Done > 0 && s.Done < s.Total);
        });
    }

    [Fact]
    public async Task A_store_keeps_its_book_through_a_restart()
    {
        await using var own = new LabWorld();
        await own.InitializeAsync();
        Assert.Null(await own.Get<LabDesk>().SellAsync(Caller.System, "outlet", Stop));
        var sold = own.Outlet.Visit(b => b.UnitsSold());
        await own.RestartAsync();
        Assert.Equal(sold, own.Outlet.Visit(b => b.UnitsSold()));
        Assert.Null(await own.Get<LabDesk>().SellAsync(Caller.System, "outlet", Stop));
        await own.RecoverAsync(Stop);
        await own.SettledAsync(Stop);
        await own.BooksAgreeAsync(Stop);
    }

    [Fact]
    public async Task A_new_database_begins_with_new_books_where_those_of_a_lost_one_still_lie()
    {
        var folder = Directory.CreateTempSubdirectory("lab-books-").FullName;
        try
        {
            var goods = await GoodsAsync(folder);
            Assert.NotEmpty(goods);
            Assert.Equal(goods, await GoodsAsync(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The stores of a portal with a new database, by number of things on their shelves and of listings that are linked.</summary>
    private static async Task<IReadOnlyList<string>> GoodsAsync(string books)
    {
        await using var own = new LabWorld { More = new Dictionary<string, string?> { ["Lab:Folder"] = books } };
        await own.InitializeAsync();
        var linked = (await own.LinkedAsync(Stop)).CountBy(l => l.ChannelId).ToDictionary();
        return [.. own.Shops.All.Select(s => $"{s.Sign.Key}: {s.Visit(b => b.Products.Count)}, {linked[own.Channels[s.Sign.Key]]}")];
    }

    [Fact]
    public async Task A_store_whose_book_is_anothers_begins_with_what_the_portal_knows()
    {
        await using var own = new LabWorld();
        await own.InitializeAsync();
        Assert.Null(await own.Get<LabDesk>().SellAsync(Caller.System, "outlet", Stop));
        await own.SettledAsync(Stop);
        var shown = Numbers(own);
        own.Outlet.Begin("somebody else");
        await own.RestartAsync();
        Assert.Equal(shown, Numbers(own));
        Assert.Equal(0, own.Outlet.Visit(b => b.Orders.Count));

        static IEnumerable<(string, int?)> Numbers(LabWorld world) =>
            world.Outlet.Shown().Where(s => s.Value.Stock > 0).Select(s => (s.Key, s.Value.Stock)).Order();
    }

    [Fact]
    public void Orders_of_every_state_and_refunds_come_back_from_disk()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("lab-journal-").FullName, "shop.jsonl");
        var before = Book();
        before.Add(new ShopProduct { Id = before.NextId(), Type = "simple", Name = "Mug", Sku = "MUG", ManageStock = true, Stock = 9 });
        foreach (var state in Enum.GetValues<ShopOrderState>())
        {
            before.Create(state, state == ShopOrderState.Paid, [(11, 1)]);
        }
        var paid = before.Orders.Values.First(o => o.Status == ShopOrderState.Paid);
        before.Refund(paid, [(paid.Lines[0], 1)], restock: true);
        var after = Book();
        using (var journal = new ShopJournal(file))
        {
            journal.Load(Book());
            journal.Write(before, before.Products.Values, before.Orders.Values, []);
        }
        using (var journal = new ShopJournal(file))
        {
            Assert.True(journal.Load(after));
        }
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.Equal(before.Orders.Values.Select(Text), after.Orders.Values.Select(Text));
        Assert.Equal(before.UnitsSold(), after.UnitsSold());
        Assert.Equal(before.NextId(), after.NextId());

        static ShopBook Book() => new(new FakeTimeProvider(), WooDialect.WooRules, _ => { });
        static string Text(ShopOrder o) => JsonSerializer.Serialize(o);
    }

    [Fact]
    public async Task A_stranger_is_refused_as_a_store_refuses()
    {
        using var client = new HttpClient { BaseAddress = world.Host.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("lab/outlet/wp-json/wc/v3/", Stop)).StatusCode);
        var refused = await client.GetAsync("lab/outlet/wp-json/wc/v3/products", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("woocommerce_rest_cannot_view", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("lab/nowhere/wp-json/wc/v3/products", Stop)).StatusCode);
    }

    [Fact]
    public async Task Outside_Development_nobody_is_offered_a_way_in_without_a_password()
    {
        using var browser = world.Host.Browser();
        Assert.DoesNotContain("name=\"demo\"", await browser.GetStringAsync("sign-in", Stop), StringComparison.Ordinal);
        var answer = await browser.SubmitAsync("sign-in", new Dictionary<string, string> { ["_handler"] = "demo", ["demo"] = "Admin" }, Stop);
        Assert.NotEqual(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Empty(world.Host.Services.GetServices<DemoPeopleStore>());
    }

    [Fact]
    public async Task In_Production_there_is_no_Lab_unless_it_is_set()
    {
        await using var host = PortalHost.Start(new Dictionary<string, string?> { ["Lab:Enabled"] = null });
        using var client = host.Api();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("lab/outlet/wp-json/wc/v3/", Stop)).StatusCode);
        Assert.Null(host.Services.GetService<LabDesk>());
    }

    [Fact]
    public async Task A_development_machine_lets_demo_people_in_by_one_click()
    {
        await using var host = PortalHost.Start(new Dictionary<string, string?>(LabWorld.Settings) { ["environment"] = "Development" });
        using var browser = host.Browser();
        using var forged = await browser.PostAsync("sign-in", new FormUrlEncodedContent([new("_handler", "demo"), new("demo", "Admin")]), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        var entered = await browser.SubmitAsync("sign-in", new Dictionary<string, string> { ["_handler"] = "demo", ["demo"] = "Editor" }, Stop);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("lab", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_viewer_may_not_touch_the_stores()
    {
        var nobody = new Caller(new Actor(ActorKind.User, "nobody", "nobody"));
        var refusal = await world.Get<LabDesk>().SwitchAsync(nobody, "outlet", LabFault.Html, on: true, Stop);
        Assert.Equal("forbidden", refusal?.Code);
        Assert.Empty(world.Outlet.Faults);
    }

    [Fact]
    public void Barcodes_are_checked_by_their_last_digit()
    {
        // The example of the GS1 General Specifications.
        Assert.Equal("6291041500213", DemoCatalogue.Ean13(629104150021));
        Assert.Equal(DemoCatalogue.Products.Count, DemoCatalogue.Products.Select(p => p.Barcode).Distinct().Count());
        Assert.Equal(DemoCatalogue.Products.Count, DemoCatalogue.Products.Select(p => p.Sku).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void The_same_seed_sends_the_same_customers_and_no_store_sells_what_it_has_not()
    {
        Assert.Equal(Day(7), Day(7));
        Assert.NotEqual(Day(7), Day(8));
    }

    private static string Day(int seed)
    {
        var clock = new FakeTimeProvider();
        var book = new ShopBook(clock, WooDialect.WooRules, _ => { });
        foreach (var product in DemoCatalogue.Shelf(everything: true, book.NextId))
        {
            book.Add(product);
            product.Stock = product.ManageStock ? 20 : 0;
        }
        var start = book.Products.Values.Sum(p => p.Stock);
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            ShopperPlan.Visit(book, random, clock.GetUtcNow());
            Assert.All(book.Products.Values, p => Assert.True(p.Stock >= 0));
        }
        Assert.Equal(start, book.Products.Values.Sum(p => p.Stock) + book.UnitsSold());
        return string.Join(',', book.Products.Values.Select(p => p.Stock));
    }
}
