using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>What can be known of the production provider without a server.</summary>
public sealed class SqlServerOfflineTests
{
    [Fact]
    public void The_migrations_of_SQL_Server_hold_the_whole_model()
    {
        using var db = OfflineSqlServer.Create();

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_migrations_of_SQLite_hold_the_whole_model()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_idempotent_script_is_up_to_date_and_parses()
    {
        using var db = OfflineSqlServer.Create();
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        Assert.Equal(Lines(script), Lines(RepositoryFiles.Read("migrations/SqlServer/schema.sql")));
        TSql.AssertParses(script);
    }

    [Fact]
    public void The_script_of_SQLite_is_up_to_date()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);

        Assert.Equal(Lines(db.GetService<IMigrator>().GenerateScript()), Lines(RepositoryFiles.Read("migrations/Sqlite/schema.sql")));
    }

    [Fact]
    public void The_parser_refuses_what_is_not_T_SQL() => Assert.NotEmpty(TSql.Errors("SELECT 1 FROM [Products] LIMIT 1"));

    [Fact]
    public void The_row_lock_parses_and_keeps_the_order() =>
        TSql.AssertParses(SqlServerDialect.LockSql([3, 5, 8]));

    [Fact]
    public void The_row_lock_is_sent_as_it_stands()
    {
        using var db = OfflineSqlServer.Create();

        var sql = OfflineSqlServer.Capture(() => Assert.NotEmpty(db.Database.SqlQueryRaw<long>(SqlServerDialect.LockSql([3, 5])).ToList()));

        Assert.Contains("UPDLOCK", sql, StringComparison.Ordinal);
        TSql.AssertParses(sql);
    }

    [Fact]
    public void Every_table_is_inserted_updated_and_deleted_by_T_SQL()
    {
        using var model = OfflineSqlServer.Create();
        foreach (var table in SampleRows.Tables(model.Model))
        {
            foreach (var state in new[] { EntityState.Added, EntityState.Modified, EntityState.Deleted })
            {
                using var db = OfflineSqlServer.Create();
                var entry = db.Entry(Activator.CreateInstance(table.ClrType)!);
                foreach (var property in table.GetProperties().Where(p => p.IsKey() || (p.ClrType == typeof(string) && !p.IsNullable)))
                {
                    entry.Property(property.Name).CurrentValue = SampleRows.Key(property.ClrType);
                }
                entry.State = state;
                TSql.AssertParses(OfflineSqlServer.Capture(() => db.SaveChanges()));
            }
        }
    }

    [Fact]
    public async Task A_query_that_only_SQLite_knows_is_refused_when_it_is_compiled()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await using var db = await database.Factory.CreateDbContextAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => db.Products.Where(p => EF.Functions.Glob(p.Sku, "A*")).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Queries_updates_and_deletes_are_translated_with_their_parameters()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await using var db = await database.Factory.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var token = TestContext.Current.CancellationToken;
        long[] ids = [1, 2];
        var due = SampleRows.Instant;
        var step = 3;

        await db.Listings.Where(l => ids.Contains(l.Id) && l.DueAt < due).OrderBy(l => l.DueAt).Skip(step).Take(step).ToListAsync(token);
        await db.Listings.Where(l => l.DueAt == null).ExecuteUpdateAsync(s => s.SetProperty(l => l.Attempts, l => l.Attempts + step), token);
        await db.Activity.Where(a => a.At < due).OrderBy(a => a.At).Take(step).ExecuteDeleteAsync(token);
        await db.Movements.GroupBy(m => m.ProductId).Select(g => new { g.Key, Sum = g.Sum(m => m.Delta) }).FirstOrDefaultAsync(token);

        var seen = QueryTranslation.Instance.Translated;
        Assert.Contains(seen, s => s.Contains("[DueAt] < @", StringComparison.Ordinal) && s.Contains("OFFSET @", StringComparison.Ordinal));
        Assert.Contains(seen, s => s.StartsWith("UPDATE", StringComparison.Ordinal) && s.Contains("[Attempts] + @", StringComparison.Ordinal));
        Assert.Contains(seen, s => s.StartsWith("DELETE", StringComparison.Ordinal) && s.Contains("[Activity]", StringComparison.Ordinal));
        Assert.Contains(seen, s => s.Contains("GROUP BY [m].[ProductId]", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_compare_byte_by_byte_as_they_do_on_SQLite()
    {
        using var db = OfflineSqlServer.Create();

        Assert.Empty(from table in db.GetService<IDesignTimeModel>().Model.GetEntityTypes()
                     where table.ClrType.Namespace == typeof(MovementRow).Namespace
                     from column in table.GetProperties()
                     where column.ClrType == typeof(string) && column.GetCollation() is null
                     select column.ToString());
    }

    private static IReadOnlyList<string> Lines(string text) =>
        [.. text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)];
}
