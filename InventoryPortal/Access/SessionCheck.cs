using System.Security.Claims;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.Values;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>Whether a principal is still good: known, not disabled, stamp unchanged, its session not ended, not older than a session may be.</summary>
public sealed class SessionCheck(RightsLookup rights, SessionStore sessions, IOptions<AccessOptions> options, TimeProvider clock)
{
    /// <summary>Asked at every request with a cookie and every 30 s by every circuit.</summary>
    public async Task<bool> IsGoodAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken)
    {
        if (principal?.FindCaller() is not { } caller)
        {
            return false;
        }
        if (caller.Actor.Kind == ActorKind.User
            && (caller.SessionId is null || principal.SignedInAt() is not { } since || clock.GetUtcNow() - since > TimeSpan.FromHours(options.Value.AbsoluteHours)))
        {
            return false;
        }
        if (await rights.FindAsync(caller, cancellationToken) is null)
        {
            return false;
        }
        if (caller.SessionId is { } id)
        {
            sessions.Mark(id);
        }
        return true;
    }
}
