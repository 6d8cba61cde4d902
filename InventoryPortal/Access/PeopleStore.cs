using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>
/// Who may sign in and as what. Whatever takes a right away changes the security stamp, which ends every session of the
/// person at its next request. At least one enabled administrator of all channels who can sign in always remains.
/// </summary>
public sealed class PeopleStore(
    PortalDatabase database, CommandGate gate, CommitSignals signals, NewPeople people, AccountLetters letters, IOptions<AccessOptions> options, TimeProvider clock)
{
    private static readonly Refusal LastAdmin =
        new(RefusalKind.Conflict, "last_admin", "The last administrator of all channels who can sign in cannot be lowered, limited or disabled.");

    private static readonly Refusal OfDirectory =
        new(RefusalKind.Conflict, "directory_person", "The person comes from Entra ID: role and password are changed there.");

    private static readonly Refusal OwnAccount =
        new(RefusalKind.Conflict, "own_account", "Nobody can disable their own account; another administrator can.");

    /// <summary>Adds a person; 409 <c>duplicate_person</c> when the address is taken.</summary>
    /// <param name="channels">Channel keys that the person is limited to; null for all.</param>
    public async Task<CommandAnswer<Person>> CreateAsync(
        CommandContext context, string email, string password, Role role, CancellationToken cancellationToken, IReadOnlyCollection<string>? channels = null)
    {
        if ((NewPeople.Validate(email, password) ?? ChannelScope.Check(channels)) is { } refusal)
        {
            return refusal;
        }
        // Hashed before the transaction: a slow hash must not hold the write lock.
        var user = people.Make(email, password, role, clock.GetUtcNow());
        user.Channels = ChannelScope.Write(channels);
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
                note.Changed(null, new { user.Email, user.Role, user.Channels });
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

    /// <summary>
    /// Sets what a person may do and for which channels; whatever is taken away by it ends the person's sessions. Refusals:
    /// <c>forbidden</c>, <c>not_found</c>, <c>last_admin</c>, <c>directory_person</c> for another role, the field <c>channels</c>.
    /// </summary>
    /// <param name="channels">Channel keys that the person is limited to; null for all.</param>
    public async Task<CommandAnswer<Person>> SetRightsAsync(
        CommandContext context, string userId, Role role, IReadOnlyCollection<string>? channels, CancellationToken cancellationToken) =>
        ChannelScope.Check(channels) is { } refusal
            ? refusal
            : await ChangeAsync(
                context,
                userId,
                user =>
                {
                    var scope = ChannelScope.Write(channels);
                    if (role < user.Role || ChannelScope.IsNarrower(user.Channels, scope))
                    {
                        user.SecurityStamp = NewPeople.Stamp();
                    }
                    (user.Role, user.Channels) = (role, scope);
                    return null;
                },
                cancellationToken);

    /// <summary>Shuts a person out, at the next command and within a minute in open browsers. Refusals also: <c>own_account</c>, <c>last_admin</c>.</summary>
    public async Task<CommandAnswer<Person>> DisableAsync(CommandContext context, string userId, CancellationToken cancellationToken) =>
        context.Caller.Actor is { Kind: ActorKind.User } actor && actor.Id == userId
            ? OwnAccount
            : await ChangeAsync(
                context,
                userId,
                user =>
                {
                    user.IsDisabled = true;
                    user.SecurityStamp = NewPeople.Stamp();
                    return AccountNotice.Disabled;
                },
                cancellationToken);

    /// <summary>Lets a person in again.</summary>
    public Task<CommandAnswer<Person>> EnableAsync(CommandContext context, string userId, CancellationToken cancellationToken) =>
        ChangeAsync(
            context,
            userId,
            user =>
            {
                user.IsDisabled = false;
                return AccountNotice.Enabled;
            },
            cancellationToken);

    /// <summary>Gives a person another password, ends the sessions and a lockout. Refusals also: <c>directory_person</c>.</summary>
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
                return AccountNotice.PasswordReset;
            },
            cancellationToken);
    }

    /// <summary>Ends the rest of an account after wrong tries, and forgets them: for who has the right password after all.</summary>
    public Task<CommandAnswer<Person>> EndRestAsync(CommandContext context, string userId, CancellationToken cancellationToken) =>
        ChangeAsync(
            context,
            userId,
            user =>
            {
                user.AccessFailedCount = 0;
                user.LockoutEnd = null;
                return null;
            },
            cancellationToken);

    /// <param name="change">Answers what the person is told of it; null for nothing.</param>
    private async Task<CommandAnswer<Person>> ChangeAsync(
        CommandContext context, string userId, Func<PortalUser, AccountNotice?> change, CancellationToken cancellationToken)
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
                note.Subject = user.Email;
                var (before, stamp) = (Person.Of(user), user.SecurityStamp);
                var notice = change(user);
                var after = Person.Of(user);
                if (after.IsOfDirectory && (after.Role != before.Role || user.PasswordHash is not null))
                {
                    return OfDirectory;
                }
                if (before.IsWholeAdmin && !after.IsWholeAdmin && !await AnotherAdminAsync(db, userId, token))
                {
                    return LastAdmin;
                }
                user.ConcurrencyStamp = NewPeople.Stamp();
                if (user.SecurityStamp != stamp)
                {
                    // The stamp has ended them; the list of sessions should not show what opens nothing.
                    await OtherSessions.EndAsync(db, userId, kept: null, clock.GetUtcNow(), token);
                }
                if (notice is { } told)
                {
                    letters.Add(db, user, told);
                }
                note.Changed(
                    new { before.Email, before.Role, before.Channels, before.IsDisabled, before.RestsUntil },
                    new { after.Email, after.Role, after.Channels, after.IsDisabled, after.RestsUntil });
                return after;
            },
            cancellationToken);
        return Tell(answer);
    }

    // Who was invited and never came has no way in yet, nor has a password where passwords open nothing: nobody to leave the portal to.
    // Found by a write that changes nothing: it holds the others' rows until the end of the transaction, so that of two administrators
    // who shut each other out at once, where rows are locked and not the database, one waits and then finds nobody.
    private async Task<bool> AnotherAdminAsync(PortalDbContext db, string userId, CancellationToken cancellationToken)
    {
        var opens = options.Value.LocalAccounts != LocalAccounts.Off;
        return await db.Users
            .Where(u => u.Id != userId && u.Role == Role.Admin && u.Channels == null && !u.IsDisabled
                && ((opens && u.PasswordHash != null) || db.UserLogins.Any(l => l.UserId == u.Id)))
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.IsDisabled, false), cancellationToken) > 0;
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
