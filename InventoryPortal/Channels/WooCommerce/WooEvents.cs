using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>Reads what a stored event means. Pure.</summary>
internal static class WooEvents
{
    public static ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => topic switch
    {
        Topics.OrderPolled or "order.created" or "order.updated" or "order.restored" => WooOrderBody.Read(body),
        "order.deleted" => new ChannelEvent.Irrelevant("The order was deleted at the channel; what it moved stands."),
        "product.created" or "product.updated" or "product.restored" => Product(body),
        "product.deleted" => new ChannelEvent.Irrelevant("The product was deleted at the channel."),
        _ => new ChannelEvent.Irrelevant("Events of this topic do not concern stock."),
    };

    private static ChannelEvent Product(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return new ChannelEvent.Malformed("The body is not JSON.");
        }
        using (document)
        {
            return IdOf(document.RootElement) is { } id ? Hint(id, document.RootElement) : new ChannelEvent.Malformed("The product has no whole id.");
        }
    }

    // A variation whose stock lives at its parent shows the parent's quantity.
    private static ChannelEvent.StockHint Hint(WooItemId id, JsonElement product)
    {
        var stock = WooStock.Of(product);
        if (stock.State != StockReadState.AtParent)
        {
            return new ChannelEvent.StockHint(id.ToString(), stock.Quantity);
        }
        int? shown = product.Member("stock_quantity") is { } q && q.TryWhole(out var n) ? n : null;
        return new ChannelEvent.StockHint(new WooItemId(id.Product, 0).ToString(), shown);
    }

    /// <summary>The sellable thing that a product's or variation's JSON is about; null when it has no whole id.</summary>
    public static WooItemId? IdOf(JsonElement product)
    {
        var id = product.Id("id");
        if (id == 0)
        {
            return null;
        }
        var parent = product.Text("type") == "variation" ? product.Id("parent_id") : 0;
        return parent == 0 ? new WooItemId(id, 0) : new WooItemId(parent, id);
    }

    /// <summary>The order or item that a delivery is about, as other events name it; null when the body does not say.</summary>
    public static string? SubjectOf(string topic, ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            return topic.StartsWith("product.", StringComparison.Ordinal)
                ? IdOf(document.RootElement)?.ToString()
                : document.RootElement.Id("id") is var id and > 0 ? id.ToString(CultureInfo.InvariantCulture) : null;
        }
    }
}
