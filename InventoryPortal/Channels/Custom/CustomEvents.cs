using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Channels.Custom;

/// <summary>Verifies and reads what a site sends. Pure.</summary>
internal static class CustomEvents
{
    /// <summary>Characters of a message's id and type and of an order's id: with room in the inbox's columns.</summary>
    private const int MaxText = 100;

    /// <summary>Lines of one order: more than any cart.</summary>
    private const int MaxLines = 1_000;

    private const string PlacedType = "order.placed";
    private const string CancelledType = "order.cancelled";
    private const string RefundedType = "order.refunded";
    private const string UnreadableType = "unreadable";

    public static WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery)
    {
        if (StandardWebhooks.Fault(CustomSite.Keys(channel), delivery.Headers, delivery.Body.Span, delivery.ReceivedAt) is { } fault)
        {
            return new WebhookReception.Forged(fault);
        }
        var id = delivery.Headers[StandardWebhooks.IdHeader];
        if (id.Length > MaxText)
        {
            return new WebhookReception.Forged($"The webhook-id has more than {MaxText} characters.");
        }
        var (type, orderId) = Names(delivery.Body);
        var kept = new Dictionary<string, string>
        {
            [StandardWebhooks.IdHeader] = id, [StandardWebhooks.TimestampHeader] = delivery.Headers[StandardWebhooks.TimestampHeader],
        };
        return new WebhookReception.Genuine($"{type}:{id}", type, orderId, kept);
    }

    public static ChannelEvent Interpret(ReadOnlyMemory<byte> body)
    {
        if (Names(body) is var (type, orderId) && type is not (PlacedType or CancelledType or RefundedType or UnreadableType))
        {
            return new ChannelEvent.Irrelevant($"The type {type} says nothing about stock.");
        }
        return Read(body, out var fault) is null ? new ChannelEvent.Malformed(fault) : new ChannelEvent.OrderPart(orderId!);
    }

    /// <summary>The order's state from all its events; those that cannot be read are dead in the inbox and left out.</summary>
    public static OrderSnapshot? Compose(string orderId, IReadOnlyList<ReadOnlyMemory<byte>> events) =>
        CustomOrders.Compose(orderId, [.. events.Select(e => Read(e, out _)).OfType<CustomOrderEvent>()]);

    private static (string Type, string? OrderId) Names(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return (UnreadableType, null);
        }
        using (document)
        {
            var orderId = document.RootElement.Member("data")?.Text("orderId");
            return document.RootElement.Text("type") is { Length: <= MaxText } type && !type.Any(char.IsControl)
                ? (type, orderId?.Length <= MaxText ? orderId : null)
                : (UnreadableType, null);
        }
    }

    private static CustomOrderEvent? Read(ReadOnlyMemory<byte> body, out string fault)
    {
        fault = "The body is not JSON.";
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            var data = document.RootElement.Member("data");
            if (data?.Text("orderId") is not { Length: <= MaxText })
            {
                fault = $"data.orderId is missing or has more than {MaxText} characters.";
                return null;
            }
            if (Instant(document.RootElement.Text("timestamp")) is not { } at)
            {
                fault = "timestamp is not an instant like 2026-03-01T12:00:00Z.";
                return null;
            }
            return Read(document.RootElement.Text("type"), data.Value, at, out fault);
        }
    }

    private static CustomOrderEvent? Read(string? type, JsonElement data, DateTimeOffset at, out string fault)
    {
        fault = "type is none of order.placed, order.cancelled and order.refunded.";
        switch (type)
        {
            case CancelledType:
                return new CustomOrderEvent(CustomOrderEventKind.Cancelled, at, false, []);
            case PlacedType when data.Text("status") is not ("paid" or "pending"):
                fault = "data.status of an order.placed is neither paid nor pending.";
                return null;
            case RefundedType when data.Text("refundId") is not { Length: <= MaxText }:
                fault = "data.refundId of an order.refunded is missing.";
                return null;
            case PlacedType or RefundedType when Lines(data, out fault) is { } lines:
                return type == PlacedType
                    ? new CustomOrderEvent(CustomOrderEventKind.Placed, at, data.Text("status") == "paid", lines)
                    : new CustomOrderEvent(
                        CustomOrderEventKind.Refunded, at, false, lines, data.Text("refundId"), data.Member("restock") is { ValueKind: JsonValueKind.True });
            default:
                return null;
        }
    }

    private static List<CustomOrderLine>? Lines(JsonElement data, out string fault)
    {
        fault = $"data.lines is not a list of at most {MaxLines} lines, each with an externalId and a whole quantity of 0 or more.";
        if (data.Member("lines") is not { ValueKind: JsonValueKind.Array } lines || lines.GetArrayLength() > MaxLines)
        {
            return null;
        }
        var read = new List<CustomOrderLine>();
        foreach (var line in lines.EnumerateArray())
        {
            if (line.Text("externalId") is not { Length: <= 200 } id || line.Member("quantity") is not { } given || !given.TryWhole(out var quantity) || quantity < 0)
            {
                return null;
            }
            read.Add(new CustomOrderLine(id, line.Text("sku"), quantity));
        }
        return read;
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
