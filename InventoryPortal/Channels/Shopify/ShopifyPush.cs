using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Plans pushes and writes them down. Pure.</summary>
internal static class ShopifyPush
{
    /// <summary>Where quantities go; shown on the monitor.</summary>
    public const string SetRoute = "inventorySetQuantities";

    /// <summary>Items that keep no quantity at the location yet: each is made to by a call of its own, then all are written together.</summary>
    public const string ActivateRoute = "inventoryActivate";

    /// <summary>Quantities of one call: what the API takes in any list.</summary>
    private const int MaxQuantities = 250;

    /// <summary>Items made to keep a quantity in one go: at about 22 points each, a fifth of the smallest bucket.</summary>
    private const int MaxActivations = 10;

    public static IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) =>
    [
        .. BatchPlan.Split([.. pushes.Where(p => !p.TurnTrackingOn)], _ => SetRoute, MaxQuantities)
            .Concat(BatchPlan.Split([.. pushes.Where(p => p.TurnTrackingOn)], _ => ActivateRoute, MaxActivations))
            .Select(call => new PushCall(call.Route, call.Items)),
    ];

    /// <summary>
    /// The input and its key. What the shop must show now is always there, as a number or as null: the API takes no entry without it.
    /// </summary>
    /// <param name="tries">How often this very input was tried under a key that the shop does not take any more.</param>
    public static void Variables(Utf8JsonWriter json, string location, IReadOnlyList<QuantityPush> pushes, int tries)
    {
        json.WriteString("key", KeyOf(location, pushes, tries));
        json.WriteStartObject("input");
        json.WriteString("name", "available");
        json.WriteString("reason", "correction");
        json.WriteStartArray("quantities");
        foreach (var push in pushes)
        {
            json.WriteStartObject();
            json.WriteString("inventoryItemId", push.ExternalId);
            json.WriteString("locationId", location);
            json.WriteNumber("quantity", push.Quantity);
            if (push.Expected is { } expected)
            {
                json.WriteNumber("changeFromQuantity", expected);
            }
            else
            {
                json.WriteNull("changeFromQuantity");
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>
    /// The idempotency key: the same for a repeat of the same write, another one as soon as anything in it differs. The write's own
    /// key is part of it, because a later write may happen to carry the same numbers and must not be taken for a repeat.
    /// </summary>
    public static string KeyOf(string location, IReadOnlyList<QuantityPush> pushes, int tries)
    {
        var text = new StringBuilder(location).Append('|').Append(tries);
        foreach (var push in pushes)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{push.ExternalId}={push.Quantity}<{push.Expected?.ToString(CultureInfo.InvariantCulture) ?? "any"}@{push.OperationKey}");
        }
        return KeyOf(text.ToString());
    }

    /// <summary>A UUID of version 8 (RFC 9562) from the hash of a text.</summary>
    public static string KeyOf(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
