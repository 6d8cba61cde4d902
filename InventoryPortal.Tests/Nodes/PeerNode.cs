using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>One more node of a portal's database, of which there is nothing but its messages: it tells what the test wants, and beats not.</summary>
internal sealed class PeerNode : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly Installation _shared;

    private PeerNode(ConnectionMultiplexer connection, Installation shared) => (_connection, _shared) = (connection, shared);

    public static async Task<PeerNode> JoinAsync(RedisServer redis, PortalHost portal) =>
        new(await redis.ConnectAsync(), await portal.Services.GetRequiredService<InstallationStore>().FindAsync(TestContext.Current.CancellationToken));

    /// <summary>A message as a node sends it.</summary>
    public Task TellAsync(long sequence, params CommitNote[] notes) =>
        PublishAsync(new NodeMessage(NodeMessage.Now, "peer", sequence, DateTimeOffset.UtcNow, [], notes).Write(_shared.Secret));

    /// <summary>These bytes, on the channel of the portals.</summary>
    public Task PublishAsync(byte[] bytes) =>
        _connection.GetSubscriber().PublishAsync(RedisChannel.Literal($"inventoryportal:{_shared.Name}:commits"), bytes);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
