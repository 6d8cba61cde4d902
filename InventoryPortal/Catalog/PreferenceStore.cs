using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>How each person likes to look at things. It touches nobody else and no stock, so it leaves no activity.</summary>
public sealed class PreferenceStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>The columns of the list of products.</summary>
    public const string ProductColumns = "products.columns";

    /// <summary>What the person chose; null when nothing.</summary>
    public Task<string?> FindAsync(Caller caller, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Preferences.Where(p => p.OwnerId == caller.Actor.Id && p.Name == name).Select(p => p.Value).SingleOrDefaultAsync(token),
            cancellationToken);

    /// <summary>Keeps what the person chose, under the caller's own id.</summary>
    public Task KeepAsync(Caller caller, string name, string value, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Preferences.AsTracking().SingleOrDefaultAsync(p => p.OwnerId == caller.Actor.Id && p.Name == name, token);
                if (row is null)
                {
                    row = new PreferenceRow { OwnerId = caller.Actor.Id, Name = name, Value = value };
                    db.Preferences.Add(row);
                }
                (row.Value, row.UpdatedAt) = (value, clock.GetUtcNow());
            },
            cancellationToken);
}
