using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>One suite for both providers: each test has a migrated database of its own.</summary>
public abstract class DatabaseSuite(Func<Task<TestDatabase>> open) : IAsyncLifetime
{
    private TestDatabase? _database;

    protected TestDatabase Database => _database!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await open();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    protected Task<PortalDbContext> ContextAsync() => Database.Factory.CreateDbContextAsync(Token);

    /// <summary>A product with nothing special about it.</summary>
    protected static ProductRow Product(string sku, int onHand = 0, int reserved = 0) => new()
    {
        Sku = sku,
        SkuNormalised = sku.ToUpperInvariant(),
        Name = sku,
        SearchText = sku.ToUpperInvariant(),
        OnHand = onHand,
        Reserved = reserved,
        CreatedAt = SampleRows.Instant,
        UpdatedAt = SampleRows.Instant,
    };

    protected async Task<long> AddProductAsync(string sku, int onHand = 0, int reserved = 0)
    {
        await using var db = await ContextAsync();
        var row = Product(sku, onHand, reserved);
        db.Add(row);
        await db.SaveChangesAsync(Token);
        return row.Id;
    }

    /// <summary>What the provider makes of a write that must fail.</summary>
    protected async Task<DbFault> FaultOfAsync(Func<PortalDbContext, Task> write)
    {
        await using var db = await ContextAsync();
        var fault = await Record.ExceptionAsync(async () =>
        {
            await write(db);
            await db.SaveChangesAsync(Token);
        });
        Assert.NotNull(fault);
        return db.Dialect.Classify(fault);
    }
}
