using System.Text;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>One word of a query.</summary>
/// <param name="Raw">As it was written.</param>
/// <param name="Key">In lower case; null for a word without one.</param>
/// <param name="Value">Without quotes.</param>
/// <param name="IsUnclosed">A quote was opened and not closed.</param>
internal readonly record struct QueryWord(string Raw, string? Key, string Value, bool IsUnclosed)
{
    /// <summary>Splits at spaces outside of quotes.</summary>
    public static IEnumerable<QueryWord> Split(string text)
    {
        var raw = new StringBuilder();
        var quoted = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) && !quoted)
            {
                if (raw.Length > 0)
                {
                    yield return Of(raw.ToString(), isUnclosed: false);
                    raw.Clear();
                }
                continue;
            }
            quoted ^= c == '"';
            raw.Append(c);
        }
        if (raw.Length > 0)
        {
            yield return Of(raw.ToString(), quoted);
        }
    }

    /// <summary>Writes a key and its value, so that <see cref="Split"/> reads the same.</summary>
    public static string Write(string key, string value)
    {
        var plain = value.Replace("\"", "", StringComparison.Ordinal);
        return plain.Any(char.IsWhiteSpace) ? $"{key}:\"{plain}\"" : $"{key}:{plain}";
    }

    private static QueryWord Of(string raw, bool isUnclosed)
    {
        var colon = raw.IndexOf(':', StringComparison.Ordinal);
        var quote = raw.IndexOf('"', StringComparison.Ordinal);
        // What is in quotes from its beginning has no key, whatever it holds.
        var key = colon > 0 && (quote < 0 || colon < quote) ? raw[..colon] : null;
        var isKey = key is not null && key.All(char.IsAsciiLetter);
        var value = (isKey ? raw[(colon + 1)..] : raw).Replace("\"", "", StringComparison.Ordinal);
        return new QueryWord(raw, isKey ? key!.ToLowerInvariant() : null, value, isUnclosed);
    }
}
