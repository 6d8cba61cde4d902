using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static InventoryPortal.Tests.Operations.AlertProof;

namespace InventoryPortal.Tests.Operations;

public sealed class CauseRetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_given_up_for_one_cause_is_told_together_and_taken_up_together_whatever_it_is()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await WorldAsync(bench);
        var causes = await bench.Get<CauseQueries>().ListAsync(new CauseSelection(24), Stop);
        var host = Assert.Single(causes, c => c.Code == CauseCodes.ChannelHost);
        Assert.Equal(("shop", new CauseWork(2, 1, 1, 0, 1)), (host.Channel, host.Work));
        var other = Assert.Single(causes, c => c.Code == CauseCodes.ListingQuantity);
        Assert.Equal((new CauseWork(1, 0, 0, 0, 0), "/sync?view=work&q=channel%3Ashop%20state%3Afailed"), (other.Work, other.Where));

        Assert.Equal(new CauseRetried(2, 1, 1, 0), await RetryAsync(bench, host.Cause, null));
        var left = await bench.Portal.ReadAsync((db, token) => db.Listings.Where(l => l.IsDead).Select(l => l.ExternalId).ToListAsync(token), Stop);
        Assert.Equal(["3"], left);
        var again = await bench.Get<CauseRetry>().RetryAsync(CommandContext.System, host.Cause, null, Stop);
        Assert.Equal("not_found", Assert.IsType<CommandAnswer<CauseRetried>.Refused>(again).Refusal.Code);
        Assert.True(await bench.Portal.ReadAsync((db, token) => db.Activity.CountAsync(a => a.Action == Permissions.SyncControl || a.Action == Permissions.EventsReplay, token), Stop) >= 3);
    }

    [Fact]
    public async Task Only_the_sort_of_work_that_was_asked_for_is_taken_up()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await WorldAsync(bench);
        Assert.Equal(new CauseRetried(0, 1, 0, 0), await RetryAsync(bench, "channel.hostUnknown:shop", GivenUp.Event));
        Assert.Equal(3, await bench.Portal.ReadAsync((db, token) => db.Listings.CountAsync(l => l.IsDead, token), Stop));
    }

    [Fact]
    public async Task A_message_that_was_given_up_is_sent_again_from_its_cause()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.HookToAsync();
        bench.Hook.Answer = (http, _) => Support.AnsweringServer.WriteAsync(http, 410, "gone");
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        await bench.RunAsync();
        var cause = Assert.Single(await bench.Get<CauseQueries>().ListAsync(new CauseSelection(24), Stop), c => c.Code == CauseCodes.HookGone);
        Assert.Equal(1, cause.Work.Deliveries);
        bench.Hook.Answer = (http, _) => Support.AnsweringServer.WriteAsync(http, 200, "ok");
        Assert.Equal(new CauseRetried(0, 0, 0, 1), await RetryAsync(bench, cause.Cause, null));
        await bench.RunAsync();
        Assert.All(await bench.DeliveriesAsync(), d => Assert.Equal(DeliveryState.Sent, d.State));
    }

    [Fact]
    public async Task A_cause_that_only_stands_in_what_was_given_up_can_be_resolved()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await WorldAsync(bench);
        var answer = await bench.Get<ErrorCauseStore>().ResolveAsync(CommandContext.System, "channel.hostUnknown:shop", "known", Stop);
        Assert.Equal(CauseState.Resolved, Assert.IsType<CommandAnswer<CauseOutcome>.Done>(answer).Value.State);
        var view = Assert.Single(await bench.Get<CauseQueries>().ListAsync(new CauseSelection(24, State: CauseState.Resolved), Stop));
        Assert.Equal(("channel.hostUnknown:shop", 0L, 4), (view.Cause, view.Total, view.Work.Standing));
    }

    [Fact]
    public async Task Who_is_limited_to_other_channels_sees_none_of_it()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await WorldAsync(bench);
        Assert.Empty(await bench.Get<CauseQueries>().ListAsync(new CauseSelection(24, Channels: new HashSet<string> { "elsewhere" }), Stop));
    }

    private static async Task<CauseRetried> RetryAsync(DeliveryBench bench, string cause, GivenUp? work) =>
        Assert.IsType<CommandAnswer<CauseRetried>.Done>(await bench.Get<CauseRetry>().RetryAsync(CommandContext.System, cause, work, Stop)).Value;

    private static async Task WorldAsync(DeliveryBench bench)
    {
        const string Host = "The host name is not known.";
        var channel = await ChannelAsync(bench);
        await ProductAsync(bench, "MUG", onHand: 5, threshold: 0);
        await bench.Portal.WriteAsync(
            async (db, token) =>
            {
                var (product, now) = (await db.Products.Select(p => p.Id).SingleAsync(token), bench.Clock.GetUtcNow());
                ListingRow Dead(string id, string reason) => new()
                {
                    ChannelId = channel, ExternalId = id, ProductId = product, SyncEnabled = true, IsDead = true, LastError = reason, Desired = 1, DesiredRevision = 1,
                };
                db.AddRange(Dead("1", Host), Dead("2", Host), Dead("3", "25002: The quantity is greater than the limit of 100."));
                db.Add(new InboundEventRow { ChannelId = channel, EventKey = "e", Topic = "order.updated", Body = [1], ReceivedAt = now, HandledAt = now, Status = InboundStatus.Dead, Reason = Host });
                db.Add(new SyncJobRow { Kind = SyncJobKind.Import, ChannelId = channel, Status = JobStatus.Failed, Error = Host, CompletedAt = now, CreatedBy = "x", ScheduledFor = now, CreatedAt = now });
                db.Add(new SyncAttemptRow { ChannelId = channel, Route = "orders", StartedAt = now, Error = Host });
            },
            Stop);
    }
}
