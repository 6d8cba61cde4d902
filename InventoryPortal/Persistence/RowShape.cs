using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace InventoryPortal.Persistence;

/// <summary>One column as the model has it.</summary>
/// <param name="Property">Name of the property.</param>
/// <param name="Name">Name of the column.</param>
/// <param name="IsMade">The database makes its value when the row is added.</param>
/// <param name="IsToken">An update is refused when its value is no longer the one that was read.</param>
/// <param name="Get">Reads it from a row.</param>
internal sealed record RowColumn(
    string Property, string Name, RelationalTypeMapping Mapping, bool IsNullable, bool IsMade, bool IsToken, Func<object, object?> Get)
{
    /// <summary>A value of the property as the database keeps it.</summary>
    public object? Stored(object? value) => Mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value;
}

/// <summary>A table as the model has it, for statements that are written past the change tracker.</summary>
internal sealed class RowShape
{
    private static readonly ConcurrentDictionary<IEntityType, RowShape> Known = new();

    private RowShape(IEntityType type)
    {
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        Table = table.Name;
        RowColumn[] columns =
        [
            .. type.GetProperties().Select(p => new RowColumn(
                p.Name, p.GetColumnName(table)!, p.GetRelationalTypeMapping(), p.IsColumnNullable(table), p.ValueGenerated.HasFlag(ValueGenerated.OnAdd),
                p.IsConcurrencyToken, row => p.GetGetter().GetClrValue(row))),
        ];
        Key = columns.Single(c => c.Property == type.FindPrimaryKey()!.Properties.Single().Name);
        Own = [.. columns.Where(c => !c.IsMade)];
    }

    public string Table { get; }

    /// <summary>The primary key.</summary>
    public RowColumn Key { get; }

    /// <summary>Columns that a row brings its own values for.</summary>
    public IReadOnlyList<RowColumn> Own { get; }

    /// <summary>Texts of statements on this table, by what they depend on.</summary>
    public ConcurrentDictionary<(Type Dialect, int Count, object? What), string> Sqls { get; } = new();

    public static RowShape Of(PortalDbContext db, Type row) => Known.GetOrAdd(db.Model.FindEntityType(row)!, type => new RowShape(type));

    public RowColumn Find(string property) => Own.First(c => c.Property == property);

    /// <summary>A command in the context's transaction.</summary>
    public static DbCommand Command(PortalDbContext db, string sql)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandTimeout = db.Database.GetCommandTimeout() ?? command.CommandTimeout;
        command.CommandText = sql;
        return command;
    }

    /// <summary>Gives a command its next value: as a new parameter the first time, in the place of the last one when it runs again.</summary>
    public static void Set(DbCommand command, int number, RowColumn column, object? value)
    {
        var parameter = column.Mapping.CreateParameter(command, Name(number), value, column.IsNullable);
        if (number == command.Parameters.Count)
        {
            command.Parameters.Add(parameter);
        }
        else
        {
            // The whole parameter, for its size is made for its value: a longer one in an old place would be cut.
            command.Parameters[number] = parameter;
        }
    }

    /// <summary>Parameters are @p0, @p1, …</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");
}
