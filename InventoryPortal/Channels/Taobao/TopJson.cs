using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Taobao;

/// <summary>What is peculiar to Taobao's JSON: ids as numbers or text, lists in a wrapping object, instants of its own zone.</summary>
internal static class TopJson
{
    /// <summary>A positive 64-bit id, written as a number or as digits in quotes (a <c>sku_id</c> is either, depending on the method).</summary>
    public static bool TryId(JsonElement value, out long id)
    {
        id = 0;
        return value.ValueKind == JsonValueKind.String
            ? value.GetRawText() is { Length: > 2 } quoted && long.TryParse(quoted.AsSpan(1, quoted.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out id) && id > 0
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out id) && id > 0;
    }

    /// <summary>The member as an id; 0 when it is absent or none.</summary>
    public static long TopId(this JsonElement element, string name) => element.Member(name) is { } value && TryId(value, out var id) ? id : 0;

    /// <summary>A list: <c>{"skus":{"sku":[…]}}</c>. Empty when it is absent, which is how Taobao writes none; null when it is something else.</summary>
    public static IReadOnlyList<JsonElement>? List(this JsonElement element, string name, string itemName)
    {
        if (element.Member(name) is not { } wrapped)
        {
            return [];
        }
        return wrapped.ValueKind != JsonValueKind.Object ? null
            : wrapped.Member(itemName) is not { } items ? []
            : items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : null;
    }

    /// <summary>The member as an instant; null when it is absent or none.</summary>
    public static DateTimeOffset? TopInstant(this JsonElement element, string name) =>
        element.Text(name) is { } text
        && DateTime.TryParseExact(text, TopShop.InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        && local.Ticks > TopShop.Zone.Ticks
            ? new DateTimeOffset(local, TopShop.Zone).ToUniversalTime()
            : null;
}
