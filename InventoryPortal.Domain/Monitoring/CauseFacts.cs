namespace InventoryPortal.Domain.Monitoring;

/// <summary>What was given up on, where an error is that.</summary>
public enum GivenUp
{
    /// <summary>Nothing: the portal stumbled, or a call failed and is tried again.</summary>
    Nothing,

    /// <summary>A listing whose quantity the channel does not take.</summary>
    Listing,

    /// <summary>An event of the inbox that cannot be handled.</summary>
    Event,

    Job,

    /// <summary>A message of an alert.</summary>
    Delivery,
}

/// <summary>Whether a cause is seen to.</summary>
public enum CauseState
{
    /// <summary>Nobody has said that it is gone, or it came back since.</summary>
    Open,

    /// <summary>Somebody said so.</summary>
    Resolved,
}

/// <summary>One exception of a chain.</summary>
/// <param name="Type">Full name.</param>
/// <param name="Code">The number that its library gives it (SQLite's, SQL Server's, the socket's); null where it has none.</param>
public readonly record struct ErrorFault(string Type, int? Code = null);

/// <summary>What is known of one error when its cause is asked for.</summary>
/// <param name="Source">Who says it: the category of the log, or what was given up.</param>
public sealed record CauseFacts(string Source)
{
    /// <summary>Name of the log event; a code of the catalogue where the portal itself says it.</summary>
    public string? Event { get; init; }

    /// <summary>The exceptions, outermost first.</summary>
    public IReadOnlyList<ErrorFault> Faults { get; init; } = [];

    /// <summary>The first frame of ours that the exception passed, like <c>Intake.InboxHandling.HandleAsync</c>.</summary>
    public string? Frame { get; init; }

    /// <summary>The sentence of a stage or a channel that says why; null where only an exception does.</summary>
    public string? Reason { get; init; }

    /// <summary>The message, with the places of its values where they are known.</summary>
    public string Message { get; init; } = "";

    /// <summary>Key of the channel concerned.</summary>
    public string? Channel { get; init; }

    public GivenUp GivenUp { get; init; }
}

/// <summary>Why errors happen, so that a thousand of them are one thing to see to.</summary>
/// <param name="Code">A code of <see cref="CauseCodes"/>; what the catalogue says is found by it.</param>
/// <param name="Detail">What tells it from others of its code: a channel's key, or type and place of a fault; null where the code says all.</param>
public readonly record struct ErrorCause(string Code, string? Detail = null)
{
    /// <summary>Characters of a key, as the table keeps it.</summary>
    public const int MaxKey = 200;

    private const char Divider = ':';

    /// <summary>Stable, unique, and fit for an address.</summary>
    public string Key => Detail is null ? Code : Code + Divider + Detail;

    /// <summary>The cause of a key.</summary>
    public static ErrorCause Parse(string key)
    {
        var at = key.IndexOf(Divider, StringComparison.Ordinal);
        return at < 0 ? new ErrorCause(key) : new ErrorCause(key[..at], key[(at + 1)..]);
    }
}
