using System.Security.Cryptography;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access.Factors;

/// <summary>
/// The authenticator app of a person and its recovery codes. People change their own, and only with a fresh proof, which ends
/// their other sessions; an administrator can take a lost one off. A crash leaves either all of a change or nothing.
/// </summary>
public sealed class SecondFactorStore(
    PortalDatabase database,
    CommandGate gate,
    FreshProof proofs,
    AccountLetters letters,
    CommitSignals signals,
    IDataProtectionProvider protection,
    IOptions<PasswordHasherOptions> hashing,
    TimeProvider clock,
    ILogger<SecondFactorStore> log)
{
    private static readonly Refusal WrongCode = Refusal.Field("code", "This code is not right, or it has been used.");
    private static readonly Refusal AlreadyOn = new(RefusalKind.Conflict, "factor_on", "An authenticator app is set up already.");
    private static readonly Refusal NotOn = new(RefusalKind.Conflict, "factor_off", "No second factor is set up.");

    private readonly IDataProtector _protector = protection.CreateProtector("InventoryPortal.AuthenticatorKey.v1");

    /// <summary>Turns it on once the app has shown a right code; the answer is the recovery codes, which nobody can read again.</summary>
    public async Task<CommandAnswer<IReadOnlyList<string>>> TurnOnAsync(
        CommandContext context, string? proof, AuthenticatorKey key, string code, CancellationToken cancellationToken)
    {
        if (!proofs.Holds(proof, context.Caller))
        {
            return FreshProof.Lacking;
        }
        var now = clock.GetUtcNow();
        if (Totp.FindStep(key.Bytes, code, now) is not { } step)
        {
            return WrongCode;
        }
        // Both slow or in need of the write lock themselves, so before the transaction.
        var (codes, kept) = RecoveryCodes.Make(hashing.Value.IterationCount);
        var secret = Convert.ToBase64String(_protector.Protect(key.Bytes));
        return await ChangeOwnAsync<IReadOnlyList<string>>(
            context, proof, AccountNotice.AppAdded,
            async (db, user, note, token) =>
            {
                if (await SecondFactorQueries.IsOutsideAsync(db, user.Id, token))
                {
                    return SecondFactorQueries.Outside;
                }
                if (await db.SecondFactors.AnyAsync(f => f.UserId == user.Id, token))
                {
                    return AlreadyOn;
                }
                db.SecondFactors.Add(new SecondFactorRow { UserId = user.Id, ProtectedKey = secret, LastStep = step, RecoveryHashes = kept, TurnedOnAt = now });
                user.TwoFactorEnabled = true;
                note.Changed(new { authenticator = false }, new { authenticator = true });
                return new CommandAnswer<IReadOnlyList<string>>.Done(codes);
            },
            cancellationToken);
    }

    /// <summary>Turns it off, its recovery codes with it.</summary>
    public Task<CommandAnswer<string>> TurnOffAsync(CommandContext context, string? proof, CancellationToken cancellationToken) =>
        ChangeOwnAsync<string>(
            context, proof, AccountNotice.AppRemoved,
            async (db, user, note, token) =>
            {
                if (await db.SecondFactors.SingleOrDefaultAsync(f => f.UserId == user.Id, token) is not { } row)
                {
                    return NotOn;
                }
                db.SecondFactors.Remove(row);
                user.TwoFactorEnabled = false;
                note.Changed(new { authenticator = true }, new { authenticator = false });
                return user.Id;
            },
            cancellationToken);

    /// <summary>Ten new recovery codes; the old ones are void.</summary>
    public async Task<CommandAnswer<IReadOnlyList<string>>> RenewRecoveryAsync(CommandContext context, string? proof, CancellationToken cancellationToken)
    {
        if (!proofs.Holds(proof, context.Caller))
        {
            return FreshProof.Lacking;
        }
        var (codes, kept) = RecoveryCodes.Make(hashing.Value.IterationCount);
        return await ChangeOwnAsync<IReadOnlyList<string>>(
            context, proof, AccountNotice.RecoveryCodesRenewed,
            async (db, user, note, token) =>
            {
                if (await db.SecondFactors.SingleOrDefaultAsync(f => f.UserId == user.Id, token) is not { } row)
                {
                    return NotOn;
                }
                note.Changed(new { recoveryCodes = RecoveryCodes.Left(row.RecoveryHashes) }, new { recoveryCodes = codes.Count });
                row.RecoveryHashes = kept;
                return new CommandAnswer<IReadOnlyList<string>>.Done(codes);
            },
            cancellationToken);
    }

    /// <summary>
    /// Takes everything but the password off a person who lost it, passkeys included: the lost thing may hold one. Ends the
    /// person's sessions.
    /// </summary>
    public async Task<CommandAnswer<string>> TakeOffAsync(CommandContext context, string userId, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<string>(
            context,
            new Deed(Permissions.PeopleManage, userId),
            async (db, note, token) =>
            {
                if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, token) is not { } user)
                {
                    return Refusal.NotFound("The person");
                }
                var apps = await db.SecondFactors.Where(f => f.UserId == userId).ExecuteDeleteAsync(token);
                var passkeys = await db.Passkeys.Where(p => p.UserId == userId).ExecuteDeleteAsync(token);
                if (apps + passkeys == 0)
                {
                    return NotOn;
                }
                note.Subject = user.Email;
                user.TwoFactorEnabled = false;
                user.SecurityStamp = NewPeople.Stamp();
                await OtherSessions.EndAsync(db, userId, kept: null, clock.GetUtcNow(), token);
                letters.Add(db, user, AccountNotice.FactorsRemoved);
                user.ConcurrencyStamp = NewPeople.Stamp();
                note.Changed(new { user.Email, authenticator = apps > 0, passkeys }, new { user.Email, authenticator = false, passkeys = 0 });
                return userId;
            },
            cancellationToken);
        return Tell(answer);
    }

    /// <summary>Takes a code of the app, once: of two that bring the same one, in whatever order, one is refused.</summary>
    internal async Task<bool> UseCodeAsync(string userId, string code, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, cancellationToken) is not { } row || Key(row) is not { } key || Totp.FindStep(key, code, clock.GetUtcNow()) is not { } step)
        {
            return false;
        }
        return await database.WriteAsync(
            (db, token) => db.SecondFactors
                .Where(f => f.UserId == userId && f.ProtectedKey == row.ProtectedKey && f.LastStep < step)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.LastStep, step), token),
            cancellationToken) == 1;
    }

    /// <summary>Spends a recovery code, and says so in the activity: its owner should know when somebody else did.</summary>
    internal async Task<bool> UseRecoveryCodeAsync(PortalUser user, string code, CancellationToken cancellationToken)
    {
        if (await FindAsync(user.Id, cancellationToken) is not { } row || RecoveryCodes.Spend(row.RecoveryHashes, code) is not { } rest)
        {
            return false;
        }
        var context = new CommandContext(new Caller(new Actor(ActorKind.User, user.Id, user.Email ?? user.Id), user.SecurityStamp));
        var answer = await gate.RunAsync<string>(
            context,
            new Deed(Permissions.AccountSecure, context.Caller.Actor.Name),
            async (db, note, token) =>
            {
                // Only from the set that was looked at: the same code brought twice at once is spent once.
                var spent = await db.SecondFactors
                    .Where(f => f.UserId == user.Id && f.RecoveryHashes == row.RecoveryHashes)
                    .ExecuteUpdateAsync(set => set.SetProperty(f => f.RecoveryHashes, rest), token);
                note.Changed(new { recoveryCodes = RecoveryCodes.Left(row.RecoveryHashes) }, new { recoveryCodes = RecoveryCodes.Left(rest) });
                letters.Add(db, user, AccountNotice.RecoveryCodeUsed);
                return spent == 1 ? user.Id : WrongCode;
            },
            cancellationToken);
        return answer is CommandAnswer<string>.Done;
    }

    private async Task<CommandAnswer<T>> ChangeOwnAsync<T>(
        CommandContext context,
        string? proof,
        AccountNotice notice,
        Func<PortalDbContext, PortalUser, ActivityNote, CancellationToken, Task<CommandAnswer<T>>> change,
        CancellationToken cancellationToken)
        where T : notnull
    {
        if (!proofs.Holds(proof, context.Caller))
        {
            return FreshProof.Lacking;
        }
        var answer = await gate.RunAsync<T>(
            context,
            new Deed(Permissions.AccountSecure, context.Caller.Actor.Name),
            async (db, note, token) =>
            {
                var user = await db.Users.SingleAsync(u => u.Id == context.Caller.Actor.Id, token);
                user.ConcurrencyStamp = NewPeople.Stamp();
                var done = await change(db, user, note, token);
                await OtherSessions.EndAsync(db, user.Id, context.Caller.SessionId, clock.GetUtcNow(), token);
                letters.Add(db, user, notice);
                return done;
            },
            cancellationToken);
        return Tell(answer);
    }

    private CommandAnswer<T> Tell<T>(CommandAnswer<T> answer)
    {
        if (answer is CommandAnswer<T>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
        return answer;
    }

    private Task<SecondFactorRow?> FindAsync(string userId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.SecondFactors.SingleOrDefaultAsync(f => f.UserId == userId, token), cancellationToken);

    private byte[]? Key(SecondFactorRow row)
    {
        try
        {
            return _protector.Unprotect(Convert.FromBase64String(row.ProtectedKey));
        }
        catch (CryptographicException)
        {
            // The exception is left out on purpose: the remedy is the same for every cause, and a recovery code opens still.
            log.LogError("The authenticator key of a person cannot be decrypted; an administrator can take the second factor off.");
            return null;
        }
    }
}
