using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Gaps;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class SilenceWatchTests : OperationsBench
{
    private SilenceWatch Watch => new(Portal, Alerts(), new HabitQueries(Portal, Clock), new GapStore(Portal, Clock), Signals, Clock);

    [Fact]
    public async Task A_channel_that_speaks_every_few_minutes_and_stops_is_asked_and_reported_once_and_comes_back_by_itself()
    {
        var channel = await ChannelAsync("shop");
        await SpeakAsync(channel.Id, Noon.AddDays(-2), Noon, TimeSpan.FromMinutes(4));
        await Watch.RunAsync(Stop);
        Assert.Empty(await OpenAsync());

        Clock.Advance(TimeSpan.FromMinutes(40));
        await Watch.RunAsync(Stop);
        await Watch.RunAsync(Stop);

        var alert = Assert.Single(await OpenAsync());
        Assert.Contains("for 44 minutes, in which about 11 were", alert.Message, StringComparison.Ordinal);
        var asked = await Portal.ReadAsync((db, token) => db.Channels.SingleAsync(token), Stop);
        Assert.Null(asked.WebhooksCheckedAt);
        Assert.Null(asked.LastPolledAt);

        await SpeakAsync(channel.Id, Clock.GetUtcNow(), Clock.GetUtcNow().AddSeconds(1), TimeSpan.FromMinutes(1));
        await Watch.RunAsync(Stop);
        Assert.Empty(await OpenAsync());
    }

    [Fact]
    public async Task It_is_asked_when_it_falls_silent_and_not_again_at_every_look()
    {
        var channel = await ChannelAsync("shop");
        await SpeakAsync(channel.Id, Noon.AddDays(-2), Noon, TimeSpan.FromMinutes(4));
        Clock.Advance(TimeSpan.FromMinutes(40));
        await Watch.RunAsync(Stop);
        await MarkAsync(Clock.GetUtcNow());
        await Watch.RunAsync(Stop);
        Assert.NotNull((await Portal.ReadAsync((db, token) => db.Channels.SingleAsync(token), Stop)).LastPolledAt);
    }

    [Fact]
    public async Task A_channel_without_a_habit_is_silent_after_days_and_one_that_is_paused_or_only_polled_never()
    {
        var rare = await ChannelAsync("rare");
        await SpeakAsync(rare.Id, Noon, Noon.AddSeconds(1), TimeSpan.FromMinutes(1));
        var paused = await ChannelAsync("paused");
        await SpeakAsync(paused.Id, Noon, Noon.AddSeconds(1), TimeSpan.FromMinutes(1));
        await Portal.WriteAsync((db, token) => db.Channels.Where(c => c.Key == "paused").ExecuteUpdateAsync(s => s.SetProperty(c => c.State, ChannelState.Paused), token), Stop);
        await ChannelAsync("polled");

        Clock.Advance(SilenceWatch.SilentAfter);
        await Watch.RunAsync(Stop);
        Assert.Empty(await OpenAsync());
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Watch.RunAsync(Stop);
        Assert.Equal("rare", Assert.Single(await OpenAsync()).Subject);
    }

    private Task<List<AlertRow>> OpenAsync() =>
        Portal.ReadAsync((db, token) => db.Alerts.Where(a => a.Kind == AlertKind.ChannelSilent && a.OpenKey != null).ToListAsync(token), Stop);

    private Task<int> MarkAsync(DateTimeOffset at) => Portal.WriteAsync(
        (db, token) => db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.LastPolledAt, at).SetProperty(c => c.WebhooksCheckedAt, at), token), Stop);

    // Each order speaks twice: what counts is that it began.
    private Task SpeakAsync(long channelId, DateTimeOffset from, DateTimeOffset to, TimeSpan every) => Portal.WriteAsync(
        async (db, token) =>
        {
            var last = from;
            for (var at = from; at < to; at += every)
            {
                db.OrderLines.Add(new OrderLineRow { ChannelId = channelId, OrderId = $"{at.UtcTicks}", LineId = "1", Status = "x" });
                foreach (var part in (string[])["placed", "paid"])
                {
                    db.InboundEvents.Add(new InboundEventRow
                    {
                        ChannelId = channelId, EventKey = $"{at.UtcTicks}{part}", Topic = "order.updated", SubjectId = $"{at.UtcTicks}", Body = [1], Status = InboundStatus.Done, ReceivedAt = at,
                    });
                }
                last = at;
            }
            await db.Channels.Where(c => c.Id == channelId).ExecuteUpdateAsync(
                s => s.SetProperty(c => c.LastEventAt, last).SetProperty(c => c.LastPolledAt, last).SetProperty(c => c.WebhooksCheckedAt, last), token);
        },
        Stop);
}
