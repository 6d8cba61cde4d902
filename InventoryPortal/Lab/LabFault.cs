namespace InventoryPortal.Lab;

/// <summary>What can be wrong with a simulated store, each for as long as it is switched on.</summary>
public enum LabFault
{
    /// <summary>Every answer takes its time.</summary>
    Slow,

    /// <summary>The connection breaks after a while and nothing was done.</summary>
    LostBefore,

    /// <summary>Changes are made, then the connection breaks without an answer.</summary>
    LostAfter,

    /// <summary>429 with Retry-After.</summary>
    TooMany,

    /// <summary>503 from the web server in front.</summary>
    ServerError,

    /// <summary>Every second item of a batch fails.</summary>
    HalfBatch,

    /// <summary>Status 200 with an error where the result should be; nothing is done.</summary>
    OkWithError,

    /// <summary>A page of HTML with status 200.</summary>
    Html,

    /// <summary>Webhooks are never sent.</summary>
    HooksLost,

    /// <summary>Every webhook is sent twice.</summary>
    HooksDoubled,

    /// <summary>Webhooks overtake each other.</summary>
    HooksReordered,

    /// <summary>Webhooks come late.</summary>
    HooksLate,

    /// <summary>The store has switched its webhooks off.</summary>
    HooksDisabled,

    /// <summary>The key or token is not taken any more.</summary>
    KeyRevoked,
}

/// <summary>Faults by what they do.</summary>
public static class LabFaults
{
    /// <summary>Every fault: for a channel that has webhooks and knows batches.</summary>
    public static readonly IReadOnlySet<LabFault> All = Enum.GetValues<LabFault>().ToHashSet();

    /// <summary>Those of messages that the channel sends.</summary>
    public static readonly IReadOnlySet<LabFault> OfHooks =
        new HashSet<LabFault> { LabFault.HooksLost, LabFault.HooksDoubled, LabFault.HooksReordered, LabFault.HooksLate, LabFault.HooksDisabled };

    /// <summary>Those that put another answer in place of the real one, in the order in which they are asked for.</summary>
    public static readonly IReadOnlyList<LabFault> Spoiling = [LabFault.TooMany, LabFault.ServerError, LabFault.Html, LabFault.OkWithError];
}
