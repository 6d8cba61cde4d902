using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Each kind of alert from its real cause: told once by mail and once by webhook, and once more when the cause has ended by itself.</summary>
public sealed class AlertCauseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AlertKind.LowStock, 5, 1, 20)]
    [InlineData(AlertKind.OutOfStock, 5, 5, 20)]
    [InlineData(AlertKind.Oversold, 5, 7, 20)]
    public async Task A_sale_brings_it_about_and_goods_in_end_it(AlertKind kind, int onHand, int sold, int restocked)
    {
        await using var bench = await DeliveryBench.StartAsync();
        await ProductAsync(bench, "MUG", onHand, threshold: 4);
        await ProveAsync(
            bench, kind,
            () => MoveAsync(bench, MovementKind.Sale, sold),
            () => MoveAsync(bench, MovementKind.Restock, restocked),
            () => bench.Get<StockWatch>().RunAsync(null, Stop));
    }

    [Fact]
    public async Task Units_above_the_threshold_within_the_margin_neither_end_it_nor_tell_it_again()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await ProductAsync(bench, "MUG", onHand: 21, threshold: 20);
        foreach (var (movement, quantity) in new[] { (MovementKind.Sale, 1), (MovementKind.Restock, 2), (MovementKind.Sale, 2), (MovementKind.Restock, 1) })
        {
            await MoveAsync(bench, movement, quantity);
            await bench.Get<StockWatch>().RunAsync(null, Stop);
            await bench.RunAsync();
        }
        Assert.Equal(["Low stock: MUG"], bench.Subjects);
    }

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
    public async Task A_job_that_is_given_up()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var id = await bench.Get<JobStore>().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        await ProveAsync(
            bench, AlertKind.DeadWork,
            () => EndAsync(new JobResult.Failed("The store is gone.")),
            async () =>
            {
                Assert.IsType<CommandAnswer<JobItem>.Done>(await bench.Get<JobStore>().RetryAsync(CommandContext.System, id, Stop));
                await EndAsync(new JobResult.Done("all well"));
            });

        async Task EndAsync(JobResult result)
        {
            var leases = bench.Get<JobLeaseStore>();
            Assert.True(await leases.EndAsync((await leases.ClaimAsync(Stop))!, result, 1, Stop));
        }
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
    public async Task Errors_that_come_too_fast()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await ProveAsync(
            bench, AlertKind.ErrorSpike,
            () => bench.Portal.WriteAsync(
                (db, _) =>
                {
                    db.Errors.AddRange(Enumerable.Range(0, ChannelWatch.SpikeErrors + 1).Select(_ => new ErrorLogRow { Type = "E", Message = "m", Severity = "error", At = bench.Clock.GetUtcNow() }));
                    return Task.CompletedTask;
                },
                Stop),
            () => PassAsync(bench, ChannelWatch.SpikeWindow + TimeSpan.FromMinutes(1)),
            () => bench.Get<ChannelWatch>().RunAsync(Stop));
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

    [Fact]
    public async Task A_level_that_its_movements_do_not_give()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await ProductAsync(bench, "MUG", onHand: 5, threshold: 0);
        await bench.Get<NightTask>().Invoke();
        await ProveAsync(
            bench, AlertKind.LedgerCheckFailed, () => NightAsync(onHand: 6), () => NightAsync(onHand: 5));

        async Task NightAsync(int onHand)
        {
            await bench.Portal.WriteAsync((db, token) => db.Products.ExecuteUpdateAsync(s => s.SetProperty(p => p.OnHand, onHand), token), Stop);
            bench.Clock.Advance(TimeSpan.FromDays(1));
            await bench.Get<NightTask>().Invoke();
        }
    }

    [Fact]
    public async Task A_loop_that_stands_still()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var stands = false;
        await ProveAsync(
            bench, AlertKind.NoWorker,
            () =>
            {
                stands = true;
                return Task.CompletedTask;
            },
            () =>
            {
                stands = false;
                return Task.CompletedTask;
            },
            async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    bench.Clock.Advance(TimeSpan.FromSeconds(30));
                    foreach (var (worker, _) in Readiness.Vital.Where(v => !stands || v.Worker != nameof(JobWorker)))
                    {
                        bench.Get<WorkerPulse>().Beat(worker);
                    }
                    await bench.Get<PulseWatch>().RunAsync(Stop);
                }
            });
        Assert.Contains("JobWorker has given no sign of life for more than 6 minutes", bench.Mail.Accepted.First().TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_slept_has_no_dead_loops()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await bench.Get<PulseWatch>().RunAsync(Stop);
        bench.Clock.Advance(TimeSpan.FromHours(8));
        await bench.Get<PulseWatch>().RunAsync(Stop);
        await bench.RunAsync();
        Assert.Empty(bench.Subjects);
    }

    [Fact]
    public async Task A_mail_of_low_stock_leaves_within_a_minute_of_the_sale()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await ProductAsync(bench, "MUG", onHand: 5, threshold: 4);
        await bench.StartLoopsAsync();
        var soldAt = bench.Clock.GetUtcNow();
        await MoveAsync(bench, MovementKind.Sale, 1);
        await bench.UntilMailedAsync(1, TimeSpan.FromSeconds(59));
        Assert.Equal(["Low stock: MUG"], bench.Subjects);
        Assert.True(bench.Clock.GetUtcNow() - soldAt < TimeSpan.FromSeconds(60));
    }

    private static async Task ProveAsync(DeliveryBench bench, AlertKind kind, Func<Task> cause, Func<Task> end, Func<Task>? look = null)
    {
        await bench.MailToAsync(with: i => i with { Kinds = [kind] });
        await bench.HookToAsync(with: i => i with { Kinds = [kind] });
        look ??= () => Task.CompletedTask;
        await look();
        await bench.RunAsync();
        Assert.Empty(bench.Subjects);

        await cause();
        await LookTwiceAsync();
        Assert.Equal([(kind, "opened")], Hooked(bench));
        Assert.Single(bench.Mail.Accepted);

        await end();
        await LookTwiceAsync();
        Assert.Equal([(kind, "opened"), (kind, "resolved")], Hooked(bench));
        Assert.Equal(2, bench.Mail.Accepted.Count);
        Assert.StartsWith("Resolved: ", bench.Subjects[1], StringComparison.Ordinal);

        async Task LookTwiceAsync()
        {
            await look();
            await bench.RunAsync();
            await look();
            await bench.RunAsync();
        }
    }

    private static Task PassAsync(DeliveryBench bench, TimeSpan time)
    {
        bench.Clock.Advance(time);
        return Task.CompletedTask;
    }

    private static List<(AlertKind Kind, string Occasion)> Hooked(DeliveryBench bench) =>
    [
        .. from request in bench.Hook.Requests
           from alert in JsonDocument.Parse(request.Body).RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
           select (Enum.Parse<AlertKind>(alert.GetProperty("kind").GetString()!, ignoreCase: true), alert.GetProperty("occasion").GetString()!),
    ];

    private static async Task ProductAsync(DeliveryBench bench, string sku, int onHand, int threshold) => Assert.IsType<CommandAnswer<ProductView>.Done>(
        await bench.Get<ProductStore>().CreateAsync(CommandContext.System, new NewProduct(sku, sku, OnHand: onHand, LowStockThreshold: threshold), Stop));

    private static async Task MoveAsync(DeliveryBench bench, MovementKind kind, int quantity) => Assert.IsType<CommandAnswer<MovementResult>.Done>(
        await bench.Get<StockStore>().MoveAsync(CommandContext.System, new MovementCommand("MUG", kind, quantity, AllowOversell: kind == MovementKind.Sale), Stop));

    private static async Task<long> ChannelAsync(DeliveryBench bench, ChannelKind kind = ChannelKind.WooCommerce)
    {
        var row = new ChannelRow { Key = "shop", Kind = kind, Name = "shop", SettingsJson = "{}", CreatedAt = bench.Clock.GetUtcNow(), CountsFrom = bench.Clock.GetUtcNow() };
        await bench.Portal.WriteAsync(
            (db, _) =>
            {
                db.Add(row);
                return Task.CompletedTask;
            },
            Stop);
        return row.Id;
    }

    private static async Task<long> LinkedChannelAsync(DeliveryBench bench)
    {
        await ProductAsync(bench, "MUG", onHand: 50, threshold: 0);
        var channel = await ChannelAsync(bench);
        await bench.Portal.WriteAsync(
            async (db, token) =>
            {
                var product = await db.Products.Select(p => p.Id).SingleAsync(token);
                db.Listings.Add(new ListingRow { ChannelId = channel, ExternalId = "1", ProductId = product, LinkState = LinkState.Linked });
                await db.SaveChangesAsync(token);
                await Reallocation.ApplyAsync(db, [product], bench.Clock.GetUtcNow(), token);
            },
            Stop);
        return channel;
    }

    private static Task SetAsync(DeliveryBench bench, long channel, Action<ChannelRow> set) =>
        bench.Portal.WriteAsync(async (db, token) => set(await db.Channels.SingleAsync(c => c.Id == channel, token)), Stop);
}
