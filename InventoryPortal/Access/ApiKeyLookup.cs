using System.Collections.Concurrent;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>From a presented key to its caller. Whether the key still stands is asked of <see cref="RightsLookup"/> every time.</summary>
public sealed class ApiKeyLookup(PortalDatabase database, RightsLookup rights, KeyUseStore uses)
{
    /// <summary>Keys kept, a few hundred bytes each; past it the memory is emptied.</summary>
    private const int MaxKept = 10_000;

    // A key's hash, id and name never change, so nothing here can grow stale. Unknown keys are not kept: they are free to invent.
    private readonly ConcurrentDictionary<string, Actor> _known = new(StringComparer.Ordinal);

    /// <summary>The caller; null when the key is unknown, revoked or expired.</summary>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length is 0 or > ApiKeySecrets.MaxLength)
        {
            return null;
        }
        var hash = ApiKeySecrets.Hash(key);
        if (!_known.TryGetValue(hash, out var actor))
        {
            actor = await database.ReadAsync((db, token) => ReadAsync(db, hash, token), cancellationToken);
            if (actor is null)
            {
                return null;
            }
            if (_known.Count >= MaxKept)
            {
                _known.Clear();
            }
            _known[hash] = actor;
        }
        var caller = new Caller(actor);
        if (await rights.FindAsync(caller, cancellationToken) is null)
        {
            return null;
        }
        uses.Mark(actor);
        return caller;
    }

    private static async Task<Actor?> ReadAsync(PortalDbContext db, string hash, CancellationToken cancellationToken)
    {
        var row = await db.ApiKeys.Where(k => k.Hash == hash).Select(k => new { k.Id, k.Name }).SingleOrDefaultAsync(cancellationToken);
        return row is null ? null : new Actor(ActorKind.ApiKey, row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Name);
    }
}
