using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>
/// What every group of the ledger asks, compiled once: taking the expressions apart anew was a third of what a sale's reads cost.
/// Levels and listings are not tracked; they are written back by <see cref="RowUpdate{T}"/>.
/// </summary>
internal sealed class HotQueries
{
    public Func<PortalDbContext, IEnumerable<string>, IAsyncEnumerable<IdempotencyRow>> Answers { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, IEnumerable<string> scopes) => db.IdempotencyKeys.AsNoTracking().Where(i => scopes.Contains(i.Scope)));

    public Func<PortalDbContext, IEnumerable<string>, IAsyncEnumerable<long>> ProductIds { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, IEnumerable<string> skus) => db.Products.Where(p => skus.Contains(p.SkuNormalised)).Select(p => p.Id));

    /// <summary>Ids of the products that these listings of a channel are mapped to.</summary>
    public Func<PortalDbContext, long, IEnumerable<string>, IAsyncEnumerable<long>> ProductsOfListings { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, long channelId, IEnumerable<string> externalIds) => db.Listings
            .Where(l => l.ChannelId == channelId && externalIds.Contains(l.ExternalId) && l.ProductId != null).Select(l => l.ProductId!.Value));

    /// <summary>Ids of the products that lines of these orders have moved.</summary>
    public Func<PortalDbContext, long, IEnumerable<string>, IAsyncEnumerable<long>> ProductsOfOrders { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, long channelId, IEnumerable<string> orderIds) => db.OrderLines
            .Where(l => l.ChannelId == channelId && orderIds.Contains(l.OrderId) && l.ProductId != null).Select(l => l.ProductId!.Value));

    /// <summary>A line that the order no longer has gives units back at its listing, whatever that is mapped to now.</summary>
    public Func<PortalDbContext, long, IEnumerable<string>, IAsyncEnumerable<long>> ProductsOfOrderedListings { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, long channelId, IEnumerable<string> orderIds) => db.OrderLines
            .Where(l => l.ChannelId == channelId && orderIds.Contains(l.OrderId))
            .Join(db.Listings, l => new { l.ChannelId, l.ExternalId }, x => new { x.ChannelId, ExternalId = (string?)x.ExternalId }, (l, x) => x.ProductId)
            .Where(id => id != null).Select(id => id!.Value));

    public Func<PortalDbContext, IEnumerable<long>, IAsyncEnumerable<ProductRow>> Products { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, IEnumerable<long> ids) => db.Products.AsNoTracking().Where(p => ids.Contains(p.Id)));

    public Func<PortalDbContext, IEnumerable<string>, IAsyncEnumerable<ProductRow>> ProductsBySku { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, IEnumerable<string> skus) => db.Products.AsNoTracking().Where(p => skus.Contains(p.SkuNormalised)));

    public Func<PortalDbContext, IEnumerable<long>, IAsyncEnumerable<ListingRow>> Listings { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, IEnumerable<long> ids) => db.Listings.AsNoTracking().Where(l => l.ProductId != null && ids.Contains(l.ProductId.Value)));

    public Func<PortalDbContext, long, IEnumerable<string>, IAsyncEnumerable<ListingRow>> ListingsOfChannel { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, long channelId, IEnumerable<string> externalIds) =>
            db.Listings.AsNoTracking().Where(l => l.ChannelId == channelId && externalIds.Contains(l.ExternalId)));

    /// <summary>Tracked: lines are many columns that change together, and a group has few of them.</summary>
    public Func<PortalDbContext, long, IEnumerable<string>, IAsyncEnumerable<OrderLineRow>> OrderLines { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db, long channelId, IEnumerable<string> orderIds) =>
            db.OrderLines.AsTracking().Where(l => l.ChannelId == channelId && orderIds.Contains(l.OrderId)));

    public Func<PortalDbContext, IAsyncEnumerable<ChannelRow>> Channels { get; } = EF.CompileAsyncQuery(
        (PortalDbContext db) => db.Channels.AsNoTracking());
}
