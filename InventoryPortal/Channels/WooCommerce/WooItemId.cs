using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>The id of a sellable thing: a product, or a variation of one. Written <c>123</c> or <c>123/456</c>.</summary>
/// <param name="Product">The product's id; of a variation its parent's.</param>
/// <param name="Variation">0 for a product that has no variations.</param>
internal sealed record WooItemId(long Product, long Variation)
{
    /// <summary>The id that the store's own lists use.</summary>
    public long Own => Variation == 0 ? Product : Variation;

    public static bool TryParse(string? text, [NotNullWhen(true)] out WooItemId? id)
    {
        id = null;
        var parts = (text ?? "").Split('/');
        if (parts.Length > 2 || !TryNumber(parts[0], out var product))
        {
            return false;
        }
        long variation = 0;
        if (parts.Length == 2 && !TryNumber(parts[1], out variation))
        {
            return false;
        }
        id = new WooItemId(product, variation);
        return true;
    }

    public override string ToString() => Variation == 0
        ? Product.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Product}/{Variation}");

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
