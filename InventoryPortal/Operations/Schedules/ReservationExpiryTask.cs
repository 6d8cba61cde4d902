using InventoryPortal.Ledger;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every minute: gives back what is held by reservations and unpaid orders that have lapsed.</summary>
public sealed class ReservationExpiryTask(ScheduleRunner runner, ReservationStore reservations, ILogger<ReservationExpiryTask> log)
    : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await reservations.ExpireAsync(cancellationToken) is var expired and > 0)
        {
            log.LogInformation("{Count} lapsed holds were given back.", expired);
        }
    }
}
