using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>Many rows by one statement are the same rows as one by one.</summary>
public abstract class RowInsertTests(Func<Task<TestDatabase>> open) : DatabaseSuite(open)
{
    /// <summary>More than one statement takes.</summary>
    private const int Many = 150;

    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 0, 123, TimeSpan.Zero);

    [Fact]
    public async Task Every_row_comes_back_as_it_went_in_under_the_id_that_it_was_given()
    {
        var rows = await MovementsAsync(Many);
        await Database.Portal.WriteAsync((db, token) => Insert(db, rows, token), Token);

        Assert.Equal(Many, rows.Select(r => r.Id).Distinct().Count());
        var kept = await Database.Portal.ReadAsync((db, token) => db.Movements.ToDictionaryAsync(m => m.Id, token), Token);
        foreach (var row in rows)
        {
            Assert.Equivalent(row, kept[row.Id], strict: true);
        }
    }

    [Fact]
    public async Task Rows_without_a_made_id_and_with_nulls_and_values_go_in_together()
    {
        IdempotencyRow[] rows = [.. Enumerable.Range(0, Many).Select(i => new IdempotencyRow { Scope = $"s{i}", BodyHash = "h", Status = 201, Answer = $"{{\"n\":{i}}}", CreatedAt = At.AddTicks(i) })];
        ActivityRow[] deeds = [Deed(before: null), Deed(before: "{\"it's\":\"here\"}")];
        await Database.Portal.WriteAsync(
            async (db, token) =>
            {
                await RowInsert.InsertAsync(db, rows, token);
                await RowInsert.InsertAsync(db, deeds, token);
            },
            Token);

        var kept = await Database.Portal.ReadAsync((db, token) => db.IdempotencyKeys.ToDictionaryAsync(i => i.Scope, token), Token);
        Assert.All(rows, r => Assert.Equivalent(r, kept[r.Scope], strict: true));
        Assert.Equal([null, "{\"it's\":\"here\"}"], await Database.Portal.ReadAsync((db, token) => db.Activity.OrderBy(a => a.Id).Select(a => a.Before).ToListAsync(token), Token));
    }

    [Fact]
    public async Task A_key_that_exists_is_a_duplicate_and_nothing_of_the_group_stays()
    {
        var rows = await MovementsAsync(3);
        await Database.Portal.WriteAsync((db, token) => Insert(db, rows[..1], token), Token);
        rows[0].Id = 0;

        var fault = await Record.ExceptionAsync(() => Database.Portal.WriteAsync((db, token) => Insert(db, rows, token), Token));

        Assert.Equal(DbFault.Duplicate, await Database.Portal.ClassifyAsync(fault!, Token));
        Assert.Equal(1, await Database.Portal.ReadAsync((db, token) => db.Movements.CountAsync(token), Token));
    }

    private static async Task Insert(PortalDbContext db, MovementRow[] rows, CancellationToken token) =>
        await RowInsert.InsertAsync(db, rows, nameof(MovementRow.IdempotencyKey), (row, id) => row.Id = id, token);

    private async Task<MovementRow[]> MovementsAsync(int count)
    {
        var product = await AddProductAsync("MANY", onHand: 0);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new MovementRow
            {
                ProductId = product, Kind = i % 2 == 0 ? MovementKind.Sale : MovementKind.Restock, Delta = i, OnHandAfter = -i, CauseType = "command", CauseId = i % 3 == 0 ? null : $"c{i}",
                IdempotencyKey = $"key-{count - i}", ActorKind = ActorKind.ApiKey, ActorId = "1", ActorName = "O'Neil", Note = i % 5 == 0 ? "多 \"quoted\"" : null, OccurredAt = At.AddTicks(i), RecordedAt = At,
            }),
        ];
    }

    private static ActivityRow Deed(string? before) => new()
    {
        At = At, ActorKind = ActorKind.System, ActorId = "", ActorName = "system", Action = "stock.adjust", Subject = "MANY", Before = before, Allowed = true, OperationId = "o",
    };
}

public sealed class RowInsertOnSqlite() : RowInsertTests(() => TestDatabase.OnSqliteAsync());

public sealed class RowInsertOnSqlServer() : RowInsertTests(TestDatabase.OnSqlServerAsync);

public sealed class RowInsertOfflineTests
{
    [Theory]
    [InlineData(typeof(MovementRow), nameof(MovementRow.IdempotencyKey))]
    [InlineData(typeof(ActivityRow), null)]
    [InlineData(typeof(IdempotencyRow), null)]
    public void Its_statement_is_one_that_SQL_Server_takes(Type row, string? key)
    {
        using var db = OfflineSqlServer.Create();
        var sql = RowInsert.Sql(db, row, 3, key);
        TSql.AssertParses(sql);
        Assert.Equal(key is not null, sql.Contains("OUTPUT INSERTED.[Id], INSERTED.[IdempotencyKey]", StringComparison.Ordinal));
    }
}
