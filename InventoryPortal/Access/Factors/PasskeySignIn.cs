using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access.Factors;

/// <summary>
/// Signs a person in by a passkey. The device has asked for a finger, a face or a PIN (the portal demands it), so it counts as two
/// factors and no code is asked for. A rest after wrong passwords does not hold it up: nobody can guess it, and guessing at
/// somebody's password must not shut them out.
/// </summary>
public sealed class PasskeySignIn(SignInManager<PortalUser> identity, PasskeyStore passkeys, SessionStart sessions, SignInThrottle throttle)
{
    /// <summary>Characters of what a browser answers: a few hundred as a rule; signatures of new kinds are longer.</summary>
    private const int MaxCredential = 16 * 1024;

    /// <summary>Takes the browser's answer to the challenge.</summary>
    /// <param name="credential">JSON of the credential.</param>
    /// <param name="address">Remote address, for the throttle.</param>
    public async Task<SignInOutcome> TryAsync(string? credential, string address, CancellationToken cancellationToken)
    {
        if (!throttle.TryEnter(address))
        {
            return SignInOutcome.TooMany;
        }
        if (credential is not { Length: > 0 and <= MaxCredential })
        {
            return SignInOutcome.PasskeyRefused;
        }
        var result = await identity.PerformPasskeyAssertionAsync(credential);
        // The challenge is spent, whatever came of it.
        await SecondStepCookie.ClearAsync(identity.Context);
        if (!result.Succeeded || !result.Passkey.IsUserVerified || result.User.IsDisabled || !await passkeys.UsedAsync(result.Passkey, cancellationToken))
        {
            return SignInOutcome.PasskeyRefused;
        }
        return await sessions.EnterLocalAsync(result.User, SessionWay.Passkey, cancellationToken) ? SignInOutcome.SignedIn : SignInOutcome.PasskeyRefused;
    }
}
