using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>A product that sells faster than news travels, and whose its units are.</summary>
public sealed record FlashView(string Sku, string Name, DateTimeOffset Since, int Available, IReadOnlyList<FlashOwner> Owners);

/// <summary>Units that one listing has to itself.</summary>
public sealed record FlashOwner(string Channel, string ExternalId, int Units);

/// <summary>Which products are in flash mode.</summary>
public sealed class FlashQueries(PortalDatabase database)
{
    /// <summary>Products shown; a shop has a handful.</summary>
    private const int Most = 100;

    /// <summary>The latest turned first.</summary>
    /// <param name="scope">Channel keys that the reader is limited to, whose listings are told; null for all.</param>
    public Task<List<FlashView>> ListAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var products = await db.Products.Where(p => p.FlashSince != null).OrderByDescending(p => p.FlashSince).ThenBy(p => p.Id).Take(Most).ToListAsync(token);
                var ids = products.Select(p => (long?)p.Id).ToList();
                var owners = (await (
                    from l in db.Listings.Within(db, scope, l => l.ChannelId)
                    join c in db.Channels on l.ChannelId equals c.Id
                    where ids.Contains(l.ProductId) && l.SyncEnabled && l.LinkState == LinkState.Linked
                    orderby l.Id
                    select new { l.ProductId, Owner = new FlashOwner(c.Key, l.ExternalId, l.Desired ?? 0) }).ToListAsync(token)).ToLookup(x => x.ProductId!.Value, x => x.Owner);
                return products.Select(p => new FlashView(p.Sku, p.Name, p.FlashSince!.Value, p.Available, [.. owners[p.Id]])).ToList();
            },
            cancellationToken);

    /// <summary>How many there are.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Products.CountAsync(p => p.FlashSince != null, token), cancellationToken);
}
