using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Operations.Schedules;

namespace InventoryPortal.Operations.Settings;

/// <summary>One setting that the portal knows.</summary>
/// <param name="Key">As in the configuration.</param>
/// <param name="Default">What holds where nobody says anything; empty for nothing.</param>
/// <param name="IsSecret">Never shown.</param>
/// <param name="IsLive">May be changed on the page, and holds without a new start.</param>
public sealed record SettingShape(string Key, string Default, bool IsSecret, bool IsLive)
{
    internal Type Type { get; init; } = typeof(string);

    internal RangeAttribute? Range { get; init; }
}

/// <summary>
/// Every setting: the properties of the classes that hold them, found by their name and their section, so that none is left out here.
/// </summary>
public static class SettingCatalogue
{
    /// <summary>Those that are read each time they are needed.</summary>
    private static readonly string[] LiveSections = [RetentionOptions.Section];

    private static readonly string[] LiveKeys = [$"{PortalOptions.Section}:{nameof(PortalOptions.TimeZone)}", $"{BackupOptions.Section}:{nameof(BackupOptions.Keep)}"];

    private static readonly string[] Secrets = ["Password", "Secret", "ApiKey", "ConnectionStrings"];

    /// <summary>Settings that are read by name and have no class.</summary>
    private static readonly SettingShape[] Named =
    [
        new("urls", "http://127.0.0.1:5080", IsSecret: false, IsLive: false),
        new("ConnectionStrings:Inventory", "", IsSecret: true, IsLive: false),
        new("ConnectionStrings:Redis", "", IsSecret: true, IsLive: false),
        new("Logging:Console:FormatterName", "", IsSecret: false, IsLive: false),
    ];

    /// <summary>By section and name.</summary>
    public static IReadOnlyList<SettingShape> All { get; } =
        [.. Named, .. typeof(SettingCatalogue).Assembly.GetTypes().Where(HoldsSettings).SelectMany(Of).OrderBy(s => s.Key, StringComparer.Ordinal)];

    public static SettingShape? Find(string key) => All.FirstOrDefault(s => s.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static bool HoldsSettings(Type type) => type is { IsClass: true, IsAbstract: false } && type.Name.EndsWith("Options", StringComparison.Ordinal) && SectionOf(type) is not null;

    private static string? SectionOf(Type type) => type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string;

    private static IEnumerable<SettingShape> Of(Type type)
    {
        var (section, made) = (SectionOf(type)!, Activator.CreateInstance(type));
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsBound))
        {
            var key = $"{section}:{property.Name}";
            yield return new SettingShape(
                key, Text(property.GetValue(made)), Secrets.Any(s => key.Contains(s, StringComparison.Ordinal)),
                LiveSections.Contains(section) || LiveKeys.Contains(key))
            {
                Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType,
                Range = property.GetCustomAttribute<RangeAttribute>(),
            };
        }
    }

    // What has no setter and is no list is computed from the others.
    private static bool IsBound(PropertyInfo property) => property.SetMethod is { IsPublic: true } || typeof(IList).IsAssignableFrom(property.PropertyType) || property.PropertyType == typeof(IList<string>);

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
