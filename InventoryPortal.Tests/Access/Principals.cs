using System.Globalization;
using System.Security.Claims;
using InventoryPortal.Access;

namespace InventoryPortal.Tests.Access;

/// <summary>Principals as the session cookie carries them.</summary>
internal static class Principals
{
    public static ClaimsPrincipal Person(string id, string? stamp, DateTimeOffset? signedInAt)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id), new Claim("AspNet.Identity.SecurityStamp", stamp ?? "")], "test");
        if (signedInAt is { } at)
        {
            identity.AddClaim(new Claim(PrincipalCaller.SignedInAtClaim, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        }
        return new ClaimsPrincipal(identity);
    }
}
