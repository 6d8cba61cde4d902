using InventoryPortal.Operations.Risk;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every minute: reckons the risk of oversells for the pages of this process. Hourly, once across nodes: buffers that follow it are set.</summary>
public sealed class RiskTask(
    RiskQueries risks, RiskBoard board, BufferStore buffers, SlotStore slots, TimeProvider clock, WorkerPulse pulse, ILogger<RiskTask> log)
    : ScheduledTask(clock, pulse, log)
{
    private const string Schedule = "buffers";

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        board.Show(await risks.ReadAsync(cancellationToken));
        await slots.RunEveryAsync(Schedule, Every, Limit, FollowAsync, cancellationToken);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (await buffers.FollowAllAsync(cancellationToken) is var changed and > 0)
        {
            log.LogInformation("{Count} buffers followed the measured risk.", changed);
        }
    }
}
