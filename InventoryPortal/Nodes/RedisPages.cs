using InventoryPortal.Persistence;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace InventoryPortal.Nodes;

/// <summary>
/// The second level of <see cref="PageCache"/>: what one node has read for a page, another need not. A Redis that fails is left alone
/// for a while; no page ever fails by it.
/// </summary>
internal sealed class RedisPages(RedisConnection redis, InstallationStore installation, TimeProvider clock) : IDistributedCache
{
    /// <summary>After a failure nobody asks for this long: each would wait for the connection's own limit.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private long _restsUntil;
    private string? _prefix;

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        await TryAsync(async database => (byte[]?)await database.StringGetAsync(await KeyAsync(key, token)), token);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        TryAsync(
            async database =>
            {
                await database.StringSetAsync(await KeyAsync(key, token), value, options.AbsoluteExpirationRelativeToNow ?? PageCache.Kept);
                return true;
            },
            token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        TryAsync(async database => await database.KeyDeleteAsync(await KeyAsync(key, token)), token);

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public byte[]? Get(string key) => throw new NotSupportedException("Pages wait for nothing on a thread.");

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException("Pages wait for nothing on a thread.");

    public void Remove(string key) => throw new NotSupportedException("Pages wait for nothing on a thread.");

    public void Refresh(string key)
    {
        // Nothing slides.
    }

    // Portals on other databases may share the Redis.
    private async Task<RedisKey> KeyAsync(string key, CancellationToken cancellationToken) =>
        $"inventoryportal:{_prefix ??= await installation.FindAsync(cancellationToken)}:page:{key}";

    private async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> work, CancellationToken cancellationToken)
    {
        if (clock.GetTimestamp() < Volatile.Read(ref _restsUntil))
        {
            return default;
        }
        try
        {
            return await work((await redis.GetAsync()).GetDatabase()).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Volatile.Write(ref _restsUntil, clock.GetTimestamp() + (long)(Rest.TotalSeconds * clock.TimestampFrequency));
            return default;
        }
    }
}
