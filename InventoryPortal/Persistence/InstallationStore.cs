using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>By what the nodes on one database know each other from those of any other: a name made once and kept in the database.</summary>
public sealed class InstallationStore(PortalDatabase database, TimeProvider clock)
{
    private const string Cursor = "installation";

    /// <summary>The name; made when there is none. Of two nodes that make it at once, both get the one that was committed.</summary>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } name)
        {
            return name;
        }
        try
        {
            await database.WriteAsync(MakeAsync, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (await database.ClassifyAsync(e, cancellationToken) != DbFault.Duplicate)
            {
                throw;
            }
        }
        return (await ReadAsync(cancellationToken))!;
    }

    private async Task MakeAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.Cursors.AnyAsync(c => c.Name == Cursor, cancellationToken))
        {
            db.Cursors.Add(new CursorRow { Name = Cursor, Value = Guid.NewGuid().ToString("N"), UpdatedAt = clock.GetUtcNow() });
        }
    }

    private Task<string?> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Cursors.Where(c => c.Name == Cursor).Select(c => c.Value).SingleOrDefaultAsync(token), cancellationToken)!;
}
