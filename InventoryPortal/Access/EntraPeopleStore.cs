using System.Security.Claims;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Identity.Web;

namespace InventoryPortal.Access;

/// <summary>
/// The portal's row of a person from Entra ID. The directory is the truth for the role: it is taken over at every sign-in,
/// also when it lowers the last administrator. A person disabled here stays out whatever the directory says.
/// </summary>
public sealed class EntraPeopleStore(PortalDatabase database, CommitSignals signals, NewPeople people, TimeProvider clock)
{
    /// <summary>Begins the user name of who comes from the directory, so that it can never collide with or be mistaken for a local account's.</summary>
    private const string NamePrefix = "entra:";

    /// <summary>Whether the person comes from the directory: its role is the directory's to give, and only it opens the door.</summary>
    public static bool IsOfDirectory(PortalUser user) => user.UserName?.StartsWith(NamePrefix, StringComparison.Ordinal) == true;

    /// <summary>
    /// Creates or updates the row; null when no app role of the portal is assigned, which also ends the sessions that the person still has
    /// here, or when the person is disabled here.
    /// </summary>
    public async Task<PortalUser?> TakeOverAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        // Tenant and object id together are the only identity that cannot be taken over by renaming an account.
        if (principal.GetObjectId() is not { Length: > 0 } objectId || principal.GetTenantId() is not { Length: > 0 } tenantId)
        {
            return null;
        }
        var key = $"{tenantId}:{objectId}";
        if (RoleOf(principal) is not { } role)
        {
            await EndAsync(key, cancellationToken);
            return null;
        }
        var email = principal.GetDisplayName() ?? principal.FindFirstValue("name") ?? objectId;
        var user = await database.WriteAsync((db, token) => WriteAsync(db, key, email, role, token), cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Access));
        return user.IsDisabled ? null : user;
    }

    /// <summary>The highest of the assigned app roles; <c>Admin</c> and <c>InventoryPortal.Admin</c> both count. Null when none does.</summary>
    internal static Role? RoleOf(ClaimsPrincipal principal) =>
        principal.Claims
            .Where(c => c.Type is "roles" or "role" or ClaimTypes.Role)
            .Select(c => Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(
                role => string.Equals(role.ToString(), c.Value[(c.Value.LastIndexOf('.') + 1)..], StringComparison.OrdinalIgnoreCase)))
            .Max();

    private async Task EndAsync(string key, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async (db, token) =>
            {
                if (await FindAsync(db, key, token) is { } user)
                {
                    user.SecurityStamp = NewPeople.Stamp();

                    // Nobody may be taken for an administrator who is one no more: another would be let go for their sake.
                    user.Role = Role.Viewer;
                    var note = new ActivityNote { After = "no app role of the portal is assigned any more; sessions ended" };
                    CommandGate.Record(db, CommandContext.System, new Deed(Permissions.PeopleManage, user.Email ?? key), note, allowed: true, clock.GetUtcNow());
                }
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Access));
    }

    private static async Task<PortalUser?> FindAsync(PortalDbContext db, string key, CancellationToken cancellationToken) =>
        await db.UserLogins.SingleOrDefaultAsync(l => l.LoginProvider == EntraSignIn.SchemeName && l.ProviderKey == key, cancellationToken) is { } login
            ? await db.Users.SingleAsync(u => u.Id == login.UserId, cancellationToken)
            : null;

    private async Task<PortalUser> WriteAsync(PortalDbContext db, string key, string email, Role role, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = await FindAsync(db, key, cancellationToken);
        var before = user is null ? null : Person.Of(user);
        if (user is null)
        {
            user = people.Make(email, null, role, now, userName: NamePrefix + key);
            db.Users.Add(user);
            db.UserLogins.Add(new IdentityUserLogin<string> { LoginProvider = EntraSignIn.SchemeName, ProviderKey = key, UserId = user.Id, ProviderDisplayName = "Entra ID" });
        }
        else if (role < user.Role)
        {
            user.SecurityStamp = NewPeople.Stamp();
        }
        user.Role = role;
        user.Email = email;
        if (before is null || before.Role != role)
        {
            var note = new ActivityNote();
            note.Changed(before is null ? null : new { before.Email, before.Role }, new { Email = email, Role = role });
            CommandGate.Record(db, CommandContext.System, new Deed(Permissions.PeopleManage, email), note, allowed: true, now);
        }
        return user;
    }
}
