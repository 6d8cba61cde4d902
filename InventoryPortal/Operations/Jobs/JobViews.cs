using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Operations.Jobs;

/// <summary>What a person or script asks for.</summary>
/// <param name="Channel">Key; needed but for full and product syncs.</param>
/// <param name="Sku">Needed for product syncs.</param>
/// <param name="Sample">Of a reconcile: how many listings to look at, chosen by chance; null looks at all.</param>
/// <param name="Policy">Of a reconcile: what to do with drift; null takes the channel's own.</param>
public sealed record JobRequest(SyncJobKind Kind, string? Channel = null, string? Sku = null, Domain.Reconciliation.DriftPolicy? Policy = null, int? Sample = null);

/// <summary>How far a job is; a total of 0 means that it is not known yet.</summary>
public sealed record JobProgress(int Done, int Total);

/// <summary>A job in the shape of the HTTP contract.</summary>
public sealed record JobItem(
    long Id,
    SyncJobKind Kind,
    string? Channel,
    string? Sku,
    JobStatus Status,
    string? Outcome,
    int Attempts,
    int MaxAttempts,
    DateTimeOffset ScheduledFor,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    JobProgress Progress,
    string? Error,
    string CreatedBy,
    DateTimeOffset CreatedAt);

/// <summary>Which jobs a list shows; null members do not narrow it.</summary>
/// <param name="Channels">Channel keys that the reader is limited to.</param>
/// <param name="Since">Made then or later.</param>
/// <param name="Until">Made then or earlier.</param>
/// <param name="Text">Part of the outcome or the error.</param>
public sealed record JobSelection(
    JobStatus? Status = null,
    string? Channel = null,
    SyncJobKind? Kind = null,
    IReadOnlySet<string>? Channels = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    string? Text = null);

/// <summary>Jobs that failed for one reason.</summary>
/// <param name="Error">What was said last, in full.</param>
public sealed record JobCause(string Error, int Count);

/// <summary>A job that this process holds. The token fences: once another holds it, nothing written with this one counts.</summary>
public sealed record ClaimedJob(long Id, SyncJobKind Kind, long? ChannelId, long? ProductId, string? Payload, long Token, int Attempts, string CreatedBy)
{
    /// <summary>What a failure of it is about, for people and as the cause of its alert.</summary>
    public string Subject => JobSubject.Of(Kind, ChannelId, ProductId);
}

internal static class JobSubject
{
    public static string Of(SyncJobKind kind, long? channelId, long? productId) =>
        $"job {kind}" + (channelId is { } c ? $" channel {c}" : "") + (productId is { } p ? $" product {p}" : "");
}
