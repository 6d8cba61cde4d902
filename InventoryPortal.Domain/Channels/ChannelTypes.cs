namespace InventoryPortal.Domain.Channels;

/// <summary>The kinds of sales channel that have an adapter.</summary>
public enum ChannelKind { WooCommerce, Shopify, Amazon, Ebay, Taobao, Custom }

/// <summary>Whether a channel may be written to, and if not why.</summary>
public enum ChannelState
{
    /// <summary>Synced.</summary>
    Active,

    /// <summary>A person paused it: it keeps its share and is not written to.</summary>
    Paused,

    /// <summary>The channel refused the credential: a person must enter a new one.</summary>
    NeedsReauth,

    /// <summary>Held by the portal (bulk guard, unusable catalogue) until a person approves.</summary>
    Error,
}

/// <summary>One channel with everything an adapter needs to reach it. Never serialised, never logged: it holds secrets.</summary>
public sealed class ChannelConnection(
    long channelId,
    string key,
    ChannelKind kind,
    IReadOnlyDictionary<string, string> settings,
    IReadOnlyDictionary<string, string> credentials,
    long version = 0)
{
    /// <summary>The channel's version when its secrets were read: what a call with them shows says nothing about later ones.</summary>
    public long Version { get; } = version;

    /// <summary>The portal's other channels of the same kind, whatever their state: what one of them counts another must not count as well.</summary>
    public IReadOnlyList<ChannelConnection> Siblings { get; init; } = [];

    public long ChannelId { get; } = channelId;

    public string Key { get; } = key;

    public ChannelKind Kind { get; } = kind;

    /// <summary>Setting by camelCase name, as in the HTTP contract (<c>baseUrl</c>, …).</summary>
    public IReadOnlyDictionary<string, string> Settings { get; } = settings;

    /// <summary>Secret by camelCase name (<c>consumerKey</c>, …), in plain text.</summary>
    public IReadOnlyDictionary<string, string> Credentials { get; } = credentials;

    /// <inheritdoc />
    public override string ToString() => $"{Kind} {Key}";
}

/// <summary>What a channel allows and promises; every number is the channel's own documented or observed bound.</summary>
/// <param name="CallsPerSecond">Budget of write calls a second that the lane keeps to.</param>
/// <param name="Burst">Calls that may go at once before <paramref name="CallsPerSecond"/> holds.</param>
/// <param name="ParallelCalls">Write calls in flight at once.</param>
/// <param name="CallTimeout">How long one call may take before its outcome counts as unknown.</param>
/// <param name="CompareAndSet">Whether a write can be made conditional on the quantity read before.</param>
/// <param name="EventLag">How late an order event may reach us when all is well; bounds the time in which a sale is unseen.</param>
/// <param name="PollEvery">How often orders are polled as a backstop.</param>
public sealed record ChannelTraits(
    double CallsPerSecond,
    int Burst,
    int ParallelCalls,
    TimeSpan CallTimeout,
    bool CompareAndSet,
    TimeSpan EventLag,
    TimeSpan PollEvery)
{
    /// <summary>Writes that one listing may get in a calendar day; null where the channel sets no such limit.</summary>
    public int? WritesPerListingAndDay { get; init; }

    /// <summary>Whose midnight begins that day.</summary>
    public TimeZoneInfo DayZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How often a channel that keeps its events in a queue is asked for them; null where it sends them by itself.</summary>
    public TimeSpan? PullEvery { get; init; }

    /// <summary>Orders cannot be read: they are put together from their events, which the inbox keeps for that.</summary>
    public bool OrdersFromEvents { get; init; }

    /// <summary>HTTP status that answers a delivery with a bad or missing signature.</summary>
    public int ForgedStatus { get; init; } = 401;

    /// <summary>
    /// How long a write that was only accepted may take until it is shown. A read of another number before that settles nothing; after it the
    /// write counts as lost, and what is shown is the truth.
    /// </summary>
    public TimeSpan ShowsWithin { get; init; }

    /// <summary>Listings claimed at once: a few of the largest batches, so that batches are full, and no more than the channel's pace lets out soon.</summary>
    public int ClaimSize { get; init; } = 500;

    /// <summary>Where very many changes go by a way of their own; null where they do not.</summary>
    public BulkClaim? Bulk { get; init; }
}

/// <summary>When changes are claimed together for a channel's own way of taking very many.</summary>
/// <param name="From">Listings due, of none of which the outcome is open, from which on they are claimed together.</param>
/// <param name="Size">How many of them at once.</param>
public sealed record BulkClaim(int From, int Size);

/// <summary>Keeps a channel's secrets; adapters with rotating tokens write back through it.</summary>
public interface ICredentialVault
{
    /// <summary>The channel's secrets in plain text by camelCase name; empty when none are kept or they cannot be decrypted.</summary>
    Task<IReadOnlyDictionary<string, string>> ReadAsync(long channelId, CancellationToken cancellationToken);

    /// <summary>Replaces the named secrets in one transaction and keeps the others.</summary>
    Task RotateAsync(long channelId, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken);
}

/// <summary>
/// What an adapter must still know after a restart: work at the channel that has not ended. No secrets, and bounded; everything else
/// an adapter remembers may be lost.
/// </summary>
public interface IChannelNotes
{
    /// <summary>Longest note, in characters.</summary>
    const int MaxText = 1000;

    /// <summary>The channel's note of this name; null when there is none.</summary>
    Task<string?> ReadAsync(long channelId, string name, CancellationToken cancellationToken);

    /// <summary>Replaces the note by what <paramref name="change"/> makes of it, in one transaction; null removes it. The change may be run again and has no effect of its own.</summary>
    Task ChangeAsync(long channelId, string name, Func<string?, string?> change, CancellationToken cancellationToken);
}
