using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace InventoryPortal.Components.Shared;

/// <summary>Reads and writes filters as query strings. What is missing or nonsense is the standard value; standard values are not written.</summary>
public static class UriState
{
    /// <summary>Longest value read from an address, in characters.</summary>
    private const int MaxValue = 200;

    public static IReadOnlyDictionary<string, StringValues> Read(Uri uri) => QueryHelpers.ParseQuery(uri.Query);

    public static string? Text(this IReadOnlyDictionary<string, StringValues> query, string name) =>
        query.TryGetValue(name, out var value) && value is [{ Length: > 0 and <= MaxValue } text, ..] ? text : null;

    public static int Number(this IReadOnlyDictionary<string, StringValues> query, string name, int standard, int min, int max) =>
        int.TryParse(query.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : standard;

    public static T? Word<T>(this IReadOnlyDictionary<string, StringValues> query, string name)
        where T : struct, Enum =>
        query.Text(name) is { } text && char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : null;

    /// <summary>The path with those values that are not null.</summary>
    public static string Write(string path, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = new List<KeyValuePair<string, string?>>();
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                query.Add(new(name, value));
            }
        }
        return QueryHelpers.AddQueryString(path, query);
    }

    /// <summary>A page number as it is written: the first one is the standard.</summary>
    public static string? Page(int page) => page == 1 ? null : page.ToString(CultureInfo.InvariantCulture);

    /// <summary>An enum's name as it is written.</summary>
    public static string? Word<T>(T? value)
        where T : struct, Enum =>
        value is { } v ? char.ToLowerInvariant(v.ToString()[0]) + v.ToString()[1..] : null;
}
