using InventoryPortal.Persistence;
using Microsoft.Extensions.Caching.Hybrid;

namespace InventoryPortal.Nodes;

/// <summary>
/// Figures that pages show and that are costly to read, kept until somebody commits what they depend on: here and, with Redis, for all
/// nodes. For pages only: whatever is decided about stock reads the tables. A figure is kept under the name of what was committed before
/// it was read, so that a commit, once it is known to a node, leaves nothing there to be invalidated.
/// </summary>
public sealed class PageCache(HybridCache cache, NodeLink link, CommitSignals signals)
{
    /// <summary>Upper bound on how long another node's change is missing while the nodes do not hear each other.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>How long a figure is kept while they do. Shorter than a node is remembered, or else a name could come again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of one figure; pages show numbers and short lists.</summary>
    internal const int MaxBytes = 64 * 1024;

    private static readonly HybridCacheEntryOptions Shared = new() { Expiration = Kept, LocalCacheExpiration = Kept };

    private static readonly HybridCacheEntryOptions Local = new() { Expiration = Freshness, LocalCacheExpiration = Freshness, Flags = HybridCacheEntryFlags.DisableDistributedCache };

    /// <summary>The figure, as new as what this node knows to be committed.</summary>
    /// <param name="name">Of the figure and of what it is asked of, with the version of its shape.</param>
    /// <param name="topics">Commits that may change it.</param>
    public async Task<T> ReadAsync<T>(string name, CommitTopics topics, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        // Named before it is read: what is committed meanwhile gives the next reader another name.
        var key = $"{name}|{link.Epoch(signals.Counts, (int)topics)}";
        return await cache.GetOrCreateAsync(
            key, read, static async (read, token) => await read(token), link.IsQuick ? Shared : Local, cancellationToken: cancellationToken);
    }

    /// <summary>Several figures of one kind: those that are kept, and the others by one reading of them all.</summary>
    /// <param name="read">Reads those of the names it is given; a name that it leaves out has none.</param>
    public async Task<IReadOnlyDictionary<string, T>> ReadManyAsync<T>(
        string kind, IReadOnlyCollection<string> names, CommitTopics topics, Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyDictionary<string, T>>> read, CancellationToken cancellationToken)
        where T : class
    {
        var epoch = link.Epoch(signals.Counts, (int)topics);
        var options = link.IsQuick ? Shared : Local;

        // Asked all at once, so that they travel to Redis together.
        var kept = await Task.WhenAll(names.Select(async n => (Name: n, Value: await FindAsync<T>(Key(n), options, cancellationToken))));
        var found = kept.Where(k => k.Value is not null).ToDictionary(k => k.Name, k => k.Value!, StringComparer.Ordinal);
        var missing = names.Where(n => !found.ContainsKey(n)).ToList();
        if (missing.Count > 0)
        {
            foreach (var (name, value) in await read(missing, cancellationToken))
            {
                found[name] = value;
                await cache.SetAsync(Key(name), value, options, cancellationToken: cancellationToken);
            }
        }
        return found;

        string Key(string name) => $"{kind}|{name}|{epoch}";
    }

    private async Task<T?> FindAsync<T>(string key, HybridCacheEntryOptions options, CancellationToken cancellationToken)
        where T : class =>
        await cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult<T?>(null), Finding(options), cancellationToken: cancellationToken);

    private static HybridCacheEntryOptions Finding(HybridCacheEntryOptions options) => new()
    {
        Expiration = options.Expiration,
        LocalCacheExpiration = options.LocalCacheExpiration,
        Flags = (options.Flags ?? HybridCacheEntryFlags.None) | HybridCacheEntryFlags.DisableUnderlyingData,
    };
}
