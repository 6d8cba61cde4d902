using System.Globalization;
using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Api;

/// <summary>Names that an address takes after the question mark; any other name is refused.</summary>
internal sealed record QueryNames(IReadOnlyList<string> Names)
{
    public static readonly string[] OfPage = ["page", "pageSize"];
}

/// <summary>The query of one request, read strictly: unknown names, repeated names and unreadable values are refused together.</summary>
public sealed class QueryWords
{
    /// <summary>Characters of one value: longer than every name, SKU and search that exists here.</summary>
    private const int MaxLength = 300;

    private readonly IQueryCollection _query;
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    private QueryWords(IQueryCollection query, IReadOnlyList<string> known)
    {
        _query = query;
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                Wrong(name, $"There is no filter or setting {name} here; known are: {string.Join(", ", known)}.");
            }
            else if (values.Count > 1)
            {
                Wrong(name, "It may be given once.");
            }
            else if (values[0]?.Length > MaxLength)
            {
                Wrong(name, $"It may have at most {MaxLength} characters.");
            }
        }
    }

    /// <summary>The query of a request against the names that its address takes.</summary>
    public static QueryWords Of(HttpContext http) =>
        new(http.Request.Query, http.GetEndpoint()?.Metadata.GetMetadata<QueryNames>()?.Names ?? []);

    /// <summary>What is wrong with it, or null when all is well. Ask after everything was read.</summary>
    public Refusal? Refusal => _errors.Count == 0 ? null : Access.Refusal.Fields(_errors);

    /// <summary>A value as it stands; null when absent or empty.</summary>
    public string? Text(string name) => _query.TryGetValue(name, out var values) && values.Count == 1 && values[0] is { Length: > 0 } text ? text : null;

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int standard, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return standard;
        }
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }
        Wrong(name, $"A whole number from {min} to {max} is expected.");
        return standard;
    }

    /// <summary>An id of ours; null when absent.</summary>
    public long? Id(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }
        Wrong(name, "An id (a whole number) is expected.");
        return null;
    }

    /// <summary>An instant with its zone; null when absent.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }
        if (UtcInstantConverter.Parse(text) is { } instant)
        {
            return instant;
        }
        Wrong(name, "An instant with its zone is expected, like 2026-01-31T08:00:00Z.");
        return null;
    }

    /// <summary>One word of an enumeration, in camelCase; null when absent.</summary>
    public TEnum? Word<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }
        var words = Enum.GetValues<TEnum>();
        foreach (var word in words)
        {
            if (WordOf(word) == text)
            {
                return word;
            }
        }
        Wrong(name, $"One of these is expected: {string.Join(", ", words.Select(WordOf))}.");
        return null;
    }

    /// <summary>Which page is wanted.</summary>
    public PageRequest Page() => new(
        Number("page", 1, 1, PageRequest.MaxPage),
        Number("pageSize", PageRequest.DefaultPageSize, 1, PageRequest.MaxPageSize));

    /// <summary>Adds what a later check found wrong.</summary>
    public void Wrong(string name, string message) => _errors.TryAdd(name, [message]);

    private static string WordOf<TEnum>(TEnum word)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(word.ToString());
}
