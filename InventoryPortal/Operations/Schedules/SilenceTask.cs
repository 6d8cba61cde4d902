using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every few minutes: does every channel still speak and follow, do errors come too fast, and is what was given up taken up again?</summary>
public sealed class SilenceTask(ScheduleRunner runner, SilenceWatch silence, ChannelWatch channels, WorkWatch work) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        await silence.RunAsync(cancellationToken);
        await channels.RunAsync(cancellationToken);
        await work.RunAsync(cancellationToken);
    }
}
