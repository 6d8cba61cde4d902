using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Jobs;

/// <summary>What makes a job request valid, and how a decided move is written to its row.</summary>
internal static class JobRules
{
    /// <summary>Waits between attempts: 5 s to 10 min, so that five attempts outlast a store's restart.</summary>
    public static readonly RetryLimits Limits = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10), MaxAttempts);

    /// <summary>Attempts of one job before a person must look.</summary>
    public const int MaxAttempts = 5;

    /// <summary>Largest sample that may be asked for: more is the whole, which needs no sample.</summary>
    private const int MaxSample = 1_000_000;

    /// <summary>What is wrong with a request by itself; null when nothing is.</summary>
    public static Refusal? Check(JobRequest request) => request switch
    {
        { Kind: SyncJobKind.FilePreview or SyncJobKind.FileApply or SyncJobKind.FileUndo } => Refusal.Field("kind", "Work on a file begins with its upload."),
        { Kind: SyncJobKind.FullSync, Channel: not null } => Refusal.Field("channel", "A full sync is for all channels."),
        { Kind: SyncJobKind.ProductSync, Sku: null or "" } => Refusal.Field("sku", "A product sync needs a SKU."),
        { Kind: not SyncJobKind.ProductSync, Sku: not null } => Refusal.Field("sku", "Only a product sync takes a SKU."),
        { Kind: SyncJobKind.ChannelSync or SyncJobKind.Import or SyncJobKind.Reconcile, Channel: null or "" } =>
            Refusal.Field("channel", "This kind of job needs a channel."),
        { Kind: not SyncJobKind.Reconcile, Policy: not null } => Refusal.Field("policy", "Only a reconcile takes a policy."),
        { Kind: not SyncJobKind.Reconcile, Sample: not null } => Refusal.Field("sample", "Only a reconcile takes a sample."),
        { Sample: < 1 or > MaxSample } => Refusal.Field("sample", $"A sample has 1 to {MaxSample} listings."),
        _ => null,
    };

    /// <summary>What a request names and does not exist; null when all does.</summary>
    public static Refusal? CheckFound(JobRequest request, long? channelId, long? productId) =>
        request.Channel is not null && channelId is null ? new Refusal(RefusalKind.NotFound, "unknown_channel", $"The channel {request.Channel} does not exist.")
        : request.Sku is not null && productId is null ? new Refusal(RefusalKind.NotFound, "unknown_sku", $"The SKU {request.Sku} does not exist.")
        : null;

    /// <summary>The row of a new job.</summary>
    public static SyncJobRow Row(JobRequest request, long? channelId, long? productId, string createdBy, DateTimeOffset now) =>
        Row(request.Kind, channelId, productId, Payload(request), createdBy, now);

    /// <summary>What a reconcile of a sample is made with.</summary>
    public static string Payload(int sample) => JsonSerializer.Serialize(new { sample });

    private static string? Payload(JobRequest request) => request is { Policy: null, Sample: null }
        ? null
        : JsonSerializer.Serialize(new { policy = request.Policy?.ToString(), sample = request.Sample });

    /// <inheritdoc cref="Row(JobRequest, long?, long?, string, DateTimeOffset)"/>
    public static SyncJobRow Row(SyncJobKind kind, long? channelId, long? productId, string? payload, string createdBy, DateTimeOffset now) => new()
    {
        Kind = kind,
        ChannelId = channelId,
        ProductId = productId,
        Payload = payload,
        Status = JobStatus.Pending,
        MaxAttempts = MaxAttempts,
        ScheduledFor = now,
        CreatedBy = createdBy,
        CreatedAt = now,
    };

    /// <summary>Writes a decided move. Whoever held the job finds its token out of date.</summary>
    public static void Apply(SyncJobRow row, JobMove.Moved moved, DateTimeOffset now)
    {
        row.Status = moved.To;
        row.Attempts = moved.Attempts switch
        {
            AttemptEffect.Count => row.Attempts + 1,
            AttemptEffect.Reset => 0,
            _ => row.Attempts,
        };
        row.LeaseToken++;
        row.LeaseUntil = null;
        switch (moved.To)
        {
            case JobStatus.Pending:
                row.ScheduledFor = now;
                row.CompletedAt = null;
                break;
            case JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled:
                row.CompletedAt = now;
                break;
        }
        if (moved.Attempts == AttemptEffect.Reset)
        {
            row.Error = null;
            row.Outcome = null;
            row.StartedAt = null;
        }
    }
}
