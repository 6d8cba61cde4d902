using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Reads present quantities, as many in a call as the points of one query allow.</summary>
internal sealed class ShopifyStockReads(ShopifyCalls calls)
{
    public async Task<StockReading> ReadAsync(ShopifyShop shop, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, StockFigure>(StringComparer.Ordinal);
        var traces = new List<CallTrace>();
        ReadFailure? failure = null;
        var asked = externalIds.Distinct(StringComparer.Ordinal).Where(id => ShopifyIds.TryNumber(id, ShopifyIds.InventoryItem, out _));
        foreach (var ids in asked.Chunk(ShopifyDocuments.ItemsPerRead))
        {
            using var reply = await calls.AskAsync(shop, ShopifyDocuments.Stock, json => Variables(json, ids, shop.Location), cancellationToken);
            traces.Add(reply.Trace);
            failure = reply.Fault?.Read ?? Take(reply.Data, ids, found);
            if (failure is not null)
            {
                break;
            }
        }
        // What no shop can know by this id is missing there; what was not asked for because of a failure is left open.
        return new StockReading([.. externalIds.Select(id => Figure(id, found, failure)).OfType<StockFigure>()], failure, traces);
    }

    private static StockFigure? Figure(string id, Dictionary<string, StockFigure> found, ReadFailure? failure) =>
        found.GetValueOrDefault(id) ?? (failure is null ? new StockFigure(id, StockReadState.Missing, null) : null);

    private static ReadFailure? Take(JsonElement data, string[] ids, Dictionary<string, StockFigure> found)
    {
        if (data.Member("nodes") is not { ValueKind: JsonValueKind.Array } nodes || nodes.GetArrayLength() != ids.Length)
        {
            return new ReadFailure.Unusable("The shop answered with another number of items than it was asked for.");
        }
        ReadFailure? failure = null;
        foreach (var (node, id) in nodes.EnumerateArray().Zip(ids))
        {
            if (node.ValueKind == JsonValueKind.Null)
            {
                found[id] = new StockFigure(id, StockReadState.Missing, null);
            }
            else if (node.Text("id") == id && ShopifyStock.Of(node) is { IsUnreadable: false } stock)
            {
                found[id] = new StockFigure(id, stock.State, stock.Quantity);
            }
            else
            {
                failure ??= new ReadFailure.Unusable($"The shop gave no whole number for {id}.");
            }
        }
        return failure;
    }

    private static void Variables(Utf8JsonWriter json, string[] ids, string location)
    {
        json.WriteStartArray("ids");
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }
        json.WriteEndArray();
        json.WriteString("location", location);
    }
}
