using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>
/// Makes the first administrator and key of an empty portal, once, before it listens. A crash before the commit leaves the
/// portal empty; after it, what configuration says here no longer matters.
/// </summary>
public sealed class Bootstrap(
    PortalDatabase database, NewPeople people, CommitSignals signals, IOptions<BootstrapOptions> options, TimeProvider clock, ILogger<Bootstrap> log)
{
    private const string KeyName = "Bootstrap";

    /// <summary>Does nothing once anybody or any key exists.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await database.ReadAsync(IsEmptyAsync, cancellationToken))
        {
            return;
        }
        var now = clock.GetUtcNow();
        var admin = MakeAdmin(now);
        var key = string.IsNullOrEmpty(options.Value.ApiKey) ? null : ApiKeyStore.Row(options.Value.ApiKey, KeyName, Role.Admin, now);
        if (admin is null && key is null)
        {
            return;
        }
        var made = await database.WriteAsync((db, token) => WriteAsync(db, admin, key, now, token), cancellationToken);
        if (made)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Access));
            log.LogInformation("Set up from configuration: administrator {Admin}, API key {Key}.", admin?.Email ?? "none", key is null ? "none" : "made");
        }
    }

    private PortalUser? MakeAdmin(DateTimeOffset now)
    {
        var settings = options.Value;
        if (string.IsNullOrEmpty(settings.AdminPassword))
        {
            return null;
        }
        var email = string.IsNullOrEmpty(settings.AdminEmail) ? BootstrapOptions.DefaultEmail : settings.AdminEmail;
        return people.Make(email, settings.AdminPassword, Role.Admin, now);
    }

    // Asked again under the write lock: two nodes may start on one empty database.
    private static async Task<bool> WriteAsync(PortalDbContext db, PortalUser? admin, ApiKeyRow? key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await IsEmptyAsync(db, cancellationToken))
        {
            return false;
        }
        if (admin is not null)
        {
            db.Users.Add(admin);
        }
        if (key is not null)
        {
            db.ApiKeys.Add(key);
        }
        var note = new ActivityNote { After = $"administrator {admin?.Email ?? "none"}, API key {(key is null ? "none" : "made")}" };
        CommandGate.Record(db, CommandContext.System, new Deed(Permissions.PeopleManage, "Set-up from configuration"), note, allowed: true, now);
        return true;
    }

    private static async Task<bool> IsEmptyAsync(PortalDbContext db, CancellationToken cancellationToken) =>
        !await db.Users.AnyAsync(cancellationToken) && !await db.ApiKeys.AnyAsync(cancellationToken);
}
