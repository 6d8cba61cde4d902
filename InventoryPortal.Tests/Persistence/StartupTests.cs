using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>A database that cannot be made ready ends the start with one sentence that names the remedy.</summary>
public sealed class StartupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lock_left_by_a_killed_migration_ends_the_start_and_names_the_remedy()
    {
        var file = TestDatabase.NewFile();
        try
        {
            await using (var left = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False"))
            {
                await left.OpenAsync(Token);
                await using var command = left.CreateCommand();
                command.CommandText =
                    "CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL CONSTRAINT PK___EFMigrationsLock PRIMARY KEY, Timestamp TEXT NOT NULL);" +
                    "INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00+00:00')";
                await command.ExecuteNonQueryAsync(Token);
            }
            await using var services = TestDatabase.Compose(DatabaseProvider.Sqlite, $"Data Source={file}", 30);

            var unusable = await Assert.ThrowsAsync<DatabaseUnusableException>(
                () => Startup(services, new DatabaseOptions { MigrationTimeoutSeconds = 1 }).PrepareAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token));

            Assert.Contains("DELETE FROM __EFMigrationsLock", unusable.Message, StringComparison.Ordinal);
        }
        finally
        {
            TestDatabase.Delete(file);
        }
    }

    [Fact]
    public async Task A_lock_left_behind_is_no_matter_when_nothing_is_pending()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await using var db = await database.Factory.CreateDbContextAsync(Token);
        await db.Database.ExecuteSqlRawAsync(
            "CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL)", Token);
        await db.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01')", Token);

        await Startup(database.Services, new DatabaseOptions()).PrepareAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_not_touched_by_an_older_one()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await using (var db = await database.Factory.CreateDbContextAsync(Token))
        {
            await db.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0')", Token);
        }
        var unusable = await Assert.ThrowsAsync<DatabaseUnusableException>(() => Startup(database.Services, new DatabaseOptions()).PrepareAsync(Token));

        Assert.Contains("29990101000000_Later", unusable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_file_in_a_new_folder_is_made_and_migrated()
    {
        var folder = Directory.CreateTempSubdirectory("inventoryportal-").FullName;
        var file = Path.Combine(folder, "deeper", "inventory.db");
        try
        {
            await using var services = TestDatabase.Compose(DatabaseProvider.Sqlite, $"Data Source={file}", 30);
            await Startup(services, new DatabaseOptions()).PrepareAsync(Token);

            await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
            Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
        }
        finally
        {
            TestDatabase.Delete(file);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_path_that_is_a_folder_cannot_be_opened()
    {
        var folder = Directory.CreateTempSubdirectory("inventoryportal-").FullName;
        try
        {
            Assert.StartsWith("The database cannot be opened:", (await UnusableAsync(DatabaseProvider.Sqlite, $"Data Source={folder}")).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_cannot_be_opened()
    {
        var file = TestDatabase.NewFile();
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("not a database ", 100)), Token);
        try
        {
            Assert.StartsWith("The database cannot be opened:", (await UnusableAsync(DatabaseProvider.Sqlite, $"Data Source={file}")).Message, StringComparison.Ordinal);
        }
        finally
        {
            TestDatabase.Delete(file);
        }
    }

    private static async Task<DatabaseUnusableException> UnusableAsync(DatabaseProvider provider, string? connection)
    {
        await using var services = TestDatabase.Compose(provider, connection, 5);
        return await Assert.ThrowsAsync<DatabaseUnusableException>(
            () => Startup(services, new DatabaseOptions { Provider = provider, MigrationTimeoutSeconds = 5 }).PrepareAsync(Token));
    }

    private static DatabaseStartup Startup(IServiceProvider services, DatabaseOptions options) => new(
        services.GetRequiredService<IDbContextFactory<PortalDbContext>>(),
        Options.Create(options),
        NullLogger<DatabaseStartup>.Instance);
}
