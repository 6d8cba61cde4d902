using System.Collections.Concurrent;
using System.Globalization;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>What a change of a listing has to know of it first.</summary>
internal readonly record struct AmazonTrait(string? ProductType, bool IsAmazons);

/// <summary>What became of SKUs that were looked up.</summary>
/// <param name="Found">Those that Amazon knows.</param>
/// <param name="Failure">Null when every SKU was asked for.</param>
internal sealed record AmazonLook(IReadOnlyDictionary<string, AmazonItem> Found, ReadFailure? Failure, IReadOnlyList<CallTrace> Traces);

/// <summary>Searches a seller's listings, twenty at a call, and remembers of each what a change has to name.</summary>
internal sealed class AmazonListings(AmazonCalls calls)
{
    /// <summary>Listings of one page and SKUs of one question: Amazon's bound for both.</summary>
    public const int PageSize = 20;

    /// <summary>Listings that the search leads through; above it only the report has them all.</summary>
    public const int MaxSearched = 1_000;

    private const string Included = "summaries,fulfillmentAvailability,productTypes";

    /// <summary>Listings remembered, some ten megabytes; past it all are forgotten, which costs calls and nothing else.</summary>
    private const int MaxRemembered = 100_000;

    /// <summary>How long the first of several changes waits for the others, so that one question asks for all of them.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<(string Account, string Marketplace, string Sku), AmazonTrait> _traits = new();
    private readonly ConcurrentDictionary<string, Question> _questions = new();

    /// <summary>One page of all listings, in the order of their SKUs.</summary>
    public async Task<AmazonItemPage> PageAsync(AmazonSeller seller, string? token, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"&pageSize={PageSize}&sortBy=sku&sortOrder=ASC")
            + (token is null ? "" : $"&pageToken={Uri.EscapeDataString(token)}");
        return (await SearchAsync(seller, query, cancellationToken)).Page;
    }

    /// <summary>These SKUs as they are now.</summary>
    public async Task<AmazonLook> LookAsync(AmazonSeller seller, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, AmazonItem>(StringComparer.Ordinal);
        var traces = new List<CallTrace>();
        // A comma parts the SKUs of a question: one that holds a comma is asked for alone.
        var questions = skus.Distinct(StringComparer.Ordinal).GroupBy(s => s.Contains(',')).SelectMany(g => g.Chunk(g.Key ? 1 : PageSize));
        foreach (var some in questions)
        {
            var (page, trace) = some[0].Contains(',')
                ? await OneAsync(seller, some[0], cancellationToken)
                : await SearchAsync(seller, $"&pageSize={PageSize}&identifiersType=SKU&identifiers={string.Join(',', some.Select(Uri.EscapeDataString))}", cancellationToken);
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
    /// What changes of this SKU have to name; asks Amazon once for all that are not known yet and are asked for at the same time.
    /// Null without a failure when Amazon does not know it.
    /// </summary>
    public async Task<(AmazonTrait? Trait, ReadFailure? Failure)> TraitAsync(AmazonSeller seller, string sku, CancellationToken cancellationToken)
    {
        if (Known(seller, sku) is { } known)
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

    /// <summary>As it was last seen; null when it was not.</summary>
    public AmazonTrait? Known(AmazonSeller seller, string sku) => _traits.TryGetValue((seller.Account, seller.MarketplaceId, sku), out var trait) ? trait : null;

    /// <summary>Amazon refused what was remembered: it is asked for anew.</summary>
    public void Forget(AmazonSeller seller, string sku) => _traits.TryRemove((seller.Account, seller.MarketplaceId, sku), out _);

    private async Task<(AmazonTrait? Trait, ReadFailure? Failure)> TraitAsync(AmazonSeller seller, Question question, string sku, CancellationToken cancellationToken)
    {
        if (Known(seller, sku) is { } meanwhile)
        {
            return (meanwhile, null);
        }
        var skus = question.Waiting.Keys.Where(s => s != sku && !s.Contains(',') && Known(seller, s) is null).Take(PageSize - 1).Append(sku).ToList();
        var look = await LookAsync(seller, skus, cancellationToken);
        return look.Found.TryGetValue(sku, out var item) ? (new AmazonTrait(item.ProductType, item.IsAmazons), null) : (null, look.Failure);
    }

    private async Task<(AmazonItemPage Page, CallTrace Trace)> SearchAsync(AmazonSeller seller, string query, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller,
            AmazonOperation.SearchListings,
            HttpMethod.Get,
            $"/listings/2021-08-01/items/{Uri.EscapeDataString(seller.SellerId)}?marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}&includedData={Included}{query}",
            null,
            cancellationToken);
        var page = AmazonItemPage.Of(call, seller.MarketplaceId);
        Remember(seller, page.Items);
        return (page, call.Trace);
    }

    private async Task<(AmazonItemPage Page, CallTrace Trace)> OneAsync(AmazonSeller seller, string sku, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller,
            AmazonOperation.GetListing,
            HttpMethod.Get,
            $"{PathOf(seller, sku)}?marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}&includedData={Included}",
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
        if (_traits.Count > MaxRemembered)
        {
            _traits.Clear();
        }
        foreach (var item in items)
        {
            _traits[(seller.Account, seller.MarketplaceId, item.Sku)] = new AmazonTrait(item.ProductType, item.IsAmazons);
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
