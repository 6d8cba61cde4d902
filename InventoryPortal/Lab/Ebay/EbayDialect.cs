using System.Security.Cryptography;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Ebay;

/// <summary>
/// One seller's account at eBay. A buyer's commitment takes the units, a cancelled order gives them back; money paid back names no
/// units, and nobody edits an order.
/// </summary>
public sealed class EbayDialect : ILabDialect
{
    private static readonly ShopRules AccountRules = new(
        Taking: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.OnHold, ShopOrderState.Paid, ShopOrderState.Completed },
        GivingBack: new HashSet<ShopOrderState> { ShopOrderState.Cancelled },
        Sold: new HashSet<ShopOrderState> { ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Refunded },
        Starts: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.Paid },
        Edits: false,
        Refunds: false);

    public ChannelKind Kind => ChannelKind.Ebay;

    public IReadOnlyList<ShopSign> Shops { get; } = [new("attic-finds", "Attic Finds on eBay", 2)];

    public IReadOnlySet<LabFault> Faults => LabFaults.All;

    public ShopRules Rules => AccountRules;

    /// <summary>The application stays; the seller consents anew.</summary>
    public IReadOnlySet<string> Renewed { get; } = new HashSet<string> { "refreshToken" };

    /// <summary>The account lists what comes in one size only.</summary>
    public IReadOnlyList<ShopProduct> Shelf(ShopSign sign, Func<long> nextId) =>
        [.. DemoCatalogue.Products.Where(p => p.Family is null || p.Option is null).Select(p => Item(nextId(), p.Name, p.Sku, p.Barcode, 0))];

    public IReadOnlyList<ShopProduct> Rebuild(IReadOnlyList<KnownListing> known) =>
        [.. known.Select((l, i) => Item(i + 1, l.Title, l.ExternalId, l.Barcode, l.Confirmed))];

    public string ExternalId(ShopProduct item) => item.Sku;

    public IReadOnlyDictionary<string, string?> Settings(Uri address) => new Dictionary<string, string?>
    {
        ["marketplaceId"] = "EBAY_US",
        ["environment"] = "sandbox",
        ["baseUrl"] = address.AbsoluteUri,
        ["tokenUrl"] = $"{address.AbsoluteUri}/{EbayGate.TokenPath}",
        ["alertEmail"] = "alerts@attic.example",
    };

    public Dictionary<string, string?> NewCredentials() => new()
    {
        ["clientId"] = "Attic-Portal-SBX-" + RandomNumberGenerator.GetHexString(16, lowercase: true),
        ["clientSecret"] = "SBX-" + RandomNumberGenerator.GetHexString(32, lowercase: true),
        ["refreshToken"] = "v^1.1#i^1#r^1#" + RandomNumberGenerator.GetHexString(64),
        ["verificationToken"] = RandomNumberGenerator.GetHexString(48, lowercase: true),
    };

    public ILabApi Open(ShopBook book) => new EbayApi(book);

    private static ShopProduct Item(long id, string name, string sku, string barcode, int stock) => new()
    {
        Id = id, Type = "simple", Name = name, Sku = sku, Barcode = barcode, ManageStock = true, Stock = stock,
    };
}
