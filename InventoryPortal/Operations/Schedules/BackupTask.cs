using InventoryPortal.Access;
using InventoryPortal.Operations.Backups;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Nightly, before the work of the night changes anything: a copy of the database. A server's database has its own tools.</summary>
public sealed class BackupTask(ScheduleRunner runner, BackupShelf shelf) : ScheduledTask(runner)
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (shelf.IsHere && await shelf.MakeAsync(CommandContext.System, cancellationToken) is CommandAnswer<Backup>.Refused refused)
        {
            // Who believes in a backup must hear that there is none: the run fails, and the page of errors says why.
            throw new InvalidOperationException(refused.Refusal.Detail);
        }
    }
}
