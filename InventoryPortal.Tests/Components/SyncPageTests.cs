using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Sync;
using InventoryPortal.Components.Shared;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The monitor: lanes, calls, jobs.</summary>
public sealed class SyncPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task The_monitor_shows_a_lane_per_channel_with_what_is_due()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG", onHand: 4);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        var wait = Now.AddMinutes(3);
        await WriteAsync(host, db => db.Channels.ExecuteUpdateAsync(set => set.SetProperty(c => c.NotBefore, (DateTimeOffset?)wait), Stop));
        var page = host.Open<SyncPage>("/sync");
        Assert.Equal("1", page.Find("[data-figure=pending]").TextContent);
        Assert.Contains("The channel asked to wait", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lane_tells_how_fast_it_is_and_what_waits_for_a_retry_until_when()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.StartNewsAsync();
        await host.ProductAsync("MUG", onHand: 4);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        var page = host.Open<SyncPage>("/sync");
        Assert.Equal(("none", "0"), (page.Find("[data-figure=retrying]").TextContent.Trim(), page.Find("[data-figure=rate]").TextContent));
        var retry = Now.AddMinutes(4);
        await WriteAsync(host, async db =>
        {
            await db.Listings.ExecuteUpdateAsync(set => set.SetProperty(l => l.Attempts, 2).SetProperty(l => l.DueAt, (DateTimeOffset?)retry), Stop);
            db.SyncAttempts.Add(Attempt(await db.Channels.SingleAsync(Stop), Now, applied: 6));
        });
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        ComponentHost.Eventually(page, () => Assert.Equal($"1 · next at {retry.UtcDateTime:HH:mm:ss}", page.Find("[data-figure=retrying]").TextContent.Trim()));
        Assert.Equal("6 quantities taken in the last hour, minute by minute", page.Find("svg.spark").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Listings_given_up_for_one_reason_are_retried_with_one_press_and_written_down()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG", onHand: 4);
        await host.ProductAsync("CUP", onHand: 4);
        await host.ProductAsync("POT", onHand: 4);
        await host.ChannelAsync("north");
        foreach (var sku in new[] { "MUG", "CUP", "POT" })
        {
            await host.ListingAsync("north", $"id-{sku}", sku: sku);
        }
        await WriteAsync(host, db => db.Listings.ExecuteUpdateAsync(
            set => set.SetProperty(l => l.IsDead, true).SetProperty(l => l.DueAt, (DateTimeOffset?)null).SetProperty(l => l.LastError, l => l.ExternalId == "id-POT" ? "Its price is missing." : "It is a draft."), Stop));
        var page = host.Open<SyncPage>("/sync?view=work&q=state:failed");
        Shows(page, 3);
        var cause = page.FindAll(".causes a").Single(a => a.TextContent == "It is a draft.");
        await Form.PressAsync(page, "Retry all 2");
        host.Hears("2 listings are due again.");
        Shows(page, 1);
        Assert.Contains("Its price is missing.", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Equal("/sync?view=work&q=channel:north state:failed cause:\"It is a draft.\"", Uri.UnescapeDataString(cause.GetAttribute("href")!));
        var activity = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Activity.Where(a => a.Subject == "north" && a.Action == Permissions.SyncControl).ToListAsync(token), Stop);
        Assert.Contains("It is a draft.", Assert.Single(activity).Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_control_the_sync_sees_no_control_and_is_refused_by_the_stage()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG", onHand: 4);
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "11", sku: "MUG");
        await WriteAsync(host, db => db.Listings.ExecuteUpdateAsync(set => set.SetProperty(l => l.IsDead, true).SetProperty(l => l.LastError, "No."), Stop));
        var page = host.Open<SyncPage>("/sync?view=work&q=state:failed");
        Shows(page, 1);
        Assert.Equal(["Pause the view", "Apply"], page.FindAll("button").Select(b => b.TextContent.Trim()));
        var answer = await host.Get<DueStore>().RetryCauseAsync(await host.Get<PortalSession>().CommandAsync(), "north", "No.", Stop);
        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<CommandAnswer<int>.Refused>(answer).Refusal.Kind);
    }

    [Fact]
    public async Task A_lane_is_paused_with_a_reason_and_runs_again()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.StartNewsAsync();
        await host.ChannelAsync("north");
        var page = host.Open<SyncPage>("/sync");
        await Form.PressAsync(page, "Pause");
        var ask = host.Dialog<ConfirmDialog>();
        await Form.EnterAsync(ask, "Reason (optional)", "Stocktaking");
        await Form.PressAsync(ask, "Pause");
        ComponentHost.Eventually(page, () => Assert.Contains("Stocktaking", page.Find(".lane").TextContent, StringComparison.Ordinal));
        await Form.PressAsync(page, "Run again");
        ComponentHost.Eventually(page, () => Assert.DoesNotContain("Stocktaking", page.Find(".lane").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_are_shown_with_their_verdicts_and_masked_bodies()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, async db =>
        {
            var channel = await db.Channels.SingleAsync(Stop);
            var call = Attempt(channel, Now, applied: 2, rejected: 1);
            (call.DurationMs, call.Request, call.Answer, call.Error) = (412, "{\"update\":[]}", "{\"<b>\":1}", "One item was refused.");
            db.SyncAttempts.Add(call);
        });
        var page = host.Open<SyncPage>("/sync");
        var row = page.Find("tbody tr");
        Assert.Contains("2 applied", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 rejected", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("412 ms", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("{\"<b>\":1}", row.QuerySelectorAll("pre")[1].TextContent);
        Assert.Equal(["Copy: Request", "Copy: Answer"], row.QuerySelectorAll("button").Select(b => b.GetAttribute("aria-label")));
        Assert.Equal(["Pause the view"], page.FindAll(".page-head button").Select(b => b.TextContent.Trim()));
    }

    [Fact]
    public async Task Sync_now_makes_a_job_and_a_waiting_one_can_be_cancelled()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.StartNewsAsync();
        await host.ChannelAsync("north");
        var page = host.Open<SyncPage>("/sync?view=jobs");
        await Form.PressAsync(page, "Sync now");
        ComponentHost.Eventually(page, () => Assert.Equal("Waiting", page.Find("tbody .chip").TextContent));
        await Form.PressAsync(page, "Cancel");
        ComponentHost.Eventually(page, () => Assert.Equal("Cancelled", page.Find("tbody .chip").TextContent));
        await Form.PressAsync(page, "Retry");
        ComponentHost.Eventually(page, () => Assert.Equal("Waiting", page.Find("tbody .chip").TextContent));
    }

    [Fact]
    public async Task A_job_shows_progress_outcome_and_error()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ChannelAsync("north");
        var answer = await host.Get<JobStore>().EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.ChannelSync, "north"), Stop);
        var id = Assert.IsType<CommandAnswer<JobItem>.Done>(answer).Value.Id;
        await WriteAsync(host, db => db.SyncJobs.ExecuteUpdateAsync(
            set => set.SetProperty(j => j.Status, JobStatus.Failed).SetProperty(j => j.StartedAt, (DateTimeOffset?)new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero)).SetProperty(j => j.ProgressDone, 30).SetProperty(j => j.ProgressTotal, 120).SetProperty(j => j.Error, "The store is away."), Stop));
        var page = host.Open<JobPage>($"/sync/jobs/{id}", p => p.Add(x => x.Id, id));
        Assert.Contains("30 of 120", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/sync?q=channel:north since:2026-11-26T08:00:00Z", Uri.UnescapeDataString(page.FindAll("a").Single(a => a.TextContent == "while it ran").GetAttribute("href")!));
        Assert.Contains("width:25%", page.Find(".bar span").GetAttribute("style"), StringComparison.Ordinal);
        Assert.Contains("The store is away.", page.Markup, StringComparison.Ordinal);
        await Form.PressAsync(page, "Retry");
        ComponentHost.Eventually(page, () => Assert.Equal("Waiting", page.Find(".chip").TextContent));
    }

    [Fact]
    public async Task Jobs_that_failed_for_one_reason_are_retried_with_one_press()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        foreach (var key in new[] { "north", "south", "west" })
        {
            await host.ChannelAsync(key);
            await host.Get<JobStore>().EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.ChannelSync, key), Stop);
        }
        await WriteAsync(host, db => db.SyncJobs.ExecuteUpdateAsync(
            set => set.SetProperty(j => j.Status, JobStatus.Failed).SetProperty(j => j.Error, j => db.Channels.Any(c => c.Id == j.ChannelId && c.Key == "west") ? "Other." : "The store is away."), Stop));
        var page = host.Open<SyncPage>("/sync?view=jobs&q=status:failed");
        Shows(page, 3);
        await Form.PressAsync(page, "Retry all 2");
        host.Hears("2 jobs wait for their turn again.");
        Shows(page, 1);
    }

    [Fact]
    public async Task On_an_older_page_nothing_moves_and_what_is_there_goes_on()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, async db => db.SyncJobs.AddRange(Jobs((await db.Channels.SingleAsync(Stop)).Id, SyncFilter.PageSize + 1)));
        var page = host.Open<SyncPage>("/sync?view=jobs&page=2");
        var oldest = Assert.Single(page.FindAll("tbody tr")).QuerySelector("a")!.GetAttribute("href");
        await WriteAsync(host, async db =>
        {
            var first = await db.SyncJobs.MinAsync(j => j.Id, Stop);
            await db.SyncJobs.Where(j => j.Id == first).ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, JobStatus.Completed), Stop);
            db.SyncJobs.AddRange(Jobs((await db.Channels.SingleAsync(Stop)).Id, 3));
        });
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        ComponentHost.Eventually(page, () => Assert.Equal("Done", page.Find("tbody .chip").TextContent));
        Assert.Equal(oldest, Assert.Single(page.FindAll("tbody tr")).QuerySelector("a")!.GetAttribute("href"));
        Assert.Empty(page.FindAll(".waiting-rows button"));
    }

    [Fact]
    public async Task A_job_that_does_not_exist_is_said_so()
    {
        await using var host = await ComponentHost.StartAsync();
        Assert.Equal("There is no job 9", host.Open<JobPage>("/sync/jobs/9", p => p.Add(x => x.Id, 9)).Find("h1").TextContent);
    }

    private static IEnumerable<SyncJobRow> Jobs(long channel, int count) => Enumerable.Range(0, count).Select(i => new SyncJobRow
    {
        Kind = SyncJobKind.ChannelSync, ChannelId = channel, Status = JobStatus.Pending, ScheduledFor = Now, CreatedBy = "system", CreatedAt = Now,
    });

    private static SyncAttemptRow Attempt(ChannelRow channel, DateTimeOffset at, int? status = 200, int applied = 0, int rejected = 0) => new()
    {
        ChannelId = channel.Id, Route = "products/batch", Items = applied + rejected, StartedAt = at, DurationMs = 5, Status = status, Applied = applied, Rejected = rejected,
    };

    private static void Shows(Bunit.IRenderedComponent<SyncPage> page, int rows) =>
        ComponentHost.Eventually(page, () => Assert.Equal(rows, page.FindAll("tbody tr").Count));

    private static Task WriteAsync(ComponentHost host, Func<PortalDbContext, Task> write) =>
        host.Get<PortalDatabase>().WriteAsync((db, _) => write(db), Stop);
}
