namespace InventoryPortal.Domain.Risk;

/// <summary>Why more was sold than there was. Stored by name.</summary>
public enum OversellCause
{
    /// <summary>The evidence names none.</summary>
    Unexplained,

    /// <summary>A person or script recorded it beyond what was there.</summary>
    ByHand,

    /// <summary>The listing was not ours to steer when it sold: not mapped, not yet confirmed once, or its sync switched off.</summary>
    Mapping,

    /// <summary>The channel sold more than it was ever told to show: its number was changed there, or it takes orders beyond it.</summary>
    EditAtChannel,

    /// <summary>The ledger knew that the units were gone, and the channel went on showing them.</summary>
    StaleWrite,

    /// <summary>A sale was heard of late, as its channel tells of sales late.</summary>
    EventLag,

    /// <summary>A sale was heard of late because its webhook never came; polling found it.</summary>
    LostWebhook,

    /// <summary>Two channels sold the same unit within the time that news takes.</summary>
    LastUnitTwice,
}

/// <summary>How a movement of stock came to be known.</summary>
public enum HeardBy
{
    /// <summary>A person or script entered it: at once.</summary>
    Hand,

    /// <summary>The channel told of it.</summary>
    Event,

    /// <summary>Polling found it at a channel that tells of sales itself: its event was lost.</summary>
    PollInsteadOfEvent,

    /// <summary>Polling found it, as always at this channel.</summary>
    Poll,
}

/// <summary>A movement of the same product that took units, before the oversold one was recorded.</summary>
/// <param name="MovementId">Its row.</param>
/// <param name="Units">Units by which it lowered what is available; negative where it gave some back.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="RecordedAt">When the ledger knew.</param>
/// <param name="Heard">How it became known.</param>
public sealed record OtherMovement(long MovementId, int Units, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, HeardBy Heard)
{
    /// <summary>From happening to being known.</summary>
    public TimeSpan Lag => RecordedAt > OccurredAt ? RecordedAt - OccurredAt : TimeSpan.Zero;
}

/// <summary>The listing that sold, as it stood when the sale was recorded.</summary>
/// <param name="WasSteered">Linked, switched on and confirmed at least once when it sold.</param>
/// <param name="ShownAfter">What it should show after this sale by what it was told; below zero means it sold more than it was shown.</param>
/// <param name="OpenUpTo">The largest number that a call without a known outcome may have set; null where there is none.</param>
/// <param name="ConfirmedAt">When its number was last confirmed.</param>
public sealed record SellingListing(bool WasSteered, int? ShownAfter, int? OpenUpTo, DateTimeOffset? ConfirmedAt);

/// <summary>One oversell with its evidence, all of it from the tables.</summary>
/// <param name="Units">Units that the movement took.</param>
/// <param name="AvailableBefore">Available before it, as the ledger knew.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Heard">How it became known.</param>
/// <param name="Listing">The listing that sold; null where none was mapped yet, or no channel sold.</param>
/// <param name="Others">Movements of the product recorded before it, oldest first, as far back as is kept for this.</param>
public sealed record OversellCase(
    int Units, int AvailableBefore, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, HeardBy Heard, SellingListing? Listing,
    IReadOnlyList<OtherMovement> Others)
{
    /// <summary>From happening to being known.</summary>
    public TimeSpan Lag => RecordedAt > OccurredAt ? RecordedAt - OccurredAt : TimeSpan.Zero;
}

/// <summary>What an oversell is put down to.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Culprit">The movement that was heard of late or came first; null where the sale itself is the one, or none is.</param>
/// <param name="Delay">By how much news or the write was behind; zero where that is not the matter.</param>
public readonly record struct OversellFinding(OversellCause Cause, long? Culprit, TimeSpan Delay);
