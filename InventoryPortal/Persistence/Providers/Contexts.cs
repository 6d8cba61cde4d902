using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace InventoryPortal.Persistence.Providers;

/// <summary>The embedded default.</summary>
public sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options)
{
    private ProviderDialect? _dialect;

    /// <inheritdoc />
    public override ProviderDialect Dialect => _dialect ??= SqliteDialect.For(this);

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // SQLite compares text; UTC ticks as integers sort and compare as instants do.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
    }

    private sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
        instant => instant.UtcTicks,
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}

/// <summary>The production provider.</summary>
public sealed class SqlServerPortalDbContext(DbContextOptions<SqlServerPortalDbContext> options) : PortalDbContext(options)
{
    /// <inheritdoc />
    public override ProviderDialect Dialect => SqlServerDialect.Instance;

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // SQLite compares text byte by byte. A server's default would take keys that differ only in case for one key.
        configurationBuilder.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }
}
