using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence.Providers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Persistence;

/// <summary>Tables, providers, migrations and the signals of a commit.</summary>
public static class PersistenceFeature
{
    public const string ConnectionName = "Inventory";

    public static IHostApplicationBuilder AddPersistence(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidation>();
        services.AddSingleton<CommitSignals>();
        services.AddSingleton<FailPoints>();
        services.AddSingleton<PortalDatabase>();
        services.AddSingleton<DatabaseFile>();
        services.AddSingleton<SchemaQueries>();
        services.AddSingleton<InstallationStore>();
        services.AddSingleton<DatabaseStartup>();
        services.AddSingleton<IChannelNotes, ChannelNoteStore>();

        // The provider decides which context type is built, so it is read before the container exists.
        var provider = builder.Configuration.GetSection(DatabaseOptions.Section).GetValue(nameof(DatabaseOptions.Provider), DatabaseProvider.Sqlite);
        if (provider == DatabaseProvider.SqlServer)
        {
            AddContext<SqlServerPortalDbContext>(services, ConfigureSqlServer);
        }
        else
        {
            AddContext<SqlitePortalDbContext>(services, ConfigureSqlite);
        }
        return builder;
    }

    /// <summary>SQLite connection string with what the portal relies on: a file under the content root, WAL readers, foreign keys.</summary>
    public static string SqliteConnectionString(IConfiguration configuration, string contentRoot)
    {
        var builder = new SqliteConnectionStringBuilder(configuration.GetConnectionString(ConnectionName) ?? DatabaseOptions.DefaultSqlite)
        {
            ForeignKeys = true,
            Pooling = true,
        };
        if (builder.Mode != SqliteOpenMode.Memory && builder.DataSource is not ("" or ":memory:"))
        {
            builder.DataSource = Path.GetFullPath(builder.DataSource, contentRoot);
        }
        return builder.ToString();
    }

    private static void AddContext<TContext>(IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder> configure)
        where TContext : PortalDbContext
    {
        services.AddPooledDbContextFactory<TContext>(configure);
        services.AddSingleton<IDbContextFactory<PortalDbContext>, PortalContextFactory<TContext>>();

        // Identity and data protection ask for a scoped context; it comes from the same pool.
        services.AddScoped<PortalDbContext>(provider => provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext());
    }

    private static void ConfigureSqlite(IServiceProvider provider, DbContextOptionsBuilder options)
    {
        var settings = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var root = provider.GetRequiredService<IHostEnvironment>().ContentRootPath;
        var connection = SqliteConnectionString(provider.GetRequiredService<IConfiguration>(), root);
        options.UseSqlite(connection, sqlite => sqlite

            // A list is one parameter: with one a value, a statement would be written anew for each length.
            .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)
            .CommandTimeout(settings.CommandTimeoutSeconds));
    }

    private static void ConfigureSqlServer(IServiceProvider provider, DbContextOptionsBuilder options)
    {
        var settings = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var connection = provider.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName);
        options.UseSqlServer(connection, sql => sql
            .CommandTimeout(settings.CommandTimeoutSeconds)
            .MaxBatchSize(settings.MaxBatchSize)
            .UseCompatibilityLevel(settings.CompatibilityLevel));
    }

    private sealed class PortalContextFactory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<PortalDbContext>
        where TContext : PortalDbContext
    {
        public PortalDbContext CreateDbContext() => inner.CreateDbContext();

        public async Task<PortalDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await inner.CreateDbContextAsync(cancellationToken);
    }
}
