using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace InventoryPortal.Access.Factors;

/// <summary>
/// Slips that say that a person has just shown to be who they are. Who wants to change how they sign in needs one, so that an
/// unlocked screen or a stolen session is not enough to take an account over.
/// </summary>
public sealed class FreshProof(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long a proof counts: long enough to fetch the phone.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The code of the refusal of who has none.</summary>
    public const string LackingCode = "proof_needed";

    internal static readonly Refusal Lacking =
        new(RefusalKind.Conflict, LackingCode, "Confirm first that it is you.");

    private readonly IDataProtector _protector = protection.CreateProtector("InventoryPortal.FreshProof.v1");

    /// <summary>A slip for a session that has just begun; null when it is older.</summary>
    public string? OfSession(ClaimsPrincipal principal) =>
        principal.FindCaller() is { } caller && principal.SignedInAt() is { } since && clock.GetUtcNow() - since < Lifetime ? Issue(caller, since) : null;

    /// <summary>A slip for somebody who has just shown a password or a code.</summary>
    internal string Issue(Caller caller) => Issue(caller, clock.GetUtcNow());

    /// <summary>Whether it is a slip of this person, of this stamp, and not too old.</summary>
    public bool Holds(string? proof, Caller caller)
    {
        if (string.IsNullOrEmpty(proof))
        {
            return false;
        }
        try
        {
            var parts = _protector.Unprotect(proof).Split('|');
            var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[2], CultureInfo.InvariantCulture));
            return parts[0] == caller.Actor.Id && parts[1] == caller.SecurityStamp && age < Lifetime;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private string Issue(Caller caller, DateTimeOffset at) =>
        _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{caller.Actor.Id}|{caller.SecurityStamp}|{at.ToUnixTimeSeconds()}"));
}
