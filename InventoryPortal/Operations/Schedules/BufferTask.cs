using InventoryPortal.Operations.Risk;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Hourly: sets the buffers that follow the measured risk.</summary>
public sealed class BufferTask(ScheduleRunner runner, BufferStore buffers, ILogger<BufferTask> log) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await buffers.FollowAllAsync(cancellationToken) is var changed and > 0)
        {
            log.LogInformation("{Count} buffers followed the measured risk.", changed);
        }
    }
}
