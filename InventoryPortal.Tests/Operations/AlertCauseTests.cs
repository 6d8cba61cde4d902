using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static InventoryPortal.Tests.Operations.AlertProof;

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
    public async Task An_error_after_which_nothing_will_be_right()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var worker = new ErrorLogWorker(bench.Get<ErrorLog>(), bench.Get<ErrorCauseStore>(), bench.Clock, NullLogger<ErrorLogWorker>.Instance);
        await ProveAsync(
            bench, AlertKind.CriticalError,
            () =>
            {
                bench.Get<ErrorLog>().CreateLogger("InventoryPortal.Ledger.X").LogError(new SqliteException("database or disk is full", 13), "It could not be written.");
                return worker.WriteBatchAsync(Stop);
            },
            async () => Assert.IsType<CommandAnswer<CauseOutcome>.Done>(
                await bench.Get<ErrorCauseStore>().ResolveAsync(CommandContext.System, CauseCodes.DatabaseFull, "made room", Stop)));
        Assert.StartsWith("Serious error: database.full", bench.Subjects[0], StringComparison.Ordinal);
        Assert.Contains("The database is full.", bench.Mail.Accepted.First().TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_that_its_movements_do_not_give()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await ProductAsync(bench, "MUG", onHand: 5, threshold: 0);
        await bench.Get<LedgerCheckTask>().Invoke();
        await ProveAsync(
            bench, AlertKind.LedgerCheckFailed, () => NightAsync(onHand: 6), () => NightAsync(onHand: 5));

        async Task NightAsync(int onHand)
        {
            await bench.Portal.WriteAsync((db, token) => db.Products.ExecuteUpdateAsync(s => s.SetProperty(p => p.OnHand, onHand), token), Stop);
            bench.Clock.Advance(TimeSpan.FromDays(1));
            await bench.Get<LedgerCheckTask>().Invoke();
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
}
