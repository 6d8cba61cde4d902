using System.Globalization;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Shopify's global ids: <c>gid://shopify/InventoryItem/123</c>. The number is 64 bits wide and kept whole.</summary>
internal static class ShopifyIds
{
    public const string InventoryItem = "InventoryItem";
    public const string Location = "Location";
    public const string Order = "Order";
    public const string LineItem = "LineItem";
    public const string Refund = "Refund";
    public const string BulkOperation = "BulkOperation";

    private const string Root = "gid://shopify/";

    public static string Of(string type, long number) => string.Create(CultureInfo.InvariantCulture, $"{Root}{type}/{number}");

    /// <summary>The number of a global id of this type; false for anything else.</summary>
    public static bool TryNumber(string? gid, string type, out long number)
    {
        number = 0;
        var prefix = $"{Root}{type}/";
        return gid is not null && gid.StartsWith(prefix, StringComparison.Ordinal) && TryPlain(gid[prefix.Length..], out number);
    }

    /// <summary>The global id of a location that a person entered as a bare number or as a global id; null when it is neither.</summary>
    public static string? LocationOf(string? text) =>
        TryPlain(text, out var number) || TryNumber(text, Location, out number) ? Of(Location, number) : null;

    /// <summary>A positive number without sign, space or leading zero, so that one id has one spelling.</summary>
    public static bool TryPlain(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0 && text![0] != '0';
}
