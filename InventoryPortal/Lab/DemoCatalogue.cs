using System.Globalization;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab;

/// <summary>A product of the demo shop.</summary>
/// <param name="Family">Products of one family that come in sizes are variations of one thing in a store; null for simple ones.</param>
/// <param name="Option">Its size; null for simple ones.</param>
public sealed record DemoProduct(string Sku, string Name, string Barcode, int Counted, int LowStockThreshold, int Buffer, string? Family = null, string? Option = null);

/// <summary>About two hundred things for house and wardrobe. Pure: the same every time.</summary>
public static class DemoCatalogue
{
    private sealed record Kind(string Code, string Name, int Stock, string[] Options, string[]? Sizes = null);

    private static readonly Kind[] Kinds =
    [
        new("MUG", "Stoneware mug", 90, ["Chalk", "Moss", "Indigo", "Ochre", "Slate", "Clay", "Rose", "Ink"]),
        new("PLT", "Dinner plate 27 cm", 70, ["Chalk", "Moss", "Indigo", "Ochre", "Slate", "Clay"]),
        new("BWL", "Ramen bowl", 60, ["Chalk", "Moss", "Indigo", "Ochre", "Slate", "Clay"]),
        new("TWL", "Cotton bath towel", 80, ["White", "Sand", "Sage", "Denim", "Rust", "Plum", "Graphite", "Sky"]),
        new("CND", "Scented candle", 75, ["Fig", "Cedar", "Sea salt", "Amber", "Linen", "Citrus"]),
        new("NTB", "Dot-grid notebook A5", 140, ["Black", "Navy", "Forest", "Berry", "Mustard", "Stone", "Teal", "Coral"]),
        new("PEN", "Fineliner set", 120, ["4 tones of grey", "8 colours", "12 colours", "24 colours"]),
        new("BOT", "Insulated bottle 500 ml", 85, ["Steel", "Matt black", "White", "Olive", "Sunset", "Lagoon", "Berry", "Lemon"]),
        new("LMP", "Desk lamp", 25, ["Black", "White", "Brass", "Green"]),
        new("CSH", "Linen cushion 45 × 45 cm", 55, ["Natural", "Sage", "Rust", "Ink", "Mustard", "Blush", "Charcoal", "Cloud"]),
        new("BLK", "Merino wool blanket", 30, ["Oat", "Charcoal", "Forest", "Berry", "Tartan", "Denim"]),
        new("TEA", "Loose-leaf tea 100 g", 110, ["Assam", "Sencha", "Earl Grey", "Jasmine", "Oolong", "Rooibos", "Peppermint", "Chamomile"]),
        new("COF", "Coffee beans 250 g", 130, ["Ethiopia", "Colombia", "Brazil", "Sumatra", "Kenya", "Guatemala"]),
        new("SPC", "Spice jar", 95, ["Smoked paprika", "Cumin", "Turmeric", "Cinnamon", "Black pepper", "Sumac"]),
        new("KNF", "Chef's knife", 20, ["16 cm", "18 cm", "20 cm", "24 cm"]),
        new("PAN", "Cast-iron pan", 22, ["20 cm", "24 cm", "28 cm"]),
        new("CUT", "Cutting board", 45, ["Oak", "Walnut", "Bamboo", "Beech"]),
        new("BSK", "Seagrass basket", 40, ["S", "M", "L"]),
        new("PRT", "Framed print 30 × 40 cm", 28, ["Alps", "Harbour", "Dunes", "Forest", "City at night", "Lighthouse"]),
        new("POT", "Terracotta pot", 65, ["12 cm", "16 cm", "20 cm", "26 cm"]),
        new("SED", "Seed packet", 160, ["Basil", "Tomato", "Sunflower", "Lavender", "Rocket", "Radish"]),
        new("TOY", "Wooden animal", 50, ["Fox", "Bear", "Hare", "Owl", "Whale", "Hedgehog"]),
        new("PZL", "Jigsaw puzzle 1,000 pieces", 35, ["Old map", "Botanical", "Market", "Night sky"]),
        new("BAG", "Canvas tote", 100, ["Natural", "Black", "Navy", "Olive", "Print"]),
        new("UMB", "Umbrella", 38, ["Black", "Navy", "Yellow", "Clear"]),
        new("TEE", "Organic T-shirt", 45, ["White", "Black", "Navy", "Sage"], ["S", "M", "L", "XL"]),
        new("HOD", "Hoodie", 28, ["Grey", "Black", "Forest"], ["S", "M", "L", "XL"]),
        new("SOC", "Merino socks", 70, ["Grey", "Navy", "Rust", "Oat"], ["36–39", "40–43", "44–47"]),
        new("SNK", "Canvas sneakers", 16, ["White", "Black"], ["37", "38", "39", "40", "41", "42"]),
    ];

    /// <summary>What the shop sells.</summary>
    public static IReadOnlyList<DemoProduct> Products { get; } = [.. Make()];

    /// <summary>How a store of these goods begins: everything on show, nothing on the shelf until the portal says so.</summary>
    /// <param name="everything">False for a store that leaves part of the range out, writes some SKUs down wrongly and sells something the portal does not know.</param>
    internal static IReadOnlyList<ShopProduct> Shelf(bool everything, Func<long> nextId)
    {
        var shelf = new List<ShopProduct>();
        var range = Products.Where((_, i) => everything || i % 5 != 3).ToList();
        foreach (var item in range.Where(p => p.Family is null))
        {
            // Some shops never type a SKU: those are found by their barcode.
            var sku = !everything && item.Sku.EndsWith("06", StringComparison.Ordinal) ? "" : item.Sku;
            shelf.Add(new ShopProduct { Id = nextId(), Type = "simple", Name = item.Name, Sku = sku, Barcode = item.Barcode, ManageStock = true });
        }
        foreach (var family in range.Where(p => p.Family is not null).GroupBy(p => p.Family!))
        {
            var parent = new ShopProduct { Id = nextId(), Type = "variable", Name = family.Key, Sku = family.First().Sku[..6] };
            shelf.Add(parent);
            shelf.AddRange(family.Select(v => new ShopProduct
            {
                Id = nextId(), ParentId = parent.Id, Type = "variation", Name = v.Option!, Sku = v.Sku, Barcode = v.Barcode, ManageStock = true,
            }));
        }
        if (!everything)
        {
            shelf.Add(new ShopProduct { Id = nextId(), Type = "simple", Name = "Gift card", Sku = "GIFT", ManageStock = true });
        }
        return shelf;
    }

    /// <summary>Twelve digits with the thirteenth that checks them (GS1: weights 1 and 3 in turn).</summary>
    public static string Ean13(long twelve)
    {
        var digits = twelve.ToString("D12", CultureInfo.InvariantCulture);
        var sum = digits.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    private static IEnumerable<DemoProduct> Make()
    {
        var number = 0;
        foreach (var kind in Kinds)
        {
            for (var option = 0; option < kind.Options.Length; option++)
            {
                foreach (var size in kind.Sizes ?? [""])
                {
                    yield return Make(kind, option, size, number++);
                }
            }
        }
    }

    private static DemoProduct Make(Kind kind, int option, string size, int number)
    {
        var family = $"{kind.Name}, {kind.Options[option]}";
        var sku = string.Create(CultureInfo.InvariantCulture, $"{kind.Code}-{option + 1:D2}");
        // 200 to 299 are numbers that shops give out themselves: they belong to nobody's real goods.
        var barcode = Ean13(200_400_000_000 + (number * 37L));
        // Uneven on purpose; a few start near their threshold: the first minute is calm, the next ones show alerts of low stock.
        var counted = Math.Max(3, kind.Stock * (60 + (number * 29 % 80)) / 100);
        counted = number % 41 == 17 ? (kind.Stock / 8) + 6 : counted;
        return size.Length == 0
            ? new DemoProduct(sku, family, barcode, counted, Math.Max(4, kind.Stock / 8), number % 6 == 0 ? 2 : 0)
            : new DemoProduct($"{sku}-{size.Split('–')[0]}", $"{family}, {size}", barcode, counted, Math.Max(3, kind.Stock / 8), 0, family, size);
    }
}
