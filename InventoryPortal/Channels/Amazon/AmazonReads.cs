using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Reads present quantities and the catalogue: by search as far as it leads, by report where there is more.</summary>
internal sealed class AmazonReads(AmazonCalls calls, AmazonListings listings, AmazonReports reports)
{
    /// <summary>SKUs of one question about Amazon's own stock: its bound.</summary>
    private const int SummariesAtOnce = 50;

    private const string PagePrefix = "page:";

    /// <summary>Of a listing that Amazon ships, the quantity is the one that Amazon can send: read only.</summary>
    public async Task<StockReading> ReadStockAsync(AmazonSeller seller, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var look = await listings.LookAsync(seller, skus, cancellationToken);
        var figures = look.Found.ToDictionary(f => f.Key, f => f.Value.ToFigure(), StringComparer.Ordinal);
        var (failure, traces) = (look.Failure, look.Traces.ToList());
        foreach (var some in look.Found.Values.Where(i => i.IsAmazons).Select(i => i.Sku).Chunk(SummariesAtOnce))
        {
            var call = await calls.SendAsync(seller, AmazonOperation.InventorySummaries, HttpMethod.Get, SummariesPath(seller, some), null, cancellationToken);
            traces.Add(call.Trace);
            if (call.Answer is OutboundAnswer.Answered { Status: 403 })
            {
                // The role for Amazon's own stock is one that the rest does not need: without it these quantities are not known, and nothing else is wrong.
                break;
            }
            if ((AmazonFaults.OfRead(call) ?? Take(call.Body, figures)) is { } failed)
            {
                return new StockReading([.. figures.Values.Where(f => !some.Contains(f.ExternalId))], failed, traces);
            }
        }
        return failure is not null
            ? new StockReading([.. figures.Values], failure, traces)
            : new StockReading([.. skus.Select(s => figures.GetValueOrDefault(s) ?? new StockFigure(s, StockReadState.Missing, null))], null, traces);
    }

    public async Task<CataloguePage> ReadCatalogueAsync(AmazonSeller seller, string? cursor, CancellationToken cancellationToken)
    {
        if (cursor is not null && !cursor.StartsWith(PagePrefix, StringComparison.Ordinal))
        {
            return await reports.ReadAsync(seller, cursor, cancellationToken);
        }
        var page = await listings.PageAsync(seller, cursor?[PagePrefix.Length..], cancellationToken);
        if (page.Failure is not null)
        {
            return new CataloguePage([], null, null, page.Failure);
        }
        if (page.Total > AmazonListings.MaxSearched)
        {
            return await reports.AskAsync(seller, page.Total, cancellationToken);
        }
        return new CataloguePage([.. page.Items.Select(i => i.ToCatalogue())], page.NextToken is null ? null : PagePrefix + page.NextToken, page.Total, null);
    }

    private static string SummariesPath(AmazonSeller seller, IReadOnlyList<string> skus)
    {
        var marketplace = Uri.EscapeDataString(seller.MarketplaceId);
        return $"/fba/inventory/v1/summaries?details=true&granularityType=Marketplace&granularityId={marketplace}&marketplaceIds={marketplace}"
            + $"&sellerSkus={string.Join(',', skus.Select(Uri.EscapeDataString))}";
    }

    private static ReadFailure.Unusable? Take(ReadOnlyMemory<byte> body, Dictionary<string, StockFigure> figures)
    {
        var unusable = new ReadFailure.Unusable("Amazon's answer is not a list of its own stock.");
        if (!WireJson.TryParse(body, out var document))
        {
            return unusable;
        }
        using (document)
        {
            if (document.RootElement.Member("payload")?.Member("inventorySummaries") is not { ValueKind: JsonValueKind.Array } summaries)
            {
                return unusable;
            }
            foreach (var summary in summaries.EnumerateArray())
            {
                if (summary.Text("sellerSku") is not { } sku || summary.Member("inventoryDetails")?.Member("fulfillableQuantity") is not { } given || !given.TryWhole(out var units))
                {
                    return unusable;
                }
                if (figures.ContainsKey(sku))
                {
                    figures[sku] = new StockFigure(sku, StockReadState.Tracked, units);
                }
            }
            return null;
        }
    }
}
