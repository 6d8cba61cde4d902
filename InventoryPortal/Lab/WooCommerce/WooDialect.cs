using System.Security.Cryptography;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.WooCommerce;

/// <summary>Two WooCommerce stores of different weight, so that a division is seen to be one. What a store does was observed on 10.0.2.</summary>
public sealed class WooDialect : ILabDialect
{
    /// <summary>Stock falls when an order is on hold or paid and comes back when it is cancelled or waits for its payment again; a failed payment moves nothing.</summary>
    public static readonly ShopRules WooRules = new(
        Taking: new HashSet<ShopOrderState> { ShopOrderState.OnHold, ShopOrderState.Paid, ShopOrderState.Completed },
        GivingBack: new HashSet<ShopOrderState> { ShopOrderState.Cancelled, ShopOrderState.Unpaid },
        Sold: new HashSet<ShopOrderState> { ShopOrderState.OnHold, ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Refunded },
        Starts: new HashSet<ShopOrderState> { ShopOrderState.Draft, ShopOrderState.Unpaid, ShopOrderState.OnHold, ShopOrderState.Paid },
        Edits: true,
        Refunds: true);

    public ChannelKind Kind => ChannelKind.WooCommerce;

    public IReadOnlyList<ShopSign> Shops { get; } = [new("main-street", "Main Street Shop", 3), new("outlet", "Outlet Online", 1, Everything: false)];

    public IReadOnlySet<LabFault> Faults => LabFaults.All;

    public ShopRules Rules => WooRules;

    /// <summary>The webhooks that stand are signed with the secret that the store was given when they were made.</summary>
    public IReadOnlySet<string> Renewed { get; } = new HashSet<string> { "consumerKey", "consumerSecret" };

    public string ExternalId(ShopProduct item) => WooIds.Of(item);

    public IReadOnlyDictionary<string, string?> Settings(Uri address) => new Dictionary<string, string?> { ["baseUrl"] = address.AbsoluteUri };

    /// <summary>A key pair like a store makes them, and the secret of its webhooks.</summary>
    public Dictionary<string, string?> NewCredentials() => new()
    {
        ["consumerKey"] = "ck_" + RandomNumberGenerator.GetHexString(40, lowercase: true),
        ["consumerSecret"] = "cs_" + RandomNumberGenerator.GetHexString(40, lowercase: true),
        ["webhookSecret"] = RandomNumberGenerator.GetHexString(40, lowercase: true),
    };

    public ILabApi Open(ShopBook book) => new WooApi(book);

    public IReadOnlyList<ShopProduct> Rebuild(IReadOnlyList<KnownListing> known)
    {
        var shelf = new Dictionary<long, ShopProduct>();
        foreach (var listing in known)
        {
            var ids = Array.ConvertAll(listing.ExternalId.Split('/'), long.Parse);
            if (ids.Length == 2 && !shelf.ContainsKey(ids[0]))
            {
                shelf.Add(ids[0], new ShopProduct { Id = ids[0], Type = "variable", Name = listing.Title });
            }
            shelf.Add(ids[^1], new ShopProduct
            {
                Id = ids[^1], ParentId = ids.Length == 2 ? ids[0] : 0, Type = ids.Length == 2 ? "variation" : "simple", Name = listing.Title,
                Sku = listing.Sku, Barcode = listing.Barcode, ManageStock = true, Stock = listing.Confirmed,
            });
        }
        return [.. shelf.Values.OrderBy(p => p.ParentId != 0).ThenBy(p => p.Id)];
    }
}
