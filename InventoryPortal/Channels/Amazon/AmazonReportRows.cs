using System.Globalization;
using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Reads the report of all listings: lines of fields between tabs, told apart by the names in the first. Pure.</summary>
internal static class AmazonReportRows
{
    /// <summary>Listings of one report: more than one account holds.</summary>
    private const int MaxRows = 1_000_000;

    private const string Sku = "seller-sku";
    private const string Channel = "fulfillment-channel";

    /// <summary>Kinds of product-id that are barcodes: UPC and EAN.</summary>
    private static readonly HashSet<string> BarcodeKinds = new(StringComparer.Ordinal) { "3", "4" };

    /// <summary>The listings; null with a fault when any line makes no sense: it might be any of them.</summary>
    public static IReadOnlyList<CatalogueItem>? Read(ReadOnlySpan<byte> content, out string fault)
    {
        var lines = Decode(content).Split('\n');
        var names = lines[0].TrimEnd('\r').TrimStart('\uFEFF').Split('\t');
        var places = names.Index().GroupBy(n => n.Item.Trim(), StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First().Index, StringComparer.OrdinalIgnoreCase);
        fault = $"The report of all listings has no columns {Sku}, quantity and {Channel}.";
        if (!places.ContainsKey(Sku) || !places.ContainsKey("quantity") || !places.ContainsKey(Channel))
        {
            return null;
        }
        fault = $"The report of all listings has more than {MaxRows} lines.";
        if (lines.Length > MaxRows)
        {
            return null;
        }
        var items = new List<CatalogueItem>(lines.Length);
        foreach (var (at, line) in lines.Index().Skip(1))
        {
            var fields = line.TrimEnd('\r').Split('\t');
            if (fields.Length == 1 && fields[0].Length == 0)
            {
                continue;
            }
            if (Item(name => places.TryGetValue(name, out var place) && place < fields.Length ? fields[place].Trim() : "") is not { } item)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"Line {at + 1} of the report of all listings has no SKU or no whole quantity.");
                return null;
            }
            items.Add(item);
        }
        return items;
    }

    private static CatalogueItem? Item(Func<string, string> field)
    {
        var (sku, quantity) = (field(Sku), field("quantity"));
        var title = field("item-name") is { Length: > 0 } name ? name : sku;
        if (sku.Length is 0 or > 200)
        {
            return null;
        }
        var barcode = BarcodeKinds.Contains(field("product-id-type")) && field("product-id") is { Length: > 0 } id ? id : null;
        // Amazon ships it, or the listing keeps no quantity.
        if (field(Channel) != AmazonItem.Merchant || quantity.Length == 0)
        {
            return new CatalogueItem(sku, sku, barcode, title, StockReadState.Untracked, null);
        }
        return (quantity[0] != '0' || quantity.Length == 1) && int.TryParse(quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var units) && units <= Quantities.Max
            ? new CatalogueItem(sku, sku, barcode, title, StockReadState.Tracked, units)
            : null;
    }

    // Reports come as UTF-8 or, from some marketplaces, in the code page of Western Europe.
    private static string Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(content);
        }
    }
}
