namespace InventoryPortal.Domain.Monitoring;

/// <summary>What an alert is sent by.</summary>
public enum DestinationKind
{
    /// <summary>A mail to one address.</summary>
    Mail,

    /// <summary>A POST signed after Standard Webhooks.</summary>
    Webhook,

    /// <summary>A Slack incoming webhook.</summary>
    Slack,

    /// <summary>A Microsoft Teams workflow that takes a card.</summary>
    Teams,
}

/// <summary>Whether what does not press is gathered.</summary>
public enum DigestMode
{
    /// <summary>Everything at once.</summary>
    None,

    /// <summary>At every full hour.</summary>
    Hourly,

    /// <summary>At eight in the morning of the destination's zone.</summary>
    Daily,
}

/// <summary>Hours of a day in which only what is critical is sent; may go over midnight.</summary>
public sealed record QuietHours(TimeOnly From, TimeOnly To);

/// <summary>When a message leaves.</summary>
/// <param name="IsGathered">Whether it goes into one message with what else leaves then.</param>
public readonly record struct DeliveryTime(DateTimeOffset At, bool IsGathered);

/// <summary>Which incidents a destination wants, and when. Null members do not narrow it. Pure.</summary>
/// <param name="Channels">Keys; incidents of no channel are not narrowed by them.</param>
/// <param name="Skus">SKUs, or beginnings followed by <c>*</c>; incidents of no product are not narrowed by them.</param>
/// <param name="Zone">Whose hours and mornings count.</param>
public sealed record DestinationRule(
    AlertSeverity Least,
    IReadOnlyCollection<AlertKind>? Kinds,
    IReadOnlyCollection<string>? Channels,
    IReadOnlyCollection<string>? Skus,
    QuietHours? Quiet,
    DigestMode Digest,
    TimeZoneInfo Zone)
{
    /// <summary>When a daily digest leaves: before the day's work, after the night's.</summary>
    public static readonly TimeOnly Morning = new(8, 0);

    /// <summary>Whether the destination is told of such an incident.</summary>
    public bool Wants(AlertKind kind, string? channel, string? sku) =>
        AlertSeverityRule.Of(kind) >= Least
        && (Kinds is null || Kinds.Contains(kind))
        && (Channels is null || channel is null || Channels.Contains(channel, StringComparer.Ordinal))
        && (Skus is null || sku is null || Skus.Any(s => Fits(s, sku)));

    /// <summary>When it is told.</summary>
    public DeliveryTime When(AlertSeverity severity, DateTimeOffset now)
    {
        if (severity == AlertSeverity.Critical)
        {
            return new DeliveryTime(now, false);
        }
        var due = Digest switch
        {
            DigestMode.Hourly => new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(1),
            DigestMode.Daily => NextAt(Morning, now),
            _ => now,
        };
        if (Quiet is { } quiet && IsIn(quiet, due))
        {
            return new DeliveryTime(NextAt(quiet.To, due), true);
        }
        return new DeliveryTime(due, Digest != DigestMode.None);
    }

    private bool IsIn(QuietHours quiet, DateTimeOffset at)
    {
        var time = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
        return quiet.From <= quiet.To ? time >= quiet.From && time < quiet.To : time >= quiet.From || time < quiet.To;
    }

    // A time that a change of the clocks leaves out comes an hour later; one that comes twice counts as the first that is still ahead.
    private DateTimeOffset NextAt(TimeOnly time, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);
        for (var i = 0; ; i++)
        {
            var local = day.AddDays(i).ToDateTime(time);
            local = Zone.IsInvalidTime(local) ? local.AddHours(1) : local;
            TimeSpan[] offsets = Zone.IsAmbiguousTime(local) ? [.. Zone.GetAmbiguousTimeOffsets(local).OrderDescending()] : [Zone.GetUtcOffset(local)];
            foreach (var at in offsets.Select(o => new DateTimeOffset(local, o)).Where(at => at > now))
            {
                return at.ToUniversalTime();
            }
        }
    }

    private static bool Fits(string pattern, string sku) => pattern.EndsWith('*')
        ? sku.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : sku.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
