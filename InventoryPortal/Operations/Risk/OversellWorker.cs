using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Risk;

/// <summary>Looks into each oversell a moment after it was recorded; a look now and then finds what a lost signal left.</summary>
public sealed class OversellWorker(
    OversellStore oversells, CommitSignals signals, TimeProvider clock, WorkerPulse pulse, ILogger<OversellWorker> log) : BackgroundService
{
    /// <summary>A look without a signal.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    /// <summary>A burst of oversells is one look.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly CommitSignals.Subscription _changes = signals.Subscribe(CommitTopics.Alerts, capacity: 1, CommitReach.Here);

    /// <inheritdoc />
    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            pulse.Beat(nameof(OversellWorker));
            try
            {
                while (await oversells.ExamineAsync(stoppingToken) > 0)
                {
                    pulse.Beat(nameof(OversellWorker));
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Oversells could not be looked into; tried again in {Seconds} s.", LookAgain.TotalSeconds);
            }
            await _changes.WaitAsync(LookAgain, clock, stoppingToken);
            await Task.Delay(Window, clock, stoppingToken);
        }
    }
}
