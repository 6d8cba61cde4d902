using System.Globalization;

namespace InventoryPortal.Channels.Http;

/// <summary>What an answer's headers say about time, as HTTP itself words it (RFC 9110).</summary>
internal static class WaitHeaders
{
    /// <summary>Longest wait that a channel may ask for; beyond it the figure is more likely a mistake than a wish.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(24);

    /// <summary>Whether the channel or its host asked us to wait: 429, or 503 with a time.</summary>
    public static bool AsksToWait(OutboundAnswer.Answered answer) =>
        answer.Status == 429 || (answer.Status == 503 && answer.Header("Retry-After") is not null);

    /// <summary>The instant asked for by <c>Retry-After</c>, on our clock; null when none was named or it is unreadable.</summary>
    public static DateTimeOffset? RetryAfter(OutboundAnswer.Answered answer, DateTimeOffset now)
    {
        var text = answer.Header("Retry-After")?.Trim();
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return now + Bounded(TimeSpan.FromSeconds(Math.Min(seconds, (long)MaxWait.TotalSeconds)));
        }
        if (!TryHttpDate(text, out var until))
        {
            return null;
        }
        // Their clock against their clock: a skewed one then still gives the right wait.
        return now + Bounded(until - (DateOf(answer) ?? now));
    }

    /// <summary>The channel's clock when it answered.</summary>
    public static DateTimeOffset? DateOf(OutboundAnswer.Answered answer) => TryHttpDate(answer.Header("Date"), out var date) ? date : null;

    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxWait ? MaxWait : wait;

    private static bool TryHttpDate(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
}
