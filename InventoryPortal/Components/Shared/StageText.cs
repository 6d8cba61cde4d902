using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using InventoryPortal.Operations.Errors;

namespace InventoryPortal.Components.Shared;

/// <summary>
/// Sentences that the stages wrote down, in the person's language. A stage writes plain English, which the tables and the contract
/// keep; the sentence itself is its code: the resource <c>StageSentences</c> holds its pattern, from which the values are read
/// back and put into the translation. What no pattern answers to is a channel's own words and is shown as it came.
/// </summary>
public static partial class StageText
{
    /// <summary>Sentences within sentences are followed this far.</summary>
    private const int MaxDepth = 4;

    /// <summary>A pattern that takes longer than this is wrong, however busy the machine; the sentence is then shown as it is.</summary>
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    // The catalogue of causes speaks in alerts too; its names are not those of sentences.
    private static readonly ResourceManager[] Sentences =
    [
        new("InventoryPortal.Resources.Components.Shared.StageSentences", typeof(StageText).Assembly),
        new(CauseTexts.Resource, typeof(StageText).Assembly),
    ];

    private static readonly Pattern[] English =
        [.. Texts(CultureInfo.InvariantCulture).Select(t => Pattern.Of(t.Key, t.Value)).OrderByDescending(p => p.Literals)];

    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Translations = new();

    /// <summary>The sentence in the language of the present culture; null stays null.</summary>
    public static string? Of(string? sentence)
    {
        if (string.IsNullOrEmpty(sentence) || CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" || CultureInfo.CurrentUICulture.Equals(CultureInfo.InvariantCulture))
        {
            return sentence;
        }
        var words = Translations.GetOrAdd(CultureInfo.CurrentUICulture.Name, _ => Texts(CultureInfo.CurrentUICulture));
        return Translate(sentence, words, MaxDepth);
    }

    private static string Translate(string sentence, IReadOnlyDictionary<string, string> words, int depth)
    {
        if (depth == 0)
        {
            return sentence;
        }
        foreach (var pattern in English)
        {
            if (pattern.Read(sentence) is { } read && words.TryGetValue(pattern.Key, out var translation))
            {
                var values = read.Values.Select(v => (object)Translate(v, words, depth - 1)).ToArray();
                return string.Format(CultureInfo.InvariantCulture, translation, values) + (read.Rest is null ? "" : Translate(read.Rest, words, depth - 1));
            }
        }
        return sentence;
    }

    private static Dictionary<string, string> Texts(CultureInfo culture) =>
        Sentences.SelectMany(s => s.GetResourceSet(culture, createIfNotExists: true, tryParents: true)!.Cast<DictionaryEntry>())
            .ToDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal);

    private sealed record Reading(IReadOnlyList<string> Values, string? Rest);

    /// <summary>One English sentence with places for its values.</summary>
    private sealed record Pattern(string Key, string Prefix, int Literals, int Places, Regex Whole)
    {
        public static Pattern Of(string key, string text)
        {
            var parts = Place().Split(text);
            var numbers = Place().Matches(text).Select(m => m.Groups[1].Value).ToList();
            // Split keeps the captured numbers at odd positions.
            var pattern = string.Concat(parts.Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : $"(?<v{part}>.+?)"));
            // Another sentence may follow a full stop.
            var rest = text.EndsWith('.') ? "(?: (?<rest>.+))?" : "";
            return new Pattern(
                key, parts[0], text.Length - (3 * numbers.Count), numbers.Count, new Regex($"^{pattern}{rest}$", RegexOptions.CultureInvariant | RegexOptions.Singleline, MatchLimit));
        }

        public Reading? Read(string sentence)
        {
            if (!sentence.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return null;
            }
            try
            {
                var match = Whole.Match(sentence);
                return match.Success
                    ? new Reading([.. Enumerable.Range(0, Places).Select(i => match.Groups[$"v{i}"].Value)], match.Groups["rest"] is { Success: true } rest ? rest.Value : null)
                    : null;
            }
            catch (RegexMatchTimeoutException)
            {
                return null;
            }
        }
    }

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Place();
}
