using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text;
using InventoryPortal.Persistence.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace InventoryPortal.Persistence;

/// <summary>
/// Inserts many rows of one table with one statement, past the change tracker: a statement a row was the larger part of what a sale cost.
/// Columns, conversions and types are the model's. For append-only rows that nobody reads back in the same transaction.
/// </summary>
public static class RowInsert
{
    /// <summary>Rows of one statement: as many writers as a group has at the most.</summary>
    private const int MaxRows = 64;

    private static readonly ConcurrentDictionary<IEntityType, Shape> Shapes = new();

    /// <summary>Inserts rows whose database-made ids nobody needs.</summary>
    public static Task InsertAsync<T>(PortalDbContext db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class =>
        InsertAsync(db, rows, key: null, setId: null, cancellationToken);

    /// <summary>Inserts rows and gives each the id that the database made for it.</summary>
    /// <param name="key">Name of a unique text property: by it, and not by its place, an id is known to be a row's.</param>
    public static async Task InsertAsync<T>(
        PortalDbContext db, IReadOnlyList<T> rows, string? key, Action<T, long>? setId, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }
        var shape = Shapes.GetOrAdd(db.Model.FindEntityType(typeof(T))!, type => new Shape(type));
        foreach (var chunk in rows.Chunk(Math.Min(MaxRows, db.Dialect.MaxParameters / shape.Columns.Count)))
        {
            await using var command = Command(db, shape, chunk, key);
            if (key is null || setId is null)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
                continue;
            }
            var byKey = chunk.ToDictionary(row => (string)shape.Find(key).Get(row)!, StringComparer.Ordinal);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                setId(byKey[reader.GetString(1)], reader.GetInt64(0));
            }
        }
    }

    /// <summary>The statement for a number of rows; parameters are @p0, @p1, … row by row.</summary>
    /// <param name="key">The property whose value comes back with each id; null when no id comes back.</param>
    internal static string Sql(PortalDbContext db, Type row, int count, string? key)
    {
        var shape = Shapes.GetOrAdd(db.Model.FindEntityType(row)!, type => new Shape(type));
        return shape.Sqls.GetOrAdd((db.Dialect.GetType(), count, key), _ => Write(db, shape, count, key));
    }

    private static DbCommand Command<T>(PortalDbContext db, Shape shape, T[] rows, string? key)
        where T : class
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandTimeout = db.Database.GetCommandTimeout() ?? command.CommandTimeout;
        command.CommandText = Sql(db, typeof(T), rows.Length, key);
        var number = 0;
        foreach (var row in rows)
        {
            foreach (var column in shape.Columns)
            {
                command.Parameters.Add(column.Mapping.CreateParameter(command, Name(number++), column.Get(row), column.IsNullable));
            }
        }
        return command;
    }

    private static string Write(PortalDbContext db, Shape shape, int count, string? key)
    {
        string Quoted(string name) => db.Dialect.Quote(name);
        var (output, returning) = key is null ? ("", "") : db.Dialect.ReturnedIds(shape.IdColumn, shape.Find(key).Name);
        var sql = new StringBuilder();
        sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO {Quoted(shape.Table)} ({string.Join(", ", shape.Columns.Select(c => Quoted(c.Name)))}){output} VALUES ");
        for (var (row, number) = (0, 0); row < count; row++)
        {
            sql.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(number, shape.Columns.Count).Select(Name)).Append(')');
            number += shape.Columns.Count;
        }
        return sql.Append(returning).ToString();
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");

    /// <summary>One column as the model has it.</summary>
    private sealed record Column(string Property, string Name, RelationalTypeMapping Mapping, bool IsNullable, Func<object, object?> Get);

    /// <summary>A table's columns that a row brings its own values for.</summary>
    private sealed class Shape
    {
        public Shape(IEntityType type)
        {
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
            Table = table.Name;
            IdColumn = type.FindPrimaryKey()!.Properties[0].GetColumnName(table)!;
            Columns =
            [
                .. type.GetProperties().Where(p => !p.ValueGenerated.HasFlag(ValueGenerated.OnAdd)).Select(p => new Column(
                    p.Name, p.GetColumnName(table)!, p.GetRelationalTypeMapping(), p.IsColumnNullable(table), row => p.GetGetter().GetClrValue(row))),
            ];
        }

        public string Table { get; }

        public string IdColumn { get; }

        public IReadOnlyList<Column> Columns { get; }

        public ConcurrentDictionary<(Type Dialect, int Count, string? Key), string> Sqls { get; } = new();

        public Column Find(string property) => Columns.First(c => c.Property == property);
    }
}
