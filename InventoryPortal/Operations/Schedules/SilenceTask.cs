using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every few minutes: does every channel still speak?</summary>
public sealed class SilenceTask(SilenceWatch watch, SlotStore slots, TimeProvider clock, WorkerPulse pulse, ILogger<SilenceTask> log)
    : ScheduledTask(clock, pulse, log)
{
    private const string Schedule = "silence";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock = clock;

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var slot = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
        if (await slots.TryTakeAsync(Schedule, slot, Limit, cancellationToken))
        {
            await watch.RunAsync(cancellationToken);
            await slots.CompleteAsync(Schedule, slot, cancellationToken);
        }
    }
}
