using System.Globalization;
using System.Text;
using InventoryPortal.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>
/// Writes rows back that were loaded without tracking: only the columns that changed, and only where the key and the concurrency
/// tokens are still what was read, as the change tracker would, at a fraction of its cost. The caller holds the rows' locks.
/// </summary>
/// <typeparam name="T">A row with a single key.</typeparam>
public sealed class RowUpdate<T>
    where T : class
{
    private readonly List<(T Row, object?[] Read)> _rows = [];
    private RowShape? _shape;

    /// <summary>Remembers a row as it was read.</summary>
    public void Loaded(PortalDbContext db, T row)
    {
        _shape ??= RowShape.Of(db, typeof(T));
        _rows.Add((row, [.. _shape.Own.Select(c => c.Get(row))]));
    }

    /// <summary>Writes what changed since. Throws <see cref="DbUpdateConcurrencyException"/> when somebody else changed or removed a row.</summary>
    public async Task SaveAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        if (_shape is not { } shape)
        {
            return;
        }
        foreach (var alike in _rows.GroupBy(r => ChangedColumns(shape, r.Row, r.Read)).Where(g => g.Key != 0))
        {
            var columns = Columns(shape, alike.Key);
            if (db.Dialect.Prepare(db, Sql(db, alike.Key, 1)) is { } statement)
            {
                using (statement)
                {
                    Save(statement, shape, columns, alike, cancellationToken);
                }
                continue;
            }
            var size = Math.Min(db.Dialect.RowsPerStatement, db.Dialect.MaxParameters / (columns.Changed.Count + columns.Tokens.Count + 1));
            foreach (var chunks in alike.Chunk(size).GroupBy(c => c.Length))
            {
                await SaveAsync(db, shape, alike.Key, columns, [.. chunks], cancellationToken);
            }
        }
        _rows.Clear();
    }

    /// <summary>The statements for a number of rows of which the same columns changed; each row's parameters follow the last one's.</summary>
    internal static string Sql(PortalDbContext db, ulong changed, int count)
    {
        var shape = RowShape.Of(db, typeof(T));
        return shape.Sqls.GetOrAdd((db.Dialect.GetType(), count, changed), _ => Write(db, shape, Columns(shape, changed), count));
    }

    private static void Save(
        RowStatement statement, RowShape shape, UpdateColumns columns, IEnumerable<(T Row, object?[] Read)> rows, CancellationToken cancellationToken)
    {
        foreach (var (row, read) in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var place = 0;
            foreach (var i in columns.Changed)
            {
                statement.Bind(place++, shape.Own[i].Stored(shape.Own[i].Get(row)));
            }
            statement.Bind(place++, shape.Key.Stored(shape.Key.Get(row)));
            foreach (var i in columns.Tokens)
            {
                statement.Bind(place++, shape.Own[i].Stored(read[i]));
            }
            if (statement.Run() != 1)
            {
                throw Stale(shape, 1, 1);
            }
        }
    }

    private static DbUpdateConcurrencyException Stale(RowShape shape, int stale, int rows) =>
        new($"{stale} of {rows} rows of {shape.Table} were changed by somebody else since they were read.");

    // Statements of one text share a command: the provider compiles it once and binds it anew.
    private static async Task SaveAsync(
        PortalDbContext db, RowShape shape, ulong changed, UpdateColumns columns, IReadOnlyList<(T Row, object?[] Read)[]> chunks, CancellationToken cancellationToken)
    {
        await using var command = RowShape.Command(db, Sql(db, changed, chunks[0].Length));
        foreach (var chunk in chunks)
        {
            var number = 0;
            foreach (var (row, read) in chunk)
            {
                foreach (var i in columns.Changed)
                {
                    RowShape.Set(command, number++, shape.Own[i], shape.Own[i].Get(row));
                }
                RowShape.Set(command, number++, shape.Key, shape.Key.Get(row));
                foreach (var i in columns.Tokens)
                {
                    RowShape.Set(command, number++, shape.Own[i], read[i]);
                }
            }
            var written = await command.ExecuteNonQueryAsync(cancellationToken);
            if (written != chunk.Length)
            {
                throw Stale(shape, chunk.Length - written, chunk.Length);
            }
        }
    }

    /// <summary>A bit for each own column that differs from what was read.</summary>
    private static ulong ChangedColumns(RowShape shape, T row, object?[] read)
    {
        var changed = 0UL;
        for (var i = 0; i < read.Length; i++)
        {
            if (!Equals(shape.Own[i].Get(row), read[i]))
            {
                changed |= 1UL << i;
            }
        }
        return changed;
    }

    private static UpdateColumns Columns(RowShape shape, ulong changed)
    {
        var all = Enumerable.Range(0, shape.Own.Count).ToList();
        return new UpdateColumns([.. all.Where(i => (changed & (1UL << i)) != 0)], [.. all.Where(i => shape.Own[i].IsToken)]);
    }

    private static string Write(PortalDbContext db, RowShape shape, UpdateColumns columns, int count)
    {
        var sql = new StringBuilder(db.Dialect.CountingRows);
        for (var (row, number) = (0, 0); row < count; row++)
        {
            string Equal(RowColumn column) => string.Create(CultureInfo.InvariantCulture, $"{db.Dialect.Quote(column.Name)} = {RowShape.Name(number++)}");
            sql.Append(row == 0 ? "UPDATE " : "; UPDATE ").Append(db.Dialect.Quote(shape.Table))
                .Append(" SET ").AppendJoin(", ", columns.Changed.Select(i => Equal(shape.Own[i])))
                .Append(" WHERE ").AppendJoin(" AND ", columns.Tokens.Select(i => shape.Own[i]).Prepend(shape.Key).Select(Equal));
        }
        return sql.ToString();
    }

    /// <summary>Places of columns among a table's own.</summary>
    private sealed record UpdateColumns(IReadOnlyList<int> Changed, IReadOnlyList<int> Tokens);
}
