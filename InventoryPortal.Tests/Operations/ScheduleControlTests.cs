using InventoryPortal.Access;
using InventoryPortal.Domain.Schedules;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Schedules;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>What people do with schedules: run now, pause, resume, another time.</summary>
public sealed class ScheduleControlTests : ScheduleBench
{
    [Fact]
    public async Task What_was_asked_for_is_run_once_over_all_nodes_also_while_it_is_paused_and_is_written_down()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => NewNode()).ToList();
        await TickAsync(nodes, FullSync);
        await PauseAsync(FullSync);

        await AskAsync(FullSync);
        await AskAsync(FullSync);
        Assert.Equal((ScheduleState.Asked, "system"), ((await ViewAsync(FullSync)).State, (await ViewAsync(FullSync)).Ask!.By));
        Assert.Equal(["full-sync"], await Store().AskedAsync(Stop));
        await Task.WhenAll(nodes.Select(n => Task.Run(() => n.TickAsync(FullSync, Stop), Stop)));
        await TickAsync(nodes, FullSync);

        Assert.Equal(1, nodes.Sum(n => n.Runs.Count));
        var view = await ViewAsync(FullSync);
        Assert.Equal((ScheduleState.Paused, RunOutcome.Completed, "system"), (view.State, view.LastRun!.Outcome!.Value, view.LastRun.By));
        Assert.Empty(await Store().AskedAsync(Stop));
        var deeds = await Portal.ReadAsync((db, token) => db.Activity.OrderBy(a => a.Id).ToListAsync(token), Stop);
        Assert.Equal(["paused", "run now", "run now"], deeds.Select(d => d.After!));
        Assert.All(deeds, d => Assert.Equal((Permissions.SyncControl, "schedule full-sync"), (d.Action, d.Subject)));
    }

    [Theory]
    [InlineData("reservation-expiry")]
    [InlineData("webhook-check")]
    public async Task What_runs_on_every_node_is_run_by_one_when_it_is_asked_for(string name)
    {
        var sweep = ScheduleTable.Find(name)!;
        var nodes = new[] { NewNode(), NewNode() };
        await PauseAsync(sweep);
        await AskAsync(sweep);

        await Task.WhenAll(nodes.Select(n => Task.Run(() => n.TickAsync(sweep, Stop), Stop)));
        await TickAsync(nodes, sweep);

        Assert.Equal(1, nodes.Sum(n => n.Runs.Count));
        Assert.Equal([RunOutcome.Completed], (await ViewAsync(sweep)).Runs.Select(r => r.Outcome));
        await ResumeAsync(sweep);
        await TickAsync(nodes, sweep);
        Assert.Equal(3, nodes.Sum(n => n.Runs.Count));
    }

    [Fact]
    public async Task What_runs_is_not_asked_for_again()
    {
        await AskAsync(FullSync);
        Assert.NotNull(await Store().TryBeginAsync(FullSync, Stop));

        var refusal = Refused(await Control().RunAsync(Ann, FullSync.Name, Stop));

        Assert.Equal("schedule_running", refusal.Code);
    }

    [Fact]
    public async Task What_was_asked_for_and_cut_off_by_the_portals_end_is_begun_again_and_what_failed_is_not()
    {
        var node = NewNode();
        await AskAsync(FullSync);
        using var portal = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        node.Work = node.HangAsync;
        var running = node.TickAsync(FullSync, portal.Token);
        await node.Begun.WaitAsync(Stop);
        await portal.CancelAsync();
        await running;
        node.Work = _ => throw new InvalidOperationException();

        await node.TickAsync(FullSync, Stop);
        await node.TickAsync(FullSync, Stop);

        Assert.Equal(2, node.Runs.Count);
        Assert.Equal((ScheduleState.Waiting, null), ((await ViewAsync(FullSync)).State, (await ViewAsync(FullSync)).RetryAt));
    }

    [Fact]
    public async Task A_run_that_was_asked_for_is_also_that_of_the_slot_that_waited()
    {
        var node = NewNode();
        await node.TickAsync(FullSync, Stop);
        await PauseAsync(FullSync);
        Clock.Advance(TimeSpan.FromDays(1));
        await AskAsync(FullSync);
        await node.TickAsync(FullSync, Stop);
        await ResumeAsync(FullSync);

        await node.TickAsync(FullSync, Stop);

        Assert.Single(node.Runs);
    }

    [Fact]
    public async Task A_pause_is_seen_and_what_was_missed_is_caught_up_once()
    {
        var node = NewNode();
        await node.TickAsync(FullSync, Stop);
        await PauseAsync(FullSync, "Stocktaking");
        for (var day = 0; day < 3; day++)
        {
            Clock.Advance(TimeSpan.FromDays(1));
            await node.TickAsync(FullSync, Stop);
        }
        var paused = await ViewAsync(FullSync);
        Assert.Empty(node.Runs);
        Assert.Equal((ScheduleState.Paused, 3, "system", "Stocktaking", Noon), (paused.State, paused.Pause!.Missed, paused.Pause.By, paused.Pause.Reason, paused.Pause.Since));
        Assert.Empty(paused.Next);
        Assert.Equal(["full-sync"], (await Reads().PausedAsync(Stop)).Select(s => s.Name));

        await ResumeAsync(FullSync);
        await node.TickAsync(FullSync, Stop);
        await node.TickAsync(FullSync, Stop);

        Assert.Single(node.Runs);
        var view = await ViewAsync(FullSync);
        Assert.Equal([(RunOutcome.Completed, 1, null), (RunOutcome.Skipped, 2, "It was paused by system.")], view.Runs.Select(r => (r.Outcome, r.Times, r.Reason)));
        Assert.Null(view.Pause);
        Assert.Empty(await Reads().PausedAsync(Stop));
    }

    [Fact]
    public async Task A_sweep_that_is_paused_does_nothing_and_still_shows_that_it_lives()
    {
        var node = NewNode();
        await PauseAsync(Sweep);

        await node.TickAsync(Sweep, Stop);

        Assert.Empty(node.Runs);
        Assert.Contains(nameof(ReservationExpiryTask), node.Pulse.Beats.Keys);
    }

    [Fact]
    public async Task Another_time_of_day_holds_from_the_next_time_that_the_clock_shows_it()
    {
        var node = NewNode();
        await node.TickAsync(FullSync, Stop);

        // It is noon: nine o'clock has passed, and is no reason to begin at once.
        var view = await DoneAsync(Control().SetTimeAsync(Ann, FullSync.Name, new TimeOnly(9, 15), Stop));
        await node.TickAsync(FullSync, Stop);

        Assert.Equal(("15 9 * * *", TimeSource.Database, Noon.Date.AddDays(1).AddHours(9.25)), (view.Cron, view.TimeSource, view.Next[0].UtcDateTime));
        Assert.Empty(node.Runs);
        Clock.Advance(TimeSpan.FromHours(21.25) - TimeSpan.FromMinutes(1));
        await node.TickAsync(FullSync, Stop);
        Assert.Empty(node.Runs);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await node.TickAsync(FullSync, Stop);
        Assert.Single(node.Runs);
        Assert.Equal(TimeSource.Default, (await DoneAsync(Control().SetTimeAsync(Ann, FullSync.Name, null, Stop))).TimeSource);
        var deed = await Portal.ReadAsync((db, token) => db.Activity.OrderBy(a => a.Id).FirstAsync(token), Stop);
        Assert.Equal((Permissions.SettingsManage, "02:00", "09:15"), (deed.Action, deed.Before, deed.After));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        Assert.Equal("not_found", Refused(await Control().RunAsync(Ann, "no-such", Stop)).Code);
        Assert.Contains("time", Refused(await Control().SetTimeAsync(Ann, Silence.Name, new TimeOnly(2, 0), Stop)).Errors!.Keys);
        Assert.Contains("time", Refused(await Control().SetTimeAsync(Ann, FullSync.Name, new TimeOnly(2, 0, 1), Stop)).Errors!.Keys);
        Assert.Contains("reason", Refused(await Control().PauseAsync(Ann, FullSync.Name, new string('x', 201), Stop)).Errors!.Keys);
        Assert.Null(await RowAsync(FullSync));
    }

    [Fact]
    public async Task Who_is_nobody_steers_nothing_and_leaves_a_trace()
    {
        var stranger = new CommandContext(new Caller(new Actor(ActorKind.User, "gone", "gone@example.test"), "stamp"));

        Assert.Equal(RefusalKind.Forbidden, Refused(await Control().PauseAsync(stranger, FullSync.Name, null, Stop)).Kind);

        Assert.Null(await RowAsync(FullSync));
        Assert.False((await Portal.ReadAsync((db, token) => db.Activity.SingleAsync(token), Stop)).Allowed);
    }

    private static async Task TickAsync(IEnumerable<Node> nodes, ScheduleEntry entry)
    {
        foreach (var node in nodes)
        {
            await node.TickAsync(entry, Stop);
        }
    }
}
