using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Hourly: the backstop of alerts that are otherwise evaluated on commit, and those that only time brings about.</summary>
public sealed class HealthTask(ScheduleRunner runner, StockWatch stock, CredentialWatch credentials) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        await stock.RunAsync(null, cancellationToken);
        await credentials.RunAsync(cancellationToken);
    }
}
