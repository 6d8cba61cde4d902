using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>Hands out due listings under a lease with a fencing token. Each method is one atomic operation.</summary>
internal sealed class ClaimStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Whether anything of the channel may be claimable now; cheap, takes no lock.</summary>
    public Task<bool> IsAnyDueAsync(long channelId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync((db, token) => Due(db, channelId, now).AnyAsync(token), cancellationToken);
    }

    /// <summary>Claims due listings, as many as the channel takes at once, of an active channel, lowering first.</summary>
    public Task<IReadOnlyList<ClaimedListing>> ClaimAsync(long channelId, ChannelTraits traits, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<ClaimedListing>>(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var channel = await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.Id == channelId, token);
                if (channel is not { State: ChannelState.Active } || channel.NotBefore > now)
                {
                    return [];
                }
                var (due, size) = await ScopeAsync(Due(db, channelId, now), traits, token);
                var found = await due.OrderBy(l => l.DueAt).ThenBy(l => l.Id).Take(size)
                    .Select(l => new { l.Id, ProductId = l.ProductId!.Value }).ToListAsync(token);
                var productIds = found.Select(f => f.ProductId).Distinct().Order().ToList();
                await db.Dialect.LockProductsAsync(db, productIds, token);
                var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, token);
                var listings = await db.Listings.Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value)).ToListAsync(token);
                var siblings = listings.ToLookup(l => l.ProductId!.Value);
                var ids = found.Select(f => f.Id).ToHashSet();
                var claims = new List<ClaimedListing>(found.Count);
                foreach (var row in listings.Where(l => ids.Contains(l.Id) && ListingLease.IsDue(l, now)).OrderBy(l => l.Id))
                {
                    var facts = ListingLease.FactsOf(row, products[row.ProductId!.Value], [.. siblings[row.ProductId.Value]], traits, now);
                    if (ListingLease.Take(row, facts, now) is { } claim)
                    {
                        claims.Add(claim);
                    }
                }
                return ListingLease.InSendingOrder(claims);
            },
            cancellationToken);

    /// <summary>Keeps leases alive while their calls are under way.</summary>
    public Task RenewAsync(long channelId, IReadOnlyCollection<long> listingIds, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + ListingLease.Length;
        return database.WriteAsync(
            (db, token) => db.Listings
                .Where(l => l.ChannelId == channelId && l.LeaseUntil != null && listingIds.Contains(l.Id))
                .ExecuteUpdateAsync(s => s.SetProperty(l => l.LeaseUntil, until), token),
            cancellationToken);
    }

    /// <summary>Gives claims back that got no verdict: not sent, or cut off under way, which leaves their outcome open.</summary>
    public Task ReleaseAsync(IReadOnlyList<ClaimedListing> claims, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var byId = claims.ToDictionary(c => c.ListingId);
                var ids = byId.Keys.ToList();
                foreach (var row in await ListingLock.LoadAsync(db, ids, token))
                {
                    ListingLease.GiveBack(row, byId[row.Id], dueAt);
                }
            },
            cancellationToken);

    /// <summary>
    /// Takes the number just read as the new base, before the write goes out: the order that tells of units missing from it
    /// may come at any moment, and must find them noted whatever becomes of the write. Settles an outcome that was open.
    /// </summary>
    public Task NoteReadAsync(IReadOnlyList<(ClaimedListing Claim, int ShownNow, int Unseen)> found, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var byId = found.ToDictionary(f => f.Claim.ListingId);
                var ids = byId.Keys.ToList();
                var now = clock.GetUtcNow();
                foreach (var row in await ListingLock.LoadAsync(db, ids, token))
                {
                    var (claim, shownNow, unseen) = byId[row.Id];
                    ListingLease.NoteRead(row, claim, shownNow, unseen, now);
                }
            },
            cancellationToken);

    // What is to be read back first is settled a few at a time and does not make a bulk.
    private static async Task<(IQueryable<ListingRow> Due, int Size)> ScopeAsync(IQueryable<ListingRow> due, ChannelTraits traits, CancellationToken cancellationToken)
    {
        var fresh = due.Where(l => !l.OutcomeUnknown);
        return traits.Bulk is { } bulk && await fresh.OrderBy(l => l.Id).Take(bulk.From).CountAsync(cancellationToken) >= bulk.From ? (fresh, bulk.Size) : (due, traits.ClaimSize);
    }

    private static IQueryable<ListingRow> Due(PortalDbContext db, long channelId, DateTimeOffset now) => db.Listings
        .Where(l => l.ChannelId == channelId && l.DueAt != null && l.DueAt <= now
            && (l.LeaseUntil == null || l.LeaseUntil <= now)
            && l.ProductId != null && l.Desired != null && !l.IsDead && !l.AwaitsApproval);
}
