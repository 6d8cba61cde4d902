using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.LiveFeed;

/// <summary>
/// What a listener wants to hear: <c>stock</c>, <c>sync</c>, <c>alerts</c>, <c>jobs</c>, <c>product:{sku}</c>,
/// <c>channel:{key}</c>. Immutable; compared without regard to culture.
/// </summary>
public sealed class LiveTopics
{
    public const string Stock = "stock";
    public const string Sync = "sync";
    public const string Alerts = "alerts";
    public const string Jobs = "jobs";
    public const string ProductPrefix = "product:";
    public const string ChannelPrefix = "channel:";

    /// <summary>Topics of one listener: a screenful of products and every channel fit; more should watch <c>stock</c>.</summary>
    public const int MaxTopics = 100;

    private static readonly string[] Plain = [Stock, Sync, Alerts, Jobs];

    private readonly FrozenSet<string> _plain;
    private readonly FrozenSet<string> _skus;
    private readonly FrozenSet<string> _channels;
    private readonly LiveAreas _areas;
    private readonly IReadOnlySet<string>? _allowed;

    private LiveTopics(
        IEnumerable<string> plain, IEnumerable<string> skus, IEnumerable<string> channels, LiveAreas areas, IReadOnlySet<string>? allowed)
    {
        _areas = areas;
        _plain = plain.ToFrozenSet(StringComparer.Ordinal);
        _skus = skus.ToFrozenSet(StringComparer.Ordinal);
        _channels = channels.ToFrozenSet(StringComparer.Ordinal);
        _allowed = allowed;
    }

    /// <summary>Nothing yet.</summary>
    public static LiveTopics None { get; } = new([], [], [], LiveAreas.None, null);

    /// <summary>Everything, for a page that shows all of it.</summary>
    public static LiveTopics All { get; } = new(Plain, [], [], (LiveAreas)~0, null);

    /// <summary>How many topics there are.</summary>
    public int Count => _plain.Count + _skus.Count + _channels.Count;

    /// <summary>Topics by name; for callers whose names are constants, so a wrong one throws.</summary>
    public static LiveTopics Of(params IEnumerable<string> topics) =>
        None.TryAdd(topics, out var result, out var error) ? result : throw new ArgumentException(error, nameof(topics));

    /// <summary>The same topics for a listener that may see only these channels; null lifts the limit.</summary>
    public LiveTopics LimitedTo(IReadOnlySet<string>? channels) => new(_plain, _skus, _channels, _areas, channels);

    /// <summary>The same topics, and word whenever one of these areas changes.</summary>
    public LiveTopics With(LiveAreas areas) => new(_plain, _skus, _channels, _areas | areas, _allowed);

    /// <summary>These topics and more. <paramref name="error"/> is one sentence for the caller when a name is unknown or there are too many.</summary>
    public bool TryAdd(IEnumerable<string> topics, [NotNullWhen(true)] out LiveTopics? result, [NotNullWhen(false)] out string? error)
    {
        result = null;
        List<string> plain = [.. _plain], skus = [.. _skus], channels = [.. _channels];
        foreach (var topic in topics.Take(MaxTopics + 1))
        {
            if (Plain.Contains(topic, StringComparer.Ordinal))
            {
                plain.Add(topic);
            }
            else if (IsNamed(topic, ProductPrefix, out var sku) && Sku.TryParse(sku, out var parsed, out _))
            {
                skus.Add(parsed.Normalised);
            }
            else if (IsNamed(topic, ChannelPrefix, out var channel))
            {
                channels.Add(channel);
            }
            else
            {
                error = $"Unknown topic '{Shown(topic)}': use stock, sync, alerts, jobs, product:{{sku}} or channel:{{key}}.";
                return false;
            }
        }
        var all = new LiveTopics(plain, skus, channels, _areas, _allowed);
        error = all.Count > MaxTopics ? $"A connection watches at most {MaxTopics} topics." : null;
        result = error is null ? all : null;
        return error is null;
    }

    /// <summary>A channel that is watched by name and may not be seen; null when there is none.</summary>
    public string? FirstForbiddenChannel() => _allowed is null ? null : _channels.FirstOrDefault(c => !_allowed.Contains(c));

    /// <summary>The part of a batch that this listener hears; null when there is none.</summary>
    public LiveBatch? Select(LiveBatch batch)
    {
        var part = new LiveBatch(
            Wants(Stock) ? batch.Stock : [.. batch.Stock.Where(s => WantsSku(s.Sku))],
            [.. batch.Sync.Select(SelectSync).OfType<SyncChange>()],
            Wants(Alerts) ? [.. batch.Alerts.Where(a => MaySee(a.Channel))] : [.. batch.Alerts.Where(a => MaySee(a.Channel) && IsNamedSubject(a))],
            Wants(Jobs) ? [.. batch.Jobs.Where(j => j.Channel is null ? _allowed is null : MaySee(j.Channel))] : [],
            batch.Touched & _areas,
            batch.Gap);
        return part.IsEmpty ? null : part;
    }

    private SyncChange? SelectSync(SyncChange change)
    {
        if (!MaySee(change.Channel))
        {
            return null;
        }
        if (Wants(Sync) || _channels.Contains(change.Channel))
        {
            return change;
        }
        var listings = _skus.Count == 0 ? [] : change.Listings.Where(l => l.Sku is { } sku && WantsSku(sku)).ToList();
        return listings.Count == 0 ? null : change with { Listings = listings };
    }

    private bool IsNamedSubject(AlertChange alert) =>
        (alert.Channel is { } channel && _channels.Contains(channel)) || (alert.Sku is { } sku && WantsSku(sku));

    private bool Wants(string topic) => _plain.Contains(topic);

    private bool WantsSku(string sku) => _skus.Count > 0 && _skus.Contains(Sku.Normalise(sku));

    private bool MaySee(string? channel) => channel is null || _allowed is null || _allowed.Contains(channel);

    private static bool IsNamed(string topic, string prefix, out string name)
    {
        var named = topic is not null && topic.StartsWith(prefix, StringComparison.Ordinal) && topic.Length > prefix.Length;
        name = named ? topic![prefix.Length..] : "";
        return named && name.Length <= Sku.MaxLength;
    }

    private static string Shown(string? topic) => topic is null ? "null" : topic.Length <= 60 ? topic : topic[..60];
}
