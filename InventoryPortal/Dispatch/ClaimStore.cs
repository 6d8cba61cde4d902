using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>Hands out due listings under a lease with a fencing token. Each method is one atomic operation.</summary>
internal sealed class ClaimStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Listings claimed at once: a few of the largest batches, so that batches are full.</summary>
    public const int MaxClaim = 500;

    /// <summary>How long a lease outlives the process that holds it; the lane renews it while it works.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>How long a raise waits for others to be lowered before it takes what it may.</summary>
    private static readonly TimeSpan HoldAtMost = TimeSpan.FromSeconds(2);

    /// <summary>How soon a held listing is looked at again, should no signal come.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>Sales within this many event lags of each other make an unheard one likely.</summary>
    private const int LagsBetweenSales = 10;

    /// <summary>Whether anything of the channel may be claimable now; cheap, takes no lock.</summary>
    public Task<bool> IsAnyDueAsync(long channelId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync((db, token) => Due(db, channelId, now).AnyAsync(token), cancellationToken);
    }

    /// <summary>Claims up to <see cref="MaxClaim"/> due listings of an active channel, lowering first.</summary>
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
                var found = await Due(db, channelId, now).OrderBy(l => l.DueAt).ThenBy(l => l.Id).Take(MaxClaim)
                    .Select(l => new { l.Id, ProductId = l.ProductId!.Value }).ToListAsync(token);
                var productIds = found.Select(f => f.ProductId).Distinct().Order().ToList();
                await db.Dialect.LockProductsAsync(db, productIds, token);
                var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, token);
                var listings = await db.Listings.Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value)).ToListAsync(token);
                var siblings = listings.ToLookup(l => l.ProductId!.Value);
                var ids = found.Select(f => f.Id).ToHashSet();
                var claims = new List<ClaimedListing>(found.Count);
                foreach (var row in listings.Where(l => ids.Contains(l.Id) && IsDue(l, now)))
                {
                    if (Claim(row, products[row.ProductId!.Value], [.. siblings[row.ProductId.Value]], traits, now) is { } claim)
                    {
                        claims.Add(claim);
                    }
                }
                return [.. claims.OrderBy(c => c.Value > (c.Facts.Shown ?? c.Facts.Observed ?? 0)).ThenBy(c => c.ListingId)];
            },
            cancellationToken);

    /// <summary>Keeps leases alive while their calls are under way.</summary>
    public Task RenewAsync(long channelId, IReadOnlyCollection<long> listingIds, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + Lease;
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
                    var claim = byId[row.Id];
                    if (row.LeaseToken == claim.Token)
                    {
                        row.LeaseUntil = null;
                        row.OutcomeUnknown |= claim.IsUnderWay;
                        row.InFlight = claim.IsUnderWay ? row.InFlight : row.OutcomeUnknown ? claim.Facts.InFlight : null;
                        row.DueAt = dueAt;
                    }
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
                    if (row.LeaseToken != claim.Token)
                    {
                        continue;
                    }

                    // What was told since the claim is part of what the read saw missing.
                    var toldSince = Math.Clamp(row.ToldSinceConfirm - claim.ToldBefore, 0, unseen);
                    row.UnseenCredit += unseen - toldSince;
                    row.UnseenAt = unseen > toldSince ? now : row.UnseenAt;
                    row.ToldSinceConfirm -= claim.ToldBefore + toldSince;
                    (row.Confirmed, row.Observed, row.ObservedAt) = (shownNow, shownNow, now);
                    (row.InFlight, row.Sent, row.OutcomeUnknown) = (claim.Value, claim.Value, false);
                    claim.ToldBefore = 0;
                }
            },
            cancellationToken);

    private static IQueryable<ListingRow> Due(PortalDbContext db, long channelId, DateTimeOffset now) => db.Listings
        .Where(l => l.ChannelId == channelId && l.DueAt != null && l.DueAt <= now
            && (l.LeaseUntil == null || l.LeaseUntil <= now)
            && l.ProductId != null && l.Desired != null && !l.IsDead && !l.AwaitsApproval);

    private static bool IsDue(ListingRow row, DateTimeOffset now) =>
        row is { ProductId: not null, Desired: not null, IsDead: false, AwaitsApproval: false } && row.DueAt <= now && !(row.LeaseUntil > now);

    private static ClaimedListing? Claim(ListingRow row, ProductRow product, IReadOnlyList<ListingRow> all, ChannelTraits traits, DateTimeOffset now)
    {
        if (row.LeaseUntil is not null && row.InFlight is not null)
        {
            // Its holder vanished with a call under way.
            row.OutcomeUnknown = true;
        }
        var facts = FactsOf(row, product, all, traits, now);
        if (SendRule.Decide(facts) is not SendDecision.Send send)
        {
            row.DueAt = now + LookAgain;
            row.LeaseUntil = null;
            return null;
        }
        row.LeaseToken++;
        row.LeaseUntil = now + Lease;
        row.InFlight = row.OutcomeUnknown ? Math.Max(send.Value, row.InFlight ?? 0) : send.Value;
        (row.Sent, row.SentRevision, row.SentAt) = (send.Value, row.DesiredRevision, now);
        return new ClaimedListing(row.Id, row.ExternalId, row.LeaseToken, row.DesiredRevision, row.DesiredAt, facts, send, row.StockState == StockReadState.Untracked);
    }

    private static SendFacts FactsOf(ListingRow row, ProductRow product, IReadOnlyList<ListingRow> all, ChannelTraits traits, DateTimeOffset now)
    {

        // A listing that is not written to still sells what it shows.
        var linked = all.Where(l => l.LinkState == LinkState.Linked).ToList();
        var exposures = linked.Select(l => new ListingExposure(
            l.Id, l.Mode, l.Desired ?? 0, l.Confirmed - l.ToldSinceConfirm ?? l.Observed, l.Id == row.Id ? null : l.InFlight)).ToArray();
        return new SendFacts(
            row.Desired!.Value,
            row.Confirmed,
            row.Observed,
            row.ToldSinceConfirm,
            row.UnseenCredit,
            row.InFlight,
            row.OutcomeUnknown,
            ExposureRule.RaiseCap(product.OnHand - product.Reserved, product.Buffer, row.Id, exposures),
            OthersAreLowering: linked.Any(l => l.Id != row.Id && !l.IsDead && IsAbove(l)),
            WaitedEnough: row.DesiredAt is not { } since || now - since > HoldAtMost,
            SaleLikely: row.LastSaleAt is { } sold && now - sold < traits.EventLag * LagsBetweenSales,
            traits.CompareAndSet);
    }

    // It shows, or may come to show, more than it should.
    private static bool IsAbove(ListingRow listing) =>
        Math.Max(listing.Confirmed - listing.ToldSinceConfirm ?? listing.Observed ?? 0, listing.InFlight ?? 0) > (listing.Desired ?? 0);
}
