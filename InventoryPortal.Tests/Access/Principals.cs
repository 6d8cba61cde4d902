using System.Globalization;
using System.Security.Claims;
using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Access;

/// <summary>Principals as the session cookie carries them.</summary>
internal static class Principals
{
    public static ClaimsPrincipal Person(string id, string? stamp, DateTimeOffset? signedInAt, string? session = null)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id), new Claim("AspNet.Identity.SecurityStamp", stamp ?? "")], "test");
        if (signedInAt is { } at)
        {
            identity.AddClaim(new Claim(PrincipalCaller.SignedInAtClaim, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        }
        if (session is not null)
        {
            identity.AddClaim(new Claim(PrincipalCaller.SessionClaim, session));
        }
        return new ClaimsPrincipal(identity);
    }

    /// <summary>An open session of somebody, as a sign-in would make one.</summary>
    public static async Task<string> OpenSessionAsync(PortalDatabase database, string userId, DateTimeOffset at)
    {
        var session = new SessionRow { Id = Guid.NewGuid().ToString("N"), UserId = userId, Device = "", Address = "", CreatedAt = at, LastSeenAt = at };
        await database.WriteAsync((db, _) => { db.Sessions.Add(session); return Task.CompletedTask; }, CancellationToken.None);
        return session.Id;
    }
}
