using Coravel.Queuing.Interfaces;
using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>The stage's stores over a database file of their own, at a clock that the test moves.</summary>
public abstract class OperationsBench : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private TestDatabase? _database;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Clock { get; } = new(Noon);

    protected CommitSignals Signals { get; } = new();

    protected TestDatabase Database => _database!;

    protected PortalDatabase Portal => Database.Portal;

    protected JobOptions JobSettings { get; } = new();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OnSqliteAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    protected CommandGate Gate() => new(Portal, new SecondFactorRule(Options.Create(new AccessOptions())), Clock);

    protected JobStore Jobs() => new(Gate(), Portal, new JobWake(Signals, new SilentQueue()), Clock);

    protected JobLeaseStore Leases() => new(Portal, Signals, Options.Create(JobSettings), Clock, NullLogger<JobLeaseStore>.Instance);

    protected JobQueries JobReads() => new(Portal);

    protected AlertStore Alerts() => new(Gate(), Portal, Signals, Clock);

    protected AlertQueries AlertReads() => new(Portal);

    protected SlotStore Slots() => new(Portal, Clock);

    protected async Task<T> AddAsync<T>(T row)
        where T : class
    {
        await Portal.WriteAsync((db, _) => { db.Add(row); return Task.CompletedTask; }, Stop);
        return row;
    }

    protected Task<ChannelRow> ChannelAsync(string key) => AddAsync(new ChannelRow
    {
        Key = key, Name = key, SettingsJson = "{}", CreatedAt = Clock.GetUtcNow(), CountsFrom = Clock.GetUtcNow(),
    });

    protected Task<ProductRow> ProductAsync(string sku, int onHand, int threshold = 0) => AddAsync(new ProductRow
    {
        Sku = sku, SkuNormalised = sku.ToUpperInvariant(), Name = sku, SearchText = sku.ToUpperInvariant(), OnHand = onHand,
        LowStockThreshold = threshold, CreatedAt = Clock.GetUtcNow(), UpdatedAt = Clock.GetUtcNow(),
    });

    protected static T Done<T>(CommandAnswer<T> answer)
        where T : notnull => Assert.IsType<CommandAnswer<T>.Done>(answer).Value;

    protected static Refusal Refused<T>(CommandAnswer<T> answer)
        where T : notnull => Assert.IsType<CommandAnswer<T>.Refused>(answer).Refusal;
}
