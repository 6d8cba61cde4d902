using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Sync;
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
    public async Task Calls_with_trouble_are_found_among_the_others_and_stay_while_they_are_read()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, async db =>
        {
            var channel = await db.Channels.SingleAsync(Stop);
            db.SyncAttempts.AddRange(Attempt(channel, Now, applied: 1), Attempt(channel, Now, rejected: 1), Attempt(channel, Now, status: 503), Attempt(channel, Now, status: null));
        });
        var page = host.Open<SyncPage>("/sync?show=trouble");
        Assert.Equal(3, page.FindAll("tbody tr").Count);
        await page.InvokeAsync(() => page.Find("details").TriggerEvent("ontoggle", EventArgs.Empty));
        ComponentHost.Eventually(page, () => Assert.Contains("Held while a call is open", page.Markup, StringComparison.Ordinal));
        await WriteAsync(host, async db => db.SyncAttempts.Add(Attempt(await db.Channels.SingleAsync(Stop), Now, status: 500)));
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        host.Navigation.NavigateTo("/sync");
        ComponentHost.Eventually(page, () => Assert.Equal(5, page.FindAll("tbody tr").Count));
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
        Assert.Empty(page.FindAll(".page-head button"));
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
            set => set.SetProperty(j => j.Status, JobStatus.Failed).SetProperty(j => j.ProgressDone, 30).SetProperty(j => j.ProgressTotal, 120).SetProperty(j => j.Error, "The store is away."), Stop));
        var page = host.Open<JobPage>($"/sync/jobs/{id}", p => p.Add(x => x.Id, id));
        Assert.Contains("30 of 120", page.Markup, StringComparison.Ordinal);
        Assert.Contains("width:25%", page.Find(".bar span").GetAttribute("style"), StringComparison.Ordinal);
        Assert.Contains("The store is away.", page.Markup, StringComparison.Ordinal);
        await Form.PressAsync(page, "Retry");
        ComponentHost.Eventually(page, () => Assert.Equal("Waiting", page.Find(".chip").TextContent));
    }

    [Fact]
    public async Task A_job_that_does_not_exist_is_said_so()
    {
        await using var host = await ComponentHost.StartAsync();
        Assert.Equal("There is no job 9", host.Open<JobPage>("/sync/jobs/9", p => p.Add(x => x.Id, 9)).Find("h1").TextContent);
    }

    private static SyncAttemptRow Attempt(ChannelRow channel, DateTimeOffset at, int? status = 200, int applied = 0, int rejected = 0) => new()
    {
        ChannelId = channel.Id, Route = "products/batch", Items = applied + rejected, StartedAt = at, DurationMs = 5, Status = status, Applied = applied, Rejected = rejected,
    };

    private static Task WriteAsync(ComponentHost host, Func<PortalDbContext, Task> write) =>
        host.Get<PortalDatabase>().WriteAsync((db, _) => write(db), Stop);
}
