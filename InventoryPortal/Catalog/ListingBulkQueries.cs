using InventoryPortal.Access;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>An edit of many listings that was made.</summary>
/// <param name="Changed">Listings that it changed.</param>
public sealed record PastBulk(string OperationId, DateTimeOffset At, int Changed);

/// <summary>Reads a person's edits of many listings, which the record keeps.</summary>
public sealed class ListingBulkQueries(PortalDatabase database)
{
    /// <summary>Edits listed: older ones have mostly been edited over.</summary>
    private const int MaxListed = 5;

    /// <summary>The newest of a channel by this caller that changed anything, newest first; taking one back is one of them too.</summary>
    public Task<IReadOnlyList<PastBulk>> RecentAsync(Caller caller, string channelKey, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PastBulk>>(
            async (db, token) =>
            {
                var (actor, subject) = (caller.Actor.Id, ListingBulkStore.DeedOf(channelKey).Whole.Subject);
                var mine = db.Activity.Where(a => a.ActorId == actor && a.Action == Permissions.ListingsEdit);
                var begun = await mine.Where(a => a.Subject == subject && a.Allowed).OrderByDescending(a => a.At).Take(MaxListed)
                    .Select(a => new { a.OperationId, a.At }).ToListAsync(token);
                var ids = begun.ConvertAll(b => b.OperationId);
                var counts = await mine.Where(a => a.Before != null && ids.Contains(a.OperationId)).GroupBy(a => a.OperationId)
                    .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, token);
                return [.. begun.Where(b => counts.ContainsKey(b.OperationId)).Select(b => new PastBulk(b.OperationId, b.At, counts[b.OperationId]))];
            },
            cancellationToken);
}
