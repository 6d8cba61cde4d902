using System.Diagnostics;
using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>
/// One kind of channel beside the WooCommerce shops, through its real adapter over real HTTP, from the first fill to the last of
/// twenty faults. A kind joins by a class of a few lines; what only it does is added in <see cref="OwnPartAsync"/>.
/// </summary>
public abstract class KindJourney : IAsyncLifetime
{
    /// <summary>Faults of one script.</summary>
    private const int Faults = 20;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ShiftedClock _clock = new();
    private readonly ContractOpening _opening;

    protected KindJourney(ChannelKind kind, string shop)
    {
        ShopKey = shop;
        _opening = new ContractOpening(shop, "main-street");
        World = new LabWorld
        {
            Clock = _clock,
            Opening = _opening.RunAsync,
            More = new Dictionary<string, string?>(ContractOpening.Settings)
            {
                ["Lab:Kinds"] = $"WooCommerce,{kind}",
                ["Lab:LateMs"] = ChannelTrials.Late.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal LabWorld World { get; }

    protected string ShopKey { get; }

    protected LabShop Shop => World.Shops.Find(ShopKey)!;

    /// <summary>Whether the channel tells of a sale by itself; else its orders have to be read.</summary>
    protected virtual bool Tells => true;

    /// <summary>Write calls that sending all of <paramref name="listings"/> may take: the fewest legal ones.</summary>
    protected abstract int FewestCalls(IReadOnlyList<ListingRow> listings);

    /// <summary>What only this kind does, tried before the faults.</summary>
    internal virtual Task OwnPartAsync(UnitAccount account) => Task.CompletedTask;

    public ValueTask InitializeAsync() => World.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return World.DisposeAsync();
    }

    [Fact]
    public async Task From_the_first_fill_to_the_last_of_twenty_faults_every_store_shows_the_plan_and_every_unit_is_accounted_for()
    {
        await StepAsync("filled", FilledInTheFewestCallsAsync);
        var account = await UnitAccount.OpenAsync(World, Stop);
        var trials = new ChannelTrials(World, Shop, _clock, SettleAsync);
        await StepAsync("sales told", () => trials.SaleReachesTheOthersAsync(Tells));
        await StepAsync("a sale unheard of", () => trials.UnheardSaleIsLeftOutAsync(account));
        await StepAsync("silence", trials.SilenceIsAnsweredAsync);
        await StepAsync("orders of every kind", OrdersBalanceAsync);
        await StepAsync("own part", () => OwnPartAsync(account));
        await StepAsync("twenty faults", () => FaultsAsync(trials));
        await StepAsync("settled", SettleAsync);
        await account.BalanceAsync(Stop);
        await NothingIsOpenAsync();
    }

    /// <summary>An hour's schedules at once: webhooks are looked at, everything known at the channel is read and confirmed, and the books agree.</summary>
    protected async Task SettleAsync()
    {
        _clock.Shift(ChannelTrials.BetweenChecks);
        await World.Database.WriteAsync(
            (db, token) => db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.WebhooksCheckedAt, (DateTimeOffset?)null), token), Stop);
        await World.Get<WebhookCheckTask>().Invoke();
        await World.RecoverAsync(Stop);
        await World.SettledAsync(Stop);
        await World.BooksAgreeAsync(Stop);
    }

    private async Task StepAsync(string name, Func<Task> step)
    {
        await step();
        TestContext.Current.SendDiagnosticMessage($"{_watch.Elapsed.TotalSeconds:0.0} s: {name}");
    }

    /// <summary>As the shop itself counted: each thing named once, in no more requests than its channel makes necessary.</summary>
    private async Task FilledInTheFewestCallsAsync()
    {
        var listings = (await World.LinkedAsync(Stop)).Where(l => l.ChannelId == World.Channels[ShopKey]).ToList();
        Assert.True(listings.Count > 50, $"Only {listings.Count} listings were mapped.");
        Assert.Equal((FewestCalls(listings), listings.Count), _opening.Written);
        TestContext.Current.SendDiagnosticMessage($"{listings.Count} listings were filled in {_opening.Written.Calls} calls.");
    }

    /// <summary>Paid, cancelled, refunded with and without restock, partly refunded, edited: as far as the channel knows each.</summary>
    private async Task OrdersBalanceAsync()
    {
        var rules = Shop.Dialect.Rules;
        var goods = Shop.Visit(b => b.Products.Values.Where(p => p.ManageStock && p.Stock >= 8 && p.Type != "variable").Take(6).Select(p => p.Id).ToList());
        Assert.True(goods.Count == 6, $"Only {goods.Count} things have 8 units on show.");
        var orders = Shop.Visit(b => goods.Select(id => b.Create(ShopOrderState.Paid, paid: true, [(id, 4)]).Id).ToList());
        await SettleAsync();
        Shop.Visit(b =>
        {
            b.Move(b.Orders[orders[0]], ShopOrderState.Cancelled);
            b.Move(b.Orders[orders[1]], ShopOrderState.Completed);
            if (rules.Refunds)
            {
                b.Refund(b.Orders[orders[2]], [(b.Orders[orders[2]].Lines[0], 4)], restock: true);
                b.Refund(b.Orders[orders[3]], [(b.Orders[orders[3]].Lines[0], 1)], restock: true);
                b.Refund(b.Orders[orders[4]], [(b.Orders[orders[4]].Lines[0], 2)], restock: false);
            }
            if (rules.Edits)
            {
                b.Edit(b.Orders[orders[5]], b.Orders[orders[5]].Lines[0], 6);
                b.Edit(b.Orders[orders[5]], b.Orders[orders[5]].Lines[0], 3);
            }
            return 0;
        });
        await SettleAsync();
    }

    /// <summary>Each fault comes while both shops trade and goes again; nobody tidies up in between. This kind's own first, then WooCommerce's.</summary>
    private async Task FaultsAsync(ChannelTrials trials)
    {
        var script = Shop.Dialect.Faults.Order().Select(f => (Shop, Fault: f))
            .Concat(World.Street.Dialect.Faults.Order().Select(f => (Shop: World.Street, Fault: f))).Take(Faults).ToList();
        Assert.Equal(Faults, script.Count);
        foreach (var (at, (shop, fault)) in script.Index())
        {
            TestContext.Current.SendDiagnosticMessage($"{_watch.Elapsed.TotalSeconds:0.0} s: {fault} at {shop.Sign.Key}");
            var calls = await World.CallsAsync(shop.Sign.Key, Stop);
            await trials.SwitchAsync(shop, fault, on: true);
            World.Trade(at, 4);
            await BiteAsync(shop, fault, calls);
            World.Trade(at + 100, 2);
            await trials.SwitchAsync(shop, fault, on: false);
        }
    }

    /// <summary>Waits until the fault has had its effect.</summary>
    protected virtual Task BiteAsync(LabShop shop, LabFault fault, long calls) => World.BiteAsync(shop, fault, calls, Stop);

    private async Task NothingIsOpenAsync()
    {
        // The echo of the last write may still be on its way.
        await World.QuietAsync(Stop);
        Assert.All(await World.LinkedAsync(Stop), l => Assert.True(
            l is { DueAt: null, InFlight: null, OutcomeUnknown: false, IsDead: false } && l.Desired == l.Confirmed,
            $"{l.ExternalId}: due {l.DueAt}, in flight {l.InFlight}, unknown {l.OutcomeUnknown}, dead {l.IsDead}: {l.LastError}"));
        var (events, states) = await World.Database.ReadAsync(
            async (db, token) => (
                await db.InboundEvents.Where(e => e.Status == InboundStatus.Pending || e.Status == InboundStatus.Dead).ToListAsync(token),
                await db.Channels.Select(c => c.State).ToListAsync(token)),
            Stop);
        Assert.Empty(events.Select(e => $"{e.Topic} {e.Status}: {e.Reason}"));
        Assert.All(states, s => Assert.Equal(ChannelState.Active, s));
    }
}
