using System.Collections.Frozen;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels;

/// <summary>The adapters that this build has, one per kind of channel.</summary>
public sealed class AdapterSet(IEnumerable<IChannelAdapter> adapters)
{
    private readonly FrozenDictionary<ChannelKind, IChannelAdapter> _byKind = adapters.ToFrozenDictionary(a => a.Kind);

    /// <summary>Kinds of channel that keep their events in a queue until they are fetched.</summary>
    public IReadOnlySet<ChannelKind> Pulled { get; } = adapters.Where(a => a.Traits.PullEvery is not null).Select(a => a.Kind).ToFrozenSet();

    /// <summary>The kind's adapter; null for a kind that has none yet.</summary>
    public IChannelAdapter? Get(ChannelKind kind) => _byKind.GetValueOrDefault(kind);
}
