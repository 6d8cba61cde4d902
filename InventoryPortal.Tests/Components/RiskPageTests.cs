using System.Globalization;
using Bunit;
using InventoryPortal.Components.Pages.Risk;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Risk;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The risk, the oversells and the replay laboratory, over four weeks in which a shared product ran out in a rush each week.</summary>
public sealed class RiskPageTests
{
    private const int Weeks = 4;
    private const int Restocked = 20;
    private const int Bought = 24;
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_buffer_that_is_worth_its_price_is_suggested_with_it_and_followed_by_itself_once_a_person_says_so()
    {
        await using var host = await WorldAsync(Role.Editor);
        var view = Assert.Single(await host.Get<RiskQueries>().OfAsync([1], Stop));
        Assert.InRange(view.Advice!.Suggested, 1, BufferAdviceLargest);
        Assert.True(view.Advice.Prevented > 0, $"{view.Advice}");
        host.Get<RiskBoard>().Show(await host.Get<RiskQueries>().ReadAsync(Stop));

        var page = host.Open<RiskPage>("/risk");
        var row = page.Find("table.heat tbody tr");
        Assert.Contains("MUG", row.TextContent, StringComparison.Ordinal);
        Assert.Contains($"Holding {view.Advice.Suggested} back costs about", row.TextContent, StringComparison.Ordinal);
        await Form.PressAsync(page, "Follow by itself");
        host.Hears("The buffer of MUG follows the measured risk.");
        Assert.Equal(1, await host.Get<BufferStore>().FollowAllAsync(Stop));

        var product = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Products.SingleAsync(p => p.Sku == "MUG", token), Stop);
        Assert.Equal(view.Advice.Suggested, product.Buffer);
        Assert.Equal(0, await host.Get<BufferStore>().FollowAllAsync(Stop));
    }

    [Fact]
    public async Task A_viewer_sees_the_risk_and_changes_nothing()
    {
        await using var host = await WorldAsync(Role.Viewer);
        host.Get<RiskBoard>().Show(await host.Get<RiskQueries>().ReadAsync(Stop));

        Assert.Empty(host.Open<RiskPage>("/risk").FindAll("table.heat button"));
        Assert.Contains("Calm", host.Open<RiskPage>("/risk?view=flash").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oversell_is_listed_with_its_cause_and_narrowed_by_it()
    {
        await using var host = await WorldAsync(Role.Viewer);
        await host.MoveAsync("MUG", MovementKind.Sale, 40, reference: "till-7");
        await host.Get<OversellStore>().ExamineAsync(Stop);

        var page = host.Open<RiskPage>("/risk?view=oversells");
        ComponentHost.Eventually(page, () => Assert.Contains("Recorded by hand", page.Find("ul.stack").TextContent, StringComparison.Ordinal));
        Assert.Contains("till-7", page.Find("ul.stack").TextContent, StringComparison.Ordinal);
        var other = host.Open<RiskPage>("/risk?view=oversells&cause=eventLag");
        ComponentHost.Eventually(other, () => Assert.Contains("No oversell on record", other.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shares_instead_of_a_shared_pool_would_have_prevented_the_oversells_and_the_laboratory_says_so()
    {
        await using var host = await WorldAsync(Role.Viewer);
        var page = host.Open<ReplayPage>("/risk/replay?m.north=split&m.south=split");
        await Form.PressAsync(page, "Run");

        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll("table").Count));
        var figures = page.FindAll("table")[1].QuerySelectorAll("tbody tr").ToDictionary(
            r => r.Children[0].TextContent, r => (Today: int.Parse(r.Children[1].TextContent, CultureInfo.InvariantCulture), Proposed: int.Parse(r.Children[2].TextContent, CultureInfo.InvariantCulture)));
        Assert.True(figures["Oversells"].Today >= Weeks, $"{figures["Oversells"]}");
        Assert.Equal(0, figures["Oversells"].Proposed);
        Assert.Contains($"{(Bought + 2) * Weeks} events of 1 products", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_replayed_says_why()
    {
        await using var host = await WorldAsync(Role.Viewer);
        var page = host.Open<ReplayPage>("/risk/replay?w.north=2000000");
        await Form.PressAsync(page, "Run");

        ComponentHost.Eventually(page, () => Assert.Contains("0 to 1000000 is expected.", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
    }

    private const int BufferAdviceLargest = InventoryPortal.Domain.Risk.BufferAdvice.Largest;

    private static async Task<ComponentHost> WorldAsync(Role role)
    {
        var host = await ComponentHost.StartAsync(role);
        await host.ChannelAsync("north");
        await host.ChannelAsync("south");
        await host.ProductAsync("MUG", onHand: 6);
        await host.ListingsAsync("north", ["MUG"]);
        await host.ListingsAsync("south", ["MUG"]);
        await host.Get<PortalDatabase>().WriteAsync(
            async (db, token) =>
            {
                foreach (var listing in await db.Listings.AsTracking().ToListAsync(token))
                {
                    (listing.Mode, listing.Desired) = (ListingMode.Shared, 6);
                }
                var channels = await db.Channels.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(token);
                var first = await db.Movements.AsTracking().SingleAsync(token);
                db.Movements.Remove(first);
                db.Movements.AddRange(History(channels, TimeProvider.System.GetUtcNow().AddDays(-7 * Weeks).AddHours(1)));
            },
            Stop);
        return host;
    }

    // Each week twenty come in and twenty-four are wanted, at two shops in turn, and heard of a minute later.
    private static IEnumerable<MovementRow> History(List<long> channels, DateTimeOffset start)
    {
        for (var week = 0; week < Weeks; week++)
        {
            var at = start.AddDays(7 * week);
            yield return Move($"r{week}", null, Restocked, Restocked, at, at);
            for (var sale = 0; sale < Bought; sale++)
            {
                var sold = at + TimeSpan.FromHours(1) + (sale * Between);
                yield return Move($"s{week}-{sale}", channels[sale % 2], -1, Restocked - sale - 1, sold, sold + Lag);
            }
            yield return Move($"c{week}", null, Bought - Restocked, 0, at.AddDays(1), at.AddDays(1));
        }
    }

    private static MovementRow Move(string key, long? channel, int delta, int after, DateTimeOffset occurred, DateTimeOffset recorded) => new()
    {
        ProductId = 1, Kind = delta < 0 ? MovementKind.Sale : MovementKind.Restock, Delta = delta, OnHandAfter = after,
        CauseType = channel is null ? "command" : "order", IdempotencyKey = key, ChannelId = channel, Reference = key,
        ActorKind = ActorKind.System, ActorId = "system", ActorName = "system", OccurredAt = occurred, RecordedAt = recorded,
    };
}
