using InventoryPortal.Access;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class JobWorkerTests : OperationsBench
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_job_that_was_just_made_runs_at_once_and_never_more_than_the_width_together()
    {
        JobSettings.Width = 2;
        var runner = new GatedRunner(SyncJobKind.ChannelSync);
        using var worker = await StartAsync(runner);
        foreach (var key in new[] { "a", "b", "c" })
        {
            await ChannelAsync(key);
            Done(await Jobs().EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.ChannelSync, key), Stop));
        }

        await runner.Started.WaitAsync(Patience, Stop);
        await runner.Started.WaitAsync(Patience, Stop);
        Assert.Equal(0, runner.Started.CurrentCount);
        runner.Gate.Release(3);
        await runner.Started.WaitAsync(Patience, Stop);
        await worker.StopAsync(Stop);

        Assert.Equal(2, runner.MostAtOnce);
    }

    [Fact]
    public async Task A_runner_that_throws_costs_an_attempt_and_not_the_worker()
    {
        var runner = new GatedRunner(SyncJobKind.FullSync) { Fault = new InvalidOperationException("boom") };
        using var worker = await StartAsync(runner);
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        runner.Gate.Release();

        await EndedAsync(id, j => j.Attempts == 1);
        await worker.StopAsync(Stop);
        Assert.Contains("InvalidOperationException", (await JobReads().FindAsync(id, null, Stop))!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_portal_puts_its_jobs_off_without_an_attempt()
    {
        var runner = new GatedRunner(SyncJobKind.FullSync);
        using var worker = await StartAsync(runner);
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        await runner.Started.WaitAsync(Patience, Stop);

        await worker.StopAsync(Stop);

        var job = await JobReads().FindAsync(id, null, Stop);
        Assert.Equal((JobStatus.Pending, 0), (job!.Status, job.Attempts));
    }

    [Fact]
    public async Task A_run_that_finds_its_job_cancelled_stops()
    {
        var runner = new GatedRunner(SyncJobKind.FullSync);
        using var worker = await StartAsync(runner);
        var id = await Jobs().EnqueueAsync(SyncJobKind.FullSync, null, null, null, Stop);
        await runner.Started.WaitAsync(Patience, Stop);
        Done(await Jobs().CancelAsync(CommandContext.System, id, Stop));

        runner.Gate.Release();
        await runner.Ended.WaitAsync(Patience, Stop);
        await worker.StopAsync(Stop);

        Assert.True(runner.WasCancelled);
        Assert.Equal(JobStatus.Cancelled, (await JobReads().FindAsync(id, null, Stop))!.Status);
    }

    private async Task<JobWorker> StartAsync(IJobRunner runner)
    {
        var worker = new JobWorker(
            Leases(), [runner], Signals, Options.Create(JobSettings), Clock, new WorkerPulse(Clock), NullLogger<JobWorker>.Instance);
        await worker.StartAsync(Stop);
        return worker;
    }

    private async Task EndedAsync(long id, Func<JobItem, bool> condition)
    {
        using var changes = Signals.Subscribe(InventoryPortal.Persistence.CommitTopics.Jobs);
        while (!condition((await JobReads().FindAsync(id, null, Stop))!))
        {
            await changes.Reader.ReadAsync(Stop).AsTask().WaitAsync(Patience, Stop);
        }
    }

    private sealed class GatedRunner(SyncJobKind kind) : IJobRunner
    {
        private int _running;

        public SyncJobKind Kind => kind;

        public SemaphoreSlim Started { get; } = new(0);

        public SemaphoreSlim Ended { get; } = new(0);

        public SemaphoreSlim Gate { get; } = new(0);

        public Exception? Fault { get; init; }

        public int MostAtOnce { get; private set; }

        public bool WasCancelled { get; private set; }

        public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
        {
            lock (Gate)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++_running);
            }
            Started.Release();
            try
            {
                await Gate.WaitAsync(cancellationToken);
                await run.ReportAsync(1, 1, null, cancellationToken);
                return Fault is null ? new JobResult.Done("done") : throw Fault;
            }
            catch (OperationCanceledException)
            {
                WasCancelled = true;
                throw;
            }
            finally
            {
                lock (Gate)
                {
                    _running--;
                }
                Ended.Release();
            }
        }
    }
}
