using System.Diagnostics.CodeAnalysis;
using InventoryPortal.Domain.Channels;

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
        id = PairedId.TryParse(text, out var product, out var variation) ? new WooItemId(product, variation) : null;
        return id is not null;
    }

    public override string ToString() => PairedId.Of(Product, Variation);
}
