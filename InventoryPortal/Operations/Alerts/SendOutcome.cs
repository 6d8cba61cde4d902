namespace InventoryPortal.Operations.Alerts;

/// <summary>What sending one message came to. A closed set.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>The other side has it.</summary>
    public sealed record Sent : SendOutcome;

    /// <summary>Not now; tried again, not before <paramref name="NotBefore"/> where the other side named an instant.</summary>
    public sealed record Failed(string Reason, DateTimeOffset? NotBefore = null) : SendOutcome;

    /// <summary>Never, as it is; <paramref name="IsBroken"/> says that it lies with the destination, not with this message.</summary>
    public sealed record Refused(string Reason, bool IsBroken) : SendOutcome;
}

/// <summary>One message that a sender holds.</summary>
/// <param name="Key">The same over every retry.</param>
/// <param name="LeaseToken">Fences off a sender that was too slow.</param>
public sealed record ClaimedMessage(long DestinationId, long LeaseToken, string Key, IReadOnlyList<LetterItem> Items);
