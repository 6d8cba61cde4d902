namespace InventoryPortal.Domain.Channels;

/// <summary>An absolute quantity to show at a channel.</summary>
/// <param name="ListingId">Our listing.</param>
/// <param name="ExternalId">The channel's id of the sellable thing.</param>
/// <param name="Quantity">Units to show, never negative.</param>
/// <param name="Expected">The quantity the channel must show now for the write to be right, where compare-and-set is offered; else ignored.</param>
/// <param name="OperationKey">Stable for one revision of one listing; channels with idempotency keys send it.</param>
/// <param name="ExternalSku">The channel's own SKU of the thing, where it has one; for channels that want both.</param>
/// <param name="TurnTrackingOn">The item was last seen to keep no quantity of its own nor at its parent: tracking has to be switched on with the write.</param>
public sealed record QuantityPush(long ListingId, string ExternalId, int Quantity, int? Expected, string OperationKey, bool TurnTrackingOn = false,
    string? ExternalSku = null);

/// <summary>One legal call: pushes that the channel takes together.</summary>
/// <param name="Route">Adapter's own word for where the call goes (<c>products/batch</c>); shown on the monitor.</param>
/// <param name="Pushes">In the order in which they are sent.</param>
public sealed record PushCall(string Route, IReadOnlyList<QuantityPush> Pushes);

/// <summary>What one call came to.</summary>
/// <param name="Verdicts">One per push of the call, in its order.</param>
/// <param name="Trace">For the monitor; masked.</param>
public sealed record PushReport(IReadOnlyList<ItemVerdict> Verdicts, CallTrace Trace)
{
    /// <summary>
    /// The channel said, though with an HTTP status that means success, that it did not do the call: its own trouble, not that of the
    /// things in it, so that none of them is given up for it.
    /// </summary>
    public bool IsCallRefused { get; init; }
}

/// <summary>The verdict on one push.</summary>
public sealed record ItemVerdict(long ListingId, PushVerdict Verdict);

/// <summary>A closed set: what a channel did with a push.</summary>
public abstract record PushVerdict
{
    private PushVerdict() { }

    /// <summary>Whether the channel did the write, or may have done it.</summary>
    public bool MayHaveWritten => this is Applied or Accepted or Unknown;

    /// <summary>The channel shows <paramref name="Quantity"/> now, by its own echo.</summary>
    public sealed record Applied(int Quantity) : PushVerdict;

    /// <summary>Taken but not yet shown; must be confirmed by a later read (feeds).</summary>
    /// <param name="Handle">The channel's name for the work, for people.</param>
    /// <param name="ConfirmAfter">How long to leave it before it is read back; null for the usual time.</param>
    public sealed record Accepted(string? Handle, TimeSpan? ConfirmAfter = null) : PushVerdict;

    /// <summary>Not sent: what was accepted before is not shown yet, and may still be.</summary>
    public sealed record NotShownYet : PushVerdict;

    /// <summary>This item will not be taken as it is, however often it is sent. <paramref name="Code"/> is the channel's own.</summary>
    public sealed record Rejected(string Code, string Message) : PushVerdict;

    /// <summary>Not done; try again. <paramref name="Throttled"/> costs no attempt; <paramref name="NotBefore"/> is what the channel asked for, null when it named no instant.</summary>
    public sealed record RetryAt(DateTimeOffset? NotBefore, bool Throttled, string Reason) : PushVerdict;

    /// <summary>It may have been done or not (time-out, cut connection, unreadable answer): read back before trying again.</summary>
    public sealed record Unknown(string Reason) : PushVerdict;

    /// <summary>
    /// Refused because the channel no longer shows <see cref="QuantityPush.Expected"/>: nothing was written, units may have been sold
    /// unheard. Read again, take them off, and write on what is there now.
    /// </summary>
    public sealed record Stale(string Reason) : PushVerdict;

    /// <summary>The credential was refused; no call is worth making until a person acts.</summary>
    public sealed record Reauthorise(string Reason) : PushVerdict;
}

/// <summary>One call as people may see it: no secret, bounded length.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Target">Path and query without secrets.</param>
/// <param name="Status">HTTP status; null when no answer came.</param>
/// <param name="Duration">Wall time of the call.</param>
/// <param name="Request">Masked body, at most <see cref="MaxBody"/> characters.</param>
/// <param name="Answer">Masked body, at most <see cref="MaxBody"/> characters.</param>
/// <param name="Error">One plain sentence when the call failed, else null.</param>
public sealed record CallTrace(string Method, string Target, int? Status, TimeSpan Duration, string? Request, string? Answer, string? Error)
{
    /// <summary>Characters kept of a body: enough to see the fault, too few to keep a catalogue.</summary>
    public const int MaxBody = 4000;
}
