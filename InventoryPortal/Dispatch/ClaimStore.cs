using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>Hands out due listings under a lease with a fencing token. Each method is one atomic operation for each listing.</summary>
internal sealed class ClaimStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Leases renewed by one statement: it takes no product's lock, and stays far below where SQL Server locks the whole table.</summary>
    private const int RenewedAtOnce = 1_000;

    /// <summary>Whether anything of the channel may be claimable now; cheap, takes no lock.</summary>
    public Task<bool> IsAnyDueAsync(long channelId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync((db, token) => Due(db, channelId, now).AnyAsync(token), cancellationToken);
    }

    /// <summary>
    /// Claims due listings, as many as the channel takes at once, of an active channel, lowering first. In chunks, so that sales are
    /// never stalled; a crash in between leaves leases that lapse.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedListing>> ClaimAsync(long channelId, ChannelTraits traits, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await database.ReadAsync((db, token) => FindAsync(db, channelId, traits, now, token), cancellationToken);
        var claims = new List<ClaimedListing>(found.Count);
        try
        {
            foreach (var ids in found.Chunk(ListingLock.AtOnce))
            {
                claims.AddRange(await database.WriteAsync((db, token) => TakeAsync(db, channelId, ids, traits, token), cancellationToken));
            }
        }
        catch (Exception) when (claims.Count > 0)
        {
            // None of these was sent: nobody is to wait for their leases to lapse.
            await ReleaseAsync(claims, clock.GetUtcNow(), CancellationToken.None);
            throw;
        }
        return ListingLease.InSendingOrder(claims);
    }

    /// <summary>Keeps leases alive while their calls are under way; one that another has taken over is left to it, and lapses here.</summary>
    public async Task RenewAsync(long channelId, IReadOnlyCollection<ClaimedListing> claims, CancellationToken cancellationToken)
    {
        foreach (var some in claims.Chunk(RenewedAtOnce))
        {
            var until = clock.GetUtcNow() + ListingLease.Length;
            var tokens = some.ToDictionary(c => c.ListingId, c => c.Token);
            var held = await database.WriteAsync(
                async (db, token) =>
                {
                    var asked = tokens.Keys.ToArray();
                    var rows = await db.Listings.Where(l => l.ChannelId == channelId && l.LeaseUntil != null && asked.Contains(l.Id))
                        .Select(l => new { l.Id, l.LeaseToken }).ToListAsync(token);
                    var ids = rows.Where(r => tokens[r.Id] == r.LeaseToken).Select(r => r.Id).ToHashSet();
                    await db.Listings.Where(l => ids.Contains(l.Id)).ExecuteUpdateAsync(s => s.SetProperty(l => l.LeaseUntil, until), token);
                    return ids;
                },
                cancellationToken);
            foreach (var claim in some.Where(c => held.Contains(c.ListingId)))
            {
                claim.LeasedUntil = until;
            }
        }
    }

    /// <summary>Gives claims back that got no verdict: not sent, or cut off under way, which leaves their outcome open.</summary>
    public Task ReleaseAsync(IReadOnlyList<ClaimedListing> claims, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var byId = claims.ToDictionary(c => c.ListingId);
        var now = clock.GetUtcNow();
        return EachAsync(byId.Keys, row => ListingLease.GiveBack(row, byId[row.Id], dueAt, now), cancellationToken);
    }

    /// <summary>
    /// Takes the number just read as the new base, before the write goes out: the order that tells of units missing from it
    /// may come at any moment, and must find them noted whatever becomes of the write. Settles an outcome that was open, unless the channel may still show it.
    /// </summary>
    public async Task NoteReadAsync(IReadOnlyList<ReadNote> found, CancellationToken cancellationToken)
    {
        var byId = found.ToDictionary(f => f.Claim.ListingId);
        var now = clock.GetUtcNow();
        await EachAsync(byId.Keys, row => ListingLease.NoteRead(row, byId[row.Id], now), cancellationToken);
        foreach (var note in found.Where(f => f.IsBase))
        {
            // Only now that it is committed: a write that had to be tried again begins with what was claimed.
            note.Claim.ToldBefore = 0;
        }
    }

    /// <summary>Changes listings under the lock of their products, in chunks.</summary>
    private async Task EachAsync(IEnumerable<long> listingIds, Action<ListingRow> change, CancellationToken cancellationToken)
    {
        foreach (var ids in listingIds.Chunk(ListingLock.AtOnce))
        {
            await database.WriteAsync(async (db, token) => (await ListingLock.LoadAsync(db, ids, token)).ForEach(change), cancellationToken);
        }
    }

    /// <summary>
    /// Ids of what is to be claimed. Where there is enough for a bulk, it does not make those wait whose outcome is open: some of them
    /// are read back before it goes, the longest due first.
    /// </summary>
    private static async Task<List<long>> FindAsync(
        PortalDbContext db, long channelId, ChannelTraits traits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = Due(db, channelId, now);
        var fresh = due.Where(l => !l.OutcomeUnknown);
        if (traits.Bulk is not { } bulk || await fresh.OrderBy(l => l.Id).Take(bulk.From).CountAsync(cancellationToken) < bulk.From)
        {
            return await FirstAsync(due, traits.ClaimSize, cancellationToken);
        }
        var open = await FirstAsync(due.Where(l => l.OutcomeUnknown), traits.ClaimSize, cancellationToken);
        return [.. open, .. await FirstAsync(fresh, bulk.Size, cancellationToken)];
    }

    private static Task<List<long>> FirstAsync(IQueryable<ListingRow> due, int size, CancellationToken cancellationToken) =>
        due.OrderBy(l => l.DueAt).ThenBy(l => l.Id).Take(size).Select(l => l.Id).ToListAsync(cancellationToken);

    private async Task<List<ClaimedListing>> TakeAsync(PortalDbContext db, long channelId, long[] ids, ChannelTraits traits, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var channel = await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.Id == channelId, cancellationToken);
        if (channel is not { State: ChannelState.Active, Shadow: false } || channel.NotBefore > now)
        {
            return [];
        }
        var productIds = await db.Listings.Where(l => ids.Contains(l.Id) && l.ProductId != null)
            .Select(l => l.ProductId!.Value).Distinct().OrderBy(id => id).ToListAsync(cancellationToken);
        await db.Dialect.LockProductsAsync(db, productIds, cancellationToken);
        var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var listings = await db.Listings.Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value)).ToListAsync(cancellationToken);
        var siblings = listings.ToLookup(l => l.ProductId!.Value);
        var due = listings.Where(l => ids.Contains(l.Id) && ListingLease.IsDue(l, now)).OrderBy(l => l.Id).ToList();
        var groups = await GroupWrites.ReadAsync(db, channelId, due, traits, now, cancellationToken);
        var claims = new List<ClaimedListing>(ids.Length);
        foreach (var row in due)
        {
            var facts = ListingLease.FactsOf(row, products[row.ProductId!.Value], [.. siblings[row.ProductId.Value]], traits, now, groups.BesideOf(row));
            if (ListingLease.Take(row, facts, now) is { } claim)
            {
                claims.Add(claim);
                groups.Claimed(row);
            }
        }
        return claims;
    }

    private static IQueryable<ListingRow> Due(PortalDbContext db, long channelId, DateTimeOffset now) => db.Listings
        .Where(l => l.ChannelId == channelId && l.DueAt != null && l.DueAt <= now
            && (l.LeaseUntil == null || l.LeaseUntil <= now)
            && l.ProductId != null && l.Desired != null && !l.IsDead && !l.AwaitsApproval);
}
