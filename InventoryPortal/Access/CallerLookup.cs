using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>
/// Makes of an actor on record a caller again, for work that outlives the request it was asked in: whoever asked may have signed out
/// meanwhile, and is asked for the right as of now.
/// </summary>
public sealed class CallerLookup(PortalDatabase database)
{
    /// <summary>The actor as a caller; null for a person who is gone or disabled.</summary>
    public async Task<Caller?> FindAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Kind != ActorKind.User)
        {
            return new Caller(actor);
        }
        var stamp = await database.ReadAsync(
            (db, token) => db.Users.Where(u => u.Id == actor.Id && !u.IsDisabled).Select(u => u.SecurityStamp).SingleOrDefaultAsync(token), cancellationToken);
        return stamp is null ? null : new Caller(actor, stamp);
    }
}
