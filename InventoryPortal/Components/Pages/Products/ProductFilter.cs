using System.Globalization;
using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>What a product's page shows; the address is its only home.</summary>
/// <param name="Sku">In any spelling.</param>
/// <param name="At">The past instant looked at; null is now.</param>
/// <param name="Movement">The movement whose way is laid out; null for none.</param>
public sealed record ProductFilter(string Sku, DateTimeOffset? At = null, long? Movement = null)
{
    // As exact as the ledger: a link made from a movement's own instant includes that movement.
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public static ProductFilter Parse(string sku, Uri uri)
    {
        var query = UriState.Read(uri);
        return new ProductFilter(
            sku,
            DateTimeOffset.TryParse(query.Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null,
            long.TryParse(query.Text("movement"), NumberStyles.None, CultureInfo.InvariantCulture, out var movement) ? movement : null);
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        ProductPage.Address(Sku),
        ("at", At?.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)),
        ("movement", Movement?.ToString(CultureInfo.InvariantCulture)));
}
