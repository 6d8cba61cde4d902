using System.Globalization;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Ledger;
using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Nightly: do the movements add up to the levels?</summary>
public sealed class LedgerCheckTask(ScheduleRunner runner, LedgerCheck ledger, AlertStore alerts) : ScheduledTask(runner)
{
    /// <summary>Mismatches named in the alert; one is bad enough, a hundred say no more than ten.</summary>
    private const int MaxMismatches = 10;

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var found = await ledger.RunAsync(MaxMismatches, cancellationToken);
        var names = string.Join(", ", found.Select(m => string.Create(
            CultureInfo.InvariantCulture, $"{m.Sku} (on hand {m.OnHand}, movements {m.MovementsOnHand}; reserved {m.Reserved}, holds {m.OpenReserved})")));
        await alerts.RecordAsync(
            [new AlertFinding(AlertKind.LedgerCheckFailed, "ledger", $"Levels and movements disagree: {names}.", null, null, found.Count > 0)],
            cancellationToken);
    }
}
