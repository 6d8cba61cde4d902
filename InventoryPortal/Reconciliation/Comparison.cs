using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Reconciliation;

/// <summary>What is known of a listing when its channel is read.</summary>
/// <param name="Shown">Units that the channel should show: confirmed less the sales it told of since; null before the first confirmation.</param>
/// <param name="IsSettled">Nothing under way, nothing due, no sale inferred: the number can be compared.</param>
internal sealed record ListingState(
    long Id,
    string ExternalId,
    long? ProductId,
    int? Shown,
    int? Sent,
    long DesiredRevision,
    long ConfirmedRevision,
    int Told,
    DateTimeOffset? LastSaleAt,
    bool IsSettled)
{
    public static ListingState Of(ListingRow row, DateTimeOffset now) => new(
        row.Id,
        row.ExternalId,
        row.ProductId,
        row.ShownSinceConfirmed,
        row.Sent,
        row.DesiredRevision,
        row.ConfirmedRevision,
        row.ToldSinceConfirm,
        row.LastSaleAt,
        row.DesiredRevision == row.ConfirmedRevision && row.InFlight is null && !row.OutcomeUnknown && row.UnseenCredit == 0 && !(row.LeaseUntil > now));

    /// <summary>Whether nothing happened to the listing between two looks at it.</summary>
    public bool IsSameAs(ListingState other) =>
        IsSettled && other.IsSettled && DesiredRevision == other.DesiredRevision && ConfirmedRevision == other.ConfirmedRevision && Told == other.Told;
}

/// <summary>One listing compared.</summary>
/// <param name="Open">The difference kept from an earlier pass; null when there is none.</param>
internal sealed record Comparison(ListingState State, Observation Latest, DiscrepancyRow? Open, DriftDecision Decision);
