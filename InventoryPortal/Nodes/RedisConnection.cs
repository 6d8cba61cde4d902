using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace InventoryPortal.Nodes;

/// <summary>The one connection to Redis of this process, made when somebody first needs it; it mends itself.</summary>
public sealed class RedisConnection(IOptions<NodeLinkOptions> options) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection = new(() => ConnectAsync(options.Value));

    /// <summary>The connection, be Redis there or not.</summary>
    internal Task<IConnectionMultiplexer> GetAsync() => _connection.Value;

    private static async Task<IConnectionMultiplexer> ConnectAsync(NodeLinkOptions options)
    {
        var read = options.Read();

        // Its own lines would be one for each try; the outage is told once, by the bridge.
        read.LoggerFactory = null;
        return await ConnectionMultiplexer.ConnectAsync(read);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
        {
            await (await _connection.Value).DisposeAsync();
        }
    }
}
