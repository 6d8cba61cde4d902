using InventoryPortal.Access.Factors;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access;

/// <summary>What a try to sign in came to. Deliberately poor: it tells nobody which addresses exist or rest.</summary>
public enum SignInOutcome
{
    SignedIn,

    /// <summary>Unknown, wrong, disabled or resting.</summary>
    Refused,

    /// <summary>Too many tries in the last minute.</summary>
    TooMany,

    /// <summary>The password was right; a code is asked for on the next page.</summary>
    CodeNeeded,

    /// <summary>A code came without a password before it, or too long after it.</summary>
    StartAgain,

    /// <summary>The passkey is unknown or its owner disabled.</summary>
    PasskeyRefused,
}

/// <summary>Signs a person in by password, or as one of the demo people.</summary>
public sealed class PasswordSignIn(
    UserManager<PortalUser> users, SignInManager<PortalUser> signIn, NewPeople people, SignInThrottle throttle, SessionStart sessions)
{
    /// <summary>Checks the password; five wrong ones in a row let the account rest.</summary>
    /// <param name="address">Remote address, for the throttle.</param>
    public async Task<SignInOutcome> TryAsync(string email, string password, string address, CancellationToken cancellationToken)
    {
        if (email.Length > NewPeople.MaxEmail || password.Length is 0 or > PasswordRules.MaxLength)
        {
            // Nobody's: counted, but not kept by a name that may be as long as a form.
            return throttle.TryEnter(address) ? SignInOutcome.Refused : SignInOutcome.TooMany;
        }
        if (!throttle.TryEnter(address, email))
        {
            return SignInOutcome.TooMany;
        }
        using var turn = await throttle.TurnAsync(email, cancellationToken);
        if (!turn.IsAcquired)
        {
            return SignInOutcome.TooMany;
        }
        var user = await users.FindByNameAsync(email.Trim());
        if (user?.PasswordHash is null || await users.IsLockedOutAsync(user))
        {
            // As slow as a real check: the time must not tell whether the address exists, or rests.
            people.Hash(password);
            return SignInOutcome.Refused;
        }
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded || user.IsDisabled || !sessions.IsOpenTo(user))
        {
            return SignInOutcome.Refused;
        }
        if (user.TwoFactorEnabled)
        {
            await SecondStepCookie.WriteAsync(signIn.Context, user);
            return SignInOutcome.CodeNeeded;
        }
        await sessions.EnterLocalAsync(user, SessionWay.Password, cancellationToken);
        return SignInOutcome.SignedIn;
    }

    /// <summary>Lets a demo person in without a password; false when there is none of this role.</summary>
    public async Task<bool> EnterDemoAsync(DemoPeopleStore demo, Role role, CancellationToken cancellationToken)
    {
        if (sessions.Local != LocalAccounts.Allowed || await demo.FindAsync(role, cancellationToken) is not { } found || await users.FindByIdAsync(found.Id) is not { } user)
        {
            return false;
        }
        await sessions.EnterAsync(user, SessionWay.Demo, cancellationToken);
        return true;
    }
}
