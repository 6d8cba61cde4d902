using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Intake;

/// <summary>What happens to an inbox row, and to the row of a poll's place. Pure: the caller has loaded, and saves.</summary>
internal static class InboxRules
{
    /// <summary>Tries of one event before a person must look; with the schedule's cap that is more than an hour of trying.</summary>
    public static readonly RetryLimits Limits = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), 20);

    /// <summary>Clocks within this of each other are taken as equal.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    /// <summary>How the keys of redeliveries begin; the id of what was delivered before follows.</summary>
    private const string DuplicatePrefix = "duplicate:";

    /// <summary>A key of its own for the trace of a redelivery.</summary>
    /// <param name="original">Id of what was delivered before; 0 when that came in the same instant and has none yet.</param>
    public static string DuplicateKey(long original) => string.Create(CultureInfo.InvariantCulture, $"{DuplicatePrefix}{original}:{Guid.CreateVersion7():N}");

    /// <summary>Id of what was delivered before a redelivery; null where its key does not tell.</summary>
    public static long? OriginalOf(string key) =>
        key.StartsWith(DuplicatePrefix, StringComparison.Ordinal) && key.Split(':') is [_, var id, _]
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var original) && original > 0
                ? original
                : null;

    public static bool IsDue(InboundEventRow row, DateTimeOffset now) =>
        row.Status == InboundStatus.Pending && !(row.LeaseUntil > now) && !(row.NextAttemptAt > now);

    /// <summary>Takes an event to its end.</summary>
    public static void End(InboundEventRow row, InboundStatus status, string reason, DateTimeOffset now) =>
        (row.Status, row.Reason, row.HandledAt, row.LeaseUntil) = (status, Cut(reason), now, null);

    /// <summary>Leaves an event for another try, or ends it when it had its tries: then it is dead.</summary>
    /// <param name="random01">For jitter.</param>
    public static void TryLater(InboundEventRow row, string reason, DateTimeOffset? notBefore, bool costsAttempt, DateTimeOffset now, double random01)
    {
        row.Attempts += costsAttempt ? 1 : 0;
        if (Limits.IsSpent(row.Attempts))
        {
            End(row, InboundStatus.Dead, reason, now);
            return;
        }
        (row.Reason, row.LeaseUntil) = (Cut(reason), null);
        var backOff = now + RetrySchedule.Delay(Math.Max(1, row.Attempts), random01, Limits);
        row.NextAttemptAt = notBefore > backOff ? notBefore : backOff;
    }

    /// <summary>A number told by the channel is a hint to look: our own echo, or something for reconciliation. Never a movement. Returns what it came to.</summary>
    public static string NoteHint(ListingRow? listing, int? told, DateTimeOffset now)
    {
        if (listing is null || told is not { } number)
        {
            return "Not a listing of ours.";
        }
        var echo = number == listing.Sent || number == listing.ShownSinceConfirmed;
        (listing.Observed, listing.ObservedAt) = (number, now);
        return echo ? "Our own echo." : $"The channel showed {number}; noted for the next look.";
    }

    /// <summary>Notes on its channel that a page of orders was read.</summary>
    /// <param name="completeSince">When the poll began, if this was its last page.</param>
    public static void NotePage(ChannelRow channel, OrderPage page, DateTimeOffset? completeSince, DateTimeOffset now)
    {
        if (page.ChannelNow is { } theirs)
        {
            var ahead = theirs - now;
            channel.ClockAheadMs = ahead.Duration() <= ClockTolerance ? 0 : (long)ahead.TotalMilliseconds;
        }
        channel.LastPolledAt = completeSince ?? channel.LastPolledAt;
    }

    /// <summary>
    /// Where the next poll begins to read, before its overlap: at the newest change read, or as far as the channel says that all is
    /// read. A stamp from the store's future must not hide what is changed until then. Null where the page moves nothing.
    /// </summary>
    public static DateTimeOffset? ReadTo(OrderPage page)
    {
        if (page.IsOutOfOrder)
        {
            return page.ReadTo;
        }
        DateTimeOffset? newest = page.Orders.Count == 0 ? null : page.Orders.Max(o => o.ModifiedAt);
        var known = page.ChannelNow < newest ? page.ChannelNow : newest;
        return known is null || page.ReadTo > known ? page.ReadTo ?? known : known;
    }

    public static string Cut(string text) => text.Length > Lengths.Error ? text[..Lengths.Error] : text;
}
