using System.Text.Json.Serialization;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Catalog;

/// <summary>One product as pages and the HTTP contract show it. Quantities are units.</summary>
/// <param name="Sku">As a person typed it.</param>
/// <param name="Barcode">GTIN or the merchant's own; null without.</param>
/// <param name="OnHand">On the shelf; negative only through a recorded oversell.</param>
/// <param name="Reserved">Promised and not yet sold.</param>
/// <param name="Available">On hand less reserved.</param>
/// <param name="Buffer">Held back from every channel.</param>
/// <param name="Version">Changed by edits, not by stock movements.</param>
/// <param name="Listings">Where it is sold; null in lists.</param>
public sealed record ProductView(
    string Sku,
    string Name,
    string? Barcode,
    string? Description,
    int OnHand,
    int Reserved,
    int Available,
    int LowStockThreshold,
    int Buffer,
    bool IsActive,
    DateTimeOffset UpdatedAt,
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ListingView>? Listings = null)
{
    /// <summary>How it stands, in one word.</summary>
    public StockStatus StockStatus => StockStatusRule.Of(Available, LowStockThreshold);

    /// <summary>Since when it sells faster than news travels, and each listing has units of its own; null in calm.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FlashSince { get; init; }
}

/// <summary>A product to be made. What is null takes its standard value.</summary>
/// <param name="OnHand">Units on the shelf at the start; they become the first movement.</param>
public sealed record NewProduct(
    string? Sku,
    string? Name,
    string? Barcode = null,
    string? Description = null,
    int? OnHand = null,
    int? LowStockThreshold = null,
    int? Buffer = null);

/// <summary>An edit of a product: members left out stay.</summary>
public sealed record ProductEdit
{
    public Domain.Values.Change<string?> Name { get; init; }

    public Domain.Values.Change<string?> Barcode { get; init; }

    public Domain.Values.Change<string?> Description { get; init; }

    public Domain.Values.Change<int?> LowStockThreshold { get; init; }

    public Domain.Values.Change<int?> Buffer { get; init; }

    public Domain.Values.Change<bool?> IsActive { get; init; }
}

/// <summary>What became of one product of a batch.</summary>
public enum ProductVerdictStatus { Created, Rejected }

/// <summary>The verdict on one product of a batch, in the order of the batch.</summary>
/// <param name="Sku">As sent; null when it was left out.</param>
/// <param name="Code">Why it was rejected.</param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record ProductVerdict(
    string? Sku,
    ProductVerdictStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);

/// <summary>Verdicts of one batch.</summary>
public sealed record ProductBatchResult(IReadOnlyList<ProductVerdict> Results);
