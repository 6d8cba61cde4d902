using InventoryPortal.Persistence.Providers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Persistence;

/// <summary>The database could not be made ready; the message is one sentence for the person who starts the portal.</summary>
public sealed class DatabaseUnusableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Creates the file or database and brings its schema up to date before anything else runs.</summary>
public sealed class DatabaseStartup(
    IDbContextFactory<PortalDbContext> factory,
    IOptions<DatabaseOptions> options,
    ILogger<DatabaseStartup> log)
{
    /// <summary>Applies what is pending, within <see cref="DatabaseOptions.MigrationTimeoutSeconds"/>.</summary>
    /// <exception cref="DatabaseUnusableException">With the remedy named.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.MigrationTimeoutSeconds));
        try
        {
            await using var db = await factory.CreateDbContextAsync(limit.Token);
            PrepareSqlite(db);
            await MigrateAsync(db, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DatabaseUnusableException(
                $"The database schema was not ready within {options.Value.MigrationTimeoutSeconds} s: a large database may need a longer Database:MigrationTimeoutSeconds. " +
                "On SQLite, if no other start is under way and an earlier one was killed while migrating, run DELETE FROM __EFMigrationsLock on the database and start again.");
        }
        catch (Exception e) when (e is not OperationCanceledException and not DatabaseUnusableException)
        {
            throw new DatabaseUnusableException($"The database cannot be opened: {e.GetBaseException().Message}", e);
        }
    }

    private async Task MigrateAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        // Asking first keeps a start with nothing to do from waiting for a migration lock that a killed process left behind.
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Except(db.Database.GetMigrations()).LastOrDefault() is { } unknown)
        {
            throw new DatabaseUnusableException($"A newer version of InventoryPortal has written this database (migration {unknown}): start that version, or restore a backup of this one.");
        }
        var pending = db.Database.GetMigrations().Except(applied).ToList();
        if (pending.Count == 0)
        {
            return;
        }
        log.LogInformation("Applying {Count} database migrations to {Database}.", pending.Count, db.Dialect);
        await db.Database.MigrateAsync(cancellationToken);
    }

    // Before SQLite does, which would make it readable for everybody; what it puts beside the file has the file's mode.
    private static void PrepareSqlite(PortalDbContext db)
    {
        if (!db.Database.IsSqlite())
        {
            return;
        }
        var how = new SqliteConnectionStringBuilder(db.Database.GetConnectionString());
        var file = how.DataSource;
        if (how.Mode == SqliteOpenMode.Memory || file is "" or ":memory:" || Path.GetDirectoryName(file) is not { Length: > 0 } folder)
        {
            return;
        }
        Directory.CreateDirectory(folder);
        if (how.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            SqliteCopies.CreateWhereMissing(file);
            SqliteCopies.KeepLog(file);
        }
    }
}
