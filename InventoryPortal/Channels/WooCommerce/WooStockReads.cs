using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>How a store keeps one quantity.</summary>
/// <param name="State">Tracked, untracked or at the parent.</param>
/// <param name="Quantity">Null unless tracked, and null when it cannot be read.</param>
internal readonly record struct WooStock(StockReadState State, int? Quantity)
{
    /// <summary>Whether a tracked quantity is not a plain whole number.</summary>
    public bool Unreadable => State == StockReadState.Tracked && Quantity is null;

    /// <summary>Reads <c>manage_stock</c> (true, false or the word "parent") and <c>stock_quantity</c>.</summary>
    public static WooStock Of(JsonElement item) => item.Member("manage_stock") switch
    {
        { ValueKind: JsonValueKind.True } => new(StockReadState.Tracked, item.Member("stock_quantity") is { } q && q.TryWhole(out var n) ? n : null),
        { ValueKind: JsonValueKind.String } => new(StockReadState.AtParent, null),
        _ => new(StockReadState.Untracked, null),
    };
}

/// <summary>Reads present quantities.</summary>
internal sealed class WooStockReads(WooCalls calls, WooVariationReads variations)
{
    private const string Fields = "id,manage_stock,stock_quantity";

    public async Task<StockReading> ReadAsync(WooStore store, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, StockFigure>(StringComparer.Ordinal);
        var traces = new List<CallTrace>();
        var ids = externalIds.Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => WooItemId.TryParse(id, out var parsed) ? parsed : null);

        var failure = await ReadProductsAsync(store, ids, found, traces, cancellationToken);
        failure ??= await ReadVariationsAsync(store, ids, found, traces, cancellationToken);
        if (failure is null)
        {
            foreach (var id in ids.Keys.Where(id => !found.ContainsKey(id)))
            {
                found[id] = new StockFigure(id, StockReadState.Missing, null);
            }
        }
        failure ??= Unreadable(found.Values);
        return new StockReading([.. externalIds.Where(found.ContainsKey).Select(id => found[id]).Where(f => !IsUnreadable(f))], failure, traces);
    }

    private async Task<ReadFailure?> ReadProductsAsync(
        WooStore store, Dictionary<string, WooItemId?> ids, Dictionary<string, StockFigure> found, List<CallTrace> traces, CancellationToken cancellationToken)
    {
        var products = ids.Where(p => p.Value is { Variation: 0 }).ToLookup(p => p.Value!.Product, p => p.Key);
        foreach (var chunk in products.Select(g => g.Key).Chunk(WooLists.PageSize))
        {
            var route = $"products?include={WooLists.Join(chunk)}&per_page={WooLists.PageSize}&_fields={Fields}";
            var list = await WooLists.ReadAsync(calls, store, route, cancellationToken);
            traces.Add(list.Trace);
            if (list.Failure is not null)
            {
                return list.Failure;
            }
            using (list.Document)
            {
                foreach (var item in list.Items)
                {
                    foreach (var id in products[item.Id("id")])
                    {
                        var stock = WooStock.Of(item);
                        found[id] = new StockFigure(id, stock.State, stock.Quantity);
                    }
                }
            }
        }
        return null;
    }

    private async Task<ReadFailure?> ReadVariationsAsync(
        WooStore store, Dictionary<string, WooItemId?> ids, Dictionary<string, StockFigure> found, List<CallTrace> traces, CancellationToken cancellationToken)
    {
        var asked = ids.Values.OfType<WooItemId>().Where(i => i.Variation != 0).Distinct().ToLookup(i => i.Product, i => i.Variation);
        var read = await variations.ReadAsync(store, asked, Fields, traces, cancellationToken);
        var names = ids.Where(p => p.Value is { Variation: not 0 }).ToLookup(p => p.Value!, p => p.Key);
        foreach (var (id, item) in read.Items)
        {
            foreach (var name in names[id])
            {
                var stock = WooStock.Of(item);
                found[name] = new StockFigure(name, stock.State, stock.Quantity);
            }
        }
        return read.Failure;
    }

    private static bool IsUnreadable(StockFigure figure) => figure is { State: StockReadState.Tracked, Quantity: null };

    private static ReadFailure.Unusable? Unreadable(IEnumerable<StockFigure> figures)
    {
        var bad = figures.Where(IsUnreadable).Select(f => f.ExternalId).ToList();
        return bad.Count == 0
            ? null
            : new ReadFailure.Unusable(string.Create(CultureInfo.InvariantCulture, $"The store gave no whole number for {bad.Count} item(s), first {bad[0]}."));
    }
}
