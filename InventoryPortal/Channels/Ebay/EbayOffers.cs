using System.Collections.Concurrent;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>What is known of one SKU's offers: their ids, or why they could not be read.</summary>
/// <param name="Ids">Of those in the channel's own marketplace.</param>
/// <param name="Elsewhere">A marketplace in which alone the SKU is on sale, and which is not the channel's; null where there is none.</param>
internal sealed record EbayOfferIds(IReadOnlyList<string> Ids, string? Elsewhere, ReadFailure? Failure, CallTrace? Trace);

/// <summary>
/// Finds the published fixed-price offers of SKUs. A live listing shows the lesser of its item's and its offer's quantity, so both have
/// to be written, and an offer is written by its id. eBay tells ids one SKU a call; they hardly ever change and are remembered, in memory.
/// </summary>
internal sealed class EbayOffers(EbayCalls calls)
{
    /// <summary>SKUs remembered over all channels; past it the memory begins anew.</summary>
    private const int MaxRemembered = 200_000;

    /// <summary>Calls under way at once for one write: eBay counts calls by the day, not by the second.</summary>
    private const int Width = 4;

    /// <summary>Offers of one SKU that are taken: it has one, or two where an auction runs beside it.</summary>
    private const int MaxOffers = 25;

    /// <summary>How long ids are believed; an id that is none any more is refused and forgotten sooner.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromHours(24);

    /// <summary>How long it is believed that a SKU is not on sale: somebody may be publishing it just now.</summary>
    private static readonly TimeSpan NoneBelieved = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(long ChannelId, string MarketplaceId, string Sku), (IReadOnlyList<string> Ids, string? Elsewhere, DateTimeOffset Until)> _remembered = new();

    /// <summary>One entry per SKU. After a failure that is not one SKU's own the rest is not asked for and shares it.</summary>
    public async Task<IReadOnlyDictionary<string, EbayOfferIds>> FindAsync(EbayAccount account, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, EbayOfferIds>(StringComparer.Ordinal);
        EbayOfferIds? failed = null;
        await Parallel.ForEachAsync(
            skus,
            new ParallelOptions { MaxDegreeOfParallelism = Width, CancellationToken = cancellationToken },
            async (sku, token) =>
            {
                found[sku] = Remembered(account, sku) ?? Volatile.Read(ref failed) ?? await AskAsync(account, sku, token);
                if (found[sku].Failure is ReadFailure.Reauthorise or ReadFailure.Transient)
                {
                    Volatile.Write(ref failed, found[sku]);
                }
            });
        return found;
    }

    /// <summary>eBay does not take what was remembered of this SKU.</summary>
    public void Forget(EbayAccount account, string sku) => _remembered.TryRemove((account.Channel.ChannelId, account.MarketplaceId, sku), out _);

    private EbayOfferIds? Remembered(EbayAccount account, string sku) =>
        _remembered.TryGetValue((account.Channel.ChannelId, account.MarketplaceId, sku), out var kept) && kept.Until > calls.Now ? new EbayOfferIds(kept.Ids, kept.Elsewhere, null, null) : null;

    private async Task<EbayOfferIds> AskAsync(EbayAccount account, string sku, CancellationToken cancellationToken)
    {
        var call = await calls.GetAsync(account, $"sell/inventory/v1/offer?sku={Uri.EscapeDataString(sku)}&limit={MaxOffers}", EbaySigner.Seller, cancellationToken);
        // A SKU without any offer is answered like one that is not there.
        var (ids, elsewhere, failure) = call.Status == 404 ? ([], null, null)
            : EbayFaults.OfRead(call, calls.Now) is { } fault ? ([], null, fault)
            : Read(call.Body, sku, account.MarketplaceId);
        if (failure is null)
        {
            Remember(account, sku, ids, elsewhere);
        }
        return new EbayOfferIds(ids, elsewhere, failure, call.Trace);
    }

    private void Remember(EbayAccount account, string sku, IReadOnlyList<string> ids, string? elsewhere)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }
        _remembered[(account.Channel.ChannelId, account.MarketplaceId, sku)] = (ids, elsewhere, calls.Now + (ids.Count == 0 ? NoneBelieved : Believed));
    }

    private static (IReadOnlyList<string> Ids, string? Elsewhere, ReadFailure? Failure) Read(ReadOnlyMemory<byte> body, string sku, string marketplaceId)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return ([], null, new ReadFailure.Unusable("eBay's list of offers is not JSON."));
        }
        using (document)
        {
            if (document.RootElement.Member("offers") is not { ValueKind: JsonValueKind.Array } offers || offers.GetArrayLength() > MaxOffers
                || document.RootElement.Text("next") is not null)
            {
                return ([], null, new ReadFailure.Unusable("eBay's answer is not a list of offers."));
            }
            var (ids, elsewhere) = (new List<string>(), (string?)null);
            foreach (var offer in offers.EnumerateArray())
            {
                if (offer.Text("offerId") is not { } id || offer.Text("sku") != sku || offer.Text("status") is not { } status
                    || offer.Text("marketplaceId") is not { } place)
                {
                    return ([], null, new ReadFailure.Unusable($"One of eBay's offers of {sku} cannot be read."));
                }
                // An auction's quantity is its own, and an offer that is not published is no listing.
                if (status != "PUBLISHED" || offer.Text("format") is not (null or "FIXED_PRICE"))
                {
                    continue;
                }
                if (place.Equals(marketplaceId, StringComparison.OrdinalIgnoreCase))
                {
                    ids.Add(id);
                }
                else
                {
                    elsewhere ??= place;
                }
            }
            return (ids, ids.Count == 0 ? elsewhere : null, null);
        }
    }
}
