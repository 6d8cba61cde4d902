using System.Data.Common;
using InventoryPortal.Nodes;
using InventoryPortal.Operations.Errors;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace InventoryPortal.Operations.Settings;

/// <summary>Where a value comes from.</summary>
public enum SettingSource
{
    Default,
    File,
    Database,
    Environment,
    CommandLine,

    /// <summary>Set by the program that hosts the portal.</summary>
    Host,
}

/// <summary>One setting as it holds now.</summary>
/// <param name="Value">Masked where it is a secret; empty for nothing.</param>
/// <param name="Origin">Name of the file where it comes from one.</param>
/// <param name="IsLocked">May be changed on the page, but what outranks the page says something.</param>
public sealed record SettingView(SettingShape Shape, string Value, SettingSource Source, string? Origin, bool IsLocked);

/// <summary>What every setting is, and who says so.</summary>
public sealed class SettingQueries(IConfiguration configuration)
{
    public const string Mask = "•••";

    /// <summary>Characters shown of one value.</summary>
    private const int MaxShown = 500;

    /// <summary>All of them, by key.</summary>
    public IReadOnlyList<SettingView> List() => [.. SettingCatalogue.All.Select(Of)];

    private SettingView Of(SettingShape shape)
    {
        var section = configuration.GetSection(shape.Key);
        var value = section.Value ?? string.Join(", ", section.GetChildren().Select(c => c.Value));
        if (value.Length == 0 && section.Value is null)
        {
            return new SettingView(shape, shape.IsSecret ? "" : shape.Default, SettingSource.Default, null, false);
        }
        var (source, origin) = SourceOf(section.Value is null ? section.GetChildren().First().Path : shape.Key);
        return new SettingView(shape, Shown(shape, value), source, origin, shape.IsLive && source is not (SettingSource.File or SettingSource.Database or SettingSource.Default));
    }

    private (SettingSource Source, string? Origin) SourceOf(string key)
    {
        var provider = ((IConfigurationRoot)configuration).Providers.LastOrDefault(p => p.TryGet(key, out _));
        return provider switch
        {
            StoredSettings => (SettingSource.Database, null),
            EnvironmentVariablesConfigurationProvider => (SettingSource.Environment, null),
            CommandLineConfigurationProvider => (SettingSource.CommandLine, null),
            JsonConfigurationProvider file => (SettingSource.File, file.Source.Path),
            ChainedConfigurationProvider => (SettingSource.Host, null),
            null => (SettingSource.Default, null),
            _ => (SettingSource.Host, null),
        };
    }

    private static string Shown(SettingShape shape, string value) =>
        value.Length == 0 ? ""
        : shape.Key.Equals("ConnectionStrings:Redis", StringComparison.OrdinalIgnoreCase) ? ServersOnly(value)
        : shape.Key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase) ? WithoutPassword(value)
        : shape.IsSecret ? Mask
        : ErrorMask.Text(value, MaxShown);

    // The servers, and of the settings after them the names.
    private static string ServersOnly(string text)
    {
        var servers = NodeLinkOptions.Servers(text);
        var settings = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(servers.Count);
        return string.Join(',', servers.Concat(settings.Select(p => p.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && p[..at].All(char.IsAsciiLetter) ? p[..(at + 1)] + Mask : Mask)));
    }

    // Where it leads is worth knowing; who signs in there and how is not shown.
    private static string WithoutPassword(string text)
    {
        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = text };
            string[] shown = ["data source", "server", "address", "initial catalog", "database", "encrypt", "mode"];
            return string.Join(';', builder.Keys.Cast<string>().Select(k => $"{k}={(shown.Contains(k, StringComparer.OrdinalIgnoreCase) ? builder[k] : Mask)}"));
        }
        catch (ArgumentException)
        {
            return Mask;
        }
    }
}
