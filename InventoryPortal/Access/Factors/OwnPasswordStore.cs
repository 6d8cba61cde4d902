using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access.Factors;

/// <summary>Lets people change their own password, by the present one; an administrator's way is <see cref="PeopleStore"/>.</summary>
public sealed class OwnPasswordStore(
    CommandGate gate, Reassurance reassurance, NewPeople people, AccountLetters letters, CommitSignals signals, TimeProvider clock)
{
    private static readonly Refusal Wrong = Refusal.Field("current", "This is not the present password, or there were too many tries.");
    private static readonly Refusal Same = Refusal.Field("password", "The new password is the present one.");

    /// <summary>
    /// Changes it; the answer is how many other sessions ended by it. A session of a moment ago is no proof here: what is stolen
    /// may be the session. Refusals: <c>validation_failed</c> with the field <c>current</c> or <c>password</c>, <c>forbidden</c>.
    /// </summary>
    public async Task<CommandAnswer<int>> ChangeAsync(CommandContext context, string current, string wanted, CancellationToken cancellationToken)
    {
        var caller = context.Caller;
        if (PasswordRules.Check(wanted, caller.Actor.Name) is { } fault)
        {
            return Refusal.Field("password", PasswordRules.Describe(fault));
        }
        if (wanted == current)
        {
            return Same;
        }
        if (!await reassurance.IsPasswordAsync(caller, current, cancellationToken))
        {
            return Wrong;
        }
        // Before the transaction: a slow hash must not hold the write lock.
        var hash = people.Hash(wanted);
        var answer = await gate.RunAsync<int>(
            context,
            new Deed(Permissions.AccountSecure, caller.Actor.Name),
            async (db, note, token) =>
            {
                var user = await db.Users.SingleAsync(u => u.Id == caller.Actor.Id, token);
                user.PasswordHash = hash;
                // Not the security stamp: it would end the session that asks, too.
                user.ConcurrencyStamp = NewPeople.Stamp();
                note.After = "password changed";
                letters.Add(db, user, AccountNotice.PasswordChanged);
                return await OtherSessions.EndAsync(db, user.Id, caller.SessionId, clock.GetUtcNow(), token);
            },
            cancellationToken);
        if (answer is CommandAnswer<int>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
        return answer;
    }
}
