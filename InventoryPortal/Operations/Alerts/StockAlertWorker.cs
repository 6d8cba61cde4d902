using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Looks at what changed a moment after every commit of levels or products; the hourly look at all is its safety net.</summary>
public sealed class StockAlertWorker(
    StockWatch watch, CommitSignals signals, TimeProvider clock, WorkerPulse pulse, ILogger<StockAlertWorker> log) : BackgroundService
{
    /// <summary>Changes gather this long: a burst of sales is one look.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    /// <summary>Parts of rest to one of looking: while a file changes all there is, this takes a fifth of a core at most.</summary>
    private const int Rest = 4;

    /// <summary>Rests no longer than this, however long a look took.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);

    /// <summary>Rows are stamped before they are committed; a slow commit is still found.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>A sign of life without work.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly CommitSignals.Subscription _changes = signals.Subscribe(CommitTopics.Stock | CommitTopics.Products, capacity: 1, CommitReach.Here);

    /// <inheritdoc />
    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task<bool>? woken = null;
        var (seen, rest) = (clock.GetUtcNow(), Window);
        while (!stoppingToken.IsCancellationRequested)
        {
            pulse.Beat(nameof(StockAlertWorker));
            woken ??= _changes.Reader.WaitToReadAsync(stoppingToken).AsTask();
            await Task.WhenAny(woken, Task.Delay(Idle, clock, stoppingToken));
            if (!woken.IsCompletedSuccessfully)
            {
                continue;
            }
            if (!await woken)
            {
                return;
            }
            woken = null;
            await Task.Delay(rest, clock, stoppingToken);
            _changes.Reader.TryRead(out _);
            var since = clock.GetTimestamp();
            seen = await LookAsync(seen, stoppingToken);
            rest = TimeSpan.FromTicks(Math.Clamp(clock.GetElapsedTime(since).Ticks * Rest, Window.Ticks, LongestRest.Ticks));
        }
    }

    private async Task<DateTimeOffset> LookAsync(DateTimeOffset seen, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            await watch.RunAsync(seen - Overlap, cancellationToken);
            return now;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "Levels could not be compared with their thresholds; looked at again with the next change.");
            return seen;
        }
    }
}
