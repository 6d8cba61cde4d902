using System.Buffers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>
/// Reads quantities. What is read is the inventory item's: we write it together with the offer's, and eBay lowers both with every sale.
/// </summary>
internal sealed class EbayReads(EbayCalls calls)
{
    /// <summary>SKUs of one <c>bulk_get_inventory_item</c>.</summary>
    private const int MaxSkus = 25;

    public async Task<StockReading> ReadStockAsync(EbayAccount account, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var figures = new List<StockFigure>();
        var traces = new List<CallTrace>();
        foreach (var some in skus.Distinct(StringComparer.Ordinal).Chunk(MaxSkus))
        {
            var call = await calls.SendAsync(
                account, HttpMethod.Post, "sell/inventory/v1/bulk_get_inventory_item", Body(some), EbaySigner.Seller, EbayCalls.ReadLimit, cancellationToken);
            traces.Add(call.Trace);
            var failure = EbayFaults.OfRead(call, calls.Now) ?? Figures(call.Body, some, figures);
            if (failure is not null)
            {
                return new StockReading(figures, failure, traces);
            }
        }
        return new StockReading(figures, null, traces);
    }

    private static ReadFailure? Figures(ReadOnlyMemory<byte> body, string[] asked, List<StockFigure> figures)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return new ReadFailure.Unusable("eBay's answer is not JSON.");
        }
        using (document)
        {
            if (document.RootElement.Member("responses") is not { ValueKind: JsonValueKind.Array } responses)
            {
                return new ReadFailure.Unusable("eBay's answer has no figure per SKU.");
            }
            var entries = responses.EnumerateArray().ToLookup(e => e.Text("sku") ?? "", StringComparer.Ordinal);
            foreach (var sku in asked)
            {
                if (Figure(sku, [.. entries[sku]], out var failure) is { } figure)
                {
                    figures.Add(figure);
                }
                else
                {
                    return failure;
                }
            }
            return null;
        }
    }

    private static StockFigure? Figure(string sku, IReadOnlyList<JsonElement> entries, out ReadFailure? failure)
    {
        failure = new ReadFailure.Unusable($"eBay's answer about {sku} cannot be read.");
        if (entries.Count != 1 || entries[0].Member("statusCode") is not { } given || !given.TryWhole(out var status))
        {
            return null;
        }
        // What cannot be a SKU at all is nobody's either.
        if (status == 404 || EbayError.FirstOf(entries[0]) is { Id: 25702 or 25707 or 25708 or 25710 })
        {
            return new StockFigure(sku, StockReadState.Missing, null);
        }
        if (status != 200)
        {
            failure = new ReadFailure.Transient(null, status == 429, $"eBay answered {status} about {sku}.");
            return null;
        }
        return entries[0].Member("inventoryItem") is { } item && TryStock(item, out var state, out var quantity) ? new StockFigure(sku, state, quantity) : null;
    }

    /// <summary>An item's quantity. It may lack one until it is first offered; what is there must be a whole number.</summary>
    public static bool TryStock(JsonElement item, out StockReadState state, out int? quantity)
    {
        (state, quantity) = (StockReadState.Untracked, null);
        if (item.ValueKind != JsonValueKind.Object)
        {
            return false;
        }
        if (item.Member("availability")?.Member("shipToLocationAvailability")?.Member("quantity") is not { } given)
        {
            return item.Member("availability") is null or { ValueKind: JsonValueKind.Object };
        }
        if (!given.TryWhole(out var whole))
        {
            return false;
        }
        (state, quantity) = (StockReadState.Tracked, whole);
        return true;
    }

    private static ReadOnlyMemory<byte> Body(IReadOnlyList<string> skus)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests");
            foreach (var sku in skus)
            {
                json.WriteStartObject();
                json.WriteString("sku", sku);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
