using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>How writes queue, try again and leave nothing behind.</summary>
public abstract class WriteTests(Func<Task<TestDatabase>> open) : DatabaseSuite(open)
{
    private const int Writers = 16;
    private const int WritesEach = 20;

    [Fact]
    public async Task Many_writers_that_read_before_they_write_lose_no_update()
    {
        var id = await AddProductAsync("GATE", onHand: 1000);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(TakeManyAsync, Token)));

        Assert.Equal(1000 - (Writers * WritesEach), await OnHandAsync(id));

        async Task TakeManyAsync()
        {
            for (var i = 0; i < WritesEach; i++)
            {
                await Database.Portal.WriteAsync(
                    async (db, token) =>
                    {
                        await db.Dialect.LockProductsAsync(db, [id], token);
                        var row = await db.Products.SingleAsync(p => p.Id == id, token);
                        row.OnHand--;
                        row.StockVersion++;
                    },
                    Token);
            }
        }
    }

    [Fact]
    public async Task A_conditional_update_never_sells_what_is_gone()
    {
        var id = await AddProductAsync("LAST", onHand: 5);

        var taken = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(
            () => Database.Portal.WriteAsync(
                (db, token) => db.Products.Where(p => p.Id == id && p.Available >= 1)
                    .ExecuteUpdateAsync(s => s.SetProperty(p => p.OnHand, p => p.OnHand - 1).SetProperty(p => p.StockVersion, p => p.StockVersion + 1), token),
                Token),
            Token)));

        Assert.Equal(5, taken.Sum());
        Assert.Equal(0, await OnHandAsync(id));
    }

    [Fact]
    public async Task Contention_is_tried_again_on_a_fresh_context_and_leaves_no_trace()
    {
        var contexts = new HashSet<PortalDbContext>(ReferenceEqualityComparer.Instance);
        var tries = 0;

        await Database.Portal.WriteAsync(
            async (db, token) =>
            {
                tries++;
                contexts.Add(db);
                db.Add(Product($"TRY-{tries}"));
                await db.SaveChangesAsync(token);
                if (tries < 3)
                {
                    throw new DatabaseBusyException("busy");
                }
            },
            Token);

        Assert.Equal(3, tries);
        await using var read = await ContextAsync();
        Assert.Equal(["TRY-3"], await read.Products.Select(p => p.Sku).ToListAsync(Token));
    }

    [Fact]
    public async Task Contention_that_does_not_end_reaches_the_caller()
    {
        var tries = 0;

        await Assert.ThrowsAsync<DatabaseBusyException>(() => Database.Portal.WriteAsync(
            (_, _) =>
            {
                tries++;
                throw new DatabaseBusyException("busy");
            },
            Token));

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task A_bug_is_not_tried_again_and_its_work_is_rolled_back()
    {
        var tries = 0;

        await Assert.ThrowsAsync<FormatException>(() => Database.Portal.WriteAsync(
            async (db, token) =>
            {
                tries++;
                db.Add(Product("BUG"));
                await db.SaveChangesAsync(token);
                throw new FormatException();
            },
            Token));

        Assert.Equal(1, tries);
        await using var read = await ContextAsync();
        Assert.Equal(0, await read.Products.CountAsync(Token));
    }

    [Fact]
    public async Task After_a_failed_write_the_next_one_gets_its_turn()
    {
        await Assert.ThrowsAsync<FormatException>(() => Database.Portal.WriteAsync((_, _) => throw new FormatException(), Token));

        await Database.Portal.WriteAsync(
            (db, _) =>
            {
                db.Add(Product("NEXT"));
                return Task.CompletedTask;
            },
            Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_cancelled_writer_leaves_the_gate_to_others()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Database.Portal.WriteAsync((_, _) => Task.CompletedTask, cancelled.Token));

        await Database.Portal.WriteAsync((_, _) => Task.CompletedTask, Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Reads_track_nothing()
    {
        await AddProductAsync("READ");

        var tracked = await Database.Portal.ReadAsync(
            async (db, token) =>
            {
                await db.Products.ToListAsync(token);
                return db.ChangeTracker.Entries().Count();
            },
            Token);

        Assert.Equal(0, tracked);
    }

    private async Task<int> OnHandAsync(long id)
    {
        await using var db = await ContextAsync();
        return await db.Products.Where(p => p.Id == id).Select(p => p.OnHand).SingleAsync(Token);
    }
}

public sealed class WritesOnSqlite() : WriteTests(() => TestDatabase.OnSqliteAsync())
{
    [Fact]
    public async Task Another_process_that_holds_the_file_is_contention()
    {
        await using var slow = await TestDatabase.OnSqliteAsync(commandTimeoutSeconds: 1);
        await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={slow.File};Pooling=False");
        await other.OpenAsync(Token);
        await using var hold = other.BeginTransaction(deferred: false);
        await using var db = await slow.Factory.CreateDbContextAsync(Token);

        var busy = await Assert.ThrowsAsync<DatabaseBusyException>(() => db.Dialect.BeginWriteAsync(db, Token));

        Assert.Equal(DbFault.Contention, db.Dialect.Classify(busy));
        await hold.RollbackAsync(Token);
        await using var mine = await db.Dialect.BeginWriteAsync(db, Token);
    }

    [Fact]
    public async Task A_commit_is_durable_and_readers_do_not_wait_for_writers()
    {
        await using var writer = await ContextAsync();
        await using var held = await writer.Dialect.BeginWriteAsync(writer, Token);
        writer.Add(Product("UNSEEN"));
        await writer.SaveChangesAsync(Token);

        await using var reader = await ContextAsync();
        Assert.Equal(0, await reader.Products.CountAsync(Token));
        Assert.Equal("wal", await reader.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Token));
        Assert.Equal(2, await reader.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Token));
        Assert.Equal(1, await reader.Database.SqlQueryRaw<int>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").SingleAsync(Token));
    }
}

public sealed class WritesOnSqlServer() : WriteTests(TestDatabase.OnSqlServerAsync);
