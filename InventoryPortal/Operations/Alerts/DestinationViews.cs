using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Alerts;

/// <summary>What a destination shall be.</summary>
/// <param name="Address">A mail address or an https address; null keeps the one that is there.</param>
/// <param name="Secret">What a webhook is signed with (<c>whsec_…</c>); null keeps it.</param>
/// <param name="Kinds">Null for all.</param>
/// <param name="Channels">Keys; null for all.</param>
/// <param name="Skus">SKUs, or beginnings with <c>*</c>; null for all.</param>
public sealed record DestinationInput(
    string Name,
    DestinationKind Kind,
    string? Address,
    string? Secret = null,
    string Language = "en",
    AlertSeverity LeastSeverity = AlertSeverity.Info,
    IReadOnlyList<AlertKind>? Kinds = null,
    IReadOnlyList<string>? Channels = null,
    IReadOnlyList<string>? Skus = null,
    TimeOnly? QuietFrom = null,
    TimeOnly? QuietTo = null,
    string TimeZone = "UTC",
    DigestMode Digest = DigestMode.None,
    bool IsEnabled = true);

/// <summary>A destination without its secrets.</summary>
/// <param name="Address">Of a webhook only its beginning.</param>
/// <param name="RetryAt">Its server did not take a message; nothing is sent before.</param>
public sealed record DestinationView(
    long Id,
    string Name,
    DestinationKind Kind,
    string Address,
    string Language,
    AlertSeverity LeastSeverity,
    IReadOnlyList<AlertKind>? Kinds,
    IReadOnlyList<string>? Channels,
    IReadOnlyList<string>? Skus,
    TimeOnly? QuietFrom,
    TimeOnly? QuietTo,
    string TimeZone,
    DigestMode Digest,
    bool IsEnabled,
    string? BrokenReason,
    DateTimeOffset? RetryAt,
    long Version)
{
    internal static DestinationView Of(AlertDestinationRow row)
    {
        var rule = DestinationRules.Of(row);
        return new DestinationView(
            row.Id, row.Name, row.Kind, row.Address, row.Language, row.LeastSeverity, rule.Kinds?.ToList(), rule.Channels?.ToList(), rule.Skus?.ToList(),
            rule.Quiet?.From, rule.Quiet?.To, row.TimeZone, row.Digest, row.IsEnabled, row.BrokenReason, row.RetryAt, row.Version);
    }
}

/// <summary>One delivery, for people.</summary>
public sealed record DeliveryView(
    long Id,
    long AlertId,
    long DestinationId,
    string Destination,
    AlertKind Kind,
    string Subject,
    string Occasion,
    DeliveryState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset DueAt,
    int Attempts,
    DateTimeOffset? EndedAt,
    string? LastError);

/// <summary>What came of a trial.</summary>
/// <param name="Reason">Why not; null when it was taken.</param>
public sealed record DestinationTrial(bool Ok, string? Reason);
