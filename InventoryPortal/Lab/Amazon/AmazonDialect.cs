using System.Security.Cryptography;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Amazon;

/// <summary>
/// A seller's account at Amazon: no webhooks but a queue, changes that are taken now and shown a moment later, budgets for every
/// operation. What customers send back and what the merchant pays back is not told by its orders.
/// </summary>
public sealed class AmazonDialect(TimeProvider clock) : ILabDialect
{
    /// <summary>Type of a thing that lies in Amazon's own warehouse.</summary>
    public const string AmazonsType = "fba";

    /// <summary>Every so many of the range are sold here as well: a first fill at Amazon's pace should not take a minute.</summary>
    private const int EverySo = 3;

    private static readonly ShopRules AccountRules = new(
        Taking: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.OnHold, ShopOrderState.Paid, ShopOrderState.Completed },
        GivingBack: new HashSet<ShopOrderState> { ShopOrderState.Cancelled, ShopOrderState.Failed, ShopOrderState.Trashed },
        Sold: new HashSet<ShopOrderState> { ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Refunded },
        Starts: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.Paid },
        Edits: false,
        Refunds: false);

    public ChannelKind Kind => ChannelKind.Amazon;

    public IReadOnlyList<ShopSign> Shops { get; } = [new("amazon", "Amazon Marketplace", 2, Everything: false)];

    /// <summary>None of webhooks: Amazon has none.</summary>
    public IReadOnlySet<LabFault> Faults { get; } = LabFaults.All.Except(LabFaults.OfHooks).ToHashSet();

    public ShopRules Rules => AccountRules;

    public IReadOnlySet<string> Renewed { get; } = new HashSet<string> { "refreshToken" };

    /// <summary>By SKU alone, no variations; one thing lies with Amazon and is none of the portal's.</summary>
    public IReadOnlyList<ShopProduct> Shelf(ShopSign sign, Func<long> nextId) =>
    [
        .. DemoCatalogue.Products.Where((_, i) => i % EverySo == 0).Select(p => new ShopProduct
        {
            Id = nextId(), Type = "simple", Name = p.Name, Sku = p.Sku, Barcode = p.Barcode, ManageStock = true,
        }),
        new() { Id = nextId(), Type = AmazonsType, Name = "Gift set, shipped by Amazon", Sku = "GIFT-SET-FBA", Stock = 24 },
    ];

    public IReadOnlyList<ShopProduct> Rebuild(IReadOnlyList<KnownListing> known)
    {
        // Ids are the shop's own affair: outside a thing is its SKU.
        var id = 10L;
        return
        [
            .. known.OrderBy(l => l.ExternalId, StringComparer.Ordinal).Select(l => new ShopProduct
            {
                Id = ++id, Type = "simple", Name = l.Title, Sku = l.ExternalId, Barcode = l.Barcode, ManageStock = true, Stock = l.Confirmed,
            }),
        ];
    }

    public string ExternalId(ShopProduct item) => item.Sku;

    public IReadOnlyDictionary<string, string?> Settings(Uri address) => new Dictionary<string, string?>
    {
        ["region"] = "na",
        ["sellerId"] = AmazonIds.Seller,
        ["marketplaceId"] = AmazonIds.Marketplace,
        ["baseUrl"] = address.AbsoluteUri,
        ["tokenUrl"] = $"{address.AbsoluteUri}/{AmazonApi.TokenPath}",
        ["confirmSeconds"] = "1",
    };

    public Dictionary<string, string?> NewCredentials() => new()
    {
        ["clientId"] = "amzn1.application-oa2-client." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        ["clientSecret"] = "amzn1.oa2-cs.v1." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        ["refreshToken"] = "Atzr|" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)),
    };

    public ILabApi Open(ShopBook book) => new AmazonApi(book, clock);
}

/// <summary>Names by which Amazon knows the simulated seller and what it sells.</summary>
internal static class AmazonIds
{
    public const string Seller = "A1LABSELLER00";
    public const string Marketplace = "ATVPDKIKX0DER";

    private const string OrderPrefix = "902-0000000-";

    /// <summary>An order's id: three, seven and seven digits.</summary>
    public static string OrderOf(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{OrderPrefix}{id:D7}");

    /// <summary>0 for none of this account's.</summary>
    public static long NumberOf(string orderId) =>
        orderId.StartsWith(OrderPrefix, StringComparison.Ordinal)
        && long.TryParse(orderId.AsSpan(OrderPrefix.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>The type of product that every change of a thing has to name.</summary>
    public static string TypeOf(string sku) => sku.Split('-')[0];
}
