using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace InventoryPortal.Persistence.Providers;

/// <summary>
/// Binds by place and steps, past ADO.NET: looking parameters up by their names was a fifth of what a row cost there, and a reader made for
/// each row another tenth.
/// </summary>
internal sealed class SqliteStatement : RowStatement
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <param name="sql">One statement that returns no rows; each parameter stands in it once.</param>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
    }

    /// <inheritdoc />
    public override long InsertedId => raw.sqlite3_last_insert_rowid(_connection);

    /// <inheritdoc />
    public override void Bind(int place, object? value)
    {
        var index = place + 1;
        Check(value switch
        {
            null => raw.sqlite3_bind_null(_statement, index),
            string text => raw.sqlite3_bind_text(_statement, index, text),
            long or int or short or byte => raw.sqlite3_bind_int64(_statement, index, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
            bool flag => raw.sqlite3_bind_int(_statement, index, flag ? 1 : 0),
            double number => raw.sqlite3_bind_double(_statement, index, number),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
            _ => throw new NotSupportedException($"A {value.GetType().Name} is not bound by place."),
        });
    }

    /// <inheritdoc />
    public override int Run()
    {
        var code = raw.sqlite3_step(_statement);
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        Check(raw.sqlite3_reset(_statement));
        return raw.sqlite3_changes(_connection);
    }

    /// <inheritdoc />
    public override void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _connection);
}
