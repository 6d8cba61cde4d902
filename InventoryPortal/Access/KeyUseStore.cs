using System.Collections.Concurrent;
using System.Globalization;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>
/// When each key was last used. A request only marks it in memory; the marks are written together, so no request waits for one and a
/// key in constant use costs a write a minute. A crash loses the marks of that minute.
/// </summary>
public sealed class KeyUseStore(PortalDatabase database, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, DateTimeOffset> _used = new();

    /// <summary>Marks a key as used now; an actor that is none is passed over. Never waits.</summary>
    public void Mark(Actor actor)
    {
        if (actor.Kind == ActorKind.ApiKey && long.TryParse(actor.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            _used[id] = clock.GetUtcNow();
        }
    }

    /// <summary>Writes what was marked since the last time; one transaction. What could not be written is written next time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        // Keys that were presented are rows of the table, so there are no more than it has.
        var marks = _used.ToArray();
        if (marks.Length == 0)
        {
            return;
        }
        await database.WriteAsync(
            async (db, token) =>
            {
                foreach (var (id, at) in marks)
                {
                    await db.ApiKeys.Where(k => k.Id == id && (k.LastUsedAt == null || k.LastUsedAt < at))
                        .ExecuteUpdateAsync(s => s.SetProperty(k => k.LastUsedAt, at), token);
                }
            },
            cancellationToken);
        foreach (var mark in marks)
        {
            // A mark that came meanwhile is another value and stays.
            _used.TryRemove(mark);
        }
    }
}
