using System.Security.Claims;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access;

/// <summary>From the principal of a request or a circuit to the caller of a command.</summary>
public static class PrincipalCaller
{
    /// <summary>Claim that an API key's principal carries and a person's never does.</summary>
    internal const string KeyClaim = "portal:key";

    /// <summary>When the person signed in, Unix seconds.</summary>
    internal const string SignedInAtClaim = "portal:signed-in-at";

    /// <summary>Which session it is, <see cref="Persistence.Rows.SessionRow.Id"/>.</summary>
    internal const string SessionClaim = "portal:session";

    private static readonly string StampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>The caller, or null for an anonymous principal.</summary>
    public static Caller? FindCaller(this ClaimsPrincipal principal)
    {
        var id = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        if (principal.Identity?.IsAuthenticated != true || string.IsNullOrEmpty(id))
        {
            return null;
        }
        var name = principal.FindFirstValue(ClaimTypes.Email) ?? principal.Identity.Name ?? id;
        return principal.HasClaim(c => c.Type == KeyClaim)
            ? new Caller(new Actor(ActorKind.ApiKey, id, name))
            : new Caller(new Actor(ActorKind.User, id, name), principal.FindFirstValue(StampClaim), principal.FindFirstValue(SessionClaim));
    }

    /// <summary>The caller behind an endpoint or page that demands one.</summary>
    /// <exception cref="InvalidOperationException">Anonymous: the endpoint forgot its policy.</exception>
    public static Caller ToCaller(this ClaimsPrincipal principal) =>
        principal.FindCaller() ?? throw new InvalidOperationException("An anonymous principal reached a command.");

    /// <summary>When the person signed in; null for keys and for principals without the claim.</summary>
    internal static DateTimeOffset? SignedInAt(this ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(SignedInAtClaim), out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
