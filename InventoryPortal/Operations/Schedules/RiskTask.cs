using InventoryPortal.Operations.Risk;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every minute: reckons the risk of oversells for the pages of this process.</summary>
public sealed class RiskTask(ScheduleRunner runner, RiskQueries risks, RiskBoard board) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken) => board.Show(await risks.ReadAsync(cancellationToken));
}
