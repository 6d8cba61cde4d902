using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using InventoryPortal.Access;
using InventoryPortal.Api;
using InventoryPortal.Lab;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Risk;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Operations.Telemetry;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal;

/// <summary>
/// Reads every setting that is a number, a word of a list or a switch before anything is made of it. What cannot be read would
/// throw at its first reader and hide what else is wrong: it is kept for the start to refuse, and its default stands in until then.
/// </summary>
internal static class SettingForms
{
    /// <summary>Every section with such settings; a test compares.</summary>
    public static readonly IReadOnlyList<(string Section, Type Shape)> All =
    [
        (DatabaseOptions.Section, typeof(DatabaseOptions)),
        (AccessOptions.Section, typeof(AccessOptions)),
        (JobOptions.Section, typeof(JobOptions)),
        (RetentionOptions.Section, typeof(RetentionOptions)),
        (BackupOptions.Section, typeof(BackupOptions)),
        (FlashOptions.Section, typeof(FlashOptions)),
        (SmtpOptions.Section, typeof(SmtpOptions)),
        (TelemetryOptions.Section, typeof(TelemetryOptions)),
        (LabOptions.Section, typeof(LabOptions)),
        (ApiOptions.Section, typeof(ApiOptions)),
    ];

    /// <summary>Comes before the stages: they read settings while they register.</summary>
    public static void AddSettingForms(this IHostApplicationBuilder builder)
    {
        var faults = All.SelectMany(form => Settle(builder.Configuration, form.Section, form.Shape)).ToList();
        builder.Services.AddOptions<SettingFaults>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SettingFaults>>(new SettingFaultsValidation(faults));
    }

    /// <summary>Whether a property is read from a text that may be no such value.</summary>
    internal static bool HasForm(PropertyInfo property) => property.CanWrite && Kind(property).IsValueType;

    private static IEnumerable<string> Settle(IConfiguration configuration, string section, Type shape)
    {
        var usual = Activator.CreateInstance(shape);
        foreach (var property in shape.GetProperties().Where(HasForm))
        {
            var key = $"{section}:{property.Name}";
            if (configuration[key] is { } text && !IsReadable(property, text))
            {
                configuration[key] = Convert.ToString(property.GetValue(usual) ?? Activator.CreateInstance(Kind(property)), CultureInfo.InvariantCulture);
                yield return $"{key} must be {Allowed(property)}.";
            }
        }
    }

    private static bool IsReadable(PropertyInfo property, string text)
    {
        if (text.Length == 0 && Nullable.GetUnderlyingType(property.PropertyType) is not null)
        {
            return true;
        }
        try
        {
            // By the converters of the configuration, or the two would differ.
            var value = TypeDescriptor.GetConverter(Kind(property)).ConvertFromInvariantString(text)!;
            return (!Kind(property).IsEnum || Enum.IsDefined(Kind(property), value)) && property.GetCustomAttribute<RangeAttribute>()?.IsValid(value) != false;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static string Allowed(PropertyInfo property)
    {
        if (Kind(property).IsEnum || Kind(property) == typeof(bool))
        {
            var words = Kind(property).IsEnum ? Enum.GetNames(Kind(property)) : ["true", "false"];
            return $"{string.Join(", ", words[..^1])} or {words[^1]}";
        }
        var number = Kind(property) == typeof(double) ? "a number" : "a whole number";
        return property.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{number} from {range.Minimum} to {range.Maximum}")
            : number;
    }

    private static Type Kind(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>Carries the faults to where all of them are told at once.</summary>
    private sealed class SettingFaults;

    private sealed class SettingFaultsValidation(IReadOnlyList<string> faults) : IValidateOptions<SettingFaults>
    {
        public ValidateOptionsResult Validate(string? name, SettingFaults options) =>
            faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
