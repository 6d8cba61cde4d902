using System.Diagnostics;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Lab;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Reconciliation;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>
/// A bad day: fifteen faults one after another at two shops whose customers never stop, without a rest in between, through the
/// real adapter over real HTTP. At the end nothing may be missing.
/// </summary>
public sealed class FaultScriptTests : IAsyncLifetime
{
    /// <summary>Longer than the channels' event lag: two reads this far apart make a difference certain.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(4);

    private static readonly LabFault[] Script =
    [
        LabFault.Slow, LabFault.LostBefore, LabFault.LostAfter, LabFault.TooMany, LabFault.ServerError, LabFault.HalfBatch, LabFault.OkWithError,
        LabFault.Html, LabFault.HooksLost, LabFault.HooksDoubled, LabFault.HooksReordered, LabFault.HooksLate, LabFault.HooksDisabled, LabFault.KeyRevoked,
    ];

    private readonly ShiftedClock _clock = new();
    private readonly LabWorld _world;

    public FaultScriptTests() => _world = new LabWorld
    {
        Clock = _clock,
        // The shops' own caretaker stays away: the portal is to find what was switched off.
        More = new Dictionary<string, string?> { ["Lab:HookCheckMs"] = "3600000" },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _world.InitializeAsync();
        var hook = _world.Street.Visit(b => b.Hooks.Values.First().DeliveryUrl);
        _world.Get<IOptions<PortalOptions>>().Value.PublicUrl = hook[..hook.IndexOf("/webhooks/", StringComparison.Ordinal)];
        await CheckHooksAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task After_fifteen_faults_every_store_shows_the_plan_and_every_unit_is_accounted_for()
    {
        var watch = Stopwatch.StartNew();
        var account = await UnitAccount.OpenAsync(_world, Stop);
        for (var step = 0; step < Script.Length; step++)
        {
            await PlayAsync(step, account);
        }
        await RepairAsync();
        await EditAtStoreAsync(_world.Street);
        await RepairAsync();

        await _world.BooksAgreeAsync(Stop);
        await account.BalanceAsync(Stop);
        await NothingIsOpenAsync();
        await AlertsTellTheStoryAsync();
        var (orders, sold) = (_world.Shops.All.Sum(s => s.Visit(b => b.Orders.Count)), _world.Shops.All.Sum(s => s.Visit(b => b.UnitsSold())));
        TestContext.Current.SendDiagnosticMessage($"{Script.Length + 1} faults, {orders} orders, {sold} units sold net, {watch.Elapsed.TotalSeconds:0.0} s.");
        Assert.True(orders > 200, $"Only {orders} orders met the faults.");
    }

    /// <summary>One fault comes to one shop, both trade through it, goods come in, it goes; nobody tidies up.</summary>
    private async Task PlayAsync(int step, UnitAccount account)
    {
        var (fault, shop) = (Script[step], step % 2 == 0 ? _world.Street : _world.Outlet);
        var calls = await _world.CallsAsync(shop.Sign.Key, Stop);
        await SwitchAsync(shop, fault, on: true);
        _world.Trade(step, 8);
        await account.RestockAsync(step, Stop);
        await _world.BiteAsync(shop, fault, calls, Stop);
        if (fault == LabFault.HooksDisabled)
        {
            await CheckHooksAsync();
        }
        _world.Trade(step + 100, 4);
        await SwitchAsync(shop, fault, on: false);
    }

    private async Task SwitchAsync(LabShop shop, LabFault fault, bool on) =>
        Assert.Null(await _world.Get<LabDesk>().SwitchAsync(Caller.System, shop.Sign.Key, fault, on, Stop));

    /// <summary>What schedules and people do after an outage.</summary>
    private async Task RepairAsync()
    {
        await CheckHooksAsync();
        await _world.RecoverAsync(Stop);
        await _world.SettledAsync(Stop);
    }

    /// <summary>The hourly check of webhooks, an hour later.</summary>
    private async Task CheckHooksAsync()
    {
        await _world.Database.WriteAsync(
            (db, token) => db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.WebhooksCheckedAt, (DateTimeOffset?)null), token), Stop);
        await _world.Get<WebhookCheckTask>().Invoke();
    }

    /// <summary>Somebody types a number at the store; two reads that agree find it and say so; a person has the plan written again.</summary>
    private async Task EditAtStoreAsync(LabShop shop)
    {
        Assert.Null(await _world.Get<LabDesk>().EditAsync(Caller.System, shop.Sign.Key, Stop));
        foreach (var (policy, drifted, overwritten) in new[] { (DriftPolicy.Report, 0, 0), (DriftPolicy.Report, 1, 0), (DriftPolicy.Overwrite, 1, 1), (DriftPolicy.Report, 0, 0) })
        {
            var pass = Assert.IsType<ReconcileOutcome.Compared>(
                await _world.Get<ReconcileRun>().RunAsync(_world.Channels[shop.Sign.Key], policy, null, (_, _, _) => Task.CompletedTask, Stop));
            Assert.Equal((policy, drifted, overwritten), (policy, pass.Drifted, pass.Overwritten));
            Assert.Equal(drifted - overwritten, await OpenDriftAsync());
            if (overwritten > 0)
            {
                await RepairAsync();
            }
            _clock.Shift(Later);
        }
    }

    private Task<int> OpenDriftAsync() =>
        _world.Database.ReadAsync((db, token) => db.Alerts.CountAsync(a => a.Kind == AlertKind.Drift && a.State == AlertState.Open, token), Stop);

    // A cancelled sale is a sale and a return: the net is what counts.
    private async Task NothingIsOpenAsync()
    {
        var listings = await _world.LinkedAsync(Stop);
        Assert.All(listings, l => Assert.True(
            l.DueAt is null && l.InFlight is null && !l.OutcomeUnknown && !l.IsDead && !l.IsDrifted && l.Desired == l.Confirmed,
            $"{l.ExternalId}: due {l.DueAt}, in flight {l.InFlight}, unknown {l.OutcomeUnknown}, dead {l.IsDead}, drifted {l.IsDrifted}"));
        var (events, lines, states) = await _world.Database.ReadAsync(
            async (db, token) => (
                await db.InboundEvents.Where(e => e.Status == InboundStatus.Pending || e.Status == InboundStatus.Dead).ToListAsync(token),
                await db.OrderLines.Where(l => l.Sold - l.Returned != l.TargetSold - l.TargetReturned || l.Reserved != l.TargetReserved || l.Taken != l.TargetTaken).ToListAsync(token),
                await db.Channels.Select(c => c.State).ToListAsync(token)),
            Stop);
        Assert.Empty(events.Select(e => $"{e.Topic} {e.Status}: {e.Reason}"));
        Assert.Empty(lines.Select(l => $"order {l.OrderId} line {l.LineId}: {l.Sold - l.Returned} out of {l.TargetSold - l.TargetReturned}, {l.Reserved} reserved of {l.TargetReserved}"));
        Assert.All(states, s => Assert.Equal(ChannelState.Active, s));
    }

    private async Task AlertsTellTheStoryAsync()
    {
        var alerts = await _world.Database.ReadAsync((db, token) => db.Alerts.OrderBy(a => a.Id).ToListAsync(token), Stop);
        foreach (var alert in alerts.Where(a => a.ChannelId is not null))
        {
            TestContext.Current.SendDiagnosticMessage($"{alert.Kind} {alert.State}: {alert.Message}");
        }
        AlertKind[] stock = [AlertKind.LowStock, AlertKind.OutOfStock, AlertKind.Oversold];
        Assert.Equal([AlertKind.WebhookDisabled, AlertKind.Drift, AlertKind.CredentialRefused], [.. alerts.Select(a => a.Kind).Except(stock).Distinct().Order()]);
        Assert.Empty(alerts.Where(a => a.State != AlertState.Resolved && !stock.Contains(a.Kind)).Select(a => a.Message));
        Assert.All(alerts, a => Assert.Matches(@"^[A-Z0-9a-z-].*\.$", a.Message));
        Assert.DoesNotContain(alerts, a => a.Message.Contains("Exception", StringComparison.Ordinal));
    }
}
