using System.Text.Json.Nodes;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Schedules as a script sees and steers them. Each test works on schedules of its own.</summary>
[Collection(ApiCollection.Name)]
public sealed class ScheduleContractTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task Every_schedule_tells_when_it_runs_in_words_and_in_figures()
    {
        var list = (await _api.SendAsync("GET", "/schedules")).Is(200).AsArray();

        Assert.Equal(ScheduleTable.All.Select(e => e.Name), list.Select(s => Text(s!, "name")));
        var night = list.Single(s => Text(s!, "name") == "ledger-check")!;
        Assert.Equal(("30 3 * * *", "Every day at 03:30.", "03:30:00", "default", "UTC", "oneNode"), (
            Text(night, "cron"), Text(night, "inWords"), Text(night, "time"), Text(night, "timeSource"), Text(night, "zone"), Text(night, "runsOn")));
        Assert.Equal(3, night["next"]!.AsArray().Count);
        Assert.All(night["next"]!.AsArray(), at => Assert.EndsWith("T03:30:00Z", at!.GetValue<string>(), StringComparison.Ordinal));
        var poll = list.Single(s => Text(s!, "name") == "order-poll")!;
        Assert.Equal((15, "Every 15 seconds.", null), (poll["everySeconds"]!.GetValue<double>(), Text(poll, "inWords"), poll["cron"]?.ToString()));
        (await _api.SendAsync("GET", "/schedules?nonsense=1")).NamesField("nonsense");
    }

    [Fact]
    public async Task A_run_that_is_asked_for_begins_without_waiting_for_its_minute()
    {
        var asked = (await _api.SendAsync("POST", "/schedules/retention/run")).Is(202);
        Assert.Equal("retention", Text(asked, "name"));

        var run = await UntilAsync("retention", s => s["ask"] is null && s["lastRun"]?["outcome"] is not null);

        Assert.Equal("completed", Text(run["lastRun"]!, "outcome"));
        Assert.Equal("completed", Text(run["runs"]![0]!, "outcome"));
        Assert.NotNull(Text(run["lastRun"]!, "by"));
    }

    [Fact]
    public async Task A_pause_has_who_since_when_and_why_and_ends()
    {
        var paused = (await _api.SendAsync("POST", "/schedules/reconcile/pause", new { reason = "Stocktaking" })).Is(200);
        Assert.Equal(("paused", "Stocktaking", 0), (Text(paused, "state"), Text(paused["pause"]!, "reason"), paused["next"]!.AsArray().Count));
        var again = (await _api.SendAsync("POST", "/schedules/reconcile/pause")).Is(200);
        Assert.Equal(paused["pause"]!.ToJsonString(), again["pause"]!.ToJsonString());

        var resumed = (await _api.SendAsync("POST", "/schedules/reconcile/resume")).Is(200);

        Assert.Equal(("waiting", 3, true), (Text(resumed, "state"), resumed["next"]!.AsArray().Count, resumed["pause"] is null));
    }

    [Fact]
    public async Task The_time_of_day_is_set_and_given_back()
    {
        var set = (await _api.SendAsync("PUT", "/schedules/full-sync", new { time = "04:45:00" })).Is(200);
        Assert.Equal(("45 4 * * *", "database"), (Text(set, "cron"), Text(set, "timeSource")));
        (await _api.SendAsync("PUT", "/schedules/full-sync", "{}")).NamesField("time");
        (await _api.SendAsync("PUT", "/schedules/health", new { time = "04:45:00" })).NamesField("time");
        (await _api.SendAsync("PUT", "/schedules/full-sync", new { time = "25:00:00" })).IsProblem(400, "validation_failed");

        var own = (await _api.SendAsync("PUT", "/schedules/full-sync", new { time = (string?)null })).Is(200);

        Assert.Equal(("0 2 * * *", "default"), (Text(own, "cron"), Text(own, "timeSource")));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_first_answer()
    {
        var first = await _api.SendAsync("POST", "/schedules/ledger-check/pause", new { reason = "once" }, key: "schedule-pause-1");
        (await _api.SendAsync("POST", "/schedules/ledger-check/resume")).Is(200);

        var repeat = await _api.SendAsync("POST", "/schedules/ledger-check/pause", new { reason = "once" }, key: "schedule-pause-1");

        Assert.Equal((first.Text, "true"), (repeat.Text, repeat.Headers["Idempotency-Replayed"]));
        Assert.Equal("waiting", Text(await FindAsync("ledger-check"), "state"));
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_what_is_not_there_is_not_found()
    {
        using var viewer = await portal.ClientAsync(Role.Viewer);
        using var editor = await portal.ClientAsync(Role.Editor);
        using var limited = await portal.ClientAsync(Role.Admin, "some-channel");

        (await viewer.SendAsync("GET", "/schedules")).Is(200);
        (await viewer.SendAsync("POST", "/schedules/health/run")).IsProblem(403, "forbidden");
        (await editor.SendAsync("PUT", "/schedules/full-sync", new { time = "04:45:00" })).IsProblem(403, "forbidden");
        // A schedule works on every channel.
        (await limited.SendAsync("POST", "/schedules/health/pause")).IsProblem(403, "forbidden");
        (await _api.SendAsync("POST", "/schedules/no-such/run")).IsProblem(404, "not_found");
    }

    public void Dispose() => _api.Dispose();

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();

    private async Task<JsonNode> FindAsync(string name) => (await _api.SendAsync("GET", "/schedules")).Is(200).AsArray().Single(s => Text(s!, "name") == name)!;

    // Every change of a schedule is told: no look in between.
    private async Task<JsonNode> UntilAsync(string name, Func<JsonNode, bool> holds)
    {
        using var told = portal.Host.Services.GetRequiredService<InventoryPortal.Persistence.CommitSignals>().Subscribe(InventoryPortal.Persistence.CommitTopics.Schedules);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await FindAsync(name) is var seen)
        {
            if (holds(seen))
            {
                return seen;
            }
            await told.Reader.ReadAsync(limit.Token);
        }
        throw new InvalidOperationException("Unreachable.");
    }
}
