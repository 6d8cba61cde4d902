using System.Collections.Concurrent;
using System.Text.Json;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Shopify;

/// <summary>A shop's bucket as an answer told of it. Points, and points a second.</summary>
internal readonly record struct ShopifyCost(double Requested, double Maximum, double Available, double RestoreRate)
{
    /// <summary>Reads <c>extensions.cost</c>; null when the answer does not tell, or tells nonsense.</summary>
    public static ShopifyCost? Of(JsonElement root)
    {
        var cost = root.Member("extensions")?.Member("cost");
        var status = cost?.Member("throttleStatus");
        return status is { } s && Points(s, "maximumAvailable") is { } maximum and > 0 && Points(s, "currentlyAvailable") is { } available
            && Points(s, "restoreRate") is { } rate and > 0
            ? new ShopifyCost(Points(cost!.Value, "requestedQueryCost") ?? 0, maximum, available, rate)
            : null;
    }

    private static double? Points(JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var points) && double.IsFinite(points) && points >= 0 ? points : null;
}

/// <summary>
/// How much each shop still lets us ask, kept from its own answers: sizes of buckets differ by plan and are never assumed. A call
/// that the bucket cannot hold is not made. Writes go before reads; among reads a dear one that waits is not overtaken for ever by
/// cheap ones. Losing the figures costs one refused call.
/// </summary>
internal sealed class ShopifyBudget(TimeProvider time)
{
    /// <summary>Shops remembered; past it all are forgotten.</summary>
    private const int MaxShops = 1_000;

    /// <summary>Part of the bucket that reads leave to writes: on the smallest plan a dozen of them.</summary>
    private const double WritesShare = 0.1;

    /// <summary>Shortest wait after a refusal: the vendor's advice.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, ShopifyBucket> _buckets = new();

    /// <summary>Takes the call's points from what is left; an instant when it has to wait until then, null when it may go.</summary>
    public DateTimeOffset? Enter(long channelId, ShopifyDocument document)
    {
        if (!_buckets.TryGetValue(channelId, out var bucket))
        {
            return null;
        }
        lock (bucket)
        {
            return bucket.Take(document, WritesShare, time.GetUtcNow());
        }
    }

    /// <summary>Keeps what an answer told.</summary>
    public void Note(long channelId, ShopifyDocument document, ShopifyCost told)
    {
        if (_buckets.Count >= MaxShops && !_buckets.ContainsKey(channelId))
        {
            _buckets.Clear();
        }
        var bucket = _buckets.GetOrAdd(channelId, _ => new ShopifyBucket());
        lock (bucket)
        {
            bucket.Note(document, told, time.GetUtcNow());
        }
    }

    /// <summary>When a call that was refused for its cost may be tried again, after what its answer told was kept.</summary>
    public DateTimeOffset AfterRefusal(long channelId, ShopifyDocument document)
    {
        var now = time.GetUtcNow();
        var soonest = now + ShortestWait;
        if (!_buckets.TryGetValue(channelId, out var bucket))
        {
            return soonest;
        }
        lock (bucket)
        {
            return bucket.WaitOf(document, WritesShare, now) is { } until && until > soonest ? until : soonest;
        }
    }
}
