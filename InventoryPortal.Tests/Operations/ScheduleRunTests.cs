using InventoryPortal.Domain.Schedules;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Tests.Domain.Schedules;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Each slot once, whatever befalls the nodes, and what is kept of its run.</summary>
public sealed class ScheduleRunTests : ScheduleBench
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Before and after a change: a whole day on either side.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(40);

    public static TheoryData<string, string> Changes
    {
        get
        {
            var data = new TheoryData<string, string>();
            ClockChanges.All.ToList().ForEach(z => z.Changes.ToList().ForEach(change => data.Add(z.Zone, change)));
            return data;
        }
    }

    [Fact]
    public async Task Of_nodes_that_race_one_runs_a_slot()
    {
        var nodes = Enumerable.Range(0, 6).Select(_ => NewNode()).ToList();
        await RaceAsync(nodes, FullSync);
        for (var night = 0; night < 5; night++)
        {
            Clock.Advance(TimeSpan.FromDays(1));
            await RaceAsync(nodes, FullSync);
            await RaceAsync(nodes, FullSync);
        }

        Assert.Equal(5, nodes.Sum(n => n.Runs.Count));
        var view = await ViewAsync(FullSync);
        Assert.Equal((RunOutcome.Completed, null), (view.LastRun!.Outcome!.Value, view.LastRun.By));
        Assert.Equal(5, view.Runs.Count);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Two_nodes_over_a_change_of_the_clocks_run_each_local_day_once(string zone, string change)
    {
        var real = ClockChanges.ZoneOf(Settings.TimeZone = zone);
        var (from, to) = (ClockChanges.At(change) - Around, ClockChanges.At(change) + Around);
        Clock.AdjustTime(from);
        var nodes = new[] { NewNode(), NewNode() };
        for (; Clock.GetUtcNow() < to; Clock.Advance(5 * Minute))
        {
            await RaceAsync(nodes, FullSync);
        }

        var wanted = new Rhythm.Daily(new TimeOnly(2, 0)).Next(from, real, 10).Where(at => at < to).Select(at => DateOnly.FromDateTime(ClockChanges.Local(at, real))).ToList();
        Assert.True(wanted.Count >= 3, "The walk is too short.");
        Assert.Equal(wanted, wanted.Distinct());
        Assert.Equal(wanted, nodes.SelectMany(n => n.Runs).Order().Select(at => DateOnly.FromDateTime(ClockChanges.Local(at, real))));
    }

    [Fact]
    public async Task A_run_whose_process_died_is_begun_again_by_another_and_said_to_have_died()
    {
        var (dead, other) = (NewNode(), NewNode());
        await AdoptAsync(dead);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(await Store().TryBeginAsync(FullSync, Stop));

        await other.TickAsync(FullSync, Stop);
        Assert.Empty(other.Runs);
        Assert.Equal(ScheduleState.Running, (await ViewAsync(FullSync)).State);
        Clock.Advance(FullSync.Lease);
        Assert.Equal(RunOutcome.Failed, (await ViewAsync(FullSync)).LastRun!.Outcome);
        await other.TickAsync(FullSync, Stop);

        Assert.Single(other.Runs);
        Assert.Equal([RunOutcome.Completed, RunOutcome.Failed], (await ViewAsync(FullSync)).Runs.Select(r => r.Outcome));
    }

    [Fact]
    public async Task A_run_that_outlived_its_lease_does_not_end_the_run_of_another()
    {
        await AdoptAsync(NewNode());
        Clock.Advance(TimeSpan.FromDays(1));
        var slow = (await Store().TryBeginAsync(FullSync, Stop))!;
        Clock.Advance(FullSync.Lease);
        var other = (await Store().TryBeginAsync(FullSync, Stop))!;

        Assert.False(await Store().EndAsync(slow, new RunEnd(Clock.GetUtcNow(), RunOutcome.Completed), Stop));
        Assert.Equal(ScheduleState.Running, (await ViewAsync(FullSync)).State);
        Assert.True(await Store().EndAsync(other, new RunEnd(Clock.GetUtcNow(), RunOutcome.Completed), Stop));
    }

    [Fact]
    public async Task A_slot_that_failed_is_tried_again_and_its_reason_is_told()
    {
        var node = NewNode();
        await AdoptAsync(node);
        Clock.Advance(TimeSpan.FromDays(1));
        node.Work = _ => throw new InvalidOperationException("secret=1");
        await node.TickAsync(FullSync, Stop);
        await node.TickAsync(FullSync, Stop);

        var view = await ViewAsync(FullSync);
        Assert.Single(node.Runs);
        Assert.Equal((RunOutcome.Failed, "It failed with InvalidOperationException; the errors page has more."), (view.LastRun!.Outcome!.Value, view.LastRun.Reason));
        Assert.Equal(Clock.GetUtcNow() + FullSync.Again, view.RetryAt);

        Clock.Advance(FullSync.Again);
        await node.TickAsync(FullSync, Stop);
        Clock.Advance(FullSync.Again);
        node.Work = _ => Task.CompletedTask;
        await node.TickAsync(FullSync, Stop);
        await node.TickAsync(FullSync, Stop);
        Assert.Equal([(RunOutcome.Completed, 1), (RunOutcome.Failed, 2)], (await ViewAsync(FullSync)).Runs.Select(r => (r.Outcome, r.Times)));
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_cut_off_and_one_that_the_portals_end_cut_off_is_begun_again_at_once()
    {
        var node = NewNode();
        await AdoptAsync(node);
        Clock.Advance(TimeSpan.FromDays(1));
        node.Work = node.HangAsync;
        var running = node.TickAsync(FullSync, Stop);
        await node.Begun.WaitAsync(Stop);
        Clock.Advance(FullSync.Limit);
        await running;
        Assert.Equal("It ran for longer than 60 minutes.", (await ViewAsync(FullSync)).LastRun!.Reason);

        Clock.Advance(FullSync.Again);
        using var portal = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        running = node.TickAsync(FullSync, portal.Token);
        await node.Begun.WaitAsync(Stop);
        await portal.CancelAsync();
        await running;
        Assert.Equal("The portal was stopped.", (await ViewAsync(FullSync)).LastRun!.Reason);

        node.Work = _ => Task.CompletedTask;
        await node.TickAsync(FullSync, Stop);
        Assert.Equal(RunOutcome.Completed, (await ViewAsync(FullSync)).LastRun!.Outcome);
    }

    [Fact]
    public async Task Only_so_many_runs_are_kept()
    {
        var node = NewNode();
        for (var i = 0; i < 25; i++)
        {
            await node.TickAsync(Silence, Stop);
            Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(25, node.Runs.Count);
        Assert.Equal(20, (await ViewAsync(Silence)).Runs.Count);
    }

    [Fact]
    public async Task A_sweep_is_written_down_when_something_changes_and_now_and_then()
    {
        var node = NewNode();
        var writes = new List<long>();
        for (var minute = 0; minute < 60; minute++)
        {
            node.Work = minute is >= 30 and < 40 ? _ => throw new TimeoutException() : _ => Task.CompletedTask;
            await node.TickAsync(Sweep, Stop);
            writes.Add((await RowAsync(Sweep))!.Version);
            Clock.Advance(Minute);
        }

        Assert.Equal(60, node.Runs.Count);
        // The first, one in a quarter of an hour, each failure, the end of the failures, and a quarter of an hour later.
        Assert.Equal(1 + 1 + 10 + 1 + 1, writes[^1]);
        Assert.Equal([(RunOutcome.Failed, 10)], (await ViewAsync(Sweep)).Runs.Select(r => (r.Outcome, r.Times)));
        Assert.Equal(Clock.GetUtcNow() - Minute, (await ViewAsync(Sweep, node)).LastRun!.BegunAt);
    }

    [Fact]
    public async Task A_schedule_that_waits_writes_nothing()
    {
        var node = NewNode();
        await AdoptAsync(node);
        await using var watch = new SqliteConnection($"Data Source={Database.File}");
        await watch.OpenAsync(Stop);
        var before = await VersionAsync(watch);
        for (var i = 0; i < 30; i++)
        {
            await node.TickAsync(FullSync, Stop);
            Clock.Advance(Minute);
        }
        Assert.Equal(before, await VersionAsync(watch));
    }

    // Changes whenever another connection has committed a write.
    private static async Task<long> VersionAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }

    private static async Task AdoptAsync(Node node)
    {
        await node.TickAsync(FullSync, Stop);
        Assert.Empty(node.Runs);
    }

    private static Task RaceAsync(IReadOnlyCollection<Node> nodes, ScheduleEntry entry) => Task.WhenAll(nodes.Select(n => Task.Run(() => n.TickAsync(entry, Stop), Stop)));
}
