using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Domain.Sync;

/// <summary>How a listing stands, in the one word that people and the HTTP contract see.</summary>
public enum ListingSyncState
{
    /// <summary>The channel confirmed the newest quantity.</summary>
    InSync,

    /// <summary>A newer quantity waits to be sent.</summary>
    Pending,

    /// <summary>A call with it is under way.</summary>
    InFlight,

    /// <summary>A try failed; another will follow.</summary>
    Retrying,

    /// <summary>Given up; a person must act.</summary>
    Failed,

    /// <summary>Not written to: switched off, or its channel does not sync now.</summary>
    Paused,

    /// <summary>No product yet.</summary>
    Unlinked,

    /// <summary>Several candidates; a person decides.</summary>
    Ambiguous,

    /// <summary>The channel no longer knows the item.</summary>
    Orphaned,

    /// <summary>Confirmed, but the channel shows another quantity since.</summary>
    Drifted,
}

/// <summary>What a listing's row and its channel say.</summary>
/// <param name="LinkState">Whether it has a product.</param>
/// <param name="SyncEnabled">Whether a person lets it be written to.</param>
/// <param name="ChannelState">Its channel's.</param>
/// <param name="DesiredRevision">Revision of the newest quantity.</param>
/// <param name="ConfirmedRevision">Revision that the channel confirmed; 0 when never.</param>
/// <param name="LeaseActive">Whether a lane holds it now.</param>
/// <param name="Attempts">Failed attempts at the newest revision.</param>
/// <param name="Dead">Whether it was given up.</param>
/// <param name="Drifted">Whether a discrepancy is open.</param>
public readonly record struct ListingFacts(
    LinkState LinkState,
    bool SyncEnabled,
    ChannelState ChannelState,
    long DesiredRevision,
    long ConfirmedRevision,
    bool LeaseActive,
    int Attempts,
    bool Dead,
    bool Drifted);

/// <summary>Finds the one word for a listing.</summary>
public static class ListingStatus
{
    /// <summary>
    /// The first that holds: not linked, given up (stays visible in a paused channel), under way, not written to,
    /// behind, drifted, in sync.
    /// </summary>
    public static ListingSyncState Describe(in ListingFacts facts) => facts switch
    {
        { LinkState: LinkState.Unlinked } => ListingSyncState.Unlinked,
        { LinkState: LinkState.Ambiguous } => ListingSyncState.Ambiguous,
        { LinkState: LinkState.Orphaned } => ListingSyncState.Orphaned,
        { Dead: true } => ListingSyncState.Failed,
        { LeaseActive: true } => ListingSyncState.InFlight,
        { SyncEnabled: false } or { ChannelState: not ChannelState.Active } => ListingSyncState.Paused,
        { Attempts: > 0 } when facts.DesiredRevision > facts.ConfirmedRevision => ListingSyncState.Retrying,
        _ when facts.DesiredRevision > facts.ConfirmedRevision => ListingSyncState.Pending,
        { Drifted: true } => ListingSyncState.Drifted,
        _ => ListingSyncState.InSync,
    };

    /// <summary>The word of the HTTP contract: <c>inSync</c>, <c>pending</c>, …</summary>
    public static string Word(ListingSyncState state) => state switch
    {
        ListingSyncState.InSync => "inSync",
        ListingSyncState.Pending => "pending",
        ListingSyncState.InFlight => "inFlight",
        ListingSyncState.Retrying => "retrying",
        ListingSyncState.Failed => "failed",
        ListingSyncState.Paused => "paused",
        ListingSyncState.Unlinked => "unlinked",
        ListingSyncState.Ambiguous => "ambiguous",
        ListingSyncState.Orphaned => "orphaned",
        ListingSyncState.Drifted => "drifted",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
