using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Gaps;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class GapTests : OperationsBench
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(4);

    private HabitQueries? _habits;
    private GapStore? _gaps;

    private HabitQueries Habits => _habits ??= new HabitQueries(Portal, Clock);

    private GapStore Gaps => _gaps ??= new GapStore(Portal, Clock);

    private SilenceWatch Watch => new(Portal, Alerts(), Habits, Gaps, Signals, Clock);

    private GapQueries Reads => new(Portal, Habits, Clock);

    [Fact]
    public async Task A_gap_is_opened_counted_while_it_lasts_ended_by_the_first_word_and_certified_when_orders_were_read_whole()
    {
        var channel = await SilentAsync("shop");
        // Three orders that only polling finds: one is applied, one waits, one is dead.
        await EventAsync(channel, "a", Topics.OrderPolled, InboundStatus.Done);
        await EventAsync(channel, "b", Topics.OrderPolled, InboundStatus.Pending);
        await EventAsync(channel, "c", Topics.OrderPolled, InboundStatus.Dead);
        await Watch.RunAsync(Stop);
        var lasting = await OneAsync("shop");
        Assert.Equal((CauseCodes.ChannelSilent, (DateTimeOffset?)null, 3, 2, (DateTimeOffset?)null), (lasting.Cause, lasting.To, lasting.FoundByPolling, lasting.Outstanding, lasting.CertifiedAt));
        Assert.Equal(Noon - Pause, lasting.From);
        Assert.InRange(lasting.Expected, 9, 12);

        Clock.Advance(TimeSpan.FromMinutes(5));
        var spoke = Clock.GetUtcNow();
        await EventAsync(channel, "d", "order.updated", InboundStatus.Done);
        await SetAsync(channel, lastEvent: spoke, lastPoll: spoke.AddMinutes(-1));
        await Watch.RunAsync(Stop);
        var over = await OneAsync("shop");
        Assert.Equal((spoke, (DateTimeOffset?)null), (over.To, over.CertifiedAt));

        Clock.Advance(TimeSpan.FromMinutes(5));
        await SetAsync(channel, lastPoll: Clock.GetUtcNow());
        await Watch.RunAsync(Stop);
        var certified = await OneAsync("shop");
        Assert.Equal((3, 2, Clock.GetUtcNow()), (certified.FoundByPolling, certified.Outstanding, certified.CertifiedAt));
        var alert = await Portal.ReadAsync((db, token) => db.Alerts.SingleAsync(a => a.Kind == AlertKind.ChannelSilent, token), Stop);
        Assert.Equal((alert.Id, AlertState.Resolved), (certified.AlertId!.Value, alert.State));

        // What comes later is no part of it; what is applied later is outstanding no more.
        Clock.Advance(TimeSpan.FromMinutes(5));
        await EventAsync(channel, "e", Topics.OrderPolled, InboundStatus.Pending);
        await Portal.WriteAsync((db, token) => db.InboundEvents.Where(e => e.SubjectId == "b" || e.SubjectId == "c").ExecuteUpdateAsync(s => s.SetProperty(e => e.Status, InboundStatus.Done), token), Stop);
        await Watch.RunAsync(Stop);
        var done = await OneAsync("shop");
        Assert.Equal((3, 0), (done.FoundByPolling, done.Outstanding));
    }

    [Fact]
    public async Task An_order_of_which_a_webhook_told_as_well_was_not_found_by_polling_alone()
    {
        var channel = await SilentAsync("shop");
        await EventAsync(channel, "a", Topics.OrderPolled, InboundStatus.Done);
        await EventAsync(channel, "b", Topics.OrderPolled, InboundStatus.Done);
        await Watch.RunAsync(Stop);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await EventAsync(channel, "b", "order.updated", InboundStatus.Done);
        await SetAsync(channel, lastEvent: Clock.GetUtcNow(), lastPoll: Clock.GetUtcNow());
        await Watch.RunAsync(Stop);
        Assert.Equal(1, (await OneAsync("shop")).FoundByPolling);
    }

    [Fact]
    public async Task What_a_channel_tells_of_its_items_is_neither_an_order_nor_a_habit()
    {
        var channel = await SilentAsync("shop");
        await AddAsync(new ListingRow { ChannelId = channel, ExternalId = "77/78" });
        await EventAsync(channel, "77", "product.updated", InboundStatus.Pending);
        await EventAsync(channel, "77/78", Topics.OrderPolled, InboundStatus.Dead);
        await EventAsync(channel, "7", Topics.OrderPolled, InboundStatus.Pending);
        await Watch.RunAsync(Stop);
        Assert.Equal(1, (await OneAsync("shop")).Outstanding);

        var chatty = await ChannelAsync("chatty");
        await SpeakAsync(chatty.Id, "product.updated");
        await Portal.WriteAsync((db, token) => db.OrderLines.Where(o => o.ChannelId == chatty.Id).ExecuteDeleteAsync(token), Stop);
        await SetAsync(chatty.Id, lastEvent: Noon);
        Assert.Null((await Reads.FindAsync("chatty", Stop))!.ExpectedPerHour);
    }

    [Fact]
    public async Task A_silence_that_lasts_is_one_gap_however_often_it_is_looked_at()
    {
        await SilentAsync("shop");
        for (var i = 0; i < 3; i++)
        {
            await Watch.RunAsync(Stop);
            Clock.Advance(TimeSpan.FromMinutes(5));
        }
        await OneAsync("shop");
    }

    [Fact]
    public async Task What_was_the_matter_is_told_by_the_traces_that_it_left()
    {
        var unreachable = await SilentAsync("a");
        await AddAsync(new SyncAttemptRow { ChannelId = unreachable, Route = "orders", StartedAt = Clock.GetUtcNow(), Error = "The host name is not known." });
        var forged = await SilentAsync("b");
        await EventAsync(forged, null, "", InboundStatus.Rejected);
        var disabled = await SilentAsync("c");
        await Alerts().RecordAsync([new AlertFinding(AlertKind.WebhookDisabled, "c", "Webhooks of c were missing.", null, disabled, Holds: true)], Stop);
        await SilentAsync("d");
        await Watch.RunAsync(Stop);
        Assert.Equal(
            [CauseCodes.ChannelHost, CauseCodes.WebhookForged, CauseCodes.WebhookDisabled, CauseCodes.ChannelSilent],
            new[] { await OneAsync("a"), await OneAsync("b"), await OneAsync("c"), await OneAsync("d") }.Select(g => g.Cause));
    }

    [Fact]
    public async Task A_gap_in_which_the_portal_itself_stood_still_is_its_own()
    {
        await SilentAsync("shop");
        _gaps = new GapStore(Portal, Clock);
        await Watch.RunAsync(Stop);
        Assert.Equal(CauseCodes.PortalDown, (await OneAsync("shop")).Cause);
    }

    [Fact]
    public async Task A_channel_that_tells_nothing_by_itself_is_silent_when_reading_finds_nothing_though_every_poll_is_green()
    {
        var channel = await ChannelAsync("polled");
        await SpeakAsync(channel.Id, Topics.OrderPolled);
        await SetAsync(channel.Id, lastPoll: Noon);
        _ = Gaps;
        Clock.Advance(TimeSpan.FromMinutes(40));
        await SetAsync(channel.Id, lastPoll: Clock.GetUtcNow());
        await Watch.RunAsync(Stop);
        var alert = await Portal.ReadAsync((db, token) => db.Alerts.SingleAsync(token), Stop);
        Assert.StartsWith("Reading polled has found no new order for 44 minutes", alert.Message, StringComparison.Ordinal);
        await EventAsync(channel.Id, "new", Topics.OrderPolled, InboundStatus.Done);
        await SetAsync(channel.Id, lastPoll: Clock.GetUtcNow());
        await Watch.RunAsync(Stop);
        Assert.Equal(Clock.GetUtcNow(), (await OneAsync("polled")).To);
    }

    [Fact]
    public async Task The_expected_rate_is_told_for_each_hour_of_the_week_and_none_where_history_is_too_thin()
    {
        await SilentAsync("shop");
        var silence = (await Reads.FindAsync("shop", Stop))!;
        Assert.Equal(SilenceRule.Slots, silence.ExpectedPerHour!.Count);
        Assert.InRange(silence.ExpectedNow!.Value, 13, 17);
        Assert.True(silence.Probability < SilenceRule.Improbable);
        await ChannelAsync("new");
        Assert.Null((await Reads.FindAsync("new", Stop))!.ExpectedPerHour);
        Assert.Null(await Reads.FindAsync("none", Stop));
    }

    /// <summary>A channel that spoke every few minutes for two days, and then not for forty minutes.</summary>
    private async Task<long> SilentAsync(string key)
    {
        var channel = await ChannelAsync(key);
        _ = Gaps;
        await SpeakAsync(channel.Id, "order.updated");
        await SetAsync(channel.Id, lastEvent: Noon - Pause, lastPoll: Noon);
        if (Clock.GetUtcNow() == Noon)
        {
            Clock.Advance(TimeSpan.FromMinutes(40));
        }
        return channel.Id;
    }

    private Task SpeakAsync(long channelId, string topic) => Portal.WriteAsync(
        (db, _) =>
        {
            for (var at = Noon.AddDays(-2); at < Noon; at += Pause)
            {
                db.OrderLines.Add(new OrderLineRow { ChannelId = channelId, OrderId = $"{at.UtcTicks}", LineId = "1", Status = "x" });
                db.InboundEvents.Add(new InboundEventRow
                {
                    ChannelId = channelId, EventKey = $"{at.UtcTicks}", Topic = topic, SubjectId = $"{at.UtcTicks}", Body = [1], Status = InboundStatus.Done, ReceivedAt = at,
                });
            }
            return Task.CompletedTask;
        },
        Stop);

    private Task<InboundEventRow> EventAsync(long channelId, string? subject, string topic, InboundStatus status) => AddAsync(new InboundEventRow
    {
        ChannelId = channelId, EventKey = Guid.NewGuid().ToString(), Topic = topic, SubjectId = subject, Body = [1], Status = status, ReceivedAt = Clock.GetUtcNow(),
    });

    private Task<int> SetAsync(long channelId, DateTimeOffset? lastEvent = null, DateTimeOffset? lastPoll = null) => Portal.WriteAsync(
        (db, token) => db.Channels.Where(c => c.Id == channelId).ExecuteUpdateAsync(
            s => s.SetProperty(c => c.LastEventAt, c => lastEvent ?? c.LastEventAt).SetProperty(c => c.LastPolledAt, c => lastPoll ?? c.LastPolledAt), token),
        Stop);

    private async Task<GapView> OneAsync(string key) => Assert.Single((await Reads.FindAsync(key, Stop))!.Gaps);
}
