using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Jobs;

/// <summary>
/// Runs jobs, at most <see cref="JobOptions.Width"/> at once. Woken by commits and by a timer; the table is the truth, so a
/// missed signal costs seconds and a killed process a lease.
/// </summary>
public sealed class JobWorker(
    JobLeaseStore store,
    IEnumerable<IJobRunner> runners,
    CommitSignals signals,
    IOptions<JobOptions> options,
    TimeProvider clock,
    WorkerPulse pulse,
    ILogger<JobWorker> log) : BackgroundService
{
    /// <summary>How long recording a result may take while the portal stops.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(5);

    private readonly Dictionary<SyncJobKind, IJobRunner> _runners = runners.ToDictionary(r => r.Kind);
    private readonly List<Task> _running = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(CommitTopics.Jobs, capacity: 1);
        Task<bool>? woken = null;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                pulse.Beat(nameof(JobWorker));
                await FillAsync(stoppingToken);
                woken ??= subscription.Reader.WaitToReadAsync(stoppingToken).AsTask();
                var poll = Task.Delay(TimeSpan.FromSeconds(options.Value.PollSeconds), clock, stoppingToken);
                await Task.WhenAny([woken, poll, .. _running]);
                _running.RemoveAll(t => t.IsCompleted);
                if (woken.IsCompletedSuccessfully)
                {
                    subscription.Reader.TryRead(out _);
                    woken = null;
                }
            }
        }
        finally
        {
            await Task.WhenAll(_running);
        }
    }

    private async Task FillAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_running.Count < options.Value.Width && await store.ClaimAsync(stoppingToken) is { } job)
            {
                _running.Add(Task.Run(() => RunAsync(job, stoppingToken), CancellationToken.None));
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            log.LogWarning(e, "Jobs could not be claimed; tried again in {Seconds} s.", options.Value.PollSeconds);
        }
    }

    private async Task RunAsync(ClaimedJob job, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(options.Value.RunLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        var alive = KeepAliveAsync(job, either);
        var result = await ResultAsync(job, either, limit.Token, stoppingToken);
        await either.CancelAsync();
        await alive;
        if (result is not null)
        {
            await EndAsync(job, result);
        }
    }

    /// <summary>Null when the job is no longer ours.</summary>
    private async Task<JobResult?> ResultAsync(ClaimedJob job, CancellationTokenSource either, CancellationToken limit, CancellationToken stoppingToken)
    {
        try
        {
            var run = new JobRun(job, (done, total, position, token) => ReportAsync(job, done, total, position, either, token));
            return _runners.TryGetValue(job.Kind, out var runner)
                ? await runner.RunAsync(run, either.Token)
                : new JobResult.Failed($"This portal cannot run {job.Kind} jobs.");
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return stoppingToken.IsCancellationRequested ? new JobResult.Deferred(clock.GetUtcNow(), "The portal was stopped.")
                : limit.IsCancellationRequested ? new JobResult.Retry($"It ran for longer than {options.Value.RunLimitMinutes} minutes.")
                : null;
        }
        catch (Exception e)
        {
            log.LogError(LogEvents.JobFailed, e, "The job {Kind} {Id} failed.", job.Kind, job.Id);
            return new JobResult.Retry($"It failed with {e.GetType().Name}; the errors page has more.");
        }
    }

    private async Task ReportAsync(
        ClaimedJob job, int done, int total, string? position, CancellationTokenSource run, CancellationToken cancellationToken)
    {
        if (!await store.ReportAsync(job, done, total, position, cancellationToken))
        {
            await run.CancelAsync();
            run.Token.ThrowIfCancellationRequested();
        }
    }

    // Three signs of life a lease: two may be lost.
    private async Task KeepAliveAsync(ClaimedJob job, CancellationTokenSource run)
    {
        while (!run.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Value.Lease / 3, clock, run.Token);
                if (!await store.ReportAsync(job, null, null, null, run.Token))
                {
                    log.LogInformation("The job {Id} was cancelled or taken over; this run of it stops.", job.Id);
                    await run.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (run.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "A sign of life of job {Id} could not be written.", job.Id);
            }
        }
    }

    private async Task EndAsync(ClaimedJob job, JobResult result)
    {
        try
        {
            // Not the stopping token: what was done is worth recording. A failure here leaves the lease to lapse.
            using var limit = new CancellationTokenSource(LastWrite, clock);
            await store.EndAsync(job, result, Random.Shared.NextDouble(), limit.Token);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "The result of job {Id} could not be recorded; it runs again when its lease lapses.", job.Id);
        }
    }
}
