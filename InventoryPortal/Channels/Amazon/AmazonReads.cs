using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Reads present quantities and the catalogue: by search as far as it leads, by report where there is more.</summary>
internal sealed class AmazonReads(AmazonListings listings, AmazonOwnStock own, AmazonReports reports)
{
    private const string PagePrefix = "page:";

    /// <summary>Of a listing that Amazon ships, the quantity is the one that Amazon can send: read only.</summary>
    public async Task<StockReading> ReadStockAsync(AmazonSeller seller, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var look = await listings.LookAsync(seller, skus, cancellationToken);
        var figures = look.Found.ToDictionary(f => f.Key, f => f.Value.ToFigure(), StringComparer.Ordinal);
        var amazons = look.Found.Values.Where(i => i.Shipper == AmazonShipper.Amazon).Select(i => i.Sku).ToList();
        var stock = await own.ReadAsync(seller, amazons, cancellationToken);
        foreach (var (sku, units) in stock.Units.Where(u => figures.ContainsKey(u.Key)))
        {
            figures[sku] = new StockFigure(sku, StockReadState.Tracked, units);
        }
        List<CallTrace> traces = [.. look.Traces, .. stock.Traces];
        if (stock.Failure is not null)
        {
            return new StockReading([.. figures.Values.Where(f => !stock.Unread.Contains(f.ExternalId, StringComparer.Ordinal))], stock.Failure, traces);
        }
        return look.Failure is not null
            ? new StockReading([.. figures.Values], look.Failure, traces)
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
}
