using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Intake;
using InventoryPortal.Operations.Alerts;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static InventoryPortal.Tests.Operations.AlertProof;

namespace InventoryPortal.Tests.Operations;

/// <summary>Each kind of alert about a channel from its real cause.</summary>
public sealed class AlertChannelCauseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_that_never_confirmed_anything()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var channel = await LinkedChannelAsync(bench);
        await ProveAsync(
            bench, AlertKind.ChannelNeverSynced, () => PassAsync(bench, ChannelWatch.NeverSyncedAfter + TimeSpan.FromMinutes(1)), () => SetAsync(bench, channel, c => c.LastConfirmedAt = bench.Clock.GetUtcNow()),
            () => bench.Get<ChannelWatch>().RunAsync(Stop));
    }

    [Fact]
    public async Task A_channel_whose_numbers_are_old()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var channel = await LinkedChannelAsync(bench);
        await SetAsync(bench, channel, c => c.LastConfirmedAt = bench.Clock.GetUtcNow());
        await ProveAsync(
            bench, AlertKind.ChannelStale,
            async () =>
            {
                await MoveAsync(bench, MovementKind.Sale, 1);
                bench.Clock.Advance(ChannelWatch.StaleAfter + TimeSpan.FromMinutes(1));
            },
            () => bench.Portal.WriteAsync(
                (db, token) => db.Listings.ExecuteUpdateAsync(
                    s => s.SetProperty(l => l.ConfirmedRevision, l => l.DesiredRevision).SetProperty(l => l.DueAt, (DateTimeOffset?)null), token),
                Stop),
            () => bench.Get<ChannelWatch>().RunAsync(Stop));
    }

    [Fact]
    public async Task A_channel_that_fell_silent()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var channel = await ChannelAsync(bench);
        await SetAsync(bench, channel, c => c.LastEventAt = bench.Clock.GetUtcNow());
        await ProveAsync(
            bench, AlertKind.ChannelSilent,
            () => PassAsync(bench, SilenceWatch.SilentAfter + TimeSpan.FromMinutes(1)),
            () => SetAsync(bench, channel, c => c.LastEventAt = bench.Clock.GetUtcNow()),
            () => bench.Get<SilenceWatch>().RunAsync(Stop));
    }

    [Fact]
    public async Task A_channel_whose_clock_is_wrong()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var channel = await ChannelAsync(bench);
        await ProveAsync(
            bench, AlertKind.ClocksApart, () => ReadAsync(TimeSpan.FromMinutes(9)), () => ReadAsync(TimeSpan.FromSeconds(1)),
            () => bench.Get<ChannelWatch>().RunAsync(Stop));
        Assert.Contains("9 minutes ahead of", bench.Mail.Accepted.First().TextBody, StringComparison.Ordinal);

        // As a poll notes it from the answer's Date.
        Task ReadAsync(TimeSpan ahead) => SetAsync(
            bench, channel, c => InboxRules.NotePage(c, new OrderPage([], null, bench.Clock.GetUtcNow() + ahead, null), null, bench.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_listing_that_was_given_up_ends_its_alert_when_none_is_dead_any_more()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var channel = await LinkedChannelAsync(bench);
        await ProveAsync(
            bench, AlertKind.DeadWork,
            () => bench.Portal.WriteAsync(
                async (db, token) =>
                {
                    await db.Listings.ExecuteUpdateAsync(s => s.SetProperty(l => l.IsDead, true), token);
                    await InventoryPortal.Persistence.AlertWriter.RaiseAsync(
                        db, AlertKind.DeadWork, "listings of shop", "shop does not take 1: no such product", null, channel, bench.Clock.GetUtcNow(), token);
                },
                Stop),
            () => bench.Portal.WriteAsync((db, token) => db.Listings.ExecuteUpdateAsync(s => s.SetProperty(l => l.IsDead, false), token), Stop),
            () => bench.Get<WorkWatch>().RunAsync(Stop));
    }

    [Fact]
    public async Task A_credential_that_is_about_to_end()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var channel = await ChannelAsync(bench, ChannelKind.Taobao);
        await ProveAsync(
            bench, AlertKind.CredentialExpiring,
            () => SetAsync(bench, channel, c => c.SettingsJson = """{"sessionExpiresAt":"2026-03-05T00:00:00Z"}"""),
            () => SetAsync(bench, channel, c => c.SettingsJson = """{"sessionExpiresAt":"2027-03-05T00:00:00Z"}"""),
            () => bench.Get<CredentialWatch>().RunAsync(Stop));
    }
}
