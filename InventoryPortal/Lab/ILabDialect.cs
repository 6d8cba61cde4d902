using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab;

/// <summary>Which simulated shop: its channel's key, its name, the weight its channel starts with, and whether it sells the whole range.</summary>
/// <param name="Everything">False for a shop that leaves part of the range out, writes some SKUs down wrongly and sells something the portal does not know.</param>
public sealed record ShopSign(string Key, string Name, int Weight, bool Everything = true);

/// <summary>What the portal knows of a thing in a shop whose own book is lost.</summary>
/// <param name="Confirmed">Units that it last showed.</param>
public sealed record KnownListing(string ExternalId, string Sku, string Barcode, string Title, int Confirmed);

/// <summary>
/// One kind of channel as the Lab simulates it: what its shops are, how the portal connects to them, and the API that they speak.
/// A kind joins the Lab by one class of this interface and one of <see cref="ILabApi"/> in a folder of its own,
/// <c>Lab/&lt;Kind&gt;/</c>, and one line in <see cref="LabFeature"/>; its shops are then part of the demo, the page and the shoppers' rounds.
/// <para>
/// Shared and not a dialect's business: the goods, stock and orders (<see cref="ShopBook"/>), what customers do
/// (<see cref="ShopperPlan"/>), the journal on disk, the queue of webhooks with their delay, loss, doubling and order, slowness and
/// broken connections. A dialect only translates: requests into reads and changes of the book, events of the book into messages.
/// It is as strict as the real channel: what that refuses, it refuses, with the real codes; what that ignores without a word, it
/// ignores; limits on items, pages and sizes are the real ones. The portal's real adapter speaks to it over real HTTP.
/// </para>
/// Stateless; one for all shops of its kind. What a shop's API remembers (tokens, feeds, a queue to be pulled) lives in its <see cref="ILabApi"/>.
/// </summary>
public interface ILabDialect
{
    /// <summary>The kind of channel that is connected; its adapter must be registered in Channels.</summary>
    ChannelKind Kind { get; }

    /// <summary>Its shops in the demo; keys are unique over all dialects and match <c>[a-z0-9-]{1,40}</c>.</summary>
    IReadOnlyList<ShopSign> Shops { get; }

    /// <summary>The faults that make sense here: a channel without webhooks has none that are late. Only these are offered and switched.</summary>
    IReadOnlySet<LabFault> Faults { get; }

    /// <summary>When the shop takes stock and gives it back.</summary>
    ShopRules Rules { get; }

    /// <summary>
    /// The goods of a shop that opens, nothing on the shelf yet: <see cref="DemoCatalogue.Shelf"/>, unless the channel cannot sell those
    /// (one that knows things by SKU alone needs a SKU for each).
    /// </summary>
    IReadOnlyList<ShopProduct> Shelf(ShopSign sign, Func<long> nextId) => DemoCatalogue.Shelf(sign.Everything, nextId);

    /// <summary>
    /// The goods of a shop whose book is lost, from what the portal knows; products before their variations. Each must get the
    /// <see cref="ExternalId"/> that it had; stock is <see cref="KnownListing.Confirmed"/>.
    /// </summary>
    IReadOnlyList<ShopProduct> Rebuild(IReadOnlyList<KnownListing> known);

    /// <summary>The id under which the adapter knows this item (<c>12/34</c>, a SKU, a gid): the same for ever.</summary>
    string ExternalId(ShopProduct item);

    /// <summary>
    /// Settings, in the words of the HTTP contract, under which the adapter reaches the shop. Addresses among them lie under
    /// <paramref name="address"/>; they are written again when the portal moved to another port.
    /// </summary>
    /// <param name="address">Such as <c>http://127.0.0.1:5080/lab/main-street</c>, without a slash at the end.</param>
    IReadOnlyDictionary<string, string?> Settings(Uri address);

    /// <summary>Fresh credentials in the words of the HTTP contract, of the real form and unguessable.</summary>
    Dictionary<string, string?> NewCredentials();

    /// <summary>Which of the credentials a person gets anew after a revocation; the others stay (a webhook's secret).</summary>
    IReadOnlySet<string> Renewed { get; }

    /// <summary>The API of one shop over its book. Called once for each shop.</summary>
    ILabApi Open(ShopBook book);
}
