namespace InventoryPortal.Domain.Schedules;

/// <summary>
/// Finds the instants of daily work in a zone that changes its clocks. Every local day that exists has just one. Only the way from
/// an instant to local time is asked of the zone, which is always defined: what a zone says of local times that are skipped or
/// come twice is not relied on, because it does not know of every gap (a zone that moved to the other side of the date line).
/// </summary>
public static class DailySlot
{
    /// <summary>More than any clock on Earth is from UTC. No zone changes its clocks twice within twice this.</summary>
    private static readonly TimeSpan FarthestOffset = TimeSpan.FromHours(15);

    /// <summary>Zones change their clocks on whole minutes.</summary>
    private static readonly TimeSpan Finest = TimeSpan.FromMinutes(1);

    /// <summary>The slot of the latest local day whose slot is at or before <paramref name="now"/>.</summary>
    public static DateTimeOffset Latest(DateTimeOffset now, TimeOnly time, TimeZoneInfo zone)
    {
        // A clock that is set back over midnight has shown tomorrow already.
        for (var day = DayOf(now, zone).AddDays(1); ; day = day.AddDays(-1))
        {
            if (On(day, time, zone) is { } slot && slot <= now)
            {
                return slot;
            }
        }
    }

    /// <summary>The slot of the first local day whose slot is after <paramref name="after"/>.</summary>
    public static DateTimeOffset Next(DateTimeOffset after, TimeOnly time, TimeZoneInfo zone)
    {
        for (var day = DayOf(after, zone).AddDays(-1); ; day = day.AddDays(1))
        {
            if (On(day, time, zone) is { } slot && slot > after)
            {
                return slot;
            }
        }
    }

    /// <summary>
    /// The instant of that local day: the first at which the clock shows <paramref name="time"/>; where the clock skips that time,
    /// the first after the gap; where the day ends within the gap, the last minute before it. Null where the whole day was skipped.
    /// </summary>
    public static DateTimeOffset? On(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var wanted = day.ToDateTime(time);
        var (early, late) = OffsetsAround(wanted, zone);
        // Of two offsets the larger belongs to the earlier instant.
        foreach (var offset in new[] { early, late }.OrderDescending())
        {
            var at = new DateTimeOffset(wanted, offset);
            if (zone.GetUtcOffset(at) == offset)
            {
                return at.ToUniversalTime();
            }
        }
        return AroundGap(wanted, early, late, zone);
    }

    /// <summary>The local day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static (TimeSpan Early, TimeSpan Late) OffsetsAround(DateTime local, TimeZoneInfo zone)
    {
        var asUtc = new DateTimeOffset(local, TimeSpan.Zero);
        return (zone.GetUtcOffset(asUtc - FarthestOffset), zone.GetUtcOffset(asUtc + FarthestOffset));
    }

    // Between the instants that the two offsets give, the clock jumps from before the wanted time to after it, once.
    private static DateTimeOffset? AroundGap(DateTime wanted, TimeSpan early, TimeSpan late, TimeZoneInfo zone)
    {
        var before = new DateTimeOffset(wanted, late).ToUniversalTime();
        var after = new DateTimeOffset(wanted, early).ToUniversalTime();
        while (after - before > Finest)
        {
            var middle = before + ((after - before) / 2);
            middle = middle.AddTicks(-(middle.Ticks % Finest.Ticks));
            (before, after) = TimeZoneInfo.ConvertTime(middle, zone).DateTime < wanted ? (middle, after) : (before, middle);
        }
        var day = DateOnly.FromDateTime(wanted);
        return DayOf(after, zone) == day ? after : DayOf(before, zone) == day ? before : null;
    }
}
