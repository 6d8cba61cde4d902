using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Reads what a stored event means. Pure.</summary>
internal static class ShopifyEvents
{
    public const string LevelUpdate = "inventory_levels/update";

    /// <summary>Our own word for a change of stock at a location that is not the channel's.</summary>
    public const string LevelElsewhere = "inventory_levels/update elsewhere";

    public static ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return new ChannelEvent.Malformed("The body is not JSON.");
        }
        using (document)
        {
            return Interpret(topic, document.RootElement);
        }
    }

    /// <summary>The order or item that a delivery is about, as other events name it; null when the body does not say.</summary>
    public static string? SubjectOf(string topic, JsonElement body) => topic switch
    {
        LevelUpdate or LevelElsewhere => ItemOf(body),
        _ when OrderOf(topic, body) is var number and > 0 => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static ChannelEvent Interpret(string topic, JsonElement body)
    {
        switch (topic)
        {
            case LevelUpdate when ItemOf(body) is { } item:
                // Null: the item is not stocked there any more.
                return body.Member("available") is not { } given ? new ChannelEvent.StockHint(item, null)
                    : given.TryWhole(out var available) ? new ChannelEvent.StockHint(item, available)
                    : new ChannelEvent.Malformed("The available quantity is not a whole number.");
            case LevelUpdate:
                return new ChannelEvent.Malformed("The inventory level names no item.");
            case LevelElsewhere:
                return new ChannelEvent.Irrelevant("The stock of another location.");
            case "orders/delete":
                return new ChannelEvent.Irrelevant("The order was deleted at the channel; what it moved stands.");
            case "app/uninstalled":
                return new ChannelEvent.Irrelevant("The app was removed from the shop: its next call will be refused.");
            case var _ when !IsOfOrders(topic):
                return new ChannelEvent.Irrelevant("Events of this topic do not concern stock.");
        }
        return OrderOf(topic, body) is var number and > 0
            ? new ChannelEvent.OrderChanged(number.ToString(CultureInfo.InvariantCulture), "Events of orders do not name the items that their lines take from.")
            : new ChannelEvent.Malformed("The event names no order.");
    }

    private static bool IsOfOrders(string topic) =>
        topic == Topics.OrderPolled || topic == "refunds/create" || topic.StartsWith("orders/", StringComparison.Ordinal);

    private static long OrderOf(string topic, JsonElement body) => topic switch
    {
        Topics.OrderPolled => ShopifyIds.TryNumber(body.Text("id"), ShopifyIds.Order, out var number) ? number : 0,
        "refunds/create" => body.Id("order_id"),
        "orders/edited" => body.Member("order_edit")?.Id("order_id") ?? 0,
        _ when IsOfOrders(topic) => body.Id("id"),
        _ => 0,
    };

    private static string? ItemOf(JsonElement body) => body.Id("inventory_item_id") is var item and > 0 ? ShopifyIds.Of(ShopifyIds.InventoryItem, item) : null;
}
