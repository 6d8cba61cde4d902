using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access.Factors;

/// <summary>Asks somebody who is signed in to show once more that it is them, by the password or a code of the app.</summary>
public sealed class Reassurance(IServiceScopeFactory scopes, SecondFactorStore factors, FreshProof proofs, SignInThrottle throttle)
{
    /// <summary>The partition of tries from within: a circuit has no address, and these must not use up anybody's sign-ins.</summary>
    private const string Within = "within ";

    /// <summary>A slip for <see cref="FreshProof"/>, or null: wrong, resting, or too many tries. Wrong ones count as at the sign-in.</summary>
    public async Task<string?> TryAsync(Caller caller, string? word, CancellationToken cancellationToken) =>
        await IsRightAsync(caller, word, takesCodes: true, cancellationToken) ? proofs.Issue(caller) : null;

    /// <summary>Whether it is the person's password; counted in the same way.</summary>
    internal Task<bool> IsPasswordAsync(Caller caller, string? word, CancellationToken cancellationToken) => IsRightAsync(caller, word, takesCodes: false, cancellationToken);

    private async Task<bool> IsRightAsync(Caller caller, string? word, bool takesCodes, CancellationToken cancellationToken)
    {
        if (word is not { Length: > 0 and <= PasswordRules.MaxLength } || !throttle.TryEnter(Within + caller.Actor.Id, Within + caller.Actor.Id))
        {
            return false;
        }
        using var turn = await throttle.TurnAsync(Within + caller.Actor.Id, cancellationToken);
        if (!turn.IsAcquired)
        {
            return false;
        }
        // A scope of its own: a circuit's would remember for hours what the person was like at the beginning.
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = await users.FindByIdAsync(caller.Actor.Id);
        if (user is null || user.IsDisabled || user.SecurityStamp != caller.SecurityStamp || await users.IsLockedOutAsync(user))
        {
            return false;
        }
        var isRight = takesCodes && Totp.IsCode(word) && user.TwoFactorEnabled
            ? await factors.UseCodeAsync(user.Id, word, cancellationToken)
            : user.PasswordHash is not null && await users.CheckPasswordAsync(user, word);
        if (!isRight)
        {
            await users.AccessFailedAsync(user);
            return false;
        }
        await users.ResetAccessFailedCountAsync(user);
        return true;
    }
}
