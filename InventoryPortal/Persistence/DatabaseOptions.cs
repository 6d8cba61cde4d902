using System.ComponentModel.DataAnnotations;

namespace InventoryPortal.Persistence;

public enum DatabaseProvider { Sqlite, SqlServer }

/// <summary>Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Default file when no connection string is set, under the content root.</summary>
    public const string DefaultSqlite = "Data Source=data/inventory.db";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Statements per round trip (SQL Server); 42 is the provider's own default.</summary>
    [Range(1, 1000)]
    public int MaxBatchSize { get; set; } = 42;

    /// <summary>How long one statement may run, in seconds.</summary>
    [Range(1, 600)]
    public int CommandTimeoutSeconds { get; set; } = 30;

    /// <summary>SQL Server's compatibility level; 160 is SQL Server 2022.</summary>
    [Range(120, 170)]
    public int CompatibilityLevel { get; set; } = 160;

    /// <summary>How long start-up waits for the schema, in seconds: a stale migration lock must not hang it for ever.</summary>
    [Range(5, 3600)]
    public int MigrationTimeoutSeconds { get; set; } = 60;
}
