namespace InventoryPortal.Domain.Channels;

/// <summary>A listing as far as matching looks at it. Texts are normalised; null or empty never matches.</summary>
/// <param name="ProductId">What it is linked to already; such a listing stays as it is but counts as a claim.</param>
public readonly record struct ListingCandidate(long ListingId, string? Barcode, string? Sku, long? ProductId);

/// <summary>A product as far as matching looks at it; see <see cref="ListingCandidate"/>.</summary>
public readonly record struct ProductCandidate(long ProductId, string? Barcode, string Sku);

/// <summary>What matching found for a listing that has no product.</summary>
public enum MatchVerdict { Linked, Ambiguous, Unmatched }

/// <summary>One listing's match.</summary>
/// <param name="ProductId">Set exactly when the verdict is linked.</param>
/// <param name="Reason">One word: <c>barcode</c>, <c>sku</c>, <c>duplicateBarcode</c>, <c>duplicateSku</c>, <c>contradiction</c>, <c>alreadyClaimed</c>, <c>pooled</c>, <c>none</c>.</param>
public readonly record struct ListingMatch(long ListingId, MatchVerdict Verdict, long? ProductId, string Reason)
{
    /// <summary>It sells out of another listing's quantity and goes where that one goes.</summary>
    public const string Pooled = "pooled";
}

/// <summary>
/// Finds the product of each listing of one channel, by barcode and then by SKU. Only what is certain is linked: whatever is
/// claimed twice, on either side, or points to two products, is left for a person.
/// </summary>
public static class ListingMatching
{
    /// <summary>One match per listing that has no product, in their order.</summary>
    /// <param name="listings">All listings of the channel, linked ones too.</param>
    /// <param name="products">Every product that shares a barcode or SKU with any of them.</param>
    public static IReadOnlyList<ListingMatch> Match(IReadOnlyCollection<ListingCandidate> listings, IReadOnlyCollection<ProductCandidate> products)
    {
        var byBarcode = Index(products, p => p.Barcode, p => p.ProductId);
        var bySku = Index(products, p => p.Sku, p => p.ProductId);
        var barcodes = Count(listings, l => l.Barcode);
        var skus = Count(listings, l => l.Sku);
        var taken = listings.Where(l => l.ProductId is not null).Select(l => l.ProductId!.Value).ToHashSet();
        var found = listings.Where(l => l.ProductId is null).Select(l => Find(l, byBarcode, bySku, barcodes, skus)).ToList();
        var claims = found.Where(m => m.ProductId is not null).CountBy(m => m.ProductId!.Value).ToDictionary();
        return [.. found.Select(m => m.ProductId is { } id && (taken.Contains(id) || claims[id] > 1)
            ? new ListingMatch(m.ListingId, MatchVerdict.Ambiguous, null, "alreadyClaimed")
            : m)];
    }

    private static ListingMatch Find(
        in ListingCandidate listing,
        Dictionary<string, List<long>> byBarcode,
        Dictionary<string, List<long>> bySku,
        Dictionary<string, int> barcodes,
        Dictionary<string, int> skus)
    {
        var onBarcode = Candidates(byBarcode, listing.Barcode);
        var onSku = Candidates(bySku, listing.Sku);
        if (onBarcode.Count > 0)
        {
            return onBarcode.Count > 1 || barcodes[listing.Barcode!] > 1 ? Ambiguous(listing, "duplicateBarcode")
                : onSku.Count > 0 && !onSku.Contains(onBarcode[0]) ? Ambiguous(listing, "contradiction")
                : new(listing.ListingId, MatchVerdict.Linked, onBarcode[0], "barcode");
        }
        if (onSku.Count > 0)
        {
            return onSku.Count > 1 || skus[listing.Sku!] > 1
                ? Ambiguous(listing, "duplicateSku")
                : new(listing.ListingId, MatchVerdict.Linked, onSku[0], "sku");
        }
        return new(listing.ListingId, MatchVerdict.Unmatched, null, "none");
    }

    private static ListingMatch Ambiguous(in ListingCandidate listing, string reason) => new(listing.ListingId, MatchVerdict.Ambiguous, null, reason);

    private static List<long> Candidates(Dictionary<string, List<long>> index, string? text) =>
        !string.IsNullOrEmpty(text) && index.TryGetValue(text, out var ids) ? ids : [];

    private static Dictionary<string, List<long>> Index<T>(IEnumerable<T> items, Func<T, string?> text, Func<T, long> id)
    {
        var index = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (text(item) is { Length: > 0 } key)
            {
                if (!index.TryGetValue(key, out var ids))
                {
                    index[key] = ids = [];
                }
                ids.Add(id(item));
            }
        }
        return index;
    }

    private static Dictionary<string, int> Count<T>(IEnumerable<T> items, Func<T, string?> text) =>
        items.Select(text).Where(t => !string.IsNullOrEmpty(t)).CountBy(t => t!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
}
