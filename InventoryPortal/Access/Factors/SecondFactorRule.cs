using InventoryPortal.Domain.Values;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access.Factors;

/// <summary>
/// Who must have more than a password (<c>Access:RequireSecondFactor</c>). Who must and has not may set one up and nothing else:
/// every right but <see cref="Permissions.AccountSecure"/> rests meanwhile.
/// </summary>
public sealed class SecondFactorRule(IOptions<AccessOptions> options)
{
    /// <summary>The code of the refusal of who has none yet.</summary>
    public const string LackingCode = "second_factor_needed";

    /// <summary>Where one is set up; the only page that is open until then.</summary>
    public const string SetUpPath = "/account/security";

    /// <summary>What such a person is told.</summary>
    public static readonly Refusal Lacking = new(
        RefusalKind.Forbidden, LackingCode, "This portal asks for a second factor: set up an authenticator app or a passkey under Sign-in and security first.");

    /// <summary>What the rule leaves of the rights that a role gives; null stays null.</summary>
    internal Rights? Apply(Rights? held) => held is null or { HasFactor: true } || !Concerns(held.Role) ? held : held with { LacksFactor = true };

    private bool Concerns(Role role) => options.Value.RequireSecondFactor switch
    {
        SecondFactorFor.Everyone => true,
        SecondFactorFor.Administrators => role == Role.Admin,
        _ => false,
    };
}
