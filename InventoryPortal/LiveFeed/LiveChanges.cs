using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.LiveFeed;

/// <summary>A product's newest level; several changes of one batch are told as one.</summary>
/// <param name="Kind">Of the last movement.</param>
/// <param name="Delta">Units on hand gained or lost by all of them.</param>
public sealed record StockChange(string Sku, int OnHand, int Reserved, int Available, MovementKind Kind, int Delta, DateTimeOffset At);

/// <summary>How a channel follows now.</summary>
/// <param name="Pending">Listings that wait to be sent.</param>
/// <param name="InFlight">Listings that a lane holds.</param>
/// <param name="Failed">Listings given up on.</param>
/// <param name="Listings">Listings that moved; empty where the commit did not name them.</param>
public sealed record SyncChange(
    string Channel,
    ChannelState State,
    int Pending,
    int InFlight,
    int Failed,
    DateTimeOffset? LastConfirmedAt,
    IReadOnlyList<ListingChange> Listings);

/// <summary>One listing as it stands now.</summary>
public sealed record ListingChange(
    string ExternalId, string? Sku, ListingSyncState State, int? Desired, int? Confirmed, DateTimeOffset? ConfirmedAt, string? LastError);

/// <summary>An incident as it stands now; the shape of the HTTP contract's alert.</summary>
/// <param name="Subject">What it is about, for people.</param>
/// <param name="Channel">Key of the channel concerned; null when none is.</param>
/// <param name="Sku">The product concerned; null when none is.</param>
/// <param name="Count">How often the cause was seen while it stood.</param>
/// <param name="AssignedTo">Who looks after it.</param>
/// <param name="SnoozedUntil">Nobody is told again before.</param>
public sealed record AlertChange(
    long Id,
    AlertKind Kind,
    AlertState State,
    string Subject,
    string Message,
    string? Channel,
    string? Sku,
    int Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    string? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt,
    string? Note,
    DateTimeOffset? ResolvedAt,
    string? AssignedTo = null,
    DateTimeOffset? SnoozedUntil = null)
{
    /// <summary>How much it presses.</summary>
    public AlertSeverity Severity => AlertSeverityRule.Of(Kind);
}

/// <summary>A job as it stands now.</summary>
public sealed record JobChange(
    long Id, SyncJobKind Kind, string? Channel, string? Sku, JobStatus Status, string? Outcome, int Done, int Total, string? Error);

/// <summary>Subjects of which a batch tells only that they changed: whoever shows them reads them again.</summary>
[Flags]
public enum LiveAreas
{
    None = 0,
    Products = 1,
    Channels = 2,
    Inbox = 4,
    Jobs = 8,
    Alerts = 16,
    Access = 32,
    Listings = 64,
    Stock = 128,
    Schedules = 256,
}

/// <summary>What was committed during about a tenth of a second.</summary>
/// <param name="Touched">Every subject that changed, also those with changes of their own below.</param>
/// <param name="Gap">Something before this batch was lost: read the snapshot again.</param>
public sealed record LiveBatch(
    IReadOnlyList<StockChange> Stock,
    IReadOnlyList<SyncChange> Sync,
    IReadOnlyList<AlertChange> Alerts,
    IReadOnlyList<JobChange> Jobs,
    LiveAreas Touched,
    bool Gap)
{
    /// <summary>Nothing but the news that something was lost.</summary>
    public static readonly LiveBatch Lost = new([], [], [], [], LiveAreas.None, Gap: true);

    /// <summary>No news at all: the occasion to look again at what changes with time alone.</summary>
    public static readonly LiveBatch Beat = new([], [], [], [], LiveAreas.None, Gap: false);

    /// <summary>Whether there is anything to tell.</summary>
    public bool IsEmpty => !Gap && Touched == LiveAreas.None && Stock.Count + Sync.Count + Alerts.Count + Jobs.Count == 0;
}
