using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>
/// Who may sign in and as what. Whatever takes a right away changes the security stamp, which ends every session of the
/// person at its next request. At least one enabled administrator always remains.
/// </summary>
public sealed class PeopleStore(PortalDatabase database, CommandGate gate, CommitSignals signals, NewPeople people, TimeProvider clock)
{
    private static readonly Refusal LastAdmin =
        new(RefusalKind.Conflict, "last_admin", "The last administrator cannot be lowered or disabled.");

    /// <summary>Adds a person; 409 <c>duplicate_person</c> when the address is taken.</summary>
    public async Task<CommandAnswer<Person>> CreateAsync(CommandContext context, string email, string password, Role role, CancellationToken cancellationToken)
    {
        if (NewPeople.Validate(email, password) is { } refusal)
        {
            return refusal;
        }
        // Hashed before the transaction: a slow hash must not hold the write lock.
        var user = people.Make(email, password, role, clock.GetUtcNow());
        var answer = await gate.RunAsync<Person>(
            context,
            new Deed(Permissions.PeopleManage, user.Email!),
            async (db, note, token) =>
            {
                if (await db.Users.AnyAsync(u => u.NormalizedUserName == user.NormalizedUserName, token))
                {
                    return new Refusal(RefusalKind.Conflict, "duplicate_person", "A person with this e-mail address exists already.");
                }
                db.Users.Add(user);
                note.Changed(null, new { user.Email, user.Role });
                return Person.Of(user);
            },
            cancellationToken);
        return Tell(answer);
    }

    /// <summary>
    /// Adds the first administrator of an empty portal, for the set-up page; a refusal <c>already_set_up</c> once anybody exists.
    /// </summary>
    public async Task<CommandAnswer<Person>> CreateFirstAdminAsync(string email, string password, CancellationToken cancellationToken)
    {
        if (NewPeople.Validate(email, password) is { } refusal)
        {
            return refusal;
        }
        var user = people.Make(email, password, Role.Admin, clock.GetUtcNow());
        var answer = await gate.RunAsync<Person>(
            CommandContext.System,
            new Deed(Permissions.PeopleManage, user.Email!),
            async (db, note, token) =>
            {
                if (await db.Users.AnyAsync(token))
                {
                    return new Refusal(RefusalKind.Conflict, "already_set_up", "The portal has been set up already.");
                }
                db.Users.Add(user);
                note.Changed(null, new { user.Email, user.Role });
                return Person.Of(user);
            },
            cancellationToken);
        return Tell(answer);
    }

    /// <summary>Raises or lowers a person; lowering ends the person's sessions.</summary>
    public Task<CommandAnswer<Person>> SetRoleAsync(CommandContext context, string userId, Role role, CancellationToken cancellationToken) =>
        ChangeAsync(
            context,
            userId,
            user =>
            {
                if (role < user.Role)
                {
                    user.SecurityStamp = NewPeople.Stamp();
                }
                user.Role = role;
            },
            cancellationToken);

    /// <summary>Shuts a person out, at the next command and within a minute in open browsers.</summary>
    public Task<CommandAnswer<Person>> DisableAsync(CommandContext context, string userId, CancellationToken cancellationToken) =>
        ChangeAsync(
            context,
            userId,
            user =>
            {
                user.IsDisabled = true;
                user.SecurityStamp = NewPeople.Stamp();
            },
            cancellationToken);

    /// <summary>Lets a person in again.</summary>
    public Task<CommandAnswer<Person>> EnableAsync(CommandContext context, string userId, CancellationToken cancellationToken) =>
        ChangeAsync(context, userId, user => user.IsDisabled = false, cancellationToken);

    /// <summary>Gives a person another password, ends the sessions and a lockout.</summary>
    public async Task<CommandAnswer<Person>> ResetPasswordAsync(CommandContext context, string userId, string password, CancellationToken cancellationToken)
    {
        var email = await database.ReadAsync((db, token) => db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleOrDefaultAsync(token), cancellationToken);
        if (PasswordRules.Check(password, email ?? "") is { } fault)
        {
            return Refusal.Field("password", PasswordRules.Describe(fault));
        }
        var hash = people.Hash(password);
        return await ChangeAsync(
            context,
            userId,
            user =>
            {
                user.PasswordHash = hash;
                user.SecurityStamp = NewPeople.Stamp();
                user.AccessFailedCount = 0;
                user.LockoutEnd = null;
            },
            cancellationToken);
    }

    private async Task<CommandAnswer<Person>> ChangeAsync(CommandContext context, string userId, Action<PortalUser> change, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<Person>(
            context,
            new Deed(Permissions.PeopleManage, userId),
            async (db, note, token) =>
            {
                if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, token) is not { } user)
                {
                    return Refusal.NotFound("The person");
                }
                var before = Person.Of(user);
                change(user);
                var after = Person.Of(user);
                if (before.IsActiveAdmin && !after.IsActiveAdmin
                    && !await db.Users.AnyAsync(u => u.Id != userId && u.Role == Role.Admin && !u.IsDisabled, token))
                {
                    return LastAdmin;
                }
                user.ConcurrencyStamp = NewPeople.Stamp();
                note.Changed(new { before.Email, before.Role, before.IsDisabled }, new { after.Email, after.Role, after.IsDisabled });
                return after;
            },
            cancellationToken);
        return Tell(answer);
    }

    private CommandAnswer<Person> Tell(CommandAnswer<Person> answer)
    {
        if (answer is CommandAnswer<Person>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
        return answer;
    }
}
