using System.Security.Cryptography;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>By what the nodes on one database know each other from anybody else.</summary>
/// <param name="Name">Tells them from the nodes of other databases; no secret.</param>
/// <param name="Secret">By it they know each other's messages from forged ones; 32 bytes.</param>
public sealed record Installation(string Name, ReadOnlyMemory<byte> Secret);

/// <summary>What the nodes on one database have in common: made once and kept in the database.</summary>
public sealed class InstallationStore(PortalDatabase database, TimeProvider clock)
{
    private const string NameCursor = "installation";

    // In plain text: the keys that it could be encrypted with lie in the same database, and what it guards is news of that database.
    // Who reads the tables needs no Redis, and who writes them need not forge anything.
    private const string SecretCursor = "installation-secret";

    /// <summary>As many as the hash that it is the key of gives.</summary>
    private const int SecretBytes = 32;

    /// <summary>Both; made where there is none. Of two nodes that make it at once, both get what was committed.</summary>
    public async Task<Installation> FindAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } installation)
        {
            return installation;
        }
        try
        {
            await database.WriteAsync(MakeAsync, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (await database.ClassifyAsync(e, cancellationToken) != DbFault.Duplicate)
            {
                throw;
            }
        }
        return (await ReadAsync(cancellationToken))!;
    }

    // A database of an earlier version has the name alone.
    private async Task MakeAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        var there = await db.Cursors.Where(c => c.Name == NameCursor || c.Name == SecretCursor).Select(c => c.Name).ToListAsync(cancellationToken);
        if (!there.Contains(NameCursor))
        {
            db.Cursors.Add(new CursorRow { Name = NameCursor, Value = Guid.NewGuid().ToString("N"), UpdatedAt = clock.GetUtcNow() });
        }
        if (!there.Contains(SecretCursor))
        {
            var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
            db.Cursors.Add(new CursorRow { Name = SecretCursor, Value = secret, UpdatedAt = clock.GetUtcNow() });
        }
    }

    private async Task<Installation?> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            (db, token) => db.Cursors.Where(c => c.Name == NameCursor || c.Name == SecretCursor).ToDictionaryAsync(c => c.Name, c => c.Value, token), cancellationToken);
        return found.TryGetValue(NameCursor, out var name) && found.TryGetValue(SecretCursor, out var secret)
            ? new Installation(name, Convert.FromBase64String(secret)) : null;
    }
}
