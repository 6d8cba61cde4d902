using System.Collections.Concurrent;
using System.Globalization;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>What became of SKUs that were looked up.</summary>
/// <param name="Found">Those that Amazon knows.</param>
/// <param name="Failure">Null when every SKU was asked for.</param>
internal sealed record AmazonLook(IReadOnlyDictionary<string, AmazonItem> Found, ReadFailure? Failure, IReadOnlyList<CallTrace> Traces);

/// <summary>Searches a seller's listings, twenty at a call, and remembers of each what a change has to name.</summary>
internal sealed class AmazonListings(AmazonCalls calls, AmazonTraits traits, AmazonOwnStock own)
{
    /// <summary>Listings of one page and SKUs of one question: Amazon's bound for both.</summary>
    public const int PageSize = 20;

    /// <summary>Listings that the search leads through; above it only the report has them all.</summary>
    public const int MaxSearched = 1_000;

    private const string Included = "summaries,fulfillmentAvailability,productTypes";

    /// <summary>All that a merchant ever said of a listing: long, and asked for only where the rest does not tell who ships it.</summary>
    private const string WithAttributes = Included + ",attributes";

    /// <summary>How long the first of several changes waits for the others, so that one question asks for all of them.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, Question> _questions = new();

    /// <summary>One page of all listings, in the order of their SKUs.</summary>
    public async Task<AmazonItemPage> PageAsync(AmazonSeller seller, string? token, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"&pageSize={PageSize}&sortBy=sku&sortOrder=ASC")
            + (token is null ? "" : $"&pageToken={Uri.EscapeDataString(token)}");
        return (await SearchAsync(seller, Included, query, cancellationToken)).Page;
    }

    /// <summary>These SKUs as they are now.</summary>
    public Task<AmazonLook> LookAsync(AmazonSeller seller, IReadOnlyList<string> skus, CancellationToken cancellationToken) => LookAsync(seller, skus, Included, cancellationToken);

    /// <summary>SKUs as questions about them are put.</summary>
    public static IEnumerable<string[]> Questions(IReadOnlyList<string> skus, int atOnce) =>
        skus.Distinct(StringComparer.Ordinal).GroupBy(IsAskedAlone).SelectMany(g => g.Chunk(g.Key ? 1 : atOnce));

    /// <summary>A comma parts the SKUs of a question: one that holds a comma is asked for by itself.</summary>
    public static bool IsAskedAlone(string sku) => sku.Contains(',');

    private async Task<AmazonLook> LookAsync(AmazonSeller seller, IReadOnlyList<string> skus, string included, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, AmazonItem>(StringComparer.Ordinal);
        var traces = new List<CallTrace>();
        foreach (var some in Questions(skus, PageSize))
        {
            var (page, trace) = IsAskedAlone(some[0])
                ? await OneAsync(seller, some[0], included, cancellationToken)
                : await SearchAsync(seller, included, $"&pageSize={PageSize}&identifiersType=SKU&identifiers={string.Join(',', some.Select(Uri.EscapeDataString))}", cancellationToken);
            traces.Add(trace);
            if (page.Failure is not null)
            {
                return new AmazonLook(found, page.Failure, traces);
            }
            foreach (var item in page.Items.Where(i => some.Contains(i.Sku, StringComparer.Ordinal)))
            {
                found[item.Sku] = item;
            }
        }
        return new AmazonLook(found, null, traces);
    }

    /// <summary>
    /// What changes of these SKUs have to name: as it was seen lately, asked for where it was not. A SKU that Amazon does not know has none;
    /// one of which nobody says who ships it has <see cref="AmazonShipper.Unknown"/>.
    /// </summary>
    public async Task<(IReadOnlyDictionary<string, AmazonTrait> Traits, ReadFailure? Failure)> TraitsAsync(
        AmazonSeller seller, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        // Held here: what is remembered for all may be forgotten at any time.
        var known = new Dictionary<string, AmazonTrait>(StringComparer.Ordinal);
        foreach (var sku in skus)
        {
            if (traits.Find(seller, sku) is { } trait)
            {
                known[sku] = trait;
            }
        }
        var look = await LookAsync(seller, [.. skus.Where(s => !known.ContainsKey(s))], Included, cancellationToken);
        foreach (var item in look.Found.Values)
        {
            known[item.Sku] = new AmazonTrait(item.ProductType, item.Shipper);
        }
        return (known, look.Failure ?? await FindShippersAsync(seller, known, cancellationToken));
    }

    // A listing that never had a quantity shows nothing of who ships it: neither the merchant's word nor Amazon's own stock may say that it is Amazon.
    private async Task<ReadFailure?> FindShippersAsync(AmazonSeller seller, Dictionary<string, AmazonTrait> known, CancellationToken cancellationToken)
    {
        var look = await LookAsync(seller, [.. known.Where(k => k.Value.Shipper == AmazonShipper.Unknown).Select(k => k.Key)], WithAttributes, cancellationToken);
        var silent = look.Found.Values.Where(i => i.Shipper == AmazonShipper.Unknown).ToList();
        var stock = look.Failure is null ? await own.ReadAsync(seller, [.. silent.Select(i => i.Sku)], cancellationToken) : null;
        foreach (var item in look.Found.Values)
        {
            var shipper = item.Shipper != AmazonShipper.Unknown ? item.Shipper
                : stock is null or { IsForbidden: true } or { Failure: not null } ? AmazonShipper.Unknown
                : stock.Units.ContainsKey(item.Sku) ? AmazonShipper.Amazon
                : AmazonShipper.Merchant;
            known[item.Sku] = new AmazonTrait(item.ProductType, shipper);
            traits.Remember(seller, item with { Shipper = shipper });
        }
        return look.Failure ?? stock?.Failure;
    }

    /// <summary>
    /// What changes of this SKU have to name; asks Amazon once for all that are not known yet and are asked for at the same time.
    /// Null without a failure when Amazon does not know it.
    /// </summary>
    public async Task<(AmazonTrait? Trait, ReadFailure? Failure)> TraitAsync(AmazonSeller seller, string sku, CancellationToken cancellationToken)
    {
        if (traits.Find(seller, sku) is { } known)
        {
            return (known, null);
        }
        var question = _questions.GetOrAdd($"{seller.Account}|{seller.MarketplaceId}", _ => new Question());
        question.Waiting[sku] = true;
        try
        {
            await calls.DelayAsync(Gather, cancellationToken);
            return await question.AskAsync(() => TraitAsync(seller, question, sku, cancellationToken), cancellationToken);
        }
        finally
        {
            question.Waiting.TryRemove(sku, out _);
        }
    }

    /// <summary>Amazon refused what was remembered: it is asked for anew.</summary>
    public void Forget(AmazonSeller seller, string sku) => traits.Forget(seller, sku);

    private async Task<(AmazonTrait? Trait, ReadFailure? Failure)> TraitAsync(AmazonSeller seller, Question question, string sku, CancellationToken cancellationToken)
    {
        if (traits.Find(seller, sku) is { } meanwhile)
        {
            return (meanwhile, null);
        }
        var others = question.Waiting.Keys.Where(s => s != sku && !IsAskedAlone(s) && traits.Find(seller, s) is null).Take(PageSize - 1);
        var (found, failure) = await TraitsAsync(seller, [.. others, sku], cancellationToken);
        return failure is not null ? (null, failure) : found.TryGetValue(sku, out var trait) ? (trait, null) : (null, null);
    }

    private async Task<(AmazonItemPage Page, CallTrace Trace)> SearchAsync(AmazonSeller seller, string included, string query, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller,
            AmazonOperation.SearchListings,
            HttpMethod.Get,
            $"/listings/2021-08-01/items/{Uri.EscapeDataString(seller.SellerId)}?marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}&includedData={included}{query}",
            null,
            cancellationToken);
        var page = AmazonItemPage.Of(call, seller.MarketplaceId);
        Remember(seller, page.Items);
        return (page, call.Trace);
    }

    private async Task<(AmazonItemPage Page, CallTrace Trace)> OneAsync(AmazonSeller seller, string sku, string included, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller,
            AmazonOperation.GetListing,
            HttpMethod.Get,
            $"{PathOf(seller, sku)}?marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}&includedData={included}",
            null,
            cancellationToken);
        var page = call.Answer is OutboundAnswer.Answered { Status: 404 } ? new AmazonItemPage([], 0, null, null) : AmazonItemPage.OfOne(call, seller.MarketplaceId);
        Remember(seller, page.Items);
        return (page, call.Trace);
    }

    /// <summary>The address of one listing, without a query.</summary>
    public static string PathOf(AmazonSeller seller, string sku) =>
        $"/listings/2021-08-01/items/{Uri.EscapeDataString(seller.SellerId)}/{Uri.EscapeDataString(sku)}";

    private void Remember(AmazonSeller seller, IReadOnlyList<AmazonItem> items)
    {
        foreach (var item in items)
        {
            traits.Remember(seller, item);
        }
    }

    private sealed class Question
    {
        private SemaphoreSlim Door { get; } = new(1, 1);

        public ConcurrentDictionary<string, bool> Waiting { get; } = new(StringComparer.Ordinal);

        /// <summary>One asks at a time; who comes after finds what was asked meanwhile.</summary>
        public async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
        {
            await Door.WaitAsync(cancellationToken);
            try
            {
                return await ask();
            }
            finally
            {
                Door.Release();
            }
        }
    }
}
