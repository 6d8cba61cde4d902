using System.Collections.Concurrent;

namespace InventoryPortal.Channels.Amazon;

/// <summary>From whose warehouse a listing is shipped.</summary>
internal enum AmazonShipper
{
    /// <summary>Amazon did not say: to be found out before anything is written.</summary>
    Unknown,

    /// <summary>The merchant's own: its quantity is ours to write.</summary>
    Merchant,

    /// <summary>Amazon's (FBA): its quantity is read and never written.</summary>
    Amazon,
}

/// <summary>What a change of a listing has to know of it first.</summary>
internal readonly record struct AmazonTrait(string? ProductType, AmazonShipper Shipper);

/// <summary>
/// What was seen of listings of late. It ages, because a merchant may hand a listing over to Amazon at any time. In memory: what is
/// not remembered is asked for again.
/// </summary>
internal sealed class AmazonTraits(TimeProvider time, int most = AmazonTraits.MaxRemembered)
{
    /// <summary>How long what was seen is relied upon: a question for twenty listings an hour costs next to nothing.</summary>
    public static readonly TimeSpan Lives = TimeSpan.FromHours(1);

    /// <summary>Listings remembered, some ten megabytes; past it the old ones are forgotten, then all, which costs calls and nothing else.</summary>
    public const int MaxRemembered = 100_000;

    private readonly ConcurrentDictionary<(string Account, string Marketplace, string Sku), (AmazonTrait Trait, DateTimeOffset At)> _seen = new();

    /// <summary>As it was seen lately; null when it was not, or when it is not known who ships it.</summary>
    public AmazonTrait? Find(AmazonSeller seller, string sku) =>
        _seen.TryGetValue(Place(seller, sku), out var seen) && seen.Trait.Shipper != AmazonShipper.Unknown && !IsOld(seen.At) ? seen.Trait : null;

    /// <summary>Takes over what Amazon just showed. Where that does not tell who ships it, what was found out before holds until it is old.</summary>
    public void Remember(AmazonSeller seller, AmazonItem item)
    {
        if (_seen.Count >= most)
        {
            MakeRoom();
        }
        var (trait, now) = (new AmazonTrait(item.ProductType, item.Shipper), time.GetUtcNow());
        _seen.AddOrUpdate(
            Place(seller, item.Sku),
            (trait, now),
            (_, old) => trait.Shipper == AmazonShipper.Unknown && !IsOld(old.At) ? (trait with { Shipper = old.Trait.Shipper }, old.At) : (trait, now));
    }

    /// <summary>What was remembered is in doubt: it is asked for anew.</summary>
    public void Forget(AmazonSeller seller, string sku) => _seen.TryRemove(Place(seller, sku), out _);

    private void MakeRoom()
    {
        foreach (var old in _seen.Where(s => IsOld(s.Value.At)).ToList())
        {
            _seen.TryRemove(old);
        }
        if (_seen.Count >= most)
        {
            _seen.Clear();
        }
    }

    private bool IsOld(DateTimeOffset at) => time.GetUtcNow() - at >= Lives;

    private static (string Account, string Marketplace, string Sku) Place(AmazonSeller seller, string sku) => (seller.Account, seller.MarketplaceId, sku);
}
