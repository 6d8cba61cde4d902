using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>Stores deliveries in groups, as they came.</summary>
internal sealed class FloorInbox : IAsyncDisposable
{
    public static readonly byte[] Secret = Encoding.UTF8.GetBytes(Merchant.WebhookSecret);

    private const string Insert = """
        INSERT INTO InboundEvents (ChannelId, EventKey, Topic, SubjectId, Body, HeadersJson, ReceivedAt, Status, Attempts)
        VALUES (1, $0, 'order.created', $1, $2, $3, $4, 'Pending', 0)
        """;

    private const string Headers = """{"x-wc-webhook-topic":"order.created","x-wc-webhook-id":"1","x-wc-webhook-delivery-id":"e99da8bce6f413fb922b6a91467b1c51"}""";

    private readonly FloorConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly GroupCommit<Delivery> _group;

    public FloorInbox(string databaseFile, int maxGroup)
    {
        _connection = new FloorConnection(databaseFile);
        _insert = _connection.Prepare(Insert, 5);
        _group = new GroupCommit<Delivery>(maxGroup, 10_000, CommitAsync, (delivery, e) => delivery.Done.TrySetException(e));
    }

    /// <summary>Returns after the commit.</summary>
    public async Task StoreAsync(byte[] body, CancellationToken cancellationToken)
    {
        var delivery = new Delivery(body, Convert.ToHexStringLower(SHA256.HashData(body)));
        await _group.SubmitAsync(delivery, cancellationToken);
        await delivery.Done.Task;
    }

    private Task CommitAsync(IReadOnlyList<Delivery> deliveries, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        using var transaction = _connection.Begin();
        foreach (var delivery in deliveries)
        {
            FloorConnection.Execute(_insert, transaction, delivery.Key, delivery.Key[..8], delivery.Body, Headers, now);
        }
        transaction.Commit();
        foreach (var delivery in deliveries)
        {
            delivery.Done.TrySetResult();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _group.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private sealed record Delivery(byte[] Body, string Key)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
