using System.Globalization;
using System.Security.Cryptography;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Taobao;

/// <summary>
/// A Taobao shop as the open platform's gateway shows it. Colours and sizes are SKUs of one item; units leave a quantity at the payment
/// and come back when a part is closed before it was sent. Quantities of a trade are never edited, and a part is refunded whole.
/// </summary>
public sealed class TaobaoDialect : ILabDialect
{
    private static readonly ShopRules TradeRules = new(
        Taking: new HashSet<ShopOrderState> { ShopOrderState.Paid, ShopOrderState.Completed },
        GivingBack: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.Cancelled, ShopOrderState.Failed },
        Sold: new HashSet<ShopOrderState> { ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Refunded },
        Starts: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.Paid },
        Edits: false,
        Refunds: false);

    // Sold one by one; everything else comes as the SKUs of one item.
    private static readonly HashSet<string> Bare = new(StringComparer.Ordinal) { "LMP", "KNF", "PAN", "CUT", "BSK" };

    public ChannelKind Kind => ChannelKind.Taobao;

    public IReadOnlyList<ShopSign> Shops { get; } = [new("taobao-house", "Taobao House", 2)];

    /// <summary>A call has one outcome: there is no half of it.</summary>
    public IReadOnlySet<LabFault> Faults { get; } = LabFaults.All.Except([LabFault.HalfBatch]).ToHashSet();

    public ShopRules Rules => TradeRules;

    public IReadOnlySet<string> Renewed { get; } = new HashSet<string> { "session" };

    public IReadOnlyList<ShopProduct> Shelf(ShopSign sign, Func<long> nextId)
    {
        var shelf = new List<ShopProduct>();
        foreach (var group in DemoCatalogue.Products.GroupBy(p => ItemOf(p.Sku)))
        {
            if (Bare.Contains(group.Key))
            {
                shelf.AddRange(group.Select(p => new ShopProduct { Id = nextId(), Type = "simple", Name = p.Name, Sku = p.Sku, Barcode = p.Barcode, ManageStock = true }));
                continue;
            }
            var item = new ShopProduct { Id = nextId(), Type = "variable", Name = group.First().Name.Split(", ")[0], Sku = group.Key };
            shelf.Add(item);
            shelf.AddRange(group.Select(p => new ShopProduct
            {
                Id = nextId(), ParentId = item.Id, Type = "variation", Name = p.Name, Sku = p.Sku, Barcode = p.Barcode, ManageStock = true,
            }));
        }
        return shelf;
    }

    public IReadOnlyList<ShopProduct> Rebuild(IReadOnlyList<KnownListing> known)
    {
        var things = known.Select(l => (Listing: l, Id: TaobaoIds.Of(l.ExternalId))).Where(t => t.Id.Item > 0).ToList();
        var items = things.Where(t => t.Id.Sku > 0).GroupBy(t => t.Id.Item).Select(g => new ShopProduct
        {
            Id = g.Key, Type = "variable", Name = g.First().Listing.Title.Split(" - ")[0], Sku = ItemOf(g.First().Listing.Sku),
        });
        return
        [
            .. items.Concat(things.Select(t => new ShopProduct
            {
                Id = t.Id.Sku > 0 ? t.Id.Sku : t.Id.Item,
                ParentId = t.Id.Sku > 0 ? t.Id.Item : 0,
                Type = t.Id.Sku > 0 ? "variation" : "simple",
                Name = t.Listing.Title.Replace(" - ", ", ", StringComparison.Ordinal),
                Sku = t.Listing.Sku,
                Barcode = t.Listing.Barcode,
                ManageStock = true,
                Stock = t.Listing.Confirmed,
            })).OrderBy(p => p.ParentId != 0).ThenBy(p => p.Id),
        ];
    }

    public string ExternalId(ShopProduct item) => TaobaoIds.Of(item);

    public IReadOnlyDictionary<string, string?> Settings(Uri address) => new Dictionary<string, string?> { ["gateway"] = $"{address.AbsoluteUri}/{TaobaoApi.Path}" };

    public Dictionary<string, string?> NewCredentials() => new()
    {
        ["appKey"] = RandomNumberGenerator.GetInt32(10_000_000, 100_000_000).ToString(CultureInfo.InvariantCulture),
        ["appSecret"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
        ["session"] = "6" + RandomNumberGenerator.GetHexString(55, lowercase: true),
    };

    public ILabApi Open(ShopBook book) => new TaobaoApi(book);

    // T-shirts and hoodies are one item of 28 SKUs: more than one call takes.
    private static string ItemOf(string sku) => sku[..Math.Min(3, sku.Length)] is var kind && kind is "HOD" ? "TEE" : kind;
}

/// <summary>The ids that the platform gives: whole 64 bits, the SKUs' beyond what a double holds.</summary>
internal static class TaobaoIds
{
    private const long Items = 628_000_000_000;
    private const long Skus = 9_007_199_254_740_993;
    private const long Trades = 2_200_000_000_000_000_001;
    private const long Parts = 2_300_000_000_000_000_001;

    public static long Item(long id) => Items + id;

    public static long Sku(long id) => Skus + id;

    public static long Trade(long id) => Trades + id;

    public static long Part(long id) => Parts + id;

    /// <summary>The book's id of an item, SKU or trade; 0 or less for none of the shop's.</summary>
    public static long ItemId(long numIid) => numIid - Items;

    public static long SkuId(long skuId) => skuId - Skus;

    public static long TradeId(long tid) => tid - Trades;

    public static string Of(ShopProduct item) => item.ParentId == 0 ? PairedId.Of(Item(item.Id), 0) : PairedId.Of(Item(item.ParentId), Sku(item.Id));

    /// <summary>The book's ids; zeros for what is none of the platform's.</summary>
    public static (long Item, long Sku) Of(string externalId) =>
        PairedId.TryParse(externalId, out var item, out var sku) ? (ItemId(item), sku == 0 ? 0 : SkuId(sku)) : (0, 0);
}
