using System.Text.Json;
using System.Text.RegularExpressions;
using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>What a channel's own fields may look like. Pure.</summary>
internal static partial class ChannelSettings
{
    private const int MaxName = 100;

    /// <summary>Settings or credentials of one channel: no kind has more than eight.</summary>
    private const int MaxEntries = 20;

    /// <summary>Characters of one setting or secret: long enough for an OAuth token.</summary>
    private const int MaxValue = 4000;

    private const int MaxPercent = 100;

    public static IReadOnlyDictionary<string, string> Read(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    public static string Write(IReadOnlyDictionary<string, string> settings) => JsonSerializer.Serialize(settings);

    /// <summary>What stands, with the named members replaced or, where null, removed.</summary>
    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> standing, IReadOnlyDictionary<string, string?>? changes)
    {
        var merged = new Dictionary<string, string>(standing, StringComparer.Ordinal);
        foreach (var (name, value) in changes ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value;
            }
        }
        return merged;
    }

    /// <summary>What is wrong with the fields that every kind has.</summary>
    public static FieldErrors Check(ChannelInput input, bool isNew)
    {
        var errors = new FieldErrors();
        if (isNew && (input.Key is null || !Key().IsMatch(input.Key)))
        {
            errors.Add("key", $"1 to {Lengths.ChannelKey} characters of a-z, 0-9 and - are expected.");
        }
        if (isNew && input.Kind is null)
        {
            errors.Add("kind", "A kind is required.");
        }
        if ((isNew && input.Name is null) || input.Name?.Trim().Length == 0)
        {
            errors.Add("name", "A name is required.");
        }
        errors.CheckText("name", input.Name, MaxName);
        if (input.Weight is < 0 or > AllocationInput.MaxWeight)
        {
            errors.Add("weight", $"A whole number from 0 to {AllocationInput.MaxWeight} is expected.");
        }
        if (input.Policy?.GuardPercent is < 0 or > MaxPercent)
        {
            errors.Add("policy.guardPercent", $"A whole number from 0 to {MaxPercent} is expected.");
        }
        CheckEntries(errors, "settings", input.Settings);
        CheckEntries(errors, "credentials", input.Credentials);
        return errors;
    }

    /// <summary>Applies the fields that every kind has and that were checked.</summary>
    public static void Apply(ChannelInput input, ChannelRow row)
    {
        row.Name = input.Name?.Trim() ?? row.Name;
        row.Weight = input.Weight ?? row.Weight;
        row.FirstLink = input.Policy?.FirstLink ?? row.FirstLink;
        row.Drift = input.Policy?.Drift ?? row.Drift;
        row.GuardPercent = input.Policy?.GuardPercent ?? row.GuardPercent;
        row.Shadow = input.Policy?.Shadow ?? row.Shadow;
    }

    /// <summary>There is no such channel.</summary>
    public static Refusal NotFound(string key) => Refusal.NotFound($"Channel {key}");

    private static void CheckEntries(FieldErrors errors, string field, IReadOnlyDictionary<string, string?>? entries)
    {
        if (entries?.Count > MaxEntries)
        {
            errors.Add(field, $"At most {MaxEntries} entries are expected.");
        }
        foreach (var (name, value) in entries ?? new Dictionary<string, string?>())
        {
            errors.CheckText($"{field}.{name}", value, MaxValue);
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
