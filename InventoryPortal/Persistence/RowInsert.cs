using System.Data.Common;
using System.Globalization;
using System.Text;
using InventoryPortal.Persistence.Providers;

namespace InventoryPortal.Persistence;

/// <summary>
/// Inserts many rows of one table past the change tracker, which was the larger part of what a sale cost: in as few statements as
/// suits the provider. Columns, conversions and types are the model's. For append-only rows that nobody reads back in the same transaction.
/// </summary>
public static class RowInsert
{
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
        var shape = RowShape.Of(db, typeof(T));
        if (db.Dialect.Prepare(db, Sql(db, typeof(T), 1, key: null)) is { } statement)
        {
            using (statement)
            {
                Insert(statement, shape, rows, setId, cancellationToken);
            }
            return;
        }
        var size = Math.Min(db.Dialect.RowsPerStatement, db.Dialect.MaxParameters / shape.Own.Count);
        var full = rows.Count / size * size;
        await InsertAsync(db, new Part<T>(shape, rows, 0, full, size), key, setId, cancellationToken);
        await InsertAsync(db, new Part<T>(shape, rows, full, rows.Count, rows.Count - full), key, setId, cancellationToken);
    }

    private static void Insert<T>(RowStatement statement, RowShape shape, IReadOnlyList<T> rows, Action<T, long>? setId, CancellationToken cancellationToken)
        where T : class
    {
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < shape.Own.Count; i++)
            {
                statement.Bind(i, shape.Own[i].Stored(shape.Own[i].Get(row)));
            }
            statement.Run();
            setId?.Invoke(row, statement.InsertedId);
        }
    }

    /// <summary>The statement for a number of rows; parameters are @p0, @p1, … row by row.</summary>
    /// <param name="key">The property whose value comes back with each id; null when no id comes back.</param>
    internal static string Sql(PortalDbContext db, Type row, int count, string? key)
    {
        var shape = RowShape.Of(db, row);
        return shape.Sqls.GetOrAdd((db.Dialect.GetType(), count, key ?? ""), _ => Write(db, shape, count, key));
    }

    // Statements of one text share a command: the provider compiles it once and binds it anew.
    private static async Task InsertAsync<T>(PortalDbContext db, Part<T> part, string? key, Action<T, long>? setId, CancellationToken cancellationToken)
        where T : class
    {
        if (part.From == part.To)
        {
            return;
        }
        await using var command = RowShape.Command(db, Sql(db, typeof(T), part.Size, key));
        for (var at = part.From; at < part.To; at += part.Size)
        {
            Bind(command, part, at);
            if (key is null || setId is null)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
                continue;
            }
            var byKey = Enumerable.Range(at, part.Size).ToDictionary(i => (string)part.Shape.Find(key).Get(part.Rows[i])!, StringComparer.Ordinal);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                setId(part.Rows[byKey[reader.GetString(1)]], reader.GetInt64(0));
            }
        }
    }

    private static void Bind<T>(DbCommand command, Part<T> part, int at)
        where T : class
    {
        for (var (row, number) = (at, 0); row < at + part.Size; row++)
        {
            foreach (var column in part.Shape.Own)
            {
                RowShape.Set(command, number++, column, column.Get(part.Rows[row]));
            }
        }
    }

    private static string Write(PortalDbContext db, RowShape shape, int count, string? key)
    {
        string Quoted(string name) => db.Dialect.Quote(name);
        var (output, returning) = key is null ? ("", "") : db.Dialect.ReturnedIds(shape.Key.Name, shape.Find(key).Name);
        var sql = new StringBuilder();
        sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO {Quoted(shape.Table)} ({string.Join(", ", shape.Own.Select(c => Quoted(c.Name)))}){output} VALUES ");
        for (var (row, number) = (0, 0); row < count; row++)
        {
            sql.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(number, shape.Own.Count).Select(RowShape.Name)).Append(')');
            number += shape.Own.Count;
        }
        return sql.Append(returning).ToString();
    }

    /// <summary>Rows that go in by statements of one size.</summary>
    private sealed record Part<T>(RowShape Shape, IReadOnlyList<T> Rows, int From, int To, int Size);
}
