using InventoryPortal.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>A migrated database of its own for one test, through the portal's own registrations; gone when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>Holds a connection string of a SQL Server on which databases may be made and dropped.</summary>
    public const string SqlServerVariable = "INVENTORYPORTAL_TEST_SQLSERVER";

    // Migrating takes longer than most tests; every SQLite test starts from a copy of one migrated file.
    private static readonly Lazy<Task<byte[]>> Template = new(MakeTemplateAsync);

    private readonly ServiceProvider _services;
    private readonly string? _file;

    private TestDatabase(ServiceProvider services, string? file)
    {
        _services = services;
        _file = file;
    }

    public PortalDatabase Portal => _services.GetRequiredService<PortalDatabase>();

    public IDbContextFactory<PortalDbContext> Factory => _services.GetRequiredService<IDbContextFactory<PortalDbContext>>();

    public IServiceProvider Services => _services;

    /// <summary>The SQLite file; null on SQL Server.</summary>
    public string? File => _file;

    /// <summary>An embedded database in a file of its own.</summary>
    public static async Task<TestDatabase> OnSqliteAsync(int commandTimeoutSeconds = 30)
    {
        var file = NewFile();
        await System.IO.File.WriteAllBytesAsync(file, await Template.Value);
        return new TestDatabase(Compose(DatabaseProvider.Sqlite, $"Data Source={file}", commandTimeoutSeconds), file);
    }

    /// <summary>A database on the server that <see cref="SqlServerVariable"/> names; skips the test when it names none.</summary>
    public static async Task<TestDatabase> OnSqlServerAsync()
    {
        var server = Environment.GetEnvironmentVariable(SqlServerVariable);
        Assert.SkipWhen(string.IsNullOrWhiteSpace(server), $"Runs on SQL Server when {SqlServerVariable} holds a connection string.");
        var connection = new SqlConnectionStringBuilder(server) { InitialCatalog = $"InventoryPortalTest_{Guid.NewGuid():N}" };
        var made = new TestDatabase(Compose(DatabaseProvider.SqlServer, connection.ToString(), 30), file: null);
        await made._services.GetRequiredService<DatabaseStartup>().PrepareAsync(TestContext.Current.CancellationToken);
        return made;
    }

    /// <summary>The portal's persistence over a given connection, nothing prepared.</summary>
    public static ServiceProvider Compose(DatabaseProvider provider, string? connection, int commandTimeoutSeconds)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path.GetTempPath() });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Provider"] = provider.ToString(),
            ["Database:CommandTimeoutSeconds"] = commandTimeoutSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["ConnectionStrings:Inventory"] = connection,
        });
        builder.AddPersistence();
        builder.Services.AddQueryTranslation();
        return builder.Services.BuildServiceProvider();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_file is null)
        {
            await using var db = await Factory.CreateDbContextAsync();
            await db.Database.EnsureDeletedAsync();
        }
        await _services.DisposeAsync();
        if (_file is not null)
        {
            Delete(_file);
        }
    }

    /// <summary>A path nobody uses yet, in the temporary folder.</summary>
    public static string NewFile() => Path.Combine(Path.GetTempPath(), $"inventoryportal-{Guid.NewGuid():N}.db");

    /// <summary>The bytes of a migrated, empty SQLite file.</summary>
    public static Task<byte[]> MigratedAsync() => Template.Value;

    /// <summary>Removes a SQLite file with what belongs to it.</summary>
    public static void Delete(string file)
    {
        SqliteConnection.ClearAllPools();
        foreach (var path in new[] { file, file + "-wal", file + "-shm" })
        {
            System.IO.File.Delete(path);
        }
    }

    private static async Task<byte[]> MakeTemplateAsync()
    {
        var file = NewFile();
        await using (var services = Compose(DatabaseProvider.Sqlite, $"Data Source={file};Pooling=False", 30))
        {
            await services.GetRequiredService<DatabaseStartup>().PrepareAsync(CancellationToken.None);
            await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        SqliteConnection.ClearAllPools();
        var bytes = await System.IO.File.ReadAllBytesAsync(file);
        Delete(file);
        return bytes;
    }
}
