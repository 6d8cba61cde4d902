using System.Security.Cryptography;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Reads Amazon's notifications. Pure.</summary>
internal static class AmazonEvents
{
    private const string OrderChange = "ORDER_CHANGE";
    private const string QuantityChange = "LISTINGS_ITEM_MFN_QUANTITY_CHANGE";
    private const string Elsewhere = "elsewhere";
    private const string Unreadable = "unreadable";

    /// <summary>Characters of a type, an id or a subject: two of them and a colon fit an event key.</summary>
    private const int MaxText = 99;

    /// <summary>Key, topic and subject of a message; what another account or marketplace is told is none of this channel's.</summary>
    public static WebhookReception.Genuine Receive(ChannelConnection channel, ReadOnlyMemory<byte> body)
    {
        var kept = new Dictionary<string, string>();
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        if (!WireJson.TryParse(body, out var document))
        {
            return new WebhookReception.Genuine($"{Unreadable}:{hash}", Unreadable, null, kept);
        }
        using (document)
        {
            var root = document.RootElement;
            var type = root.Text("NotificationType") is { Length: <= MaxText } named ? named : Unreadable;
            var id = root.Member("NotificationMetadata")?.Text("NotificationId") is { Length: <= MaxText } given ? given : hash;
            var (subject, isOurs) = type switch
            {
                OrderChange when Order(root) is { } order => (order.Text("AmazonOrderId"), IsOurs(channel, order)),
                QuantityChange => (root.Member("Payload")?.Text("Sku"), IsOurs(channel, root.Member("Payload"))),
                _ => (null, true),
            };
            return new WebhookReception.Genuine($"{type}:{id}", isOurs ? type : Elsewhere, subject is { Length: <= MaxText } ? subject : null, kept);
        }
    }

    public static ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => topic switch
    {
        Topics.OrderPolled => AmazonOrderBody.Read(body),
        OrderChange => Read(body, Changed),
        QuantityChange => Read(body, Hint),
        Elsewhere => new ChannelEvent.Irrelevant("It is about another account or marketplace."),
        Unreadable => new ChannelEvent.Malformed("The message is no notification of Amazon's."),
        _ => new ChannelEvent.Irrelevant("Notifications of this type do not concern stock."),
    };

    private static ChannelEvent Read(ReadOnlyMemory<byte> body, Func<JsonElement, ChannelEvent> read)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return new ChannelEvent.Malformed("The message is not JSON.");
        }
        using (document)
        {
            return read(document.RootElement);
        }
    }

    // It lacks the item's id in the newer orders API and what was cancelled: the order itself is read.
    private static ChannelEvent Changed(JsonElement root) => Order(root) switch
    {
        { } order when order.Member("Summary")?.Text("FulfillmentType") == "AFN" => new ChannelEvent.Irrelevant("Amazon ships the order from its own warehouses (FBA)."),
        { } order when order.Text("AmazonOrderId") is { Length: <= MaxText } id => new ChannelEvent.OrderChanged(id, "The notification names an order that has changed."),
        _ => new ChannelEvent.Malformed("The notification names no order."),
    };

    private static ChannelEvent Hint(JsonElement root)
    {
        if (root.Member("Payload") is not { } payload || payload.Text("Sku") is not { Length: <= 200 } sku)
        {
            return new ChannelEvent.Malformed("The notification names no SKU.");
        }
        return payload.Text("FulfillmentChannelCode") is null or AmazonItem.Merchant
            ? new ChannelEvent.StockHint(sku, payload.Member("Quantity") is { } q && q.TryWhole(out var units) ? units : null)
            : new ChannelEvent.Irrelevant("It is about stock that lies with Amazon.");
    }

    private static JsonElement? Order(JsonElement root) => root.Member("Payload")?.Member("OrderChangeNotification");

    private static bool IsOurs(ChannelConnection channel, JsonElement? part) =>
        (part?.Text("SellerId") is not { } seller || seller == channel.Settings.GetValueOrDefault(AmazonFields.SellerId))
        && (part?.Member("Summary")?.Text("MarketplaceId") is not { } place || place == channel.Settings.GetValueOrDefault(AmazonFields.MarketplaceId));
}
