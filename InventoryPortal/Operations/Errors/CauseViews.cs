using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Errors;

/// <summary>What stands given up for one cause, and what fails for it now.</summary>
/// <param name="Listings">Given up until a person acts.</param>
/// <param name="Events">Of the inbox, likewise.</param>
/// <param name="Deliveries">Messages of alerts, likewise.</param>
/// <param name="FailedCalls">Calls to the channel within the last hour; they are tried again by themselves.</param>
public sealed record CauseWork(int Listings, int Events, int Jobs, int Deliveries, int FailedCalls)
{
    public static readonly CauseWork None = new(0, 0, 0, 0, 0);

    /// <summary>What can be tried again from here.</summary>
    public int Standing => Listings + Events + Jobs + Deliveries;

    /// <summary>The sum of what groups say.</summary>
    internal static CauseWork Of(IEnumerable<TroubleGroup> groups) => groups.Aggregate(None, (sum, g) => g.Work switch
    {
        GivenUp.Listing => sum with { Listings = sum.Listings + g.Count },
        GivenUp.Event => sum with { Events = sum.Events + g.Count },
        GivenUp.Job => sum with { Jobs = sum.Jobs + g.Count },
        GivenUp.Delivery => sum with { Deliveries = sum.Deliveries + g.Count },
        _ => sum with { FailedCalls = sum.FailedCalls + g.Count },
    });
}

/// <summary>Why errors happen, as pages and API tell it.</summary>
/// <param name="Cause">Its key.</param>
/// <param name="Code">The entry of the catalogue.</param>
/// <param name="Detail">Channel, or type and place of the fault; null where the code says all.</param>
/// <param name="Channel">Key of the channel concerned; null when none is.</param>
/// <param name="Title">What is the matter, in the reader's language.</param>
/// <param name="Count">Errors within the hours asked for.</param>
/// <param name="Total">Errors ever.</param>
/// <param name="LastMessage">What was said last.</param>
/// <param name="Where">Address of the page on which one acts; null where that is outside the portal.</param>
public sealed record CauseView(
    string Cause,
    string Code,
    string? Detail,
    string? Channel,
    string Severity,
    CauseState State,
    string Title,
    string Remedy,
    int Count,
    long Total,
    DateTimeOffset? FirstOccurrence,
    DateTimeOffset? LastOccurrence,
    string? LastMessage,
    string? ResolvedBy,
    DateTimeOffset? ResolvedAt,
    string? Note,
    int Reopened,
    string? Where,
    CauseWork Work)
{
    /// <summary>Puts together what the table keeps of a cause, its errors of late, and what stands given up for it.</summary>
    internal static CauseView Of(string key, ErrorCauseRow? row, int count, IReadOnlyList<TroubleGroup> groups)
    {
        var cause = ErrorCause.Parse(key);
        var entry = CauseCatalogue.Of(cause.Code);
        var channel = entry.IsPerChannel ? cause.Detail : null;
        return new CauseView(
            key, cause.Code, cause.Detail, channel, row?.Severity ?? entry.Severity.Word(), row?.State ?? CauseState.Open,
            CauseTexts.Title(cause.Code), CauseTexts.Remedy(cause.Code), count, row?.Count ?? 0, row?.Count > 0 ? row.FirstAt : null,
            Latest(row?.Count > 0 ? row.LastAt : null, groups.Max(g => g.LastAt)),
            row?.LastMessage ?? groups.MaxBy(g => g.Count)?.Reason, row?.ResolvedBy, row?.ResolvedAt, row?.Note, row?.Reopened ?? 0,
            PlaceOf(entry.Place, key, channel), CauseWork.Of(groups));
    }

    private static DateTimeOffset? Latest(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;

    private static string? PlaceOf(CausePlace place, string key, string? channel) => place switch
    {
        CausePlace.Channel when channel is not null => $"/channels/{Uri.EscapeDataString(channel)}",
        CausePlace.Channel => "/channels",
        CausePlace.FailedWork => "/sync?view=work&q=" + Uri.EscapeDataString(channel is null ? "state:failed" : $"channel:{channel} state:failed"),
        CausePlace.Inbox => "/inbox?status=dead",
        CausePlace.Jobs => "/sync?view=jobs&q=" + Uri.EscapeDataString("status:failed"),
        CausePlace.Destinations => "/alerts/destinations",
        CausePlace.Errors => "/errors?cause=" + Uri.EscapeDataString(key),
        _ => null,
    };
}
