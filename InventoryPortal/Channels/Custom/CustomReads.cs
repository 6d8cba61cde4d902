using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Custom;

/// <summary>
/// Reads a site's list of items, the only thing that can be read there. A look at a few items goes first to the pages on which they
/// were last seen, so that a read before a write is one call and not the whole list.
/// </summary>
internal sealed class CustomReads(CustomCalls calls)
{
    /// <summary>Items of one page, as the contract says.</summary>
    public const int PageSize = 100;

    /// <summary>Pages of one list: half a million items, more than one site sells.</summary>
    private const int MaxPages = 5_000;

    /// <summary>Channels whose pages are remembered; past it all are forgotten, which costs calls and nothing else.</summary>
    private const int MaxRemembered = 1_000;

    private readonly ConcurrentDictionary<(long ChannelId, string ExternalId), int> _pages = new();
    private readonly ConcurrentDictionary<long, int> _remembered = new();

    public async Task<CataloguePage> ReadPageAsync(ChannelConnection channel, CustomSite site, string? cursor, CancellationToken cancellationToken)
    {
        var page = 1;
        if (cursor is not null && (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out page) || page is < 1 or > MaxPages))
        {
            return Unusable("The read cannot go on from this place; start it again.");
        }
        var (read, _) = await ReadAsync(channel, site, page, cancellationToken);
        if (read.Failure is not null)
        {
            return new CataloguePage([], null, null, read.Failure);
        }
        var isLast = read.Items.Count < PageSize;
        // A list that is cut short would make orphans of what it leaves out.
        if (isLast ? read.Total > ((page - 1) * PageSize) + read.Items.Count : page == MaxPages)
        {
            return Unusable(isLast ? "The site's list ends before as many items as it says it has." : $"The site's list has more than {MaxPages} pages.");
        }
        return new CataloguePage(read.Items, isLast ? null : (page + 1).ToString(CultureInfo.InvariantCulture), read.Total, null);
    }

    /// <summary>Present quantities: the remembered pages first, then page by page until every item is found or the list ends.</summary>
    public async Task<StockReading> ReadStockAsync(
        ChannelConnection channel, CustomSite site, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var wanted = externalIds.ToHashSet(StringComparer.Ordinal);
        var figures = new Dictionary<string, StockFigure>(StringComparer.Ordinal);
        var traces = new List<CallTrace>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isWhole = false;
        var hinted = wanted.Select(id => _pages.GetValueOrDefault((channel.ChannelId, id))).Where(p => p > 0).ToHashSet();
        foreach (var page in hinted.Order().Concat(Enumerable.Range(1, MaxPages).Where(p => !hinted.Contains(p))))
        {
            if (figures.Count == wanted.Count)
            {
                isWhole = true;
                break;
            }
            var (read, trace) = await ReadAsync(channel, site, page, cancellationToken);
            traces.Add(trace);
            if (read.Failure is not null)
            {
                return new StockReading([.. figures.Values], read.Failure, traces);
            }
            foreach (var item in read.Items.Where(i => wanted.Contains(i.ExternalId)))
            {
                figures[item.ExternalId] = new StockFigure(item.ExternalId, item.Stock, item.Quantity);
            }
            // A site that answers every page with the same one would be asked for ever.
            var before = seen.Count;
            seen.UnionWith(read.Items.Select(i => i.ExternalId));
            if (read.Items.Count > 0 && seen.Count == before)
            {
                return new StockReading([.. figures.Values], new ReadFailure.Unusable("The site's list shows the same items on more than one page."), traces);
            }
            if (read.Items.Count < PageSize && !hinted.Contains(page))
            {
                isWhole = true;
                break;
            }
        }
        if (!isWhole && figures.Count < wanted.Count)
        {
            return new StockReading([.. figures.Values], new ReadFailure.Unusable($"The site's list has more than {MaxPages} pages."), traces);
        }
        return new StockReading(
            [.. externalIds.Select(id => figures.GetValueOrDefault(id) ?? new StockFigure(id, StockReadState.Missing, null))], null, traces);
    }

    private async Task<(CustomPage Page, CallTrace Trace)> ReadAsync(ChannelConnection channel, CustomSite site, int page, CancellationToken cancellationToken)
    {
        var call = await calls.ReadAsync(site, page, PageSize, cancellationToken);
        var read = CustomPage.Of(call.Answer, calls.Now);
        Remember(channel.ChannelId, read.Items, page);
        return (read, call.Trace);
    }

    private static CataloguePage Unusable(string reason) => new([], null, null, new ReadFailure.Unusable(reason));

    private void Remember(long channelId, IReadOnlyList<CatalogueItem> items, int page)
    {
        _remembered[channelId] = page;
        if (_remembered.Count > MaxRemembered)
        {
            _remembered.Clear();
            _pages.Clear();
        }
        foreach (var item in items)
        {
            _pages[(channelId, item.ExternalId)] = page;
        }
    }
}

/// <summary>One page of a site's items as it was read.</summary>
internal sealed record CustomPage(IReadOnlyList<CatalogueItem> Items, int? Total, ReadFailure? Failure)
{
    /// <summary>Longest id taken, in characters: what a listing can hold.</summary>
    private const int MaxId = 200;

    public static CustomPage Of(OutboundAnswer answer, DateTimeOffset now)
    {
        if (CustomFaults.OfRead(answer, now) is { } failure)
        {
            return Failed(failure);
        }
        if (!WireJson.TryParse(((OutboundAnswer.Answered)answer).Body, out var document))
        {
            return Unusable("The site's answer is not JSON.");
        }
        using (document)
        {
            return document.RootElement.Member("items") is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() <= CustomReads.PageSize
                ? Of(items, document.RootElement)
                : Unusable($"The site's answer is not a list of at most {CustomReads.PageSize} items.");
        }
    }

    // One entry that cannot be read makes the whole page unusable: it might be any of the items asked for.
    private static CustomPage Of(JsonElement items, JsonElement root)
    {
        var read = new List<CatalogueItem>(items.GetArrayLength());
        foreach (var item in items.EnumerateArray())
        {
            if (item.Text("externalId") is not { Length: <= MaxId } id)
            {
                return Unusable("An item of the site's list has no externalId.");
            }
            int? quantity = null;
            if (item.Member("quantity") is { } given)
            {
                if (!given.TryWhole(out var whole))
                {
                    return Unusable($"The quantity of {id} is not a whole number.");
                }
                quantity = whole;
            }
            read.Add(new CatalogueItem(
                id, item.Text("sku"), item.Text("barcode"), item.Text("title") ?? item.Text("sku") ?? id,
                quantity is null ? StockReadState.Untracked : StockReadState.Tracked, quantity));
        }
        return new CustomPage(read, root.Member("total") is { } total && total.TryWhole(out var all) ? all : null, null);
    }

    private static CustomPage Unusable(string reason) => Failed(new ReadFailure.Unusable(reason));

    private static CustomPage Failed(ReadFailure failure) => new([], null, failure);
}
