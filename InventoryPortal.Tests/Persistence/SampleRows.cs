using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace InventoryPortal.Tests.Persistence;

/// <summary>Rows of every table with every column filled to its length, straight from the model, parents first.</summary>
public sealed class SampleRows(PortalDbContext db)
{
    /// <summary>An instant with a part of a second and an offset, as a channel may send it.</summary>
    public static readonly DateTimeOffset Instant = new DateTimeOffset(2026, 11, 23, 7, 45, 12, TimeSpan.FromHours(8)).AddTicks(1_234_567);

    private readonly Dictionary<IEntityType, object> _parents = [];

    /// <summary>Every table's type, parents before children.</summary>
    public static IReadOnlyList<IEntityType> Tables(IModel model)
    {
        var ordered = new List<IEntityType>();
        void Add(IEntityType type)
        {
            foreach (var parent in type.GetForeignKeys().Select(f => f.PrincipalEntityType).Where(p => p != type && !ordered.Contains(p)))
            {
                Add(parent);
            }
            if (!ordered.Contains(type))
            {
                ordered.Add(type);
            }
        }
        foreach (var type in model.GetEntityTypes().Where(t => !t.IsOwned()))
        {
            Add(type);
        }
        return ordered;
    }

    /// <summary>Adds one filled row and the parents it needs; saves them.</summary>
    /// <param name="seed">Rows of different seeds differ in every text and number.</param>
    public async Task<object> AddAsync(IEntityType type, int seed, CancellationToken cancellationToken, Action<object>? change = null)
    {
        foreach (var parent in type.GetForeignKeys().Select(f => f.PrincipalEntityType).Where(p => !_parents.ContainsKey(p)))
        {
            await AddAsync(parent, seed, cancellationToken);
        }
        var row = Activator.CreateInstance(type.ClrType)!;
        var entry = db.Entry(row);
        foreach (var property in type.GetProperties().Where(p => p.ValueGenerated == ValueGenerated.Never || p.IsForeignKey() || p.ClrType == typeof(string)))
        {
            entry.Property(property).CurrentValue = property.IsForeignKey() ? ParentKey(property) : Fill(property, seed);
        }
        foreach (var part in type.GetNavigations().Where(n => n.TargetEntityType.IsOwned()))
        {
            part.PropertyInfo!.SetValue(row, Part(part.TargetEntityType, seed));
        }
        change?.Invoke(row);
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        _parents.TryAdd(type, row);
        return row;
    }

    /// <summary>A value that a key or a required text of this type may have.</summary>
    public static object Key(Type type) =>
        type == typeof(string) ? "k" : type == typeof(byte[]) ? new byte[] { 7 } : Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What lies within a row as JSON.</summary>
    private static object Part(IEntityType type, int seed)
    {
        var part = Activator.CreateInstance(type.ClrType, nonPublic: true)!;
        foreach (var property in type.GetProperties().Where(p => p.PropertyInfo is not null))
        {
            property.PropertyInfo!.SetValue(part, Fill(property, seed));
        }
        return part;
    }

    private object? ParentKey(IProperty property)
    {
        var key = property.GetContainingForeignKeys().First();
        var parent = _parents[key.PrincipalEntityType];
        return db.Entry(parent).Property(key.PrincipalKey.Properties[0]).CurrentValue;
    }

    private static object? Fill(IProperty property, int seed)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type switch
        {
            _ when type == typeof(string) => Text(seed, property.GetMaxLength() ?? 60),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1),
            _ when type == typeof(DateTimeOffset) => Instant.AddDays(seed),
            _ when type == typeof(byte[]) => new byte[] { 0, 255, (byte)seed },
            _ when type == typeof(string[]) => new[] { Text(seed, 20) },
            _ when type == typeof(bool) => true,
            _ => Convert.ChangeType(seed, type, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static string Text(int seed, int length) => $"{seed} 库存 ü '\"".PadRight(length, 'x')[..length];
}
