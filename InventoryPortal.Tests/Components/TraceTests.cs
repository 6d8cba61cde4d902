using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>Each movement tells its way from the channel's event to the channels' answers.</summary>
public sealed class TraceTests
{
    private static readonly DateTimeOffset PlacedAt = new(2026, 11, 23, 12, 4, 5, TimeSpan.Zero);

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sale_tells_its_event_its_order_and_what_every_channel_made_of_it()
    {
        await using var host = await ComponentHost.StartAsync();
        await SoldAsync(host, units: 2);
        var page = Open(host);
        host.Navigation.NavigateTo(page.Find(".timeline li a[aria-expanded]").GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.NotEmpty(page.FindAll(".trace")));

        Assert.Equal("order.updated came from north", Line(page, "event"));
        Assert.StartsWith("Order 77 at north: processing, placed 2026-11-23 12:04", Text(page, "order"), StringComparison.Ordinal);
        Assert.Contains("MUG: 2 ordered, 0 reserved, 2 sold, 0 returned", Text(page, "order"), StringComparison.Ordinal);
        Assert.Contains("Gift wrap (not mapped): 1 ordered, 0 reserved, 0 sold, 0 returned", Text(page, "order"), StringComparison.Ordinal);
        Assert.Matches("^Recorded in the ledger .+ later", Line(page, "recorded"));
        Assert.Equal(["north has not confirmed 5 yet", "south has not confirmed 5 yet"], Answers(page));
        Assert.Equal("true", page.Find(".timeline li a[aria-expanded]").GetAttribute("aria-expanded"));

        host.Navigation.NavigateTo(page.Find(".timeline li a[aria-expanded=true]").GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.Empty(page.FindAll(".trace")));
    }

    [Fact]
    public async Task A_confirmation_is_told_with_how_long_it_took_and_the_call_that_followed()
    {
        await using var host = await ComponentHost.StartAsync();
        await SoldAsync(host, units: 2);
        var sale = await NewestAsync(host);
        await host.Get<PortalDatabase>().WriteAsync(
            async (db, token) =>
            {
                await db.Listings.Where(l => l.ExternalId == "11").ExecuteUpdateAsync(
                    s => s.SetProperty(l => l.Confirmed, 5).SetProperty(l => l.ConfirmedRevision, l => l.DesiredRevision).SetProperty(l => l.ConfirmedAt, sale.RecordedAt.AddMilliseconds(420)),
                    token);
                var channel = await db.Channels.Where(c => c.Key == "north").Select(c => c.Id).SingleAsync(token);
                db.SyncAttempts.AddRange(
                    Call(channel, sale.RecordedAt.AddMilliseconds(-5), applied: 1),
                    Call(channel, sale.RecordedAt.AddMilliseconds(100), applied: 0),
                    Call(channel, sale.RecordedAt.AddMilliseconds(200), applied: 1));
            },
            Stop);
        var page = Open(host, sale.Id);

        Assert.Equal("north confirmed 5 420 ms later", Answers(page)[0]);
        var call = page.Find(".trace a[href^='/sync']");
        Assert.Equal("The next write there: status 200 in 180 ms", call.TextContent);
        Assert.EndsWith("q=channel:north&before=4", Uri.UnescapeDataString(call.GetAttribute("href")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_later_change_replaced_and_what_changed_nothing_are_told_apart()
    {
        await using var host = await ComponentHost.StartAsync();
        await SoldAsync(host, units: 2);
        var sale = await NewestAsync(host);
        await host.MoveAsync("MUG", MovementKind.Restock, 1);
        var restock = await NewestAsync(host);

        Assert.Equal(["north: a later change has replaced its number since", "south has not confirmed 5 yet"], Answers(Open(host, sale.Id)));
        Assert.Equal(["north has not confirmed 6 yet", "south goes on showing 5: nothing to send"], Answers(Open(host, restock.Id)));
    }

    [Fact]
    public async Task A_movement_beyond_the_list_is_shown_above_it_and_one_of_another_product_is_not()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("CUP", onHand: 1);
        await host.ProductAsync("MUG", onHand: 40);
        var first = await NewestAsync(host);
        for (var i = 0; i < 25; i++)
        {
            await host.MoveAsync("MUG", MovementKind.Sale, 1);
        }
        var page = Open(host, first.Id);
        Assert.Equal(25, page.FindAll(".timeline > li").Count);
        Assert.Equal("Recorded in the ledger", Line(page, "recorded"));

        Assert.Null(await host.Get<TraceQueries>().FindAsync("CUP", first.Id, scope: null, Stop));
        Assert.Empty(host.Open<ProductPage>($"/products/CUP?movement={first.Id}", p => p.Add(x => x.Sku, "CUP")).FindAll(".trace"));
    }

    [Fact]
    public async Task From_one_product_to_the_next_the_address_goes_on_being_followed()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ProductAsync("CUP", onHand: 1);
        await host.ProductAsync("MUG", onHand: 8);
        var mug = await NewestAsync(host);
        var page = host.Open<ProductPage>("/products/CUP", p => p.Add(x => x.Sku, "CUP"));
        host.Navigation.NavigateTo("/products/MUG");
        page.Render(p => p.Add(x => x.Sku, "MUG"));
        ComponentHost.Eventually(page, () => Assert.Equal("8", page.Find("[data-figure=onhand]").TextContent));

        host.Navigation.NavigateTo(new ProductFilter("MUG", Movement: mug.Id).ToUri());

        ComponentHost.Eventually(page, () => Assert.NotEmpty(page.FindAll(".trace")));
    }

    private static async Task SoldAsync(ComponentHost host, int units)
    {
        await host.ProductAsync("MUG", onHand: 12);
        var north = await host.ChannelAsync("north");
        await host.ChannelAsync("south");
        await host.ListingAsync("north", "11", sku: "MUG");
        await host.ListingAsync("south", "77", sku: "MUG");
        var (channel, inbound) = await host.Get<PortalDatabase>().WriteAsync(
            async (db, token) =>
            {
                var id = await db.Channels.Where(c => c.Key == north.Key).Select(c => c.Id).SingleAsync(token);
                await db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.CountsFrom, PlacedAt.AddDays(-1)), token);
                var row = new InboundEventRow { ChannelId = id, EventKey = "e1", Topic = "order.updated", SubjectId = "77", Body = "{}"u8.ToArray(), ReceivedAt = PlacedAt };
                db.InboundEvents.Add(row);
                await db.SaveChangesAsync(token);
                return (id, row.Id);
            },
            Stop);
        var order = new OrderSnapshot("77", null, "processing", PlacedAt, PlacedAt.UtcTicks,
        [
            new("1", "11", "MUG", "Mug", new LineTarget(units, 0, units, 0, units)),
            new("2", null, null, "Gift wrap", new LineTarget(1, 0, 1, 0, 1)),
        ]);
        Assert.IsType<OrderVerdict.Taken>(await host.Get<OrderStore>().TakeAsync(channel, order, readNow: true, inbound, Stop));
    }

    private static SyncAttemptRow Call(long channel, DateTimeOffset at, int applied) => new()
    {
        ChannelId = channel,
        Route = "products/batch",
        Items = 1,
        StartedAt = at,
        DurationMs = 180,
        Status = 200,
        Applied = applied,
    };

    private static async Task<MovementItem> NewestAsync(ComponentHost host) =>
        (await host.Get<LedgerQueries>().MovementsAsync("MUG", null, until: null, 1, scope: null, Stop))!.Items[0];

    private static IRenderedComponent<ProductPage> Open(ComponentHost host, long? movement = null) =>
        host.Open<ProductPage>(new ProductFilter("MUG", Movement: movement).ToUri(), p => p.Add(x => x.Sku, "MUG"));

    private static string[] Answers(IRenderedComponent<ProductPage> page) => [.. page.FindAll(".trace [data-trace=answer] > span").Select(s => s.TextContent)];

    private static string Line(IRenderedComponent<ProductPage> page, string part) => page.Find($".trace [data-trace={part}]").FirstChild!.TextContent.Trim();

    private static string Text(IRenderedComponent<ProductPage> page, string part) =>
        string.Join(' ', page.Find($".trace [data-trace={part}]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
