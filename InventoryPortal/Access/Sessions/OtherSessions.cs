using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access.Sessions;

/// <summary>
/// What a change of how somebody signs in does to their other sessions: whoever is in one of them by the old means is out, in the
/// transaction of the change.
/// </summary>
internal static class OtherSessions
{
    /// <summary>Ends every open session of a person but <paramref name="kept"/>; the answer is how many.</summary>
    /// <param name="kept">The session that the change comes from; null ends them all.</param>
    public static Task<int> EndAsync(PortalDbContext db, string userId, string? kept, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null && s.Id != kept)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);
}
