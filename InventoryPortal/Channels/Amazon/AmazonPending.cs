using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>A change that Amazon took and may not show yet.</summary>
/// <param name="Key">Of the push: the same for every repeat of one change.</param>
/// <param name="Handle">Amazon's name for it.</param>
/// <param name="FeedId">The feed in which it went; null when it went alone.</param>
/// <param name="Looks">How often it was looked for in vain.</param>
internal sealed record AmazonPromise(string Key, string Handle, string? FeedId, DateTimeOffset Since, int Looks);

/// <summary>
/// What Amazon has accepted of late, by SKU: a change that is still on its way is waited for, longer each time, and not sent again.
/// In memory; after a restart it is sent once more, which is harmless.
/// </summary>
internal sealed class AmazonPending(TimeProvider time)
{
    /// <summary>A change that is not seen by then was lost on the way, and is sent again.</summary>
    public static readonly TimeSpan SendAgain = TimeSpan.FromMinutes(15);

    /// <summary>Longest pause between two looks.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(3);

    /// <summary>Changes remembered, some ten megabytes; past it all are forgotten.</summary>
    private const int MaxRemembered = 50_000;

    private readonly ConcurrentDictionary<(string Account, string Marketplace, string Sku), AmazonPromise> _promises = new();

    public AmazonPromise? Find(AmazonSeller seller, string sku) => _promises.GetValueOrDefault(Place(seller, sku));

    public void Note(AmazonSeller seller, QuantityPush push, string handle, string? feedId)
    {
        if (_promises.Count > MaxRemembered)
        {
            _promises.Clear();
        }
        _promises[Place(seller, push.ExternalId)] = new AmazonPromise(push.OperationKey, handle, feedId, time.GetUtcNow(), 0);
    }

    public void Drop(AmazonSeller seller, string sku) => _promises.TryRemove(Place(seller, sku), out _);

    /// <summary>The verdict on a change that is on its way already; null when it has to be sent.</summary>
    public PushVerdict.Accepted? StillUnderWay(AmazonSeller seller, QuantityPush push, AmazonPromise promise)
    {
        if (promise.Key != push.OperationKey || time.GetUtcNow() - promise.Since >= SendAgain)
        {
            return null;
        }
        var next = promise with { Looks = promise.Looks + 1 };
        _promises[Place(seller, push.ExternalId)] = next;
        return new PushVerdict.Accepted(promise.Handle, Pause(seller.ConfirmAfter, next.Looks));
    }

    // 2^10 times the shortest first pause is beyond the longest.
    private static TimeSpan Pause(TimeSpan first, int looks)
    {
        var pause = first * (1 << Math.Min(looks, 10));
        return first > LongestPause ? first : pause < LongestPause ? pause : LongestPause;
    }

    private static (string Account, string Marketplace, string Sku) Place(AmazonSeller seller, string sku) => (seller.Account, seller.MarketplaceId, sku);
}
