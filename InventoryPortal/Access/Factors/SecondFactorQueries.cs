using System.Buffers.Text;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access.Factors;

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="Id">The credential's id, base64url; it is no secret.</param>
/// <param name="IsSynced">Its maker keeps a copy, so that the loss of one device does not lose it.</param>
public sealed record Passkey(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool IsSynced)
{
    internal static Passkey Of(PasskeyRow row) =>
        new(Base64Url.EncodeToString(row.CredentialId), row.Data.Name ?? "", row.Data.CreatedAt, row.LastUsedAt, row.Data.IsBackedUp);

    internal static byte[] CredentialOf(string id) => Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : [];
}

/// <summary>How a person signs in.</summary>
/// <param name="IsOutside">Entra ID lets the person in, and asks for what it wants.</param>
/// <param name="HasPassword">There is a password to change.</param>
/// <param name="AppSince">Since when an authenticator app is asked for; null when it is not.</param>
/// <param name="RecoveryCodes">How many are left.</param>
public sealed record SignInMeans(bool IsOutside, bool HasPassword, DateTimeOffset? AppSince, int RecoveryCodes, IReadOnlyList<Passkey> Passkeys)
{
    /// <summary>More than a password is asked for, or can be used.</summary>
    public bool HasSecondFactor => AppSince is not null || Passkeys.Count > 0;
}

/// <summary>Reads how people sign in; never a secret.</summary>
public sealed class SecondFactorQueries(PortalDatabase database)
{
    internal static readonly Refusal Outside =
        new(RefusalKind.Conflict, "outside_account", "This account signs in with Microsoft; its second factor is set up there.");

    /// <summary>The means of the caller; null when there is no such person.</summary>
    public Task<SignInMeans?> FindAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.Actor.Kind != ActorKind.User ? Task.FromResult<SignInMeans?>(null) : database.ReadAsync(
            async (db, token) =>
            {
                var id = caller.Actor.Id;
                if (await db.Users.Where(u => u.Id == id).Select(u => new { HasPassword = u.PasswordHash != null }).SingleOrDefaultAsync(token) is not { } user)
                {
                    return null;
                }
                var isOutside = await IsOutsideAsync(db, id, token);
                var app = await db.SecondFactors.SingleOrDefaultAsync(f => f.UserId == id, token);
                var passkeys = await db.Passkeys.Where(p => p.UserId == id).OrderBy(p => p.CredentialId).Take(PasskeyStore.MaxPasskeys).ToListAsync(token);
                return new SignInMeans(
                    isOutside, user.HasPassword, app?.TurnedOnAt, app is null ? 0 : RecoveryCodes.Left(app.RecoveryHashes),
                    [.. passkeys.Select(Passkey.Of).OrderBy(p => p.CreatedAt)]);
            },
            cancellationToken);

    /// <summary>Whether somebody else lets the person in: a passkey of ours would go round what was decided there.</summary>
    internal static Task<bool> IsOutsideAsync(PortalDbContext db, string userId, CancellationToken cancellationToken) =>
        db.UserLogins.AnyAsync(l => l.UserId == userId, cancellationToken);
}
