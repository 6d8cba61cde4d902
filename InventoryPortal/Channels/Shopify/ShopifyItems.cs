using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>How a shop keeps one item's quantity at the channel's location.</summary>
/// <param name="State">Tracked, or untracked: not at all, or not at this location.</param>
/// <param name="Quantity">Null unless tracked, and null when it cannot be read.</param>
internal readonly record struct ShopifyStock(StockReadState State, int? Quantity)
{
    /// <summary>Whether a tracked quantity is not a plain whole number.</summary>
    public bool IsUnreadable => State == StockReadState.Tracked && Quantity is null;

    /// <summary>Reads an inventory item with its level.</summary>
    public static ShopifyStock Of(JsonElement item)
    {
        if (item.Member("tracked") is { ValueKind: JsonValueKind.False } || item.Member("inventoryLevel") is null)
        {
            // Both must be said in so many words: an answer that lacks a member says nothing.
            return item.Member("tracked") is { ValueKind: JsonValueKind.True or JsonValueKind.False } && item.TryGetProperty("inventoryLevel", out _)
                ? new ShopifyStock(StockReadState.Untracked, null)
                : new ShopifyStock(StockReadState.Tracked, null);
        }
        var quantities = item.Member("inventoryLevel")!.Value.Member("quantities");
        var available = quantities is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(q => q.Text("name") == "available").ToList() : [];
        return new ShopifyStock(StockReadState.Tracked, available is [var only] && only.Member("quantity") is { } given && given.TryWhole(out var whole) ? whole : null);
    }
}

/// <summary>Reads a variant's JSON. Pure.</summary>
internal static class ShopifyVariants
{
    /// <summary>The title that a product without options gives its only variant.</summary>
    private const string NoOption = "Default Title";

    /// <summary>The sellable thing: the inventory item, which several variants may share. Null with a reason when it cannot be read.</summary>
    public static CatalogueItem? Read(JsonElement variant, out string fault)
    {
        fault = "The shop listed a variant without an inventory item.";
        if (variant.Member("inventoryItem") is not { } item || item.Text("id") is not { } id || !ShopifyIds.TryNumber(id, ShopifyIds.InventoryItem, out _))
        {
            return null;
        }
        var stock = ShopifyStock.Of(item);
        fault = $"The shop gave no whole number for {id}.";
        return stock.IsUnreadable ? null : new CatalogueItem(id, variant.Text("sku"), variant.Text("barcode"), TitleOf(variant) ?? id, stock.State, stock.Quantity);
    }

    /// <summary>Variants that share one item come as one thing.</summary>
    public static IReadOnlyList<CatalogueItem> Distinct(IEnumerable<CatalogueItem> items) => [.. items.DistinctBy(i => i.ExternalId, StringComparer.Ordinal)];

    private static string? TitleOf(JsonElement variant)
    {
        var own = variant.Text("title");
        return variant.Member("product")?.Text("title") is not { } product ? own : own is null or NoOption ? product : $"{product} - {own}";
    }
}
