using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Jobs;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class JobStoreTests : OperationsBench
{
    [Fact]
    public async Task An_equal_job_that_waits_is_given_back_instead_of_a_second()
    {
        await ChannelAsync("shop");
        var request = new JobRequest(SyncJobKind.ChannelSync, "shop");

        var first = Done(await Jobs().EnqueueAsync(CommandContext.System, request, Stop));
        var second = Done(await Jobs().EnqueueAsync(CommandContext.System, request, Stop));
        var claimed = await Leases().ClaimAsync(Stop);
        var third = Done(await Jobs().EnqueueAsync(CommandContext.System, request, Stop));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Id, claimed!.Id);
        Assert.NotEqual(first.Id, third.Id);
        Assert.Equal("shop", third.Channel);
    }

    [Theory]
    [InlineData(SyncJobKind.ChannelSync, null, null, "validation_failed")]
    [InlineData(SyncJobKind.ProductSync, null, null, "validation_failed")]
    [InlineData(SyncJobKind.FullSync, "shop", null, "validation_failed")]
    [InlineData(SyncJobKind.Import, "nowhere", null, "unknown_channel")]
    [InlineData(SyncJobKind.ProductSync, null, "NOTHING", "unknown_sku")]
    public async Task A_job_that_makes_no_sense_is_refused(SyncJobKind kind, string? channel, string? sku, string code) =>
        Assert.Equal(code, Refused(await Jobs().EnqueueAsync(CommandContext.System, new JobRequest(kind, channel, sku), Stop)).Code);

    [Fact]
    public async Task Of_many_workers_on_one_file_exactly_one_gets_a_job()
    {
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        var stores = Enumerable.Range(0, 16).Select(_ => Leases()).ToList();

        var claims = await Task.WhenAll(stores.Select(s => Task.Run(() => s.ClaimAsync(Stop), Stop)));

        var claimed = Assert.Single(claims.OfType<ClaimedJob>());
        Assert.Equal(id, claimed.Id);
        Assert.Equal(1, claimed.Token);
    }

    [Fact]
    public async Task A_lapsed_lease_costs_an_attempt_and_fences_the_worker_that_had_it()
    {
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        var lost = await Leases().ClaimAsync(Stop);
        Assert.Null(await Leases().ClaimAsync(Stop));

        Clock.Advance(JobSettings.Lease + TimeSpan.FromSeconds(1));
        var taken = await Leases().ClaimAsync(Stop);

        Assert.True(taken!.Token > lost!.Token);
        Assert.Equal(1, taken.Attempts);
        Assert.False(await Leases().ReportAsync(lost, 1, 2, null, Stop));
        Assert.False(await Leases().EndAsync(lost, new JobResult.Done("late"), 0, Stop));
        Assert.True(await Leases().EndAsync(taken, new JobResult.Done("in time"), 0, Stop));
        Assert.Equal("in time", (await JobReads().FindAsync(id, null, Stop))!.Outcome);
    }

    [Fact]
    public async Task A_sign_of_life_keeps_the_lease_and_the_position()
    {
        await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        var job = await Leases().ClaimAsync(Stop);
        Clock.Advance(JobSettings.Lease / 2);
        Assert.True(await Leases().ReportAsync(job!, 3, 9, "{\"after\":3}", Stop));
        Clock.Advance(JobSettings.Lease / 2 + TimeSpan.FromSeconds(1));

        Assert.Null(await Leases().ClaimAsync(Stop));
        var item = await JobReads().FindAsync(job!.Id, null, Stop);
        Assert.Equal(new JobProgress(3, 9), item!.Progress);
    }

    [Fact]
    public async Task A_failure_waits_longer_each_time_and_the_last_one_raises_an_alert_that_a_success_resolves()
    {
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        for (var attempt = 1; attempt < JobRules.MaxAttempts; attempt++)
        {
            var job = await Leases().ClaimAsync(Stop);
            await Leases().EndAsync(job!, new JobResult.Retry("the store is down"), random01: 1, Stop);
            var item = await JobReads().FindAsync(id, null, Stop);
            Assert.Equal((JobStatus.Pending, attempt), (item!.Status, item.Attempts));
            Assert.Equal(Clock.GetUtcNow() + RetrySchedule.Delay(attempt, 1, JobRules.Limits), item.ScheduledFor);
            Assert.Null(await Leases().ClaimAsync(Stop));
            Clock.Advance(item.ScheduledFor - Clock.GetUtcNow());
        }
        await Leases().EndAsync((await Leases().ClaimAsync(Stop))!, new JobResult.Retry("the store is down"), 1, Stop);

        Assert.Equal(JobStatus.Failed, (await JobReads().FindAsync(id, null, Stop))!.Status);
        var alerts = await AlertReads().ListAsync(new AlertSelection(AlertState.Open), new PageRequest(), Stop);
        Assert.Equal(AlertKind.DeadWork, Assert.Single(alerts.Items).Kind);

        Done(await Jobs().RetryAsync(CommandContext.System, id, Stop));
        await Leases().EndAsync((await Leases().ClaimAsync(Stop))!, new JobResult.Done("all well"), 1, Stop);
        Assert.Empty((await AlertReads().ListAsync(new AlertSelection(AlertState.Open), new PageRequest(), Stop)).Items);
    }

    [Fact]
    public async Task What_a_channel_asks_to_wait_is_waited_and_costs_nothing_when_put_off()
    {
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        var until = Noon.AddMinutes(7);
        await Leases().EndAsync((await Leases().ClaimAsync(Stop))!, new JobResult.Deferred(until, "throttled"), 0, Stop);

        var item = await JobReads().FindAsync(id, null, Stop);
        Assert.Equal((JobStatus.Pending, 0, until), (item!.Status, item.Attempts, item.ScheduledFor));
    }

    [Fact]
    public async Task A_cancelled_job_is_taken_from_its_worker_and_may_be_started_again()
    {
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        var job = await Leases().ClaimAsync(Stop);

        Assert.Equal(JobStatus.Cancelled, Done(await Jobs().CancelAsync(CommandContext.System, id, Stop)).Status);

        Assert.False(await Leases().ReportAsync(job!, 1, 1, null, Stop));
        Assert.Equal("job_not_cancellable", Refused(await Jobs().CancelAsync(CommandContext.System, id, Stop)).Code);
        Assert.Equal(JobStatus.Pending, Done(await Jobs().RetryAsync(CommandContext.System, id, Stop)).Status);
        Assert.Equal("job_not_retryable", Refused(await Jobs().RetryAsync(CommandContext.System, id, Stop)).Code);
        Assert.Equal("not_found", Refused(await Jobs().RetryAsync(CommandContext.System, 999, Stop)).Code);
    }

    [Fact]
    public async Task A_channel_runs_one_job_of_a_kind_at_a_time()
    {
        await ChannelAsync("shop");
        await ChannelAsync("outlet");
        Done(await Jobs().EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.ChannelSync, "shop"), Stop));
        var running = await Leases().ClaimAsync(Stop);
        Done(await Jobs().EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.ChannelSync, "shop"), Stop));
        Done(await Jobs().EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.ChannelSync, "outlet"), Stop));

        var other = await Leases().ClaimAsync(Stop);

        Assert.NotEqual(running!.ChannelId, other!.ChannelId);
        Assert.Null(await Leases().ClaimAsync(Stop));
    }

    [Fact]
    public async Task A_reader_limited_to_a_channel_sees_that_channels_jobs_only()
    {
        await ChannelAsync("shop");
        await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        var mine = Done(await Jobs().EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.Import, "shop"), Stop));

        var seen = await JobReads().ListAsync(new JobSelection(Channels: new HashSet<string> { "shop" }), new PageRequest(), Stop);

        Assert.Equal([mine.Id], seen.Items.Select(j => j.Id));
        Assert.Equal(1, seen.Total);
    }
}
