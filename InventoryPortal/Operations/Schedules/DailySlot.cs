namespace InventoryPortal.Operations.Schedules;

/// <summary>Finds the instants of daily work in a zone that changes its clocks.</summary>
public static class DailySlot
{
    /// <summary>
    /// The last instant at or before <paramref name="now"/> at which the local clock showed <paramref name="time"/>: once a
    /// local day. Where the clock skips that time, the first instant after the gap; where it shows it twice, the first.
    /// </summary>
    public static DateTimeOffset Latest(DateTimeOffset now, TimeOnly time, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var slot = On(today, time, zone);
        return slot <= now ? slot : On(today.AddDays(-1), time, zone);
    }

    /// <summary>The instant of that local day.</summary>
    public static DateTimeOffset On(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            return AfterGap(local, zone);
        }
        // Of two offsets the larger belongs to the earlier instant.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static DateTimeOffset AfterGap(DateTime local, TimeZoneInfo zone)
    {
        // Gaps are whole minutes and at most a few hours wide.
        var after = local;
        while (zone.IsInvalidTime(after))
        {
            after = after.AddMinutes(1);
        }
        return new DateTimeOffset(after, zone.GetUtcOffset(after)).ToUniversalTime();
    }
}
