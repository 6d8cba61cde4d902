using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Hourly: the backstop of alerts that are otherwise evaluated on commit, and those that only time brings about.</summary>
public sealed class HealthTask(
    StockWatch stock, ChannelWatch channels, CredentialWatch credentials, SlotStore slots, TimeProvider clock, WorkerPulse pulse, ILogger<HealthTask> log)
    : ScheduledTask(clock, pulse, log)
{
    private const string Schedule = "health";

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private readonly TimeProvider _clock = clock;

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var slot = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
        if (!await slots.TryTakeAsync(Schedule, slot, Limit, cancellationToken))
        {
            return;
        }
        await stock.RunAsync(null, cancellationToken);
        await channels.RunAsync(cancellationToken);
        await credentials.RunAsync(cancellationToken);
        await slots.CompleteAsync(Schedule, slot, cancellationToken);
    }
}
