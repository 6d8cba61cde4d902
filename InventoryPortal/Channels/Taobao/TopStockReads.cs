using System.Globalization;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>Reads present quantities, twenty items a call.</summary>
internal sealed class TopStockReads(TopItemReads items)
{
    public async Task<StockReading> ReadAsync(TopShop shop, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var traces = new List<CallTrace>();
        var asked = externalIds.Distinct(StringComparer.Ordinal).ToDictionary(id => id, TopItemId.Of);
        var read = await items.ReadAsync(shop, asked.Values.OfType<TopItemId>().Select(id => id.Item), traces, cancellationToken);
        var figures = externalIds
            .Where(id => asked[id] is not { } parsed || read.Failure is null || read.Items.ContainsKey(parsed.Item))
            .Select(id => Figure(id, asked[id], read.Items)).ToList();
        var bad = figures.Where(IsUnreadable).Select(f => f.ExternalId).ToList();
        var failure = read.Failure ?? (bad.Count == 0 ? null : new ReadFailure.Unusable(
            string.Create(CultureInfo.InvariantCulture, $"Taobao gave no whole number for {bad.Count} item(s), first {bad[0]}.")));
        return new StockReading([.. figures.Where(f => !IsUnreadable(f))], failure, traces);
    }

    // An item that is sold by its SKUs is no thing to sell by itself, even where it was one once.
    private static StockFigure Figure(string externalId, TopItemId? id, IReadOnlyDictionary<long, TopItem> items)
    {
        var item = id is { } asked ? items.GetValueOrDefault(asked.Item) : null;
        var sku = item?.Skus.FirstOrDefault(s => s.Id == id!.Value.Sku);
        return item is null || (item.Skus.Count == 0 ? id!.Value.Sku != 0 : sku is null)
            ? new StockFigure(externalId, StockReadState.Missing, null)
            : new StockFigure(externalId, StockReadState.Tracked, sku is null ? item.Quantity : sku.Quantity);
    }

    private static bool IsUnreadable(StockFigure figure) => figure is { State: StockReadState.Tracked, Quantity: null };
}
