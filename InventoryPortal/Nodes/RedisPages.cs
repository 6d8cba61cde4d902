using InventoryPortal.Persistence;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace InventoryPortal.Nodes;

/// <summary>
/// The second level of <see cref="PageCache"/>: what one node has read for a page, another need not. A Redis that fails is left alone
/// for a while, and what no node of this database has put there is not found; no page ever fails by it.
/// </summary>
internal sealed class RedisPages(RedisConnection redis, InstallationStore installation, TimeProvider clock) : IDistributedCache
{
    /// <summary>After a failure nobody asks for this long: each would wait for the connection's own limit.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private long _restsUntil;
    private Installation? _installation;

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        TryAsync(
            async (database, shared) => (byte[]?)await database.StringGetAsync(Key(shared, key)) is { } kept
                ? NodeSeal.Open(shared.Secret, Purpose(key), kept)?.ToArray() : null,
            token);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        TryAsync(
            (database, shared) => database.StringSetAsync(
                Key(shared, key), NodeSeal.Close(shared.Secret, Purpose(key), value), options.AbsoluteExpirationRelativeToNow ?? PageCache.Kept),
            token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        TryAsync((database, shared) => database.KeyDeleteAsync(Key(shared, key)), token);

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public byte[]? Get(string key) => throw new NotSupportedException("Pages wait for nothing on a thread.");

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException("Pages wait for nothing on a thread.");

    public void Remove(string key) => throw new NotSupportedException("Pages wait for nothing on a thread.");

    public void Refresh(string key)
    {
        // Nothing slides.
    }

    // Portals on other databases may share the Redis.
    private static RedisKey Key(Installation shared, string key) => $"inventoryportal:{shared.Name}:page:{key}";

    // Its name too: what was kept as one thing is not found as another.
    private static string Purpose(string key) => $"page:{key}";

    private async Task<T?> TryAsync<T>(Func<IDatabase, Installation, Task<T>> work, CancellationToken cancellationToken)
    {
        if (clock.GetTimestamp() < Volatile.Read(ref _restsUntil))
        {
            return default;
        }
        try
        {
            var shared = _installation ??= await installation.FindAsync(cancellationToken);
            return await work((await redis.GetAsync()).GetDatabase(), shared).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Volatile.Write(ref _restsUntil, clock.GetTimestamp() + (long)(Rest.TotalSeconds * clock.TimestampFrequency));
            return default;
        }
    }
}
