using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access.Factors;

/// <summary>The passkeys of a person: people add, name and remove their own, each with a fresh proof. One more or one less ends their other sessions.</summary>
public sealed class PasskeyStore(
    PortalDatabase database, CommandGate gate, FreshProof proofs, AccountLetters letters, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Passkeys of a person: a few devices and a key in the drawer.</summary>
    public const int MaxPasskeys = 20;

    /// <summary>Characters of a name.</summary>
    public const int MaxName = 60;

    private static readonly Refusal TooMany = new(RefusalKind.Conflict, "too_many_passkeys", "Remove a passkey before you add another.");
    internal static readonly Refusal Unfit = new(RefusalKind.Unprocessable, "passkey_unfit", "This passkey cannot be used here.");

    /// <summary>Adds one that the browser has made and Identity has verified.</summary>
    internal async Task<CommandAnswer<string>> AddAsync(
        CommandContext context, string? proof, UserPasskeyInfo passkey, string? name, CancellationToken cancellationToken)
    {
        if (passkey.CredentialId.Length > PasskeyMapping.MaxCredentialId || !passkey.IsUserVerified)
        {
            return Unfit;
        }
        if (Named(name) is not { } named)
        {
            return NoName();
        }
        passkey.Name = named;
        return await ChangeOwnAsync(
            context, proof,
            async (db, note, token) =>
            {
                if (await SecondFactorQueries.IsOutsideAsync(db, context.Caller.Actor.Id, token))
                {
                    return SecondFactorQueries.Outside;
                }
                if (await db.Passkeys.CountAsync(p => p.UserId == context.Caller.Actor.Id, token) >= MaxPasskeys)
                {
                    return TooMany;
                }
                using var store = new PasskeyTable(db, letters) { AutoSaveChanges = false };
                var user = await db.Users.SingleAsync(u => u.Id == context.Caller.Actor.Id, token);
                await store.AddOrUpdatePasskeyAsync(user, passkey, token);
                await SettleAsync(db, context, user, AccountNotice.PasskeyAdded, token);
                note.Changed(null, new { passkey = named });
                return named;
            },
            cancellationToken);
    }

    /// <summary>Calls one otherwise.</summary>
    public async Task<CommandAnswer<string>> RenameAsync(CommandContext context, string? proof, string id, string? name, CancellationToken cancellationToken)
    {
        if (Named(name) is not { } named)
        {
            return NoName();
        }
        return await ChangeOneAsync(
            context, proof, id,
            (_, row, note, _) =>
            {
                note.Changed(new { passkey = row.Data.Name }, new { passkey = named });
                row.Data.Name = named;
                return Task.FromResult(named);
            },
            cancellationToken);
    }

    /// <summary>Removes one; it opens nothing any more.</summary>
    public Task<CommandAnswer<string>> RemoveAsync(CommandContext context, string? proof, string id, CancellationToken cancellationToken) =>
        ChangeOneAsync(
            context, proof, id,
            async (db, row, note, token) =>
            {
                db.Passkeys.Remove(row);
                var user = await db.Users.SingleAsync(u => u.Id == context.Caller.Actor.Id, token);
                await SettleAsync(db, context, user, AccountNotice.PasskeyRemoved, token);
                note.Changed(new { passkey = row.Data.Name }, null);
                return row.Data.Name ?? "";
            },
            cancellationToken);

    /// <summary>Keeps what a sign-in told of a passkey: its counter, by which a copy is found out, and the instant.</summary>
    internal Task<bool> UsedAsync(UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                // Removed since it was looked at: then it opens nothing.
                if (await db.Passkeys.SingleOrDefaultAsync(p => p.CredentialId == passkey.CredentialId, token) is not { } row)
                {
                    return false;
                }
                (row.Data.SignCount, row.Data.IsBackedUp, row.LastUsedAt) = (passkey.SignCount, passkey.IsBackedUp, clock.GetUtcNow());
                return true;
            },
            cancellationToken);

    private async Task SettleAsync(PortalDbContext db, CommandContext context, PortalUser user, AccountNotice notice, CancellationToken cancellationToken)
    {
        await OtherSessions.EndAsync(db, user.Id, context.Caller.SessionId, clock.GetUtcNow(), cancellationToken);
        letters.Add(db, user, notice);
    }

    private Task<CommandAnswer<string>> ChangeOneAsync(
        CommandContext context, string? proof, string id, Func<PortalDbContext, PasskeyRow, ActivityNote, CancellationToken, Task<string>> change, CancellationToken cancellationToken) =>
        ChangeOwnAsync(
            context, proof,
            async (db, note, token) =>
            {
                var credential = Passkey.CredentialOf(id);
                return await db.Passkeys.SingleOrDefaultAsync(p => p.CredentialId == credential && p.UserId == context.Caller.Actor.Id, token) is { } row
                    ? await change(db, row, note, token)
                    : Refusal.NotFound("The passkey");
            },
            cancellationToken);

    private async Task<CommandAnswer<string>> ChangeOwnAsync(
        CommandContext context, string? proof, Func<PortalDbContext, ActivityNote, CancellationToken, Task<CommandAnswer<string>>> change, CancellationToken cancellationToken)
    {
        if (!proofs.Holds(proof, context.Caller))
        {
            return FreshProof.Lacking;
        }
        var answer = await gate.RunAsync(context, new Deed(Permissions.AccountSecure, context.Caller.Actor.Name), change, cancellationToken);
        if (answer is CommandAnswer<string>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
        return answer;
    }

    private static Refusal NoName() => Refusal.Field("name", $"A name of at most {MaxName} characters is needed.");

    private static string? Named(string? name) => name?.Trim() is { Length: > 0 and <= MaxName } named ? named : null;
}
