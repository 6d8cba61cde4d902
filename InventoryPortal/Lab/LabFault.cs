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

    /// <summary>The consumer key is not taken any more.</summary>
    KeyRevoked,
}
