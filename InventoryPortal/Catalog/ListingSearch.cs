using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>Which listings, by what a person has to do about them.</summary>
public enum ListingNeed
{
    /// <summary>Its number waits for a person's approval.</summary>
    Approval,

    /// <summary>A write was given up.</summary>
    Failed,

    /// <summary>Its channel shows another number than it confirmed.</summary>
    Drifted,

    /// <summary>Sync is switched off.</summary>
    Off,
}

/// <summary>Which listings of one channel.</summary>
/// <param name="Channel">The channel's key.</param>
/// <param name="State">Only these; <see cref="LinkState.Linked"/> means: has a product. Null for all.</param>
/// <param name="Search">Looked for in the channel's SKU, as a beginning in any spelling; null for all.</param>
/// <param name="Mode">Only those of this mode.</param>
/// <param name="Need">Only those that need this.</param>
public sealed record ListingSearch(string Channel, LinkState? State = null, string? Search = null, ListingMode? Mode = null, ListingNeed? Need = null)
{
    /// <summary>The listings meant, in any order.</summary>
    internal IQueryable<ListingRow> Filter(PortalDbContext db)
    {
        // The channel's id is found once, so that its index serves.
        var listings = db.Listings.Where(l => l.ChannelId == db.Channels.Where(c => c.Key == Channel).Select(c => c.Id).FirstOrDefault());
        var search = Sku.Normalise(Search);
        if (search.Length > 0)
        {
            listings = listings.Where(l => l.ExternalSkuNormalised != null && l.ExternalSkuNormalised.StartsWith(search));
        }
        if (Mode is { } mode)
        {
            listings = listings.Where(l => l.Mode == mode);
        }
        listings = State switch
        {
            null => listings,
            LinkState.Linked => listings.Where(l => l.ProductId != null),
            { } other => listings.Where(l => l.LinkState == other),
        };
        return Need switch
        {
            ListingNeed.Approval => listings.Where(l => l.AwaitsApproval),
            ListingNeed.Failed => listings.Where(l => l.IsDead),
            ListingNeed.Drifted => listings.Where(l => l.IsDrifted),
            ListingNeed.Off => listings.Where(l => !l.SyncEnabled),
            _ => listings,
        };
    }
}
