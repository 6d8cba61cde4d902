using System.Diagnostics;
using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>A Taobao shop, whose messages are fetched.</summary>
public sealed class TaobaoJourneyTests() : KindJourney(ChannelKind.Taobao, "taobao-house")
{
    protected override int FewestCalls(IReadOnlyList<ListingRow> listings) =>
        listings.GroupBy(l => l.ExternalId.Split('/')[0]).Sum(g => (g.Count() + 19) / 20);

    internal override async Task OwnPartAsync(UnitAccount account)
    {
        await MessageIsEnoughAsync();
        await PartsAreRefundedAsync();
        await TmallsMethodIsTakenTooAsync();
    }

    /// <summary>Nobody reads the trades: the message alone brings a sale to the other shops.</summary>
    private async Task MessageIsEnoughAsync()
    {
        var thing = Shop.Visit(b => b.Products.Values.First(p => p.ManageStock && p.Stock >= 2).Id);
        var watch = Stopwatch.StartNew();
        Shop.Visit(b => b.Create(ShopOrderState.Paid, paid: true, [(thing, 2)]));
        var subject = "";
        await World.UntilAsync(
            async () =>
            {
                var heard = await World.Database.ReadAsync(
                    (db, token) => db.InboundEvents.Where(e => e.Topic == "taobao_trade_TradeBuyerPay").OrderByDescending(e => e.Id).FirstOrDefaultAsync(token), Stop);
                subject = heard?.SubjectId ?? "";
                return await World.Database.ReadAsync((db, token) => db.OrderLines.AnyAsync(l => l.OrderId == subject && l.Sold == 2, token), Stop);
            },
            () => "the message to be counted",
            Stop);
        await World.UntilAsync(
            async () => (await World.LinkedAsync(Stop)).TrueForAll(l => World.Channels[ShopKey] == l.ChannelId || l.Desired == l.Confirmed), () => "the other shops to show it", Stop);
        TestContext.Current.SendDiagnosticMessage($"A sale told by message alone was at the other shops after {watch.ElapsedMilliseconds} ms.");
        await SettleAsync();
    }

    /// <summary>One of two parts is paid back before it was sent, and one after: the first is on the shelf again, the second is not.</summary>
    private async Task PartsAreRefundedAsync()
    {
        var things = Shop.Visit(b => b.Products.Values.Where(p => p.ManageStock && p.Stock >= 8).Take(2).Select(p => p.Id).ToList());
        var (unsent, sent, unpaid) = Shop.Visit(b => (
            b.Create(ShopOrderState.Paid, paid: true, [(things[0], 2), (things[1], 3)]),
            b.Create(ShopOrderState.Paid, paid: true, [(things[0], 2), (things[1], 3)]),
            b.Create(ShopOrderState.Unpaid, paid: false, [(things[0], 1)])));
        await SettleAsync();
        Shop.Visit(b =>
        {
            b.Refund(unsent, [(unsent.Lines[0], 2)], restock: true);
            b.Move(sent, ShopOrderState.Completed);
            b.Refund(sent, [(sent.Lines[1], 3)], restock: false);
            b.Move(unpaid, ShopOrderState.Cancelled);
            return 0;
        });
        await SettleAsync();
    }

    private async Task TmallsMethodIsTakenTooAsync()
    {
        var own = (await World.Get<ConnectionLookup>().FindAsync(ShopKey, Stop))!;
        var tmall = new ChannelConnection(
            own.ChannelId, own.Key, own.Kind, new Dictionary<string, string>(own.Settings) { ["shopType"] = "tmall", ["signMethod"] = "md5" }, own.Credentials, own.Version);
        var adapter = World.Get<AdapterSet>().Get(ChannelKind.Taobao)!;
        var shown = Shop.Shown();
        var things = (await World.LinkedAsync(Stop)).Where(l => l.ChannelId == own.ChannelId).ToList();
        var pushes = new[] { things.First(l => l.ExternalId.Contains('/')), things.First(l => !l.ExternalId.Contains('/')) }
            .Select(l => new QuantityPush(l.Id, l.ExternalId, shown[l.ExternalId].Stock!.Value, null, "k")).ToList();
        foreach (var call in adapter.Plan(pushes))
        {
            var report = await adapter.PushAsync(tmall, call, Stop);
            Assert.All(report.Verdicts, v => Assert.IsType<PushVerdict.Applied>(v.Verdict));
        }
    }
}
