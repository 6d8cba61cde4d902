using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access.Factors;

/// <summary>The second page of a sign-in: after the password a code of the app, or one of the recovery codes.</summary>
public sealed class SecondStep(UserManager<PortalUser> users, SecondFactorStore factors, SessionStart sessions, SignInThrottle throttle)
{
    /// <summary>The partition of turns with codes.</summary>
    private const string Codes = "code ";

    /// <summary>Whether somebody's password was right a moment ago and the code is what is missing.</summary>
    public async Task<bool> IsDueAsync(HttpContext context) => await FindAsync(context) is not null;

    /// <summary>Takes a code and lets the person in. Wrong ones count towards the rest of the account as wrong passwords do.</summary>
    /// <param name="address">Remote address, for the throttle.</param>
    public async Task<SignInOutcome> TryAsync(HttpContext context, string code, string address, CancellationToken cancellationToken)
    {
        if (await SecondStepCookie.ReadAsync(context) is not { } step)
        {
            return SignInOutcome.StartAgain;
        }
        using var turn = await throttle.TurnAsync(Codes + step.UserId, cancellationToken);
        if (!turn.IsAcquired)
        {
            return SignInOutcome.TooMany;
        }
        if (await FindAsync(context) is not { } user)
        {
            return SignInOutcome.StartAgain;
        }
        if (!throttle.TryEnter(address, user.UserName ?? user.Id))
        {
            return SignInOutcome.TooMany;
        }
        if (await users.IsLockedOutAsync(user))
        {
            return SignInOutcome.Refused;
        }
        var typed = code.Trim().Replace(" ", "", StringComparison.Ordinal);
        var isRight = Totp.IsCode(typed)
            ? await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, typed)
            : await factors.UseRecoveryCodeAsync(user, typed, cancellationToken);
        if (!isRight)
        {
            await users.AccessFailedAsync(user);
            return SignInOutcome.Refused;
        }
        await users.ResetAccessFailedCountAsync(user);
        await SecondStepCookie.ClearAsync(context);
        return await sessions.EnterLocalAsync(user, SessionWay.PasswordAndCode, cancellationToken) ? SignInOutcome.SignedIn : SignInOutcome.Refused;
    }

    private async Task<PortalUser?> FindAsync(HttpContext context) =>
        await SecondStepCookie.ReadAsync(context) is { } step && await users.FindByIdAsync(step.UserId) is { IsDisabled: false, TwoFactorEnabled: true } user
            && SecondStepCookie.StampOf(user) == step.Stamp ? user : null;
}

/// <summary>Tells Identity how a code of the app is checked: against the portal's clock, and each once.</summary>
internal sealed class AppCodes(SecondFactorStore factors) : IUserTwoFactorTokenProvider<PortalUser>
{
    /// <inheritdoc />
    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<PortalUser> manager, PortalUser user) => Task.FromResult(user.TwoFactorEnabled);

    /// <summary>Nothing is sent: the app makes the code.</summary>
    public Task<string> GenerateAsync(string purpose, UserManager<PortalUser> manager, PortalUser user) => Task.FromResult("");

    /// <inheritdoc />
    public Task<bool> ValidateAsync(string purpose, string token, UserManager<PortalUser> manager, PortalUser user) =>
        factors.UseCodeAsync(user.Id, token, CancellationToken.None);
}
