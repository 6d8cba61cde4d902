using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>
/// Computes what every listing of a product should show and marks the ones that changed as due. The one place where
/// desired quantities are written.
/// </summary>
public static class Reallocation
{
    /// <summary>Products whose lock one transaction may hold at once: a change of rules goes through in chunks of this, so that sales never wait long.</summary>
    public const int ChunkSize = ListingLock.AtOnce;

    /// <summary>
    /// Reallocates products inside the caller's write transaction. The caller has locked the product rows in ascending
    /// order and saved its own change before. Nothing is saved here.
    /// </summary>
    /// <returns>Ids of the channels that have a listing whose desired quantity changed.</returns>
    public static async Task<IReadOnlyCollection<long>> ApplyAsync(
        PortalDbContext db, IReadOnlyCollection<long> productIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var products = await db.Products.Where(p => productIds.Contains(p.Id)).ToListAsync(cancellationToken);
        var listings = await db.Listings.Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value)).ToListAsync(cancellationToken);
        var channels = await db.Channels.AsNoTracking().ToDictionaryAsync(c => c.Id, cancellationToken);
        var byProduct = listings.ToLookup(l => l.ProductId!.Value);
        var touched = new HashSet<long>();
        foreach (var product in products)
        {
            Apply(product, [.. byProduct[product.Id]], channels, batch: null, now, touched);
        }
        return touched;
    }

    /// <summary>The allocator's input for one product's listings.</summary>
    public static AllocationInput[] Inputs(ProductRow product, IReadOnlyList<ListingRow> listings, IReadOnlyDictionary<long, ChannelRow> channels) =>
        [.. listings.Select(l => new AllocationInput(
            l.Id,
            product.IsActive ? l.ModeNow(product) : ListingMode.Off,
            l.Weight ?? channels[l.ChannelId].Weight,
            l.Min,
            l.Max,
            l.Buffer,
            l.FixedQuantity,
            l.SyncEnabled && l.LinkState == LinkState.Linked))];

    /// <summary>Units to divide: what is available less what is <see cref="ShownElsewhere"/>.</summary>
    public static int Divisible(int available, IEnumerable<ListingRow> listings) =>
        (int)Math.Max(available - ShownElsewhere(listings), -Quantities.Max);

    /// <summary>
    /// What listings that are not written to (sync switched off) still show. Their channels go on selling those units, so
    /// nobody else may show them. One that sells out of another listing's quantity shows nothing of its own.
    /// </summary>
    public static long ShownElsewhere(IEnumerable<ListingRow> listings) =>
        listings.Where(l => l.LinkState == LinkState.Linked && !l.SyncEnabled && l.StockState != StockReadState.AtParent).Sum(l => (long)Math.Max(0, l.Shown ?? 0));

    /// <param name="batch">What channels told in this transaction; null where rules changed, and everything is divided anew.</param>
    internal static void Apply(
        ProductRow product,
        IReadOnlyList<ListingRow> listings,
        IReadOnlyDictionary<long, ChannelRow> channels,
        LedgerBatch? batch,
        DateTimeOffset now,
        HashSet<long> touchedChannels)
    {
        if (listings.Count == 0)
        {
            return;
        }
        var plan = Plan(product, listings, channels, batch);
        for (var i = 0; i < listings.Count; i++)
        {
            var listing = listings[i];
            var takesPart = listing.SyncEnabled && listing.LinkState == LinkState.Linked;
            int? desired = takesPart ? plan[i] : null;
            if (listing.Desired != desired || (takesPart && batch?.Told.Contains(listing) == true))
            {
                Mark(listing, desired, now);
                listing.DueTrace = batch?.Traces.GetValueOrDefault(product.Id);
                touchedChannels.Add(listing.ChannelId);
            }
        }
    }

    private static int[] Plan(ProductRow product, IReadOnlyList<ListingRow> listings, IReadOnlyDictionary<long, ChannelRow> channels, LedgerBatch? batch)
    {
        var divisible = Divisible(product.OnHand - product.Reserved, listings);
        var inputs = Inputs(product, listings, channels);
        if (product.FlashSince is not null && batch is not null)
        {
            var owned = listings.Select(l => (l.Desired ?? 0) - batch.Taken.GetValueOrDefault(l)).ToArray();
            if (FlashRule.Keep(divisible - product.Buffer, inputs, owned) is { } kept)
            {
                return kept;
            }
        }
        return Array.ConvertAll(Allocator.Allocate(divisible, product.Buffer, inputs), share => share.Quantity);
    }

    /// <summary>Sets the desired quantity, moves the revision and makes the listing due.</summary>
    private static void Mark(ListingRow listing, int? desired, DateTimeOffset now)
    {
        listing.Desired = desired;
        listing.DesiredRevision++;
        listing.DesiredAt = now;

        // What waits for a retry keeps its instant; what is dead or waits for a person stays silent, and says so on its own.
        var waits = listing.Attempts > 0 && listing.DueAt > now;
        listing.DueAt = desired is null || listing.IsDead || listing.AwaitsApproval ? null : waits ? listing.DueAt : now;
    }
}
