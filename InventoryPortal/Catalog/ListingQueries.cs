using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Reads listings.</summary>
public sealed class ListingQueries(PortalDatabase database, PageCache pages, TimeProvider clock)
{
    private readonly SharedRead<IReadOnlyDictionary<string, MappingCounts>> _counts = new(token => CountNowAsync(database, pages, token), clock);

    /// <summary>Listings of one product that one answer carries: far more than there are channels.</summary>
    private const int MaxOfProduct = 500;

    /// <summary>One page of a channel's listings, in the order in which they came; null when there is no such channel.</summary>
    public Task<Paged<ListingView>?> ListAsync(ListingSearch search, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var channel = await db.Channels.SingleOrDefaultAsync(c => c.Key == search.Channel, token);
                if (channel is null)
                {
                    return null;
                }
                var listings = search.Filter(db);
                var total = await listings.CountAsync(token);
                var rows = await WithSku(db, listings.OrderBy(l => l.Id).Skip(page.Offset).Take(page.PageSize)).ToListAsync(token);
                return page.With([.. rows.Select(r => ListingView.Of(r.Listing, channel, r.Sku, clock.GetUtcNow()))], total);
            },
            cancellationToken);

    /// <summary>How each channel's listings are mapped, by channel key; channels without a listing are left out. Of very many listings a moment old.</summary>
    public Task<IReadOnlyDictionary<string, MappingCounts>> CountAsync(CancellationToken cancellationToken) => _counts.GetAsync(cancellationToken);

    private static async Task<IReadOnlyDictionary<string, MappingCounts>> CountNowAsync(PortalDatabase database, PageCache pages, CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync((db, token) => db.Channels.ToDictionaryAsync(c => c.Key, c => c.Id, StringComparer.Ordinal, token), cancellationToken);
        var counts = await pages.ReadManyAsync(
            "mappings.1", ids.Keys, CommitTopics.Listings | CommitTopics.Channels, (keys, token) => CountAsync(database, keys.ToDictionary(k => ids[k]), token), cancellationToken);
        return counts.Where(c => c.Value != MappingCounts.None).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
    }

    private static Task<IReadOnlyDictionary<string, MappingCounts>> CountAsync(PortalDatabase database, Dictionary<long, string> channels, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, MappingCounts>>(
            async (db, token) =>
            {
                var ids = channels.Keys.ToList();
                var counts = await db.Listings.Where(l => ids.Contains(l.ChannelId)).GroupBy(l => l.ChannelId).Select(g => new
                {
                    ChannelId = g.Key,
                    Counts = new MappingCounts(
                        g.Count(l => l.ProductId != null),
                        g.Count(l => l.LinkState == LinkState.Unlinked),
                        g.Count(l => l.LinkState == LinkState.Ambiguous),
                        g.Count(l => l.LinkState == LinkState.Orphaned),
                        g.Count(l => l.AwaitsApproval)),
                }).ToDictionaryAsync(c => c.ChannelId, c => c.Counts, token);
                return channels.ToDictionary(c => c.Value, c => counts.GetValueOrDefault(c.Key, MappingCounts.None), StringComparer.Ordinal);
            },
            cancellationToken);

    /// <summary>One listing; null when the channel or the listing does not exist.</summary>
    public Task<ListingView?> FindAsync(string channelKey, string externalId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var channel = await db.Channels.SingleOrDefaultAsync(c => c.Key == channelKey, token);
                var found = channel is null
                    ? null
                    : await WithSku(db, db.Listings.Where(l => l.ChannelId == channel.Id && l.ExternalId == externalId)).SingleOrDefaultAsync(token);
                return found is null ? null : ListingView.Of(found.Listing, channel!, found.Sku, clock.GetUtcNow());
            },
            cancellationToken);

    /// <summary>The listings of one product, inside the caller's own context.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    internal static async Task<IReadOnlyList<ListingView>> OfProductAsync(
        PortalDbContext db, long productId, IReadOnlySet<string>? scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await (
            from listing in db.Listings.Within(db, scope, l => l.ChannelId)
            where listing.ProductId == productId
            join channel in db.Channels on listing.ChannelId equals channel.Id
            join product in db.Products on listing.ProductId equals product.Id
            orderby listing.Id
            select new { Listing = listing, Channel = channel, product.Sku }).Take(MaxOfProduct).ToListAsync(cancellationToken);
        return [.. rows.Select(r => ListingView.Of(r.Listing, r.Channel, r.Sku, now))];
    }

    /// <summary>There is no such listing: it was never imported.</summary>
    internal static Refusal NotFound(string channelKey, string externalId) =>
        new(RefusalKind.NotFound, "listing_not_found", $"Channel {channelKey} has no listing {externalId}; import its catalogue first.");

    private static IQueryable<ListingWithSku> WithSku(PortalDbContext db, IQueryable<ListingRow> listings) =>
        from listing in listings
        join product in db.Products on listing.ProductId equals product.Id into products
        from product in products.DefaultIfEmpty()
        orderby listing.Id
        select new ListingWithSku(listing, product == null ? null : product.Sku);

    private sealed record ListingWithSku(ListingRow Listing, string? Sku);
}
