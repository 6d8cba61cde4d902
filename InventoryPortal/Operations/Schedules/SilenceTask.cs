using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every few minutes: does every channel still speak and follow, do errors come too fast, and is what was given up taken up again?</summary>
public sealed class SilenceTask(SilenceWatch silence, ChannelWatch channels, WorkWatch work, SlotStore slots, TimeProvider clock, WorkerPulse pulse, ILogger<SilenceTask> log)
    : ScheduledTask(clock, pulse, log)
{
    private const string Schedule = "silence";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken) => slots.RunEveryAsync(Schedule, Every, Limit, LookAsync, cancellationToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await silence.RunAsync(cancellationToken);
        await channels.RunAsync(cancellationToken);
        await work.RunAsync(cancellationToken);
    }
}
