using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Intake;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Operations;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace InventoryPortal.Tests.Intake;

/// <summary>When a queue is looked into, at a clock that the test moves.</summary>
public sealed class EventTailTests : OperationsBench
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_queue_is_looked_into_at_its_own_pace_and_left_alone_for_as_long_as_the_channel_asks()
    {
        var queue = new FakeQueue();
        await using var bench = await BenchAsync(queue);
        Assert.Equal(Usual, await bench.Tail.TurnAsync(Stop));

        queue.Failure = new ReadFailure.Transient(Clock.GetUtcNow().AddSeconds(7), true, "This ban will last for 7 more seconds");
        Assert.Equal(TimeSpan.FromSeconds(7), await bench.Tail.TurnAsync(Stop));

        queue.Failure = null;
        await SetAsync(s => s.SetProperty(c => c.NotBefore, Clock.GetUtcNow().AddSeconds(5)));
        Assert.Equal(Usual, await bench.Tail.TurnAsync(Stop));
        Assert.Equal(2, queue.Pulls);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await bench.Tail.TurnAsync(Stop);
        Assert.Equal(3, queue.Pulls);

        await SetAsync(s => s.SetProperty(c => c.State, ChannelState.Paused));
        await bench.Tail.TurnAsync(Stop);
        Assert.Equal(3, queue.Pulls);
    }

    [Fact]
    public async Task A_queue_that_fails_is_asked_less_and_less_often_but_never_given_up()
    {
        var queue = new FakeQueue { Failure = new ReadFailure.Unusable("A page of HTML.") };
        await using var bench = await BenchAsync(queue);
        var rests = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            rests.Add((await bench.Tail.TurnAsync(Stop))!.Value);
        }
        // Chance picks the longest wait each time.
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60], rests.Select(r => (int)r.TotalSeconds));
        queue.Failure = null;
        Assert.Equal(Usual, await bench.Tail.TurnAsync(Stop));
    }

    [Fact]
    public async Task A_confirmation_that_throws_leaves_the_events_stored_and_they_come_again_as_duplicates()
    {
        var queue = new FakeQueue { Confirming = _ => throw new InvalidOperationException("Cut.") };
        await using var bench = await BenchAsync(queue);
        queue.Add("1", "2");
        Assert.Equal(TimeSpan.FromSeconds(1), await bench.Tail.TurnAsync(Stop));
        Assert.Equal([InboundStatus.Pending, InboundStatus.Pending], await StatusesAsync());
        queue.Confirming = _ => Task.CompletedTask;
        await bench.Tail.TurnAsync(Stop);
        Assert.Empty(queue.Waiting);
        Assert.Equal([InboundStatus.Pending, InboundStatus.Pending, InboundStatus.Duplicate, InboundStatus.Duplicate], await StatusesAsync());
    }

    [Fact]
    public async Task A_queue_that_never_says_that_it_is_empty_is_left_after_fifty_batches()
    {
        var queue = new FakeQueue { IsEndless = true };
        await using var bench = await BenchAsync(queue);
        await bench.Tail.TurnAsync(Stop);
        Assert.Equal(50, queue.Pulls);
    }

    [Fact]
    public async Task A_channel_that_is_gone_ends_its_tail()
    {
        await using var bench = await BenchAsync(new FakeQueue());
        await Portal.WriteAsync((db, token) => db.Channels.ExecuteDeleteAsync(token), Stop);
        Assert.Null(await bench.Tail.TurnAsync(Stop));
    }

    [Fact]
    public async Task Quiet_time_that_a_channel_says_is_read_is_not_asked_for_again()
    {
        var queue = new FakeQueue();
        await using var bench = await BenchAsync(queue);
        var asked = new List<DateTimeOffset>();
        queue.Orders = query =>
        {
            asked.Add(query.ModifiedFrom);
            return new OrderPage([], null, null, null) { ReadTo = Noon.AddMinutes(30) };
        };
        await bench.Poll.RunAsync(bench.Channel, Stop);
        await bench.Poll.RunAsync(bench.Channel, Stop);
        Assert.Equal([Noon - OrderPoll.FirstLookBack - OrderPoll.Overlap, Noon.AddMinutes(30) - OrderPoll.Overlap], asked);
    }

    [Fact]
    public async Task A_credential_that_ends_within_a_week_is_told_of_until_another_is_entered()
    {
        var queue = new FakeQueue { Ends = Noon.AddDays(7).AddHours(1) };
        await using var bench = await BenchAsync(queue);
        var watch = new CredentialWatch(Portal, bench.Connections, new AdapterSet([queue]), Alerts(), Clock);
        await watch.RunAsync(Stop);
        Assert.Empty(await OpenAsync());
        Clock.Advance(TimeSpan.FromHours(1));
        await watch.RunAsync(Stop);
        Assert.Contains("ends on 2026-03-08 at 13:00 UTC", Assert.Single(await OpenAsync()).Message, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(8));
        await watch.RunAsync(Stop);
        Assert.Contains("ended on", Assert.Single(await OpenAsync()).Message, StringComparison.Ordinal);
        queue.Ends = Clock.GetUtcNow().AddDays(30);
        await watch.RunAsync(Stop);
        Assert.Empty(await OpenAsync());
        queue.Ends = null;
        await watch.RunAsync(Stop);
        Assert.Empty(await OpenAsync());
    }

    private async Task<Bench> BenchAsync(FakeQueue queue)
    {
        var channel = await AddAsync(new ChannelRow
        {
            Key = "queue", Kind = ChannelKind.Taobao, Name = "Queue", SettingsJson = "{}", CreatedAt = Noon, CountsFrom = Noon,
        });
        var adapters = new AdapterSet([queue]);
        var connections = new ConnectionLookup(Portal, new EmptyVault(), Signals, Clock);
        var inbox = new InboxStore(connections, adapters, Portal, Signals, Clock, new FailPoints(new ConfigurationBuilder().Build()), new InboxDoor(Clock));
        var tail = new EventTail(
            channel.Id, queue, new EventQueue(Portal, inbox, Signals, Clock), Portal, connections, Clock, new LongestRandom(), NullLogger.Instance);
        return new Bench(channel.Id, tail, new OrderPoll(Portal, inbox, connections, adapters, Signals, Clock), connections, inbox);
    }

    private Task<List<AlertRow>> OpenAsync() =>
        Portal.ReadAsync((db, token) => db.Alerts.Where(a => a.Kind == AlertKind.CredentialExpiring && a.OpenKey != null).ToListAsync(token), Stop);

    private Task<List<InboundStatus>> StatusesAsync() =>
        Portal.ReadAsync((db, token) => db.InboundEvents.OrderBy(e => e.Id).Select(e => e.Status).ToListAsync(token), Stop);

    private Task<int> SetAsync(Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<ChannelRow>> set) =>
        Portal.WriteAsync((db, token) => db.Channels.ExecuteUpdateAsync(set, token), Stop);

    private sealed record Bench(long Channel, EventTail Tail, OrderPoll Poll, ConnectionLookup Connections, InboxStore Inbox) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Connections.Dispose();
            await Inbox.DisposeAsync();
        }
    }

    private sealed class EmptyVault : ICredentialVault
    {
        public Task<IReadOnlyDictionary<string, string>> ReadAsync(long channelId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

        public Task RotateAsync(long channelId, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class LongestRandom : Random
    {
        public override double NextDouble() => 1;
    }
}
