using Microsoft.Data.Sqlite;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>One held connection with prepared statements: the fastest way to a durable SQLite.</summary>
internal sealed class FloorConnection : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _commands = [];

    public FloorConnection(string databaseFile, string synchronous = "FULL")
    {
        _connection = new SqliteConnection($"Data Source={databaseFile};Pooling=False");
        _connection.Open();
        Run($"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON;");
    }

    /// <summary>Runs a statement that is not worth preparing.</summary>
    public void Run(string sql)
    {
        using var command = Make(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>A prepared statement whose parameters are $0, $1, …</summary>
    public SqliteCommand Prepare(string sql, int parameters)
    {
        var command = Make(sql);
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }
        command.Prepare();
        _commands.Add(command);
        return command;
    }

    /// <summary>Begins a transaction that takes the write lock at once.</summary>
    public SqliteTransaction Begin() => _connection.BeginTransaction(deferred: false);

    /// <summary>Sets the parameters of a prepared statement in their order and runs it.</summary>
    public static object? Execute(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
        return command.ExecuteScalar();
    }

    /// <summary>Rows of a query.</summary>
    public IEnumerable<SqliteDataReader> Rows(string sql)
    {
        using var command = Make(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader;
        }
    }

    private SqliteCommand Make(string sql) => new(sql, _connection);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _commands.ForEach(c => c.Dispose());
        await _connection.DisposeAsync();
    }
}
