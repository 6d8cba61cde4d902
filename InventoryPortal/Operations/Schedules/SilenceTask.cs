using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every few minutes: does every channel still speak?</summary>
public sealed class SilenceTask(SilenceWatch watch, SlotStore slots, TimeProvider clock, WorkerPulse pulse, ILogger<SilenceTask> log)
    : ScheduledTask(clock, pulse, log)
{
    private const string Schedule = "silence";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken) => slots.RunEveryAsync(Schedule, Every, Limit, watch.RunAsync, cancellationToken);
}
