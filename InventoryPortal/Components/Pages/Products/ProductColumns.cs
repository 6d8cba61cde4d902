using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>What the list of products can show beside the SKU, in the order in which it does.</summary>
public enum ProductColumn { Name, Barcode, OnHand, Reserved, Available, Buffer, Threshold, State, Changed }

/// <summary>A choice of columns as the address and the person's preference write it.</summary>
public static class ProductColumns
{
    /// <summary>Of who chose nothing.</summary>
    public static readonly IReadOnlyList<ProductColumn> Standard =
        [ProductColumn.Name, ProductColumn.OnHand, ProductColumn.Reserved, ProductColumn.Available, ProductColumn.State, ProductColumn.Changed];

    /// <summary>Reads <c>name,onHand</c>; null when it names no column.</summary>
    public static IReadOnlyList<ProductColumn>? Parse(string? words)
    {
        var named = (words ?? "").Split(',').ToHashSet(StringComparer.Ordinal);
        List<ProductColumn> columns = [.. Enum.GetValues<ProductColumn>().Where(c => named.Contains(Word(c)))];
        return columns.Count == 0 ? null : columns;
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public static string Write(IEnumerable<ProductColumn> columns) => string.Join(',', columns.Order().Select(Word));

    private static string Word(ProductColumn column) => UriState.Word<ProductColumn>(column)!;
}
