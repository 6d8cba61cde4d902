using System.Globalization;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>What is wrong with one word of a query.</summary>
public enum SyncQueryFaultKind { UnknownKey, NotHere, BadValue, Twice, Unclosed, TooLong }

/// <summary>One word of a query that was not understood.</summary>
/// <param name="Word">As it was written.</param>
/// <param name="Known">What could stand there instead.</param>
public sealed record SyncQueryFault(SyncQueryFaultKind Kind, string Word, string Known);

/// <summary>An instant of a query: so long ago, or at a time.</summary>
public readonly record struct QueryInstant(TimeSpan? Ago, DateTimeOffset? At)
{
    public DateTimeOffset? Resolve(DateTimeOffset now) => Ago is { } ago ? now - ago : At;
}

/// <summary>
/// What a filter of the monitor asks for, such as <c>channel:shop verdict:rejected code:429 since:1h</c>. Keys and values by colon,
/// values with spaces in quotes; what has no key is looked for in the texts. A query with a fault shows nothing: half a filter
/// would show the wrong things.
/// </summary>
public sealed record SyncQuery
{
    /// <summary>Longest query, in characters: an address has to carry it.</summary>
    public const int MaxLength = 400;

    public string? Channel { get; init; }

    /// <summary>Only what did not go well.</summary>
    public bool IsTrouble { get; init; }

    public CallVerdict? Verdict { get; init; }

    public CodeRange? Code { get; init; }

    public QueryInstant? Since { get; init; }

    public QueryInstant? Until { get; init; }

    public JobStatus? Status { get; init; }

    public SyncJobKind? Kind { get; init; }

    public WorkState? State { get; init; }

    /// <summary>How the last error begins.</summary>
    public string? Cause { get; init; }

    public string? Sku { get; init; }

    /// <summary>What has no key.</summary>
    public string? Text { get; init; }

    public IReadOnlyList<SyncQueryFault> Faults { get; init; } = [];

    /// <summary>Keys that a view understands.</summary>
    public static IReadOnlyList<string> KeysOf(SyncView view) => view switch
    {
        SyncView.Attempts => ["channel", "is", "verdict", "code", "since", "until"],
        SyncView.Jobs => ["channel", "status", "kind", "since", "until"],
        _ => ["channel", "state", "cause", "sku"],
    };

    /// <summary>What may stand after a key, for people; null where anything may.</summary>
    public static string? ValuesOf(string key) => key switch
    {
        "is" => "trouble",
        "verdict" => Words<CallVerdict>(),
        "code" => "429, 4xx, 5xx, none",
        "since" or "until" => "15m, 1h, 2d, 2026-11-26T08:00",
        "status" => Words<JobStatus>(),
        "kind" => Words<SyncJobKind>(),
        "state" => Words<WorkState>(),
        _ => null,
    };

    /// <summary>Reads a query; what it does not understand is among its faults.</summary>
    public static SyncQuery Parse(string? text, SyncView view)
    {
        if (text?.Length > MaxLength)
        {
            return new SyncQuery { Faults = [new SyncQueryFault(SyncQueryFaultKind.TooLong, text[..20] + "…", MaxLength.ToString(CultureInfo.InvariantCulture))] };
        }
        var query = new SyncQuery();
        var faults = new List<SyncQueryFault>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var free = new List<string>();
        foreach (var word in QueryWord.Split(text ?? ""))
        {
            if (word.IsUnclosed)
            {
                faults.Add(new SyncQueryFault(SyncQueryFaultKind.Unclosed, word.Raw, "\""));
            }
            else if (word.Key is not { } key)
            {
                free.Add(word.Value);
            }
            else if (Fault(key, word, view, seen) is { } fault)
            {
                faults.Add(fault);
            }
            else
            {
                query = With(query, key, word.Value)!;
            }
        }
        return query with { Text = free.Count == 0 ? null : string.Join(' ', free), Faults = faults };
    }

    private static SyncQueryFault? Fault(string key, QueryWord word, SyncView view, HashSet<string> seen)
    {
        var keys = KeysOf(view);
        if (!keys.Contains(key))
        {
            var elsewhere = Enum.GetValues<SyncView>().Any(v => KeysOf(v).Contains(key));
            return new SyncQueryFault(elsewhere ? SyncQueryFaultKind.NotHere : SyncQueryFaultKind.UnknownKey, word.Raw, string.Join(", ", keys));
        }
        return !seen.Add(key) ? new SyncQueryFault(SyncQueryFaultKind.Twice, word.Raw, key)
            : word.Value.Length == 0 || With(new SyncQuery(), key, word.Value) is null ? new SyncQueryFault(SyncQueryFaultKind.BadValue, word.Raw, ValuesOf(key) ?? key)
            : null;
    }

    /// <summary>The query with one more key; null when its value is none.</summary>
    private static SyncQuery? With(SyncQuery query, string key, string value) => key switch
    {
        "channel" => query with { Channel = value },
        "is" => value.Equals("trouble", StringComparison.OrdinalIgnoreCase) ? query with { IsTrouble = true } : null,
        "verdict" => Word<CallVerdict>(value) is { } verdict ? query with { Verdict = verdict } : null,
        "code" => CodeOf(value) is { } code ? query with { Code = code } : null,
        "since" => InstantOf(value) is { } since ? query with { Since = since } : null,
        "until" => InstantOf(value) is { } until ? query with { Until = until } : null,
        "status" => Word<JobStatus>(value) is { } status ? query with { Status = status } : null,
        "kind" => Word<SyncJobKind>(value) is { } kind ? query with { Kind = kind } : null,
        "state" => Word<WorkState>(value) is { } state ? query with { State = state } : null,
        "cause" => query with { Cause = value },
        _ => query with { Sku = value },
    };

    private static T? Word<T>(string value)
        where T : struct, Enum =>
        char.IsAsciiLetter(value[0]) && Enum.TryParse<T>(value, ignoreCase: true, out var word) && Enum.IsDefined(word) ? word : null;

    private static string Words<T>()
        where T : struct, Enum =>
        string.Join(", ", Enum.GetNames<T>().Select(n => char.ToLowerInvariant(n[0]) + n[1..]));

    private static CodeRange? CodeOf(string value) => value.ToLowerInvariant() switch
    {
        "none" => new CodeRange(null, 0),
        [>= '1' and <= '5' and var hundreds, 'x', 'x'] => new CodeRange((hundreds - '0') * 100, ((hundreds - '0') * 100) + 99),
        { Length: 3 } three when int.TryParse(three, NumberStyles.None, CultureInfo.InvariantCulture, out var code) => new CodeRange(code, code),
        _ => null,
    };

    private static QueryInstant? InstantOf(string value)
    {
        if (char.IsAsciiLetter(value[^1]) && int.TryParse(value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and < 100_000)
        {
            return char.ToLowerInvariant(value[^1]) switch
            {
                's' => new QueryInstant(TimeSpan.FromSeconds(amount), null),
                'm' => new QueryInstant(TimeSpan.FromMinutes(amount), null),
                'h' => new QueryInstant(TimeSpan.FromHours(amount), null),
                'd' => new QueryInstant(TimeSpan.FromDays(amount), null),
                _ => null,
            };
        }
        return value.Length >= 10
            && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                ? new QueryInstant(null, at)
                : null;
    }
}
