using System.Globalization;
using System.Security.Cryptography;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>
/// One-time links by which a person who was added without a password chooses one. The link names the person's security stamp,
/// which the choice changes: used once it opens nothing. Any process on the same database can make and take them.
/// </summary>
public sealed class Invitations(
    PortalDatabase database, CommandGate gate, CommitSignals signals, NewPeople people, AccountLetters letters, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long a link opens: long enough to be handed over, short enough that a forgotten one is worth nothing.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private static readonly Refusal Closed = new(RefusalKind.Forbidden, "set_up_closed", "The set-up link is not valid any more.");

    private readonly IDataProtector _protector = protection.CreateProtector("InventoryPortal.Invitation.v1");

    /// <summary>
    /// Adds a person without a password and gives the path of the link; for one who is there and has not chosen yet, another link, with
    /// which the former ones open nothing any more. Refusals: <c>forbidden</c>, <c>validation_failed</c>, <c>duplicate_person</c>.
    /// </summary>
    /// <param name="channels">Channel keys that the person is limited to; null for all.</param>
    public async Task<CommandAnswer<string>> InviteAsync(
        CommandContext context, string email, Role role, CancellationToken cancellationToken, IReadOnlyCollection<string>? channels = null)
    {
        if (!NewPeople.IsEmail(email))
        {
            return Refusal.Field("email", "An e-mail address is needed.");
        }
        if (ChannelScope.Check(channels) is { } wrong)
        {
            return wrong;
        }
        // Making a key inside the transaction would wait for the lock that the transaction holds.
        _protector.Protect("");
        var user = people.Make(email, password: null, role, clock.GetUtcNow());
        user.Channels = ChannelScope.Write(channels);
        var answer = await gate.RunAsync<string>(
            context,
            new Deed(Permissions.PeopleManage, email),
            async (db, note, token) =>
            {
                var known = await db.Users.SingleOrDefaultAsync(u => u.NormalizedUserName == user.NormalizedUserName, token);
                if (known is { PasswordHash: not null } or { IsDisabled: true } || (known is not null && (known.Role != role || known.Channels != user.Channels)))
                {
                    return new Refusal(RefusalKind.Conflict, "duplicate_person", "A person with this e-mail address exists already.");
                }
                if (known is null)
                {
                    db.Users.Add(user);
                    note.Changed(null, new { user.Email, user.Role, user.Channels });
                }
                else
                {
                    known.SecurityStamp = NewPeople.Stamp();
                    note.After = "invited again";
                }
                return "/set-up?token=" + Uri.EscapeDataString(Token(known ?? user));
            },
            cancellationToken);
        Tell(answer is CommandAnswer<string>.Done);
        return answer;
    }

    /// <summary>Address of the person whom the token invites; null when it opens nothing.</summary>
    public async Task<string?> FindAsync(string? token, CancellationToken cancellationToken) =>
        Read(token) is { } invited
            ? await database.ReadAsync((db, stop) => Invited(db, invited).Select(u => u.Email).SingleOrDefaultAsync(stop), cancellationToken)
            : null;

    /// <summary>Gives the invited person the password; a refused one leaves the link good. Refusals: <c>set_up_closed</c>, <c>validation_failed</c>.</summary>
    public async Task<CommandAnswer<Person>> UseAsync(string? token, string password, CancellationToken cancellationToken)
    {
        if (Read(token) is not { } invited || await FindAsync(token, cancellationToken) is not { } email)
        {
            return Closed;
        }
        if (NewPeople.Validate(email, password) is { } refusal)
        {
            return refusal;
        }
        var hash = people.Hash(password);
        var answer = await gate.RunAsync<Person>(
            CommandContext.System,
            new Deed(Permissions.PeopleManage, email),
            async (db, note, stop) =>
            {
                if (await Invited(db, invited).SingleOrDefaultAsync(stop) is not { } user)
                {
                    return Closed;
                }
                user.PasswordHash = hash;
                user.SecurityStamp = NewPeople.Stamp();
                user.ConcurrencyStamp = NewPeople.Stamp();
                note.After = "password chosen by invitation";
                letters.Add(db, user, AccountNotice.PasswordChosen);
                return Person.Of(user);
            },
            cancellationToken);
        Tell(answer is CommandAnswer<Person>.Done);
        return answer;
    }

    private static IQueryable<PortalUser> Invited(PortalDbContext db, (string Id, string Stamp) invited) =>
        db.Users.Where(u => u.Id == invited.Id && u.SecurityStamp == invited.Stamp && u.PasswordHash == null && !u.IsDisabled);

    private string Token(PortalUser user) =>
        _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{user.Id} {user.SecurityStamp} {(clock.GetUtcNow() + Life).UtcTicks}"));

    private (string Id, string Stamp)? Read(string? token)
    {
        try
        {
            return token is not null && _protector.Unprotect(token).Split(' ') is [var id, var stamp, var until]
                && long.Parse(until, CultureInfo.InvariantCulture) > clock.GetUtcNow().UtcTicks
                ? (id, stamp)
                : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private void Tell(bool done)
    {
        if (done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
        }
    }
}
