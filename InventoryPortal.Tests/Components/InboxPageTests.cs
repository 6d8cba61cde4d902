using System.Text;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Inbox;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using InboxPage = InventoryPortal.Components.Pages.Inbox.InboxPage;

namespace InventoryPortal.Tests.Components;

/// <summary>What channels told us: who said it, whether it came before, late or twice, and whether they still tell.</summary>
public sealed class InboxPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Deliveries_tell_whether_their_signature_was_good_and_what_they_repeat()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        foreach (var secret in new[] { "hook-secret", "hook-secret", "another-secret" })
        {
            await DeliverAsync(host, "north", secret);
        }
        var page = host.Open<InboxPage>("/inbox");
        var rows = page.FindAll(".table-wrap tbody tr");
        Assert.Equal(["not good", "good", "good"], rows.Select(r => r.QuerySelectorAll("td")[3].TextContent.Trim()));
        Assert.Equal(["Rejected", "Duplicate", "Waiting"], rows.Select(r => r.QuerySelector(".chip")!.TextContent));
        var original = rows[1].QuerySelectorAll("a").Single(a => a.TextContent.StartsWith("of #", StringComparison.Ordinal));
        host.Navigation.NavigateTo(original.GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.Equal(["Waiting"], Statuses(page)));
    }

    [Fact]
    public async Task What_came_after_a_newer_state_is_said_so_and_found_by_address()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await AddAsync(host, "e1", InboundStatus.Done, "1 movements.", "4711");
        await AddAsync(host, "e2", InboundStatus.Done, OrderVerdict.OlderReason, "4711");
        await AddAsync(host, "e3", InboundStatus.Done, "1 movements.", "4712");
        var page = host.Open<InboxPage>("/inbox?show=late");
        Assert.Contains("after a newer state of its order", Assert.Single(page.FindAll(".table-wrap tbody tr")).TextContent, StringComparison.Ordinal);
        host.Navigation.NavigateTo(page.FindAll(".table-wrap a").Single(a => a.TextContent == "4711").GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll(".table-wrap tbody tr").Count));
        Assert.Contains("Only order 4711", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_delivery_is_shown_with_its_reason_and_replayed_and_that_is_written_down()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ChannelAsync("north");
        await AddAsync(host, "e1", InboundStatus.Dead, "Not readable.", "4711");
        var page = host.Open<InboxPage>("/inbox?status=dead");
        Assert.Contains("Not readable.", page.Find(".table-wrap tbody tr").TextContent, StringComparison.Ordinal);
        await Form.PressAsync(page, "Replay");
        ComponentHost.Eventually(page, () => Assert.Contains("Nothing matches these choices.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("It will be handled again.", host.Said);
        var deed = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Activity.SingleAsync(a => a.Action == Permissions.EventsReplay, token), Stop);
        Assert.Equal(("person@example.test", true), (deed.ActorName, deed.Allowed));
    }

    [Fact]
    public async Task Who_may_not_replay_sees_no_button_and_is_refused_by_the_stage()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await AddAsync(host, "e1", InboundStatus.Dead, "Not readable.", "4711");
        var page = host.Open<InboxPage>("/inbox");
        Assert.Empty(page.FindAll("button"));
        var command = await host.Get<PortalSession>().CommandAsync();
        Assert.IsType<CommandAnswer<long>.Refused>(await host.Get<InboxReplay>().ReplayAsync(command, 1, Stop));
        Assert.IsType<CommandAnswer<string>.Refused>(await host.Get<HookStore>().CheckAsync(command, "north", Stop));
    }

    [Fact]
    public async Task New_deliveries_wait_while_somebody_is_in_the_list()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await AddAsync(host, "e1", InboundStatus.Done, "1 movements.", "4711");
        var page = host.Open<InboxPage>("/inbox");
        var list = page.FindComponent<DeliveriesPanel>();
        await page.InvokeAsync(() => list.Instance.Hold(true));
        await AddAsync(host, "e2", InboundStatus.Pending, null, "4712");
        await WriteAsync(host, db => db.InboundEvents.Where(e => e.EventKey == "e1").ExecuteUpdateAsync(set => set.SetProperty(e => e.Status, InboundStatus.Dead), Stop));
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        ComponentHost.Eventually(page, () => Assert.Equal("1 new", page.Find(".waiting-rows button").TextContent));
        Assert.Equal(["Dead"], Statuses(page));
        await Form.PressAsync(page, "1 new");
        ComponentHost.Eventually(page, () => Assert.Equal(["Waiting", "Dead"], Statuses(page)));
    }

    [Fact]
    public async Task Whether_the_webhooks_stand_is_told_per_channel_and_looked_at_when_asked()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        foreach (var key in new[] { "fine", "gone", "mute", "new", "polled" })
        {
            await host.ChannelAsync(key);
        }
        await WriteAsync(host, async db =>
        {
            // A kind whose events are fetched needs no public address, which this portal has not.
            await db.Channels.Where(c => c.Key != "polled").ExecuteUpdateAsync(set => set.SetProperty(c => c.Kind, ChannelKind.Taobao), Stop);
            await db.Channels.Where(c => c.Key != "new").ExecuteUpdateAsync(set => set.SetProperty(c => c.WebhooksCheckedAt, (DateTimeOffset?)Now.AddMinutes(-5)), Stop);
            await db.Channels.Where(c => c.Key == "fine").ExecuteUpdateAsync(set => set.SetProperty(c => c.WebhooksOkAt, c => c.WebhooksCheckedAt), Stop);
            db.Alerts.Add(new AlertRow
            {
                Kind = AlertKind.WebhookDisabled, State = AlertState.Open, OpenKey = "k", CauseKey = "k", Subject = "gone", Message = "Switched off at the channel.", Count = 1, FirstAt = Now, LastAt = Now,
                ChannelId = (await db.Channels.SingleAsync(c => c.Key == "gone", Stop)).Id,
            });
        });
        var page = host.Open<InboxPage>("/inbox");
        Assert.Equal(["Stands", "Missing", "NotAnswered", "NotLooked", "PolledOnly"], Verdicts(page));
        Assert.Contains("Switched off at the channel.", page.Find("[data-hook=Missing]").TextContent, StringComparison.Ordinal);
        Assert.Contains("2 need a look", page.Find(".hooks summary").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("[data-hook=Missing] button").Click());
        ComponentHost.Eventually(page, () => Assert.Equal(["Stands", "NotLooked", "NotAnswered", "NotLooked", "PolledOnly"], Verdicts(page)));
    }

    [Theory]
    [InlineData("/inbox?status=dead&channel=north&page=2")]
    [InlineData("/inbox?show=late&subject=4711")]
    [InlineData("/inbox?id=12")]
    public void The_address_is_the_filter(string address) =>
        Assert.Equal(address, InboxFilter.Parse(new Uri("http://portal" + address)).ToUri());

    private static IEnumerable<string> Statuses(IRenderedComponent<InboxPage> page) => [.. page.FindAll(".table-wrap .chip").Select(c => c.TextContent)];

    private static IEnumerable<string?> Verdicts(IRenderedComponent<InboxPage> page) => [.. page.FindAll("[data-hook]").Select(h => h.GetAttribute("data-hook"))];

    private static Task<Accepted> DeliverAsync(ComponentHost host, string channel, string secret)
    {
        var body = Encoding.UTF8.GetBytes("""{"id":4711,"status":"processing","date_modified_gmt":"2026-11-26T08:00:00","line_items":[]}""");
        var headers = new Dictionary<string, string>
        {
            ["x-wc-webhook-topic"] = "order.updated", ["x-wc-webhook-resource"] = "order", ["x-wc-webhook-event"] = "updated",
            ["x-wc-webhook-signature"] = SignedWebhook.Sign(body, secret), ["x-wc-webhook-id"] = "1",
        };
        return host.Get<InboxStore>().AcceptAsync(channel, headers, body, Stop);
    }

    private static Task AddAsync(ComponentHost host, string key, InboundStatus status, string? reason, string subject) => WriteAsync(host, async db =>
        db.InboundEvents.Add(new InboundEventRow
        {
            ChannelId = (await db.Channels.SingleAsync(Stop)).Id, EventKey = key, Topic = "order.created", SubjectId = subject, Body = [1], ReceivedAt = Now, Status = status, Reason = reason,
        }));

    private static Task WriteAsync(ComponentHost host, Func<PortalDbContext, Task> write) =>
        host.Get<PortalDatabase>().WriteAsync((db, _) => write(db), Stop);
}
