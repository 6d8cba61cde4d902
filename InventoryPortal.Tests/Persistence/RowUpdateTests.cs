using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>What is written back past the change tracker is what the change tracker would have written.</summary>
public abstract class RowUpdateTests(Func<Task<TestDatabase>> open) : DatabaseSuite(open)
{
    /// <summary>More rows than one command takes.</summary>
    private const int Many = 150;

    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 0, 123, TimeSpan.Zero);

    [Fact]
    public async Task Rows_of_which_different_columns_changed_are_all_written()
    {
        await AddManyAsync();
        await Database.Portal.WriteAsync(
            async (db, token) =>
            {
                var (update, rows) = await LoadAsync(db, token);
                for (var i = 0; i < rows.Count; i++)
                {
                    (rows[i].OnHand, rows[i].StockVersion) = (i, rows[i].StockVersion + 1);
                    rows[i].LastCountAt = i % 3 == 0 ? At.AddTicks(i) : null;
                }
                await update.SaveAsync(db, token);
            },
            Token);

        var kept = await Database.Portal.ReadAsync((db, token) => db.Products.OrderBy(p => p.Id).ToListAsync(token), Token);
        Assert.Equal(
            Enumerable.Range(0, Many).Select(i => (i, i, 2L, i % 3 == 0 ? At.AddTicks(i) : (DateTimeOffset?)null)),
            kept.Select(p => (p.OnHand, p.Available, p.StockVersion, p.LastCountAt)));
    }

    [Fact]
    public async Task A_column_that_somebody_else_changed_meanwhile_is_left_as_it_is_when_no_token_guards_it()
    {
        await AddProductAsync("ONE", onHand: 5);
        await Database.Portal.WriteAsync(
            async (db, token) =>
            {
                var (update, rows) = await LoadAsync(db, token);
                await db.Products.ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "Renamed"), token);
                rows[0].OnHand = 4;
                await update.SaveAsync(db, token);
            },
            Token);

        var kept = await Database.Portal.ReadAsync((db, token) => db.Products.SingleAsync(token), Token);
        Assert.Equal(("Renamed", 4), (kept.Name, kept.OnHand));
    }

    [Fact]
    public async Task A_row_whose_token_moved_meanwhile_is_refused_as_stale_and_nothing_of_the_group_stays()
    {
        await AddManyAsync();
        await using var db = await ContextAsync();
        await using var transaction = await db.Dialect.BeginWriteAsync(db, Token);
        var (update, rows) = await LoadAsync(db, Token);
        var moved = rows[Many / 2].Id;
        await db.Products.Where(p => p.Id == moved).ExecuteUpdateAsync(s => s.SetProperty(p => p.StockVersion, p => p.StockVersion + 1), Token);
        rows.ForEach(r => r.OnHand = 9);

        var fault = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => update.SaveAsync(db, Token));

        Assert.Equal(DbFault.Stale, db.Dialect.Classify(fault));
        await transaction.DisposeAsync();
        Assert.Equal(0, await Database.Portal.ReadAsync((d, token) => d.Products.SumAsync(p => p.OnHand, token), Token));
    }

    [Fact]
    public async Task Rows_that_did_not_change_are_not_written()
    {
        await AddProductAsync("ONE", onHand: 5);
        await using var db = await ContextAsync();
        await using var transaction = await db.Dialect.BeginWriteAsync(db, Token);
        var (update, _) = await LoadAsync(db, Token);
        await db.Products.ExecuteUpdateAsync(s => s.SetProperty(p => p.StockVersion, 7), Token);

        await update.SaveAsync(db, Token);

        Assert.Equal(7, await db.Products.Select(p => p.StockVersion).SingleAsync(Token));
    }

    private static async Task<(RowUpdate<ProductRow> Update, List<ProductRow> Rows)> LoadAsync(PortalDbContext db, CancellationToken token)
    {
        var update = new RowUpdate<ProductRow>();
        var rows = await db.Products.AsNoTracking().OrderBy(p => p.Id).ToListAsync(token);
        rows.ForEach(row => update.Loaded(db, row));
        return (update, rows);
    }

    private Task AddManyAsync() => Database.Portal.WriteAsync(
        (db, _) =>
        {
            db.Products.AddRange(Enumerable.Range(0, Many).Select(i => Product($"P-{i:000}")));
            return Task.CompletedTask;
        },
        Token);
}

public sealed class RowUpdateOnSqlite() : RowUpdateTests(() => TestDatabase.OnSqliteAsync());

public sealed class RowUpdateOnSqlServer() : RowUpdateTests(TestDatabase.OnSqlServerAsync);

public sealed class RowUpdateOfflineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Its_statements_are_ones_that_SQL_Server_takes(int rows)
    {
        using var db = OfflineSqlServer.Create();
        var sql = RowUpdate<ListingRow>.Sql(db, 0b1011, rows);
        TSql.AssertParses(sql);
        Assert.Equal(rows, sql.Split("UPDATE [Listings] SET ").Length - 1);
        Assert.Equal(rows, sql.Split("[Version] = @").Length - 1);
    }
}
