using System.Diagnostics;
using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>What every kind of channel is tried with between its fill and its faults: how the portal hears of its sales, and what happens when it does not.</summary>
/// <param name="settle">Has everything read, confirmed and compared.</param>
internal sealed class ChannelTrials(LabWorld world, LabShop shop, ShiftedClock clock, Func<Task> settle)
{
    /// <summary>How late a late webhook of these shops is: no test waits for it, the clock is moved.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    /// <summary>One look at a channel's webhooks keeps the next away for this long.</summary>
    public static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(61);

    /// <summary>A sale told is seen elsewhere within a second; on a machine that does much else it may take this long.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest wait on the way from a delivery to the write that it leads to: the pace of a channel's calls, the patience of the workers while
    /// deliveries crowd at the door, what a lane gathers. Shorter than every safety net by which a loop looks again without having been told.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(400);

    /// <summary>As long may pass before a queue is looked into, so that a sale is elsewhere within a second.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A sale here is at the other shop without anybody reading orders, where the channel tells of it; and one there is here.</summary>
    public async Task SaleReachesTheOthersAsync(bool tells)
    {
        foreach (var (from, to) in new[] { (shop, world.Street), (world.Street, shop) })
        {
            var (sold, seen) = await PairAsync(from, to);
            await NobodyReadsOrdersAsync();
            var pause = world.Get<AdapterSet>().Get(from.Dialect.Kind)!.Traits.PullEvery ?? TimeSpan.Zero;
            var (watch, began) = (Stopwatch.StartNew(), clock.GetUtcNow());
            if (tells)
            {
                // Of a channel that does not tell, the pace of its calls is a wait, too.
                Assert.True(pause <= LongestPause, $"The queue of {from.Sign.Key} is looked into every {pause.TotalMilliseconds} ms only.");
                clock.HoldWaitsOver(pause > LongestWait ? pause : LongestWait);
            }
            Sell(from, sold, 4);
            if (from == world.Street || tells)
            {
                var now = seen;
                var stages = "";
                await world.UntilAsync(
                    async () =>
                    {
                        now = await FindAsync(seen);
                        stages = watch.Elapsed > Told ? await StagesAsync(from, seen, began) + await WaitingAsync(from, began) : "";
                        return now.Desired < seen.Desired && to.Shown()[seen.ExternalId].Stock == now.Desired;
                    },
                    () => $"{to.Sign.Key} to show what was sold at {from.Sign.Key}: desired {now.Desired}, confirmed {now.Confirmed}, due {now.DueAt:O}, leased until {now.LeaseUntil:O}, {now.LastError}; {stages}", Stop);
                TestContext.Current.SendDiagnosticMessage($"A sale at {from.Sign.Key} was at {to.Sign.Key} after {watch.ElapsedMilliseconds} ms: {await StagesAsync(from, seen, began)}.");
                clock.Release();
                Assert.True(watch.Elapsed < Told, $"It took {watch.Elapsed.TotalSeconds:0.0} s.");
            }
            await settle();
        }
    }

    /// <summary>How long each stage had: the channel until it told, the portal until it had planned anew, and the way out.</summary>
    private async Task<string> StagesAsync(LabShop from, ListingRow seen, DateTimeOffset began)
    {
        var now = await FindAsync(seen);
        var heard = await world.Database.ReadAsync(
            (db, token) => db.InboundEvents.Where(e => db.Channels.Any(c => c.Id == e.ChannelId && c.Key == from.Sign.Key) && e.ReceivedAt >= began).MinAsync(e => (DateTimeOffset?)e.ReceivedAt, token), Stop);
        var calls = await world.Database.ReadAsync(
            (db, token) => db.SyncAttempts.Where(a => a.ChannelId == seen.ChannelId && a.StartedAt >= began).OrderBy(a => a.Id).Take(5).ToListAsync(token), Stop);
        return string.Concat(calls.Select(a => $"{a.Route} {a.Status} at {(a.StartedAt - began).TotalMilliseconds:0} for {a.DurationMs} ms: {a.Applied}/{a.Items} {a.Error}; "))
            + $"heard of after {(heard - began)?.TotalMilliseconds:0} ms, planned after {(now.DesiredAt - began)?.TotalMilliseconds:0} ms, sent after {(now.SentAt - began)?.TotalMilliseconds:0} ms";
    }

    private Task<string> WaitingAsync(LabShop at, DateTimeOffset began) => world.Database.ReadAsync(
        async (db, token) => string.Join("; ", (await db.InboundEvents.Where(e => db.Channels.Any(c => c.Id == e.ChannelId && c.Key == at.Sign.Key) && e.ReceivedAt >= began)
            .OrderBy(e => e.Id).Take(10).ToListAsync(token)).Select(e => $"{e.Topic} of {e.SubjectId} received {e.ReceivedAt:O}: {e.Status}, attempts {e.Attempts}, not before {e.NextAttemptAt:O}, leased until {e.LeaseUntil:O}, {e.Reason}")),
        Stop);

    /// <summary>Goods come in before the portal has heard of a sale: the write that raises the channel's number must not put the sold units back.</summary>
    public async Task UnheardSaleIsLeftOutAsync(UnitAccount account)
    {
        LabFault? deaf = new[] { LabFault.HooksLost, LabFault.HooksLate }.Where(shop.Dialect.Faults.Contains).Select(f => (LabFault?)f).FirstOrDefault();
        var (sold, _) = await PairAsync(shop, world.Street);
        var sku = await world.Database.ReadAsync((db, token) => db.Products.Where(p => p.Id == sold.ProductId).Select(p => p.Sku).SingleAsync(token), Stop);
        await NobodyReadsOrdersAsync();
        await SwitchAsync(shop, deaf, on: true);
        Sell(shop, sold, 2);
        await account.RestockAsync(sku, 40, Stop);
        var now = sold;
        await world.UntilAsync(
            async () => (now = await FindAsync(sold)).Desired > sold.Desired && now.ConfirmedRevision == now.DesiredRevision,
            () => $"the goods to be on show, which stand at {now.Desired}, confirmed {now.Confirmed}: {now.LastError}", Stop);
        Assert.Equal(now.Desired - 2, shop.Shown()[sold.ExternalId].Stock);
        await SwitchAsync(shop, deaf, on: false);
        await settle();
    }

    /// <summary>The channel has switched its webhooks off and says nothing any more: that is noticed, told, mended, and what was missed is read.</summary>
    public async Task SilenceIsAnsweredAsync()
    {
        if (!shop.Dialect.Faults.Contains(LabFault.HooksDisabled))
        {
            return;
        }
        await SwitchAsync(shop, LabFault.HooksDisabled, on: true);
        await SwitchAsync(shop, LabFault.HooksDisabled, on: false);
        var (sold, _) = await PairAsync(shop, world.Street);
        await NobodyReadsOrdersAsync();
        Sell(shop, sold, 1);
        await SpokeLastAsync(clock.GetUtcNow() - SilenceWatch.SilentAfter - SilenceWatch.LeastGap);
        clock.Shift(BetweenChecks);
        await world.Get<SilenceWatch>().RunAsync(Stop);
        Assert.Equal(1, await SilentAsync());
        await world.Get<WebhookCheckTask>().Invoke();
        await world.Get<OrderPollTask>().Invoke();
        await UnitsAsync(sold, 1);
        await world.UntilAsync(
            () => world.Database.ReadAsync((db, token) => db.Channels.AnyAsync(c => c.Key == shop.Sign.Key && c.WebhooksCheckedAt != null, token), Stop),
            () => "the webhooks to be looked at", Stop);

        await NobodyReadsOrdersAsync();
        Sell(shop, sold, 1);
        await UnitsAsync(sold, 2);
        await world.Get<SilenceWatch>().RunAsync(Stop);
        Assert.Equal(0, await SilentAsync());
        await settle();
    }

    /// <summary>Switches a fault, if there is one.</summary>
    public async Task SwitchAsync(LabShop at, LabFault? fault, bool on)
    {
        if (fault is { } known)
        {
            Assert.Null(await world.Get<LabDesk>().SwitchAsync(Caller.System, at.Sign.Key, known, on, Stop));
            // What is late by then is on its way at once.
            clock.Shift(!on && known == LabFault.HooksLate ? Late : TimeSpan.Zero);
        }
    }

    /// <summary>A thing that both shops show, with units enough and not sold yet, as the portal has it at each.</summary>
    private async Task<(ListingRow Here, ListingRow There)> PairAsync(LabShop here, LabShop there)
    {
        var sold = here.Sold();
        var byChannel = (await world.LinkedAsync(Stop)).ToLookup(l => l.ChannelId);
        var others = byChannel[world.Channels[there.Sign.Key]].Where(l => l.Confirmed >= 8).ToDictionary(l => l.ProductId!.Value);
        return byChannel[world.Channels[here.Sign.Key]].Where(l => l.Confirmed >= 8 && sold[l.ExternalId] == 0 && others.ContainsKey(l.ProductId!.Value))
            .Select(l => (l, others[l.ProductId!.Value])).First();
    }

    private static void Sell(LabShop at, ListingRow listing, int units) => at.Visit(b => b.Create(
        ShopOrderState.Paid, paid: true, [(b.Products.Values.Single(p => at.Dialect.ExternalId(p) == listing.ExternalId && p.Type != "variable").Id, units)]));

    private Task<ListingRow> FindAsync(ListingRow listing) => world.Database.ReadAsync((db, token) => db.Listings.SingleAsync(l => l.Id == listing.Id, token), Stop);

    private Task UnitsAsync(ListingRow listing, int units) => world.UntilAsync(
        async () => await world.Database.ReadAsync((db, token) => db.OrderLines.Where(l => l.ListingId == listing.Id).SumAsync(l => l.Sold, token), Stop) == units,
        () => $"{units} units of {listing.ExternalId} to be counted", Stop);

    /// <summary>The schedule stays away from the orders until somebody reads them by hand.</summary>
    private Task<int> NobodyReadsOrdersAsync()
    {
        var later = clock.GetUtcNow().AddHours(1);
        return world.Database.WriteAsync((db, token) => db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.LastPolledAt, later), token), Stop);
    }

    private Task<int> SpokeLastAsync(DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        return world.Database.WriteAsync(
            (db, token) => db.Channels.Where(c => c.Key == shop.Sign.Key)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.LastEventAt, at).SetProperty(c => c.WebhooksCheckedAt, now), token),
            Stop);
    }

    private Task<int> SilentAsync() => world.Database.ReadAsync(
        (db, token) => db.Alerts.CountAsync(a => a.Kind == AlertKind.ChannelSilent && a.State == AlertState.Open, token), Stop);
}
