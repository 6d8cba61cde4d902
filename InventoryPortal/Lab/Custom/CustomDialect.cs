using System.Security.Cryptography;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Custom;

/// <summary>
/// The merchant's own site, as a careful maker would build it after the portal's contract. It sends its events until they are taken:
/// losing one for good, or switching them off, would be a fault of the site that no part of the contract could make good.
/// </summary>
public sealed class CustomDialect : ILabDialect
{
    private static readonly ShopRules SiteRules = new(
        Taking: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.OnHold, ShopOrderState.Paid, ShopOrderState.Completed },
        GivingBack: new HashSet<ShopOrderState> { ShopOrderState.Cancelled, ShopOrderState.Failed, ShopOrderState.Trashed },
        Sold: new HashSet<ShopOrderState> { ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Refunded },
        Starts: new HashSet<ShopOrderState> { ShopOrderState.Unpaid, ShopOrderState.Paid },
        Edits: true,
        Refunds: true);

    public ChannelKind Kind => ChannelKind.Custom;

    public IReadOnlyList<ShopSign> Shops { get; } = [new("own-site", "Our Own Site", 2)];

    public IReadOnlySet<LabFault> Faults { get; } = LabFaults.All.Except([LabFault.HooksLost, LabFault.HooksDisabled]).ToHashSet();

    public ShopRules Rules => SiteRules;

    public IReadOnlySet<string> Renewed { get; } = new HashSet<string> { "signingSecret" };

    /// <summary>A site of one's own has no variations: every size is a thing with a name.</summary>
    public IReadOnlyList<ShopProduct> Shelf(ShopSign sign, Func<long> nextId) =>
    [
        .. DemoCatalogue.Products.Select(p => new ShopProduct
        {
            Id = nextId(), Type = "simple", Name = p.Name, Sku = p.Sku, Barcode = p.Barcode, ManageStock = true,
        }),
    ];

    public IReadOnlyList<ShopProduct> Rebuild(IReadOnlyList<KnownListing> known) =>
    [
        .. known.Select(l => new ShopProduct
        {
            Id = CustomIds.Number(l.ExternalId), Type = "simple", Name = l.Title, Sku = l.Sku, Barcode = l.Barcode, ManageStock = true, Stock = l.Confirmed,
        }).OrderBy(p => p.Id),
    ];

    public string ExternalId(ShopProduct item) => CustomIds.Of(item.Id);

    public IReadOnlyDictionary<string, string?> Settings(Uri address) => new Dictionary<string, string?> { ["pushUrl"] = $"{address.AbsoluteUri}/{CustomApi.Path}" };

    public Dictionary<string, string?> NewCredentials() => new()
    {
        ["signingSecret"] = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };

    public ILabApi Open(ShopBook book) => new CustomApi(book);
}

/// <summary>The ids that the site gives its things.</summary>
internal static class CustomIds
{
    private const string Prefix = "item-";

    public static string Of(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{id}");

    /// <summary>0 for none of the site's.</summary>
    public static long Number(string externalId) =>
        externalId.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(externalId.AsSpan(Prefix.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : 0;
}
