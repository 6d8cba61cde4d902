using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Hourly: the backstop of alerts that are otherwise evaluated on commit, and those that only time brings about.</summary>
public sealed class HealthTask(
    StockWatch stock, CredentialWatch credentials, SlotStore slots, TimeProvider clock, WorkerPulse pulse, ILogger<HealthTask> log)
    : ScheduledTask(clock, pulse, log)
{
    private const string Schedule = "health";

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken) => slots.RunEveryAsync(Schedule, Every, Limit, LookAsync, cancellationToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await stock.RunAsync(null, cancellationToken);
        await credentials.RunAsync(cancellationToken);
    }
}
