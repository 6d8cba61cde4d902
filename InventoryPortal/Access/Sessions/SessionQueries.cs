using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access.Sessions;

/// <summary>An open session as its owner and administrators see it.</summary>
/// <param name="Device">Browser and system; empty when it did not say.</param>
/// <param name="LastSeenAt">UTC, to about a minute.</param>
public sealed record SessionView(string Id, SessionWay Way, string Device, string Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>Open sessions.</summary>
public sealed class SessionQueries(PortalDatabase database, IOptions<AccessOptions> options, TimeProvider clock)
{
    /// <summary>Sessions that still open something, the last seen first.</summary>
    public Task<List<SessionView>> OpenAsync(string userId, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - TimeSpan.FromHours(options.Value.AbsoluteHours);
        return database.ReadAsync(
            (db, token) => db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null && s.CreatedAt > since)
                .OrderByDescending(s => s.LastSeenAt).ThenBy(s => s.Id).Take(SessionStart.MaxOpen)
                .Select(s => new SessionView(s.Id, s.Way, s.Device, s.Address, s.CreatedAt, s.LastSeenAt)).ToListAsync(token),
            cancellationToken);
    }

    /// <summary>Whose sessions they are, for the heading; null when there is nobody of this id.</summary>
    public Task<string?> OwnerAsync(string userId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleOrDefaultAsync(token), cancellationToken);
}
