using System.Globalization;
using System.Security.Cryptography;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>A large Shopify shop with one location. Its stock falls when an order is placed, paid or not.</summary>
public sealed class ShopifyDialect : ILabDialect
{
    private static readonly ShopRules ShopifyRules = new(
        Taking: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.OnHold, ShopOrderState.Paid, ShopOrderState.Completed },
        GivingBack: new HashSet<ShopOrderState> { ShopOrderState.Cancelled, ShopOrderState.Failed },
        Sold: new HashSet<ShopOrderState> { ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Refunded },
        Starts: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.Paid },
        Edits: true,
        Refunds: true);

    public ChannelKind Kind => ChannelKind.Shopify;

    public IReadOnlyList<ShopSign> Shops { get; } = [new("boutique", "Boutique on Shopify", 2)];

    public IReadOnlySet<LabFault> Faults => LabFaults.All;

    public ShopRules Rules => ShopifyRules;

    public IReadOnlySet<string> Renewed { get; } = new HashSet<string> { "clientId", "clientSecret" };

    /// <summary>The permanent domain of a shop of the Lab.</summary>
    public static string DomainOf(string key) => $"{key}.myshopify.com";

    public string ExternalId(ShopProduct item) => ShopifyNumbers.Of("InventoryItem", item.Id);

    public IReadOnlyDictionary<string, string?> Settings(Uri address) => new Dictionary<string, string?>
    {
        ["shopDomain"] = DomainOf(address.Segments[^1]),
        ["locationId"] = ShopifyNumbers.Location.ToString(CultureInfo.InvariantCulture),
        ["baseUrl"] = address.AbsoluteUri,
    };

    public Dictionary<string, string?> NewCredentials() => new()
    {
        ["clientId"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
        ["clientSecret"] = "shpss_" + RandomNumberGenerator.GetHexString(32, lowercase: true),
    };

    public ILabApi Open(ShopBook book) => new ShopifyApi(book);

    public IReadOnlyList<ShopProduct> Rebuild(IReadOnlyList<KnownListing> known) =>
    [
        .. known.Select(l => new ShopProduct
        {
            Id = ShopifyNumbers.Number(l.ExternalId, "InventoryItem"), Type = "simple", Name = l.Title, Sku = l.Sku, Barcode = l.Barcode, ManageStock = true, Stock = l.Confirmed,
        }).OrderBy(p => p.Id),
    ];
}
