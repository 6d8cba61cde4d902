using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>One listing's quantity as it is and as it would be.</summary>
/// <param name="Now">Units it is to show under the present rules; null when it takes no part.</param>
/// <param name="Then">Units it would show; null when it would take no part.</param>
/// <param name="Confirmed">Units the channel confirmed last.</param>
/// <param name="Reason">The numbers behind <paramref name="Then"/>.</param>
public sealed record PreviewedListing(
    string Channel, string ExternalId, string? Title, string Sku, int? Now, int? Then, int? Confirmed, AllocationReason Reason)
{
    /// <summary>Whether its channel would be written another number. One that leaves keeps the number that it shows.</summary>
    public bool Changes => Then is { } then && then != (Now ?? 0);

    /// <summary>Whether it shows something now and would show nothing.</summary>
    public bool GoesToZero => Changes && Then == 0;
}

/// <summary>
/// Some products with all their listings, read without tracking to be changed as a proposal says and divided: the same functions as the
/// ledger's, on rows that nobody saves. Only the columns that decide are read.
/// </summary>
internal sealed class RuleTrial
{
    private readonly Dictionary<long, int?> _standing = [];

    private RuleTrial(IReadOnlyDictionary<long, ChannelRow> channels, List<ProductRow> products) => (Channels, Products) = (channels, products);

    public IReadOnlyDictionary<long, ChannelRow> Channels { get; }

    public List<ProductRow> Products { get; }

    public List<ListingRow> Listings { get; } = [];

    /// <summary>Reads the next products by ascending id.</summary>
    public static async Task<RuleTrial> ReadAsync(
        PortalDbContext db, IQueryable<ProductRow> products, IReadOnlyDictionary<long, ChannelRow> channels, CancellationToken cancellationToken)
    {
        var trial = new RuleTrial(channels, await products.OrderBy(p => p.Id).Select(p => new ProductRow
        {
            Id = p.Id, Sku = p.Sku, SkuNormalised = p.SkuNormalised, Name = "", SearchText = "",
            OnHand = p.OnHand, Reserved = p.Reserved, Buffer = p.Buffer, IsActive = p.IsActive, LowStockThreshold = p.LowStockThreshold,
        }).ToListAsync(cancellationToken));
        var ids = trial.Products.ConvertAll(p => p.Id);
        var rows = await db.Listings.Where(l => l.ProductId != null && EF.Parameter(ids).Contains(l.ProductId.Value)).Select(l => new ListingRow
        {
            Id = l.Id, ChannelId = l.ChannelId, ExternalId = l.ExternalId, Title = l.Title, ProductId = l.ProductId, LinkState = l.LinkState, StockState = l.StockState,
            Weight = l.Weight, Mode = l.Mode, Min = l.Min, Max = l.Max, Buffer = l.Buffer, FixedQuantity = l.FixedQuantity, SyncEnabled = l.SyncEnabled,
            Desired = l.Desired, Confirmed = l.Confirmed, ToldSinceConfirm = l.ToldSinceConfirm, Observed = l.Observed,
        }).ToListAsync(cancellationToken);
        rows.ForEach(trial.Add);
        return trial;
    }

    /// <summary>Adds a listing as it stands.</summary>
    public void Add(ListingRow row)
    {
        _standing[row.Id] = row.Desired;
        Listings.Add(row);
    }

    /// <summary>Divides the units of every product as the rows say now.</summary>
    public IEnumerable<PreviewedListing> Divide()
    {
        var byProduct = Listings.OrderBy(l => l.Id).ToLookup(l => l.ProductId);
        return Products.SelectMany(p => Divide(p, [.. byProduct[p.Id]]));
    }

    private IEnumerable<PreviewedListing> Divide(ProductRow product, List<ListingRow> listings)
    {
        var shares = Allocator.Allocate(
            Reallocation.Divisible(product.OnHand - product.Reserved, listings), product.Buffer, Reallocation.Inputs(product, listings, Channels));
        return listings.Select((l, i) => new PreviewedListing(
            Channels[l.ChannelId].Key,
            l.ExternalId,
            l.Title,
            product.Sku,
            _standing[l.Id],
            l.SyncEnabled && l.LinkState == LinkState.Linked ? shares[i].Quantity : null,
            l.Confirmed,
            shares[i].Reason));
    }
}
