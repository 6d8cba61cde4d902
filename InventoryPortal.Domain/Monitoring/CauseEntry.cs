using System.Text.RegularExpressions;

namespace InventoryPortal.Domain.Monitoring;

/// <summary>Where a person acts on a cause.</summary>
public enum CausePlace
{
    /// <summary>Outside the portal: its machine, its database, its configuration.</summary>
    Machine,

    /// <summary>The channel's own page.</summary>
    Channel,

    /// <summary>Listings given up, on the sync page.</summary>
    FailedWork,

    /// <summary>Events that cannot be handled.</summary>
    Inbox,

    Jobs,

    /// <summary>Where alerts are sent.</summary>
    Destinations,

    /// <summary>The single errors, to be reported.</summary>
    Errors,
}

/// <summary>Whose sentences an entry is found in.</summary>
public enum CauseSpeaker
{
    Nobody,

    /// <summary>A channel or the stage that talks to it.</summary>
    Channel,

    /// <summary>The senders of alerts.</summary>
    Sender,
}

/// <summary>Exceptions that an entry answers for.</summary>
/// <param name="Type">Full name; with a <c>*</c> at its end, its beginning.</param>
/// <param name="Codes">Numbers of its library; empty for any.</param>
public sealed record FaultMatch(string Type, params IReadOnlyList<int> Codes)
{
    public bool Fits(ErrorFault fault) =>
        (Type.EndsWith('*') ? fault.Type.StartsWith(Type[..^1], StringComparison.Ordinal) : fault.Type == Type)
        && (Codes.Count == 0 || (fault.Code is { } code && Codes.Contains(code)));
}

/// <summary>
/// One thing that can go wrong, by what it is known by. Its plain sentence and its remedy are resources under <see cref="Code"/>,
/// in every language.
/// </summary>
/// <param name="Severity">How grave it is, whatever the log said.</param>
/// <param name="Place">Where one acts.</param>
public sealed record CauseEntry(string Code, ErrorSeverity Severity, CausePlace Place)
{
    private readonly Regex? _says;

    /// <summary>Each channel is a cause of its own: one may be mended and the other not.</summary>
    public bool IsPerChannel { get; init; }

    /// <summary>The log event alone decides; an exception told with it explains nothing better.</summary>
    public bool IsDecidedByEvent { get; init; }

    public IReadOnlyList<FaultMatch> Faults { get; init; } = [];

    /// <summary>Beginnings of log categories that mean it when nothing better is known.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>What the kind of work that was given up means when its reason is in nobody's list.</summary>
    public GivenUp LastResortOf { get; init; }

    /// <summary>Whose sentences <see cref="Says"/> is looked for in.</summary>
    public CauseSpeaker Speaker { get; init; }

    /// <summary>A regular expression for the sentences that mean it.</summary>
    public string Says
    {
        get => _says?.ToString() ?? "";
        // Without backtracking the time is bounded by the sentence; a time limit would only fail on a machine that is busy.
        init => _says = new Regex(value, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
    }

    /// <summary>Whether a sentence of this speaker means it.</summary>
    public bool IsSaidBy(string reason, CauseSpeaker speaker) => Speaker == speaker && _says?.IsMatch(reason) == true;
}
