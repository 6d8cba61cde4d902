using System.Globalization;
using System.Security.Claims;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

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

/// <summary>Signs a person in, by password or after an outside sign-in, and writes the session cookie.</summary>
public sealed class PasswordSignIn(
    UserManager<PortalUser> users, SignInManager<PortalUser> signIn, NewPeople people, SignInThrottle throttle, PortalDatabase database, TimeProvider clock)
{
    /// <summary>Checks the password; five wrong ones in a row let the account rest.</summary>
    /// <param name="address">Remote address, for the throttle.</param>
    public async Task<SignInOutcome> TryAsync(string email, string password, string address, CancellationToken cancellationToken)
    {
        if (!throttle.TryEnter(address, email))
        {
            return SignInOutcome.TooMany;
        }
        if (password.Length is 0 or > PasswordRules.MaxLength)
        {
            return SignInOutcome.Refused;
        }
        var user = await users.FindByNameAsync(email.Trim());
        if (user?.PasswordHash is null)
        {
            // As slow as a real check: the time must not tell whether the address exists.
            people.Hash(password);
            return SignInOutcome.Refused;
        }
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded || user.IsDisabled)
        {
            return SignInOutcome.Refused;
        }
        if (user.TwoFactorEnabled)
        {
            await SecondStepCookie.WriteAsync(signIn.Context, user);
            return SignInOutcome.CodeNeeded;
        }
        await EnterAsync(user, cancellationToken);
        return SignInOutcome.SignedIn;
    }

    /// <summary>Lets a demo person in without a password; false when there is none of this role.</summary>
    public async Task<bool> EnterDemoAsync(DemoPeopleStore demo, Role role, CancellationToken cancellationToken)
    {
        if (await demo.FindAsync(role, cancellationToken) is not { } found || await users.FindByIdAsync(found.Id) is not { } user)
        {
            return false;
        }
        await EnterAsync(user, cancellationToken);
        return true;
    }

    /// <summary>Writes the session of a person who has been recognised.</summary>
    internal async Task EnterAsync(PortalUser user, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(
            (db, token) => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignInAt, now), token),
            cancellationToken);
        var since = new Claim(PrincipalCaller.SignedInAtClaim, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        await signIn.SignInWithClaimsAsync(user, isPersistent: false, [since]);
    }
}
