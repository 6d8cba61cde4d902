using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.Ebay;

/// <summary>
/// eBay's public keys, kept for an hour as it advises. A delivery names its key and no list tells them beforehand, so one that is not at
/// hand is fetched while the delivery waits. Anybody can make ids up: those that are not known yet have a small budget of their own, from
/// which the keys that are known take nothing, and neither pushes the other out of memory.
/// </summary>
internal sealed class EbayKeys(EbayCalls calls)
{
    /// <summary>How long a key is used before it is asked for again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>How long an id that eBay does not know is not asked about again.</summary>
    private static readonly TimeSpan UnknownFor = TimeSpan.FromHours(1);

    /// <summary>How soon a known key that could not be had is asked for again; until then the old one serves.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Ids not known yet that are asked about at once, and then one in five minutes: under 300 of the day's 10,000 calls. eBay changes its key rarely.</summary>
    private const int Strangers = 10;
    private const double StrangersPerSecond = 1.0 / 300;

    /// <summary>Deliveries of one channel that wait for a key at once: each holds a request open.</summary>
    private const int MaxWaiting = 20;

    /// <summary>Keys of one channel: eBay uses one at a time.</summary>
    private const int MaxKeys = 20;

    /// <summary>Unknown ids of one channel that are remembered: as many as are asked about while one is remembered, and some more.</summary>
    private const int MaxUnknown = 100;

    private readonly ConcurrentDictionary<long, Ring> _rings = new();

    /// <summary>The key at hand; null when there is none, or eBay knows none.</summary>
    public EbayPublicKey? Find(long channelId, string keyId) =>
        _rings.TryGetValue(channelId, out var ring) && ring.Keys.TryGetValue(keyId, out var kept) ? kept.Key : null;

    /// <summary>Sees to it that <see cref="Find"/> knows whether there is such a key; not null when that cannot be found out now.</summary>
    public async Task<ReadFailure?> FetchAsync(EbayAccount account, string keyId, CancellationToken cancellationToken)
    {
        var ring = _rings.GetOrAdd(account.Channel.ChannelId, _ => new Ring());
        if (IsSettled(ring, keyId))
        {
            return null;
        }
        var door = ring.Keys.ContainsKey(keyId) ? ring.Known : ring.Strangers;
        if (!door.TryWait())
        {
            return TooMany(null);
        }
        try
        {
            await door.Gate.WaitAsync(cancellationToken);
            try
            {
                return IsSettled(ring, keyId) ? null : await AskAsync(account, ring, keyId, cancellationToken);
            }
            finally
            {
                door.Gate.Release();
            }
        }
        finally
        {
            door.Leave();
        }
    }

    private async Task<ReadFailure?> AskAsync(EbayAccount account, Ring ring, string keyId, CancellationToken cancellationToken)
    {
        var isKnown = ring.Keys.TryGetValue(keyId, out var old);
        if (!isKnown)
        {
            // Asked behind the strangers' gate alone.
            var (next, wait) = ring.Pace.Take(calls.Now);
            if (wait > TimeSpan.Zero)
            {
                return TooMany(calls.Now + wait);
            }
            ring.Pace = next;
        }
        var call = await calls.GetAsync(account, $"commerce/notification/v1/public_key/{Uri.EscapeDataString(keyId)}", EbaySigner.Application, cancellationToken);
        if (call.Status is 400 or 404 && EbayError.FirstOf(call.Body) is not null)
        {
            ring.Keys.TryRemove(keyId, out _);
            Keep(ring.Unknown, keyId, calls.Now + UnknownFor, MaxUnknown, until => until);
            return null;
        }
        var failure = EbayFaults.OfRead(call, calls.Now);
        if (failure is null && EbayPublicKey.Of(call.Body) is { } key)
        {
            Keep(ring.Keys, keyId, (Key: key, Until: calls.Now + Lifetime), MaxKeys, k => k.Until);
            return null;
        }
        if (isKnown)
        {
            // A key that was good an hour ago is better than none.
            ring.Keys[keyId] = (old.Key, calls.Now + AgainAfter);
            return null;
        }
        return failure ?? new ReadFailure.Unusable("eBay's answer holds no public key.");
    }

    private static ReadFailure.Transient TooMany(DateTimeOffset? until) => new(until, true, "Too many keys that are not known were asked for.");

    private bool IsSettled(Ring ring, string keyId) =>
        (ring.Keys.TryGetValue(keyId, out var kept) && calls.Now < kept.Until) || (ring.Unknown.TryGetValue(keyId, out var until) && calls.Now < until);

    private static void Keep<T>(ConcurrentDictionary<string, T> all, string id, T value, int most, Func<T, DateTimeOffset> until)
    {
        all[id] = value;
        foreach (var old in all.Where(a => a.Key != id).OrderBy(a => until(a.Value)).Take(Math.Max(0, all.Count - most)).ToList())
        {
            all.TryRemove(old.Key, out _);
        }
    }

    /// <summary>What is known of one channel's keys.</summary>
    private sealed class Ring
    {
        public ConcurrentDictionary<string, (EbayPublicKey Key, DateTimeOffset Until)> Keys { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, DateTimeOffset> Unknown { get; } = new(StringComparer.Ordinal);

        public Door Known { get; } = new();

        public Door Strangers { get; } = new();

        public Pacer Pace { get; set; } = Pacer.New(StrangersPerSecond, EbayKeys.Strangers);
    }

    /// <summary>Lets one ask at a time, and few wait.</summary>
    private sealed class Door
    {
        private int _waiting;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool TryWait()
        {
            if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
            {
                return true;
            }
            Leave();
            return false;
        }

        public void Leave() => Interlocked.Decrement(ref _waiting);
    }
}
