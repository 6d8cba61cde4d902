namespace InventoryPortal.Operations.Schedules;

/// <summary>Nightly: removes what has outlived its bound.</summary>
public sealed class RetentionTask(ScheduleRunner runner, RetentionSweep retention, ILogger<RetentionTask> log) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var removed = await retention.RunAsync(cancellationToken);
        log.LogInformation("Retention removed {Count} rows.", removed);
    }
}
