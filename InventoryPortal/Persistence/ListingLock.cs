using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>
/// Loads listings for a change. The ledger writes the same rows under the lock of their product; whoever else changes them
/// takes that lock first, or one of the two would write over the other.
/// </summary>
public static class ListingLock
{
    /// <summary>
    /// Listings, and with them products, that one transaction may hold: a sale of any of them waits until it ends, and on SQLite
    /// every sale does. So many take some hundredths of a second; what changes more goes through in chunks.
    /// </summary>
    public const int AtOnce = 250;

    /// <summary>Locks the products of these listings in ascending order, then loads the listings, tracked.</summary>
    public static async Task<List<ListingRow>> LoadAsync(PortalDbContext db, IReadOnlyCollection<long> listingIds, CancellationToken cancellationToken)
    {
        var products = await db.Listings.Where(l => listingIds.Contains(l.Id) && l.ProductId != null)
            .Select(l => l.ProductId!.Value).Distinct().OrderBy(id => id).ToListAsync(cancellationToken);
        await db.Dialect.LockProductsAsync(db, products, cancellationToken);
        return await db.Listings.AsTracking().Where(l => listingIds.Contains(l.Id)).ToListAsync(cancellationToken);
    }
}
