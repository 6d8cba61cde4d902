using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>
/// eBay's public keys, kept for an hour as it advises. A delivery names its key and no list tells them beforehand, so one that is not at
/// hand is fetched while the delivery waits: one call at a time for a channel, and few in a minute, however many strangers make ids up.
/// </summary>
internal sealed class EbayKeys(EbayCalls calls)
{
    /// <summary>How long a key is used before it is asked for again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>How long an id that eBay does not know is not asked about again.</summary>
    private static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(5);

    /// <summary>Calls a minute for one channel: eBay uses one key at a time and changes it rarely.</summary>
    private const int MaxCallsPerMinute = 10;

    /// <summary>Keys and unknown ids remembered; past it the memory begins anew.</summary>
    private const int MaxRemembered = 1_000;

    private sealed class Door
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public long Minute { get; set; }

        public int Calls { get; set; }
    }

    private readonly ConcurrentDictionary<long, Door> _doors = new();
    private readonly ConcurrentDictionary<(long ChannelId, string KeyId), (EbayPublicKey? Key, DateTimeOffset Until)> _kept = new();

    /// <summary>The key at hand; null when there is none, or eBay knows none.</summary>
    public EbayPublicKey? Find(long channelId, string keyId) => _kept.TryGetValue((channelId, keyId), out var kept) ? kept.Key : null;

    /// <summary>Sees to it that <see cref="Find"/> knows whether there is such a key; not null when that cannot be found out now.</summary>
    public async Task<ReadFailure?> FetchAsync(EbayAccount account, string keyId, CancellationToken cancellationToken)
    {
        var name = (account.Channel.ChannelId, keyId);
        if (IsFresh(name))
        {
            return null;
        }
        var door = _doors.GetOrAdd(account.Channel.ChannelId, _ => new Door());
        await door.Gate.WaitAsync(cancellationToken);
        try
        {
            return IsFresh(name) ? null : await AskAsync(account, door, name, cancellationToken);
        }
        finally
        {
            door.Gate.Release();
        }
    }

    private async Task<ReadFailure?> AskAsync(EbayAccount account, Door door, (long ChannelId, string KeyId) name, CancellationToken cancellationToken)
    {
        var minute = calls.Now.ToUnixTimeSeconds() / 60;
        (door.Minute, door.Calls) = (minute, door.Minute == minute ? door.Calls + 1 : 1);
        if (door.Calls > MaxCallsPerMinute)
        {
            return UnlessKept(name, new ReadFailure.Transient(null, true, "Too many keys were asked for within a minute."));
        }
        var call = await calls.GetAsync(account, $"commerce/notification/v1/public_key/{Uri.EscapeDataString(name.KeyId)}", EbaySigner.Application, cancellationToken);
        if (call.Status is 400 or 404 && EbayError.FirstOf(call.Body) is not null)
        {
            Keep(name, null, UnknownFor);
            return null;
        }
        if (EbayFaults.OfRead(call, calls.Now) is { } failure)
        {
            return UnlessKept(name, failure);
        }
        if (EbayPublicKey.Of(call.Body) is not { } key)
        {
            return new ReadFailure.Unusable("eBay's answer holds no public key.");
        }
        Keep(name, key, Lifetime);
        return null;
    }

    // A key that was good an hour ago is better than none.
    private ReadFailure? UnlessKept((long ChannelId, string KeyId) name, ReadFailure failure) => Find(name.ChannelId, name.KeyId) is null ? failure : null;

    private void Keep((long ChannelId, string KeyId) name, EbayPublicKey? key, TimeSpan time)
    {
        if (_kept.Count >= MaxRemembered)
        {
            _kept.Clear();
        }
        _kept[name] = (key, calls.Now + time);
    }

    private bool IsFresh((long, string) name) => _kept.TryGetValue(name, out var kept) && calls.Now < kept.Until;
}
