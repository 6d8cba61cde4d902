using Bunit;
using InventoryPortal.Components.Pages.Errors;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class ErrorsPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Errors_are_told_by_cause_by_type_and_one_by_one()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await AddAsync(host, Enumerable.Range(0, 3).Select(i => Error("System.TimeoutException", $"Too slow {i}", CauseCodes.TimeOut)), Cause(CauseCodes.TimeOut, "warning", 340));
        var page = host.Open<ErrorsPage>("/errors");
        Assert.Equal("3", page.Find("tbody .num").TextContent);
        Assert.Equal(3, page.FindAll("li.card:not([data-cause])").Count);
        var cause = page.Find($"[data-cause='{CauseCodes.TimeOut}']").TextContent;
        Assert.Contains("Something took longer than its limit.", cause, StringComparison.Ordinal);
        Assert.Contains("3 in this time, 340 in all", cause, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-cause] button"));
    }

    [Fact]
    public async Task Any_number_of_hours_a_severity_and_a_state_are_asked_for_in_the_address()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await AddAsync(
            host,
            [Error("A", "five hours ago", "unknown:a", Now.AddHours(-5)), Error("B", "now", "unknown:b", severity: "critical")],
            Cause("unknown:a", "error", 1, Now.AddHours(-5)), Cause("unknown:b", "critical", 1));
        var page = host.Open<ErrorsPage>("/errors?hours=4");
        Assert.DoesNotContain("five hours ago", page.Markup, StringComparison.Ordinal);
        await page.Find("form.toolbar input[type=number]").ChangeAsync("6");
        await page.Find("form.toolbar").SubmitAsync();
        ComponentHost.Eventually(page, () => Assert.Contains("five hours ago", page.Markup, StringComparison.Ordinal));
        Assert.EndsWith("/errors?hours=6", host.Navigation.Uri, StringComparison.Ordinal);

        host.Navigation.NavigateTo(page.FindAll("form.toolbar a").Single(a => a.TextContent == "Critical").GetAttribute("href")!);
        ComponentHost.Eventually(page, () => Assert.DoesNotContain("five hours ago", page.Markup, StringComparison.Ordinal));
        Assert.Equal("unknown:b", Assert.Single(page.FindAll("[data-cause]")).GetAttribute("data-cause"));
        host.Navigation.NavigateTo("/errors?hours=6&state=resolved");
        ComponentHost.Eventually(page, () => Assert.Empty(page.FindAll("[data-cause]")));
    }

    [Fact]
    public async Task A_cause_is_resolved_with_a_note_and_leads_to_where_one_acts()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await AddAsync(host, [Error("X", "No DNS", "channel.hostUnknown:north")], Cause("channel.hostUnknown:north", "error", 1));
        var page = host.Open<ErrorsPage>("/errors");
        Assert.Equal("/channels/north", page.FindAll("[data-cause] a").Single(a => a.TextContent == "Go there").GetAttribute("href"));
        await Form.PressAsync(page, "Resolve");
        var ask = host.Dialog<ConfirmDialog>();
        await Form.EnterAsync(ask, "Reason (optional)", "the provider mended it");
        await Form.PressAsync(ask, "Resolve");
        ComponentHost.Eventually(page, () => Assert.Contains("Resolved by person@example.test", page.Find("[data-cause]").TextContent, StringComparison.Ordinal));
        Assert.Contains("the provider mended it", page.Find("[data-cause]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-cause] button"));
    }

    [Fact]
    public async Task Events_that_cannot_be_handled_are_seen_by_cause_and_replayed_from_here()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ChannelAsync("north");
        var channel = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Channels.Select(c => c.Id).SingleAsync(token), Stop);
        await AddAsync(host, Enumerable.Range(0, 2).Select(i => new InboundEventRow
        {
            ChannelId = channel, EventKey = $"e{i}", Topic = "order.updated", Body = [1], ReceivedAt = Now, HandledAt = Now, Status = InboundStatus.Dead, Reason = "The body is not JSON.",
        }));
        var page = host.Open<ErrorsPage>("/errors");
        Assert.Contains("2 events cannot be handled", page.Find("[data-cause='event.malformed:north']").TextContent, StringComparison.Ordinal);
        await Form.PressAsync(page, "Replay events");
        host.Hears("2 taken up again");
        ComponentHost.Eventually(page, () => Assert.Empty(page.FindAll("[data-cause]")));
        Assert.Equal(2, await host.Get<PortalDatabase>().ReadAsync((db, token) => db.InboundEvents.CountAsync(e => e.Status == InboundStatus.Pending, token), Stop));
    }

    private static ErrorLogRow Error(string type, string message, string cause, DateTimeOffset? at = null, string severity = "error") =>
        new() { Type = type, Message = message, Severity = severity, At = at ?? Now, Cause = cause };

    private static ErrorCauseRow Cause(string key, string severity, long count, DateTimeOffset? at = null) =>
        new() { Key = key, Severity = severity, Count = count, FirstAt = at ?? Now, LastAt = at ?? Now };

    private static Task AddAsync(ComponentHost host, IEnumerable<object> rows, params object[] more) =>
        host.Get<PortalDatabase>().WriteAsync(
            (db, _) =>
            {
                db.AddRange(rows.Concat(more));
                return Task.CompletedTask;
            },
            Stop);
}
