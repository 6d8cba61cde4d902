using Bunit;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class GapsPanelTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_channels_page_shows_the_certificate_of_each_gap_and_what_is_outstanding()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, (db, channel) => db.ChannelGaps.AddRange(
            new ChannelGapRow { ChannelId = channel, FromAt = Now.AddHours(-9), ToAt = Now.AddHours(-8), CertifiedAt = Now.AddHours(-8), Cause = CauseCodes.WebhookDisabled, FoundByPolling = 12, Outstanding = 1 },
            new ChannelGapRow { ChannelId = channel, FromAt = Now.AddHours(-1), Cause = CauseCodes.ChannelHost, FoundByPolling = 3 }));
        var page = host.Browser.Render<GapsPanel>(p => p.Add(g => g.Channel, "north"));
        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll("[data-gap]").Count));
        var (lasting, over) = (page.FindAll("[data-gap]")[0].TextContent, page.FindAll("[data-gap]")[1]);
        Assert.Contains("The channel's host name is not known.", lasting, StringComparison.Ordinal);
        Assert.Contains("It lasts", lasting, StringComparison.Ordinal);
        Assert.Contains("The channel's webhooks were missing or switched off.", over.TextContent, StringComparison.Ordinal);
        Assert.Equal(["12", "1"], over.QuerySelectorAll(".num").Select(n => n.TextContent.Trim()));
        Assert.Equal("/inbox?channel=north", over.QuerySelector(".bad-mark")!.GetAttribute("href"));
        Assert.Contains("What is usual is not known yet", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_usual_is_drawn_for_each_hour_of_the_week()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, (db, channel) =>
        {
            var last = Now;
            for (var at = last.AddDays(-2); at <= last; at = at.AddMinutes(6))
            {
                db.OrderLines.Add(new OrderLineRow { ChannelId = channel, OrderId = $"{at.UtcTicks}", LineId = "1", Status = "x" });
                db.InboundEvents.Add(new InboundEventRow { ChannelId = channel, EventKey = $"{at.UtcTicks}", Topic = "order.updated", SubjectId = $"{at.UtcTicks}", Body = [1], ReceivedAt = at, Status = InboundStatus.Done });
            }
            db.Channels.Single(c => c.Id == channel).LastEventAt = last;
        });
        var page = host.Browser.Render<GapsPanel>(p => p.Add(g => g.Channel, "north"));
        ComponentHost.Eventually(page, () => Assert.Equal(SilenceRule.Slots, page.FindAll("svg.week rect").Count));
        Assert.Contains("UTC: 10", page.Find("svg.week rect title").TextContent, StringComparison.Ordinal);
        Assert.Contains("No improbable silence so far.", page.Markup, StringComparison.Ordinal);
    }

    private static Task WriteAsync(ComponentHost host, Action<PortalDbContext, long> write) => host.Get<PortalDatabase>().WriteAsync(
        async (db, token) => write(db, await db.Channels.Select(c => c.Id).SingleAsync(token)), Stop);
}
