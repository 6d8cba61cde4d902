using InventoryPortal.Operations.Settings;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Every minute: takes over the settings that another node's page has changed.</summary>
public sealed class SettingsTask(ScheduleRunner runner, StoredSettings stored, PortalDatabase database) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken) => stored.RefreshAsync(database, cancellationToken);
}
