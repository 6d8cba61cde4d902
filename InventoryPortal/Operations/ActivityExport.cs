using InventoryPortal.Catalog;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations;

/// <summary>Writes the record of deeds to a file of any length, oldest first. What is done after the beginning is left out.</summary>
public sealed class ActivityExport(PortalDatabase database)
{
    private static readonly string[] Columns =
        ["id", "at", "actorKind", "actor", "action", "subject", "channel", "allowed", "before", "after", "operationId"];

    /// <summary>Writes comma-separated values, as <see cref="RecordFile"/> has them.</summary>
    public async Task WriteAsync(ActivitySelection selection, Stream target, CancellationToken cancellationToken)
    {
        var end = await database.ReadAsync((db, token) => db.Activity.MaxAsync(a => (long?)a.Id, token), cancellationToken) ?? 0;
        await RecordFile.WriteAsync(
            database,
            target,
            Columns,
            (db, last) => selection.Select(db).Where(a => a.Id > last && a.Id <= end).OrderBy(a => a.Id),
            row => row.Id,
            row => [row.Id, row.At, row.ActorKind, row.ActorName, row.Action, row.Subject, row.Channel, row.Allowed, row.Before, row.After, row.OperationId],
            cancellationToken);
    }
}
