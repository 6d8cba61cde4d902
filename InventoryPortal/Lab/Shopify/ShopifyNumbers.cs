using System.Globalization;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>The shop's ids. They lie beyond what a floating-point number holds, as real ones may.</summary>
internal static class ShopifyNumbers
{
    /// <summary>2^53 + 1, the first whole number that a double cannot hold.</summary>
    public const long Base = 9_007_199_254_740_993;

    /// <summary>The only location that the shop keeps stock at.</summary>
    public const long Location = 70_012_345_678;

    private const string Root = "gid://shopify/";

    public static string Gid(string type, long number) => string.Create(CultureInfo.InvariantCulture, $"{Root}{type}/{number}");

    /// <summary>The gid of something of the book.</summary>
    public static string Of(string type, long id) => Gid(type, Base + id);

    public static string LocationGid { get; } = Gid("Location", Location);

    /// <summary>The book's id; 0 for no gid of this type.</summary>
    public static long Number(string? gid, string type)
    {
        var prefix = $"{Root}{type}/";
        return gid is not null && gid.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(gid.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > Base ? number - Base : 0;
    }

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whether customers can buy it: products with variants are not bought themselves.</summary>
    public static bool IsSold(ShopProduct product) => product.Type != "variable";
}
