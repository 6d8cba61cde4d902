using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence.Providers;

/// <summary>SQLite: one writer at a time, so writers of this process queue at a gate instead of polling the file lock.</summary>
public sealed class SqliteDialect(string databaseName) : ProviderDialect, IDisposable
{
    /// <summary>How long a writer waits for its turn: past it the caller is told to come back, rather than holding a request open.</summary>
    public static readonly TimeSpan GateTimeout = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<string, SqliteDialect> Known = new(StringComparer.Ordinal);

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCantOpen = 14;
    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintUnique = 2067;

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>One gate per database file of this process, however many contexts there are.</summary>
    public static SqliteDialect For(PortalDbContext db) =>
        Known.GetOrAdd(db.Database.GetConnectionString() ?? "", name => new SqliteDialect(name));

    /// <inheritdoc />
    public override async Task<WriteTransaction> BeginWriteAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(GateTimeout, cancellationToken))
        {
            throw new DatabaseBusyException($"The database was busy for {GateTimeout.TotalSeconds:0} s.");
        }
        try
        {
            // EF Core's SQLite provider begins IMMEDIATE: the file's write lock is taken here and never upgraded to.
            return new WriteTransaction(await db.Database.BeginTransactionAsync(cancellationToken), _gate);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteBusy or SqliteLocked)
        {
            _gate.Release();
            throw new DatabaseBusyException("Another process holds the database's write lock.", e);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    /// <inheritdoc />
    public override Task LockProductsAsync(PortalDbContext db, IReadOnlyCollection<long> ascendingIds, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc />
    public override bool LocksRows => false;

    /// <inheritdoc />
    public override int MaxParameters => 32_000;

    /// <summary>In process there is no way to save, and binding hundreds of named parameters costs more than running a short statement again.</summary>
    public override int RowsPerStatement => 1;

    /// <inheritdoc />
    internal override RowStatement Prepare(PortalDbContext db, string sql) => new SqliteStatement((SqliteConnection)db.Database.GetDbConnection(), sql);

    /// <inheritdoc />
    public override string CountingRows => "";

    /// <inheritdoc />
    public override string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <inheritdoc />
    public override (string BeforeValues, string AtEnd) ReturnedIds(string idColumn, string keyColumn) =>
        ("", $" RETURNING {Quote(idColumn)}, {Quote(keyColumn)}");

    /// <inheritdoc />
    protected override DbFault ClassifyProvider(Exception exception) => exception is not SqliteException e
        ? DbFault.Other
        : e.SqliteExtendedErrorCode is ConstraintUnique or ConstraintPrimaryKey
            ? DbFault.Duplicate
            : e.SqliteErrorCode switch
            {
                SqliteBusy or SqliteLocked => DbFault.Contention,
                SqliteFull or SqliteReadOnly or SqliteIoError => DbFault.Full,
                SqliteCantOpen => DbFault.Unreachable,
                _ => DbFault.Other,
            };

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    /// <inheritdoc />
    public override string ToString() => $"SQLite {new SqliteConnectionStringBuilder(databaseName).DataSource}";
}
