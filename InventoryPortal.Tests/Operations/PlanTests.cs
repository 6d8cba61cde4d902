using Coravel.Scheduling.Schedule;
using Coravel.Scheduling.Schedule.Interfaces;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class PlanTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_scheduler_runs_every_task_of_the_plan_and_the_queue_looks_every_second()
    {
        // Beside the real schedule a task that it has just begun would be passed over here.
        await using var portal = PortalHost.Start(services: s => s.WithoutBackgroundWork());
        var scheduler = (Scheduler)portal.Services.GetRequiredService<IScheduler>();

        await scheduler.RunAtAsync(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc));

        var beats = portal.Services.GetRequiredService<WorkerPulse>().Beats;
        Assert.Equal(14, ScheduleTable.All.Count);
        Assert.All(ScheduleTable.All, entry => Assert.Contains(entry.Task.Name, beats.Keys));
        Assert.Equal("1", portal.Services.GetRequiredService<IConfiguration>()["Coravel:Queue:ConsummationDelay"]);
    }

    [Fact]
    public async Task The_nightly_full_sync_and_a_look_at_every_channel_that_sells_are_made_once_a_night()
    {
        var clock = new ShiftedClock();
        // A lane would find that the channels below have no credentials and hold them, and the minute of the real schedule may strike.
        await using var portal = PortalHost.Start(services: s => s.WithoutBackgroundWork().AddSingleton<TimeProvider>(clock));
        foreach (var (key, state) in new[] { ("open", ChannelState.Active), ("closed", ChannelState.Paused) })
        {
            var row = new ChannelRow { Key = key, Name = key, State = state, SettingsJson = "{}", CreatedAt = clock.GetUtcNow(), CountsFrom = clock.GetUtcNow() };
            await DatabaseOf(portal).WriteAsync((db, _) => { db.Add(row); return Task.CompletedTask; }, Stop);
        }
        await NightAsync(portal);
        Assert.Empty(await JobsAsync(portal));

        clock.Shift(TimeSpan.FromDays(1));
        await Task.WhenAll(NightAsync(portal), NightAsync(portal), NightAsync(portal));
        await NightAsync(portal);

        var jobs = await JobsAsync(portal);
        Assert.Equal([(SyncJobKind.FullSync, null), (SyncJobKind.Reconcile, "open")], jobs.Select(j => (j.Kind, j.Channel)));
        Assert.Contains("5000", jobs[1].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_whose_loops_have_fallen_silent_is_not_ready()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var pulse = new WorkerPulse(clock);
        var readiness = new Readiness(database.Portal, pulse, clock, NullLogger<Readiness>.Instance);
        Vital().ForEach(pulse.Beat);
        pulse.Beat(nameof(RetentionTask));
        Assert.True(await readiness.IsReadyAsync(Stop));

        clock.Advance(Readiness.SilentAfter + TimeSpan.FromSeconds(1));
        Assert.Equal(ReadyState.WorkersSilent, await readiness.CheckAsync(Stop));

        Vital().ForEach(pulse.Beat);
        clock.Advance(Readiness.Freshness);
        Assert.True(await readiness.IsReadyAsync(Stop));
    }

    [Fact]
    public async Task A_portal_whose_loops_never_gave_a_sign_is_not_ready_either()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var readiness = new Readiness(database.Portal, new WorkerPulse(clock), clock, NullLogger<Readiness>.Instance);
        Assert.True(await readiness.IsReadyAsync(Stop));

        clock.Advance(Readiness.SilentAfter + TimeSpan.FromSeconds(1));

        Assert.Equal(ReadyState.WorkersSilent, await readiness.CheckAsync(Stop));
    }

    [Fact]
    public async Task A_database_that_takes_no_write_is_told_apart_from_silent_loops()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var readiness = new Readiness(database.Portal, new WorkerPulse(clock), clock, NullLogger<Readiness>.Instance);
        await ChangeAsync(database.Portal, "ALTER TABLE \"Cursors\" RENAME TO \"Away\"");

        Assert.Equal(ReadyState.DatabaseAway, await readiness.CheckAsync(Stop));

        await ChangeAsync(database.Portal, "ALTER TABLE \"Away\" RENAME TO \"Cursors\"");
        Assert.Equal(ReadyState.DatabaseAway, await readiness.CheckAsync(Stop));
        clock.Advance(Readiness.Freshness);
        Assert.Equal(ReadyState.Ready, await readiness.CheckAsync(Stop));
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var wrong = new PortalOptions { TimeZone = "Nowhere/Land", PublicUrl = "ftp://portal", Culture = "xx-nowhere" };

        var faults = new PortalOptionsValidation().Validate(null, wrong).Failures!.ToList();

        Assert.Equal(3, faults.Count);
        Assert.All(["Portal:PublicUrl", "Portal:TimeZone", "Portal:Culture"], key => Assert.Contains(faults, f => f.StartsWith(key, StringComparison.Ordinal)));
        Assert.True(new PortalOptionsValidation().Validate(null, new PortalOptions { TimeZone = "Europe/Berlin", PublicUrl = "https://p.test", Culture = "zh-CN" }).Succeeded);
    }

    private static List<string> Vital() => [nameof(InventoryPortal.Operations.Jobs.JobWorker), nameof(InventoryPortal.Operations.Alerts.StockAlertWorker), nameof(DueWorkTask)];

    private static Task<int> ChangeAsync(PortalDatabase portal, string sql) => portal.ReadAsync((db, token) => db.Database.ExecuteSqlRawAsync(sql, token), Stop);

    private static async Task NightAsync(PortalHost portal)
    {
        await portal.Services.GetRequiredService<FullSyncTask>().Invoke();
        await portal.Services.GetRequiredService<ReconcileTask>().Invoke();
    }

    private static PortalDatabase DatabaseOf(PortalHost portal) => portal.Services.GetRequiredService<PortalDatabase>();

    private static Task<List<(SyncJobKind Kind, string? Channel, string? Payload)>> JobsAsync(PortalHost portal) => DatabaseOf(portal).ReadAsync(
        async (db, token) =>
        {
            var jobs = await db.SyncJobs
                .Select(j => new { j.Kind, Channel = db.Channels.Where(c => c.Id == j.ChannelId).Select(c => c.Key).FirstOrDefault(), j.Payload }).ToListAsync(token);
            return jobs.OrderBy(j => j.Kind).Select(j => (j.Kind, j.Channel, j.Payload)).ToList();
        },
        Stop)!;
}
