using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>A listing as it was when matching began.</summary>
internal sealed record MatchedListing(
    long Id, string ExternalId, string? ExternalSku, string? ExternalSkuNormalised, string? Barcode, string? Title, long? ProductId, LinkState LinkState,
    StockReadState Stock)
{
    /// <summary>The listing that keeps its quantity; null when it keeps its own.</summary>
    public string? Keeper => PairedId.KeeperOf(ExternalId, Stock);
}

/// <summary>What matching works on.</summary>
internal sealed record AutoMapRead(
    IReadOnlyDictionary<long, MatchedListing> Listings,
    IReadOnlyCollection<ListingCandidate> Candidates,
    IReadOnlyCollection<ProductCandidate> Products,
    IReadOnlyDictionary<long, string> Skus);

/// <summary>Reads a channel's listings and the products that share a barcode or SKU with them, piece by piece.</summary>
public sealed class AutoMapReading(PortalDatabase database)
{
    /// <summary>Listings of one read.</summary>
    private const int Piece = 5000;

    /// <summary>Barcodes or SKUs asked for in one read.</summary>
    private const int KeysAsked = 500;

    /// <summary>All that matching needs; what the channel no longer has is left out. Null when there is no such channel.</summary>
    internal async Task<AutoMapRead?> ReadAsync(string channelKey, CancellationToken cancellationToken)
    {
        var channelId = await database.ReadAsync(
            (db, token) => db.Channels.Where(c => c.Key == channelKey).Select(c => (long?)c.Id).SingleOrDefaultAsync(token), cancellationToken);
        if (channelId is not { } id)
        {
            return null;
        }
        var listings = await ListingsAsync(id, cancellationToken);
        var open = listings.Values.Where(l => l.ProductId is null && l.Keeper is null).ToList();
        var products = new Dictionary<long, ProductCandidate>();
        var skus = new Dictionary<long, string>();
        await AddProductsAsync(products, skus, [.. open.Select(l => l.ExternalSkuNormalised!).Where(s => !string.IsNullOrEmpty(s)).Distinct()], byBarcode: false, cancellationToken);
        var barcodes = open.SelectMany(l => new[] { l.Barcode, Sku.Normalise(l.Barcode) }).Where(b => !string.IsNullOrWhiteSpace(b)).Select(b => b!).Distinct();
        await AddProductsAsync(products, skus, [.. barcodes], byBarcode: true, cancellationToken);
        // What keeps no quantity goes where its keeper goes, whatever it is called.
        var candidates = listings.Values.Where(l => l.Keeper is null).Select(l => new ListingCandidate(l.Id, Sku.Normalise(l.Barcode), l.ExternalSkuNormalised, l.ProductId)).ToList();
        return new AutoMapRead(listings, candidates, products.Values, skus);
    }

    private async Task<Dictionary<long, MatchedListing>> ListingsAsync(long channelId, CancellationToken cancellationToken)
    {
        var listings = new Dictionary<long, MatchedListing>();
        for (long after = 0; ;)
        {
            var from = after;
            var piece = await database.ReadAsync(
                (db, token) => db.Listings.Where(l => l.ChannelId == channelId && l.Id > from && l.LinkState != LinkState.Orphaned).OrderBy(l => l.Id).Take(Piece)
                    .Select(l => new MatchedListing(
                        l.Id, l.ExternalId, l.ExternalSku, l.ExternalSkuNormalised, l.Barcode, l.Title, l.ProductId, l.LinkState, l.StockState))
                    .ToListAsync(token),
                cancellationToken);
            foreach (var listing in piece)
            {
                listings[listing.Id] = listing;
            }
            if (piece.Count < Piece)
            {
                return listings;
            }
            after = piece[^1].Id;
        }
    }

    private async Task AddProductsAsync(
        Dictionary<long, ProductCandidate> products, Dictionary<long, string> skus, List<string> keys, bool byBarcode, CancellationToken cancellationToken)
    {
        foreach (var asked in keys.Chunk(KeysAsked))
        {
            var found = await database.ReadAsync(
                (db, token) => (byBarcode
                        ? db.Products.Where(p => p.Barcode != null && asked.Contains(p.Barcode))
                        : db.Products.Where(p => asked.Contains(p.SkuNormalised)))
                    .Select(p => new { p.Id, p.Barcode, p.SkuNormalised, p.Sku }).ToListAsync(token),
                cancellationToken);
            foreach (var product in found)
            {
                products[product.Id] = new ProductCandidate(product.Id, Sku.Normalise(product.Barcode), product.SkuNormalised);
                skus[product.Id] = product.Sku;
            }
        }
    }
}
