using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access.Factors;

/// <summary>
/// What stands between the right password and the code: Identity's cookie for it, which opens nothing, with the stamp of the person
/// in it, so that a changed right or another password ends it too. Identity keeps the challenge of a passkey in the same one.
/// </summary>
internal static class SecondStepCookie
{
    /// <summary>How long a person may look for the phone, and a passkey's challenge counts.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string StampClaim = "portal:stamp";

    public static void Configure(CookieAuthenticationOptions options, TimeProvider clock)
    {
        options.Cookie.Name = "portal.step";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = "/";
        options.CookieManager = new SessionCookie.HostPrefixCookies();
        options.TimeProvider = clock;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = false;
    }

    public static Task WriteAsync(HttpContext context, PortalUser user)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, user.Id), new Claim(StampClaim, StampOf(user))], IdentityConstants.TwoFactorUserIdScheme);
        return context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Stands for the right and the password of now.</summary>
    public static string StampOf(PortalUser user) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.SecurityStamp} {user.PasswordHash}")));

    /// <summary>Whose password was right, and the stamp then; null when nobody's, or too long ago.</summary>
    public static async Task<(string UserId, string Stamp)?> ReadAsync(HttpContext context)
    {
        var found = (await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Principal;
        return found?.FindFirstValue(ClaimTypes.Name) is { } id && found.FindFirstValue(StampClaim) is { } stamp ? (id, stamp) : null;
    }

    public static Task ClearAsync(HttpContext context) => context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
}
