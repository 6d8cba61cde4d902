using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Persistence;
using Microsoft.Data.Sqlite;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>
/// Writes for a sale what the portal writes: a movement, an activity row, the remembered answer, the product's level, and the
/// listing that shows one unit less. Rows written twice in a group are written once, as the portal does.
/// </summary>
internal sealed class FloorLedger : IAsyncDisposable
{
    private const string Movement = """
        INSERT INTO Movements (ProductId, Kind, Delta, ReservedDelta, OnHandAfter, ReservedAfter, CauseType, CauseId, IdempotencyKey,
            ActorKind, ActorId, ActorName, OccurredAt, RecordedAt)
        VALUES ($0, 'Sale', $1, 0, $2, 0, 'command', $3, $4, 'ApiKey', '1', 'benchmark', $5, $5) RETURNING Id
        """;

    private const string Activity = """
        INSERT INTO Activity (At, ActorKind, ActorId, ActorName, Action, Subject, Before, After, Allowed, OperationId)
        VALUES ($0, 'ApiKey', '1', 'benchmark', 'stock.adjust', $1, $2, $3, 1, $4)
        """;

    private const string Remember = "INSERT INTO IdempotencyKeys (Scope, BodyHash, Status, Answer, CreatedAt) VALUES ($0, $0, 201, $1, $2)";

    private const string Level = "UPDATE Products SET OnHand = $1, StockVersion = StockVersion + 1, UpdatedAt = $2 WHERE Id = $0";

    private const string Due = """
        UPDATE Listings SET Desired = Desired - $1, DesiredRevision = DesiredRevision + 1, DesiredAt = $2, DueAt = $2 WHERE Id = $0
        """;

    private readonly Dictionary<string, Product> _products;
    private readonly FloorConnection _connection;
    private readonly SqliteCommand _movement;
    private readonly SqliteCommand _activity;
    private readonly SqliteCommand _remember;
    private readonly SqliteCommand _level;
    private readonly SqliteCommand _due;
    private readonly GroupCommit<Sale> _group;

    public FloorLedger(string databaseFile, int maxGroup)
    {
        _connection = new FloorConnection(databaseFile);
        _products = Load(_connection);
        _movement = _connection.Prepare(Movement, 6);
        _activity = _connection.Prepare(Activity, 5);
        _remember = _connection.Prepare(Remember, 3);
        _level = _connection.Prepare(Level, 3);
        _due = _connection.Prepare(Due, 3);
        _group = new GroupCommit<Sale>(maxGroup, 10_000, CommitAsync, (sale, e) => sale.Done.TrySetException(e));
    }

    /// <summary>Returns the answer's JSON after the commit.</summary>
    public async Task<string> SellAsync(SaleBody body, string key, CancellationToken cancellationToken)
    {
        var scope = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var sale = new Sale(_products[body.Sku], body.Quantity, scope);
        await _group.SubmitAsync(sale, cancellationToken);
        return await sale.Done.Task;
    }

    private Task CommitAsync(IReadOnlyList<Sale> sales, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        using var transaction = _connection.Begin();
        var dueUnits = new Dictionary<long, int>();
        var answers = new string[sales.Count];
        for (var i = 0; i < sales.Count; i++)
        {
            answers[i] = Write(sales[i], transaction, now);
            var listings = sales[i].Product.Listings;
            if (listings.Count > 0)
            {
                var listing = listings[sales[i].Product.Next++ % listings.Count];
                dueUnits[listing] = dueUnits.GetValueOrDefault(listing) + sales[i].Quantity;
            }
        }
        foreach (var product in sales.Select(s => s.Product).Distinct())
        {
            FloorConnection.Execute(_level, transaction, product.Id, product.OnHand, now);
        }
        foreach (var (listing, units) in dueUnits)
        {
            FloorConnection.Execute(_due, transaction, listing, units, now);
        }
        transaction.Commit();
        for (var i = 0; i < sales.Count; i++)
        {
            sales[i].Done.TrySetResult(answers[i]);
        }
        return Task.CompletedTask;
    }

    private string Write(Sale sale, SqliteTransaction transaction, long now)
    {
        var (product, operation) = (sale.Product, Guid.NewGuid().ToString("N"));
        var before = product.OnHand;
        product.OnHand -= sale.Quantity;
        var id = FloorConnection.Execute(_movement, transaction, product.Id, -sale.Quantity, product.OnHand, operation, "api:" + sale.Scope, now);
        FloorConnection.Execute(
            _activity, transaction, now, product.Sku, $$"""{"onHand":{{before}}}""",
            $$"""{"kind":"Sale","delta":{{-sale.Quantity}},"onHand":{{product.OnHand}},"reason":null,"note":null}""", operation);
        var answer = $$"""
            {"id":{{id}},"sku":"{{product.Sku}}","kind":"sale","delta":{{-sale.Quantity}},"onHandBefore":{{before}},"onHandAfter":{{product.OnHand}},"reservedAfter":0,"availableAfter":{{product.OnHand}},"recordedAt":"2026-01-01T00:00:00.0000000Z","actor":"benchmark"}
            """;
        FloorConnection.Execute(_remember, transaction, sale.Scope, answer, now);
        return answer;
    }

    private static Dictionary<string, Product> Load(FloorConnection connection)
    {
        var products = connection.Rows("SELECT Id, Sku, OnHand FROM Products WHERE Id <= 5000")
            .Select(r => new Product(r.GetInt64(0), r.GetString(1)) { OnHand = r.GetInt32(2) }).ToDictionary(p => p.Sku);
        var byId = products.Values.ToDictionary(p => p.Id);
        foreach (var row in connection.Rows("SELECT Id, ProductId FROM Listings WHERE ProductId IS NOT NULL"))
        {
            byId[row.GetInt64(1)].Listings.Add(row.GetInt64(0));
        }
        return products;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _group.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private sealed record Product(long Id, string Sku)
    {
        public int OnHand { get; set; }

        public List<long> Listings { get; } = [];

        public int Next { get; set; }

        public bool Equals(Product? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => Id.GetHashCode();
    }

    private sealed record Sale(Product Product, int Quantity, string Scope)
    {
        public TaskCompletionSource<string> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
