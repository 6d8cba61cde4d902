using System.Globalization;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components;
using InventoryPortal.Components.Pages.Dashboard;
using InventoryPortal.Components.Pages.Schedules;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Schedules;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Role = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Components;

/// <summary>What runs when, in words and in the person's zone, and what a person does with it.</summary>
public sealed class SchedulesPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_schedule_of_the_table_is_told_in_words_with_its_expression_and_its_next_three_runs()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        var page = host.Open<SchedulesPage>("/schedules");

        Assert.Equal(ScheduleTable.All.Select(e => e.Name), page.FindAll("tr[data-schedule]").Select(r => r.GetAttribute("data-schedule")));
        Assert.All(page.FindAll("tr[data-schedule] ul"), list => Assert.Equal(3, list.ChildElementCount));
        var night = Row(page, "full-sync");
        Assert.Contains("Every day at 02:00.", night, StringComparison.Ordinal);
        Assert.Contains("0 2 * * *", night, StringComparison.Ordinal);
        Assert.Contains("once over all processes", night, StringComparison.Ordinal);
        Assert.Contains("never", night, StringComparison.Ordinal);
        Assert.Contains("Every 15 seconds.", Row(page, "order-poll"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public async Task The_next_runs_are_in_the_persons_zone_and_in_the_portals_where_that_differs()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        var abroad = Open(host, "Asia/Kathmandu");
        Assert.Equal(3, abroad.FindAll("tr[data-schedule=full-sync] li .sub").Count(s => s.TextContent.Trim() == "02:00 UTC"));
        Assert.Contains("07:45", Row(abroad, "full-sync"), StringComparison.Ordinal);
        Assert.Empty(abroad.FindAll("tr[data-schedule=silence] li .sub"));

        var home = Open(host, "Etc/UTC");
        Assert.Empty(home.FindAll("li .sub"));
    }

    [Fact]
    public async Task It_reads_in_Chinese()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            var page = host.Open<SchedulesPage>("/schedules");
            Assert.Contains("每天 02:00。", Row(page, "full-sync"), StringComparison.Ordinal);
            Assert.Contains("每 5 分钟。", Row(page, "silence"), StringComparison.Ordinal);
            Assert.Contains("每 15 秒。", Row(page, "order-poll"), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public async Task A_run_is_asked_for_and_the_page_follows_it_to_its_end()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.StartNewsAsync();
        var page = host.Open<SchedulesPage>("/schedules");
        await PressAsync(page, "ledger-check", "Run now");
        ComponentHost.Eventually(page, () => Assert.Contains("Begins", Row(page, "ledger-check"), StringComparison.Ordinal));
        Assert.True(Button(page, "ledger-check", "Run now").HasAttribute("disabled"));
        Assert.Contains("Ledger check begins in a moment.", host.Said);

        // The portal's own loop would do this.
        await host.Get<LedgerCheckTask>().Invoke();

        ComponentHost.Eventually(page, () => Assert.Contains("Completed", Row(page, "ledger-check"), StringComparison.Ordinal));
        Assert.Contains("asked for by person@example.test", Row(page, "ledger-check"), StringComparison.Ordinal);
        var deed = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Activity.SingleAsync(a => a.Action == Permissions.SyncControl, token), Stop);
        Assert.Equal(("person@example.test", "schedule ledger-check"), (deed.ActorName, deed.Subject));
    }

    [Fact]
    public async Task A_pause_says_who_since_when_and_why_on_the_page_and_on_the_dashboard()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.StartNewsAsync();
        var dashboard = host.Open<DashboardPage>("/");
        Assert.Empty(dashboard.FindAll("[data-figure=paused-schedules]"));
        var page = host.Open<SchedulesPage>("/schedules");
        await PressAsync(page, "retention", "Pause");
        var ask = host.Dialog<ConfirmDialog>();
        await Form.EnterAsync(ask, "Reason (optional)", "An audit reads it all");
        await Form.PressAsync(ask, "Pause");

        ComponentHost.Eventually(page, () => Assert.Contains("None while it is paused", Row(page, "retention"), StringComparison.Ordinal));
        Assert.Contains("An audit reads it all", Row(page, "retention"), StringComparison.Ordinal);
        Assert.Contains("person@example.test", Row(page, "retention"), StringComparison.Ordinal);
        ComponentHost.Eventually(dashboard, () => Assert.Contains("Retention", dashboard.Find("[data-figure=paused-schedules]").TextContent, StringComparison.Ordinal));

        await PressAsync(page, "retention", "Resume");
        ComponentHost.Eventually(page, () => Assert.Equal(3, page.FindAll("tr[data-schedule=retention] li").Count));
        ComponentHost.Eventually(dashboard, () => Assert.Empty(dashboard.FindAll("[data-figure=paused-schedules]")));
    }

    [Fact]
    public async Task The_last_runs_are_unfolded_by_address()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.Get<PortalDatabase>().WriteAsync(
            (db, _) =>
            {
                db.Add(new ScheduleRow
                {
                    Name = "silence", BegunAt = At(9), EndedAt = At(10), Outcome = RunOutcome.Failed, Reason = "The portal was stopped.",
                    RunsJson = """[{"begunAt":"2026-03-01T12:09:00Z","endedAt":"2026-03-01T12:10:00Z","outcome":"Failed","reason":"The portal was stopped.","times":4},{"begunAt":"2026-03-01T12:00:00Z","endedAt":"2026-03-01T12:00:30Z","outcome":"Completed","times":1}]""",
                });
                return Task.CompletedTask;
            },
            Stop);
        var page = host.Open<SchedulesPage>("/schedules");
        Assert.Empty(page.FindAll("table table"));

        host.Navigation.NavigateTo(page.Find("tr[data-schedule=silence] td a").GetAttribute("href")!);

        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll("table table tbody tr").Count));
        var rows = page.FindAll("table table tbody tr");
        Assert.Contains("Failed × 4", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("30 s", rows[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_sets_another_time_and_gives_it_back()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<SchedulesPage>("/schedules");
        await PressAsync(page, "full-sync", "Set time");
        var dialog = host.Dialog<ScheduleTimeDialog>();
        await Form.EnterAsync(dialog, "Time of day", "");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(dialog, () => Assert.Contains("Enter a time such as 02:30.", dialog.Markup, StringComparison.Ordinal));
        await Form.EnterAsync(dialog, "Time of day", "04:15");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Contains("Every day at 04:15.", Row(page, "full-sync"), StringComparison.Ordinal));
        Assert.Contains("time chosen by an administrator", Row(page, "full-sync"), StringComparison.Ordinal);

        await PressAsync(page, "full-sync", "Set time");
        await Form.PressAsync(host.Dialog<ScheduleTimeDialog>(), "Back to 02:00");
        ComponentHost.Eventually(page, () => Assert.Contains("Every day at 02:00.", Row(page, "full-sync"), StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("tr[data-schedule=silence] button"), b => b.TextContent.Trim() == "Set time");
    }

    [Fact]
    public void The_address_is_the_filter()
    {
        Assert.Equal("/schedules?name=full-sync", new SchedulesFilter("full-sync").ToUri());
        Assert.Equal(new SchedulesFilter("full-sync"), SchedulesFilter.Parse(new Uri("http://x/schedules?name=full-sync")));
        Assert.Equal(new SchedulesFilter(), SchedulesFilter.Parse(new Uri("http://x/schedules?name=nonsense")));
    }

    private static DateTimeOffset At(int minute) => new(2026, 3, 1, 12, minute, 0, TimeSpan.Zero);

    private static IRenderedComponent<CascadingValue<BrowserFacts>> Open(ComponentHost host, string zone)
    {
        host.Navigation.NavigateTo("/schedules");
        var page = host.Browser.Render<CascadingValue<BrowserFacts>>(p => p.Add(c => c.Value, new BrowserFacts(zone, false)).AddChildContent<SchedulesPage>());
        ComponentHost.Eventually(page, () => Assert.NotEmpty(page.FindAll("tr[data-schedule=full-sync]")));
        return page;
    }

    private static string Row<T>(IRenderedComponent<T> page, string name)
        where T : IComponent => page.Find($"tr[data-schedule={name}]").TextContent;

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<SchedulesPage> page, string name, string text) =>
        page.FindAll($"tr[data-schedule={name}] button").Single(b => b.TextContent.Trim() == text);

    private static Task PressAsync(IRenderedComponent<SchedulesPage> page, string name, string text) => page.InvokeAsync(() => Button(page, name, text).Click());
}
