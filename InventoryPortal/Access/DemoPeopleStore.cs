using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>
/// Three people whom the sign-in page of a development machine lets in by one click. They have no password, so elsewhere
/// nobody can be them; this store is registered in Development only.
/// </summary>
public sealed class DemoPeopleStore(PortalDatabase database, CommandGate gate, NewPeople people, CommitSignals signals, IHostEnvironment environment, TimeProvider clock)
{
    private static readonly Role[] Roles = [Role.Viewer, Role.Editor, Role.Admin];

    /// <summary>Makes them where they are missing. One transaction.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        Refuse();
        await gate.RunAsync<string>(
            CommandContext.System,
            new Deed(Permissions.PeopleManage, "Demo people"),
            async (db, note, token) =>
            {
                foreach (var role in Roles)
                {
                    var email = EmailOf(role);
                    if (!await db.Users.AnyAsync(u => u.Email == email, token))
                    {
                        db.Users.Add(people.Make(email, null, role, clock.GetUtcNow()));
                    }
                }
                return note.After = string.Join(", ", Roles.Select(EmailOf));
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Access));
    }

    /// <summary>Roles that the sign-in page may offer.</summary>
    public async Task<IReadOnlyList<Role>> ListAsync(CancellationToken cancellationToken)
    {
        Refuse();
        var emails = Roles.Select(EmailOf).ToList();
        var found = await database.ReadAsync(
            (db, token) => db.Users.Where(u => emails.Contains(u.Email!) && !u.IsDisabled).Select(u => u.Email!).ToListAsync(token), cancellationToken);
        // The role that it was made for, even if somebody has raised or lowered the person since.
        return [.. Roles.Where(r => found.Contains(EmailOf(r)))];
    }

    /// <summary>The demo person of a role; null when there is none, or it was shut out.</summary>
    internal Task<PortalUser?> FindAsync(Role role, CancellationToken cancellationToken)
    {
        Refuse();
        var email = EmailOf(role);
        return database.ReadAsync((db, token) => db.Users.SingleOrDefaultAsync(u => u.Email == email && !u.IsDisabled, token), cancellationToken);
    }

    private static string EmailOf(Role role) => $"{role.ToString().ToLowerInvariant()}@demo.example";

    // The second lock on the door: whoever registers it elsewhere by mistake gets an error and no session.
    private void Refuse()
    {
        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException("Demo people exist in Development only.");
        }
    }
}
