namespace InventoryPortal.Domain.Sync;

/// <summary>How often one listing was written on one day.</summary>
/// <param name="Day">Day number of the channel's calendar; 0 before the first write.</param>
/// <param name="Count">Writes that may have been done on that day.</param>
public readonly record struct DayWrites(int Day, int Count)
{
    /// <summary>Writes on this day: a day that is over counts no more.</summary>
    public int On(int day) => Day == day ? Count : 0;

    /// <summary>One write more. One of a day before, put on record late, counts for the day at hand: rather one too many than one too few.</summary>
    public DayWrites Plus(int day) => day > Day ? new DayWrites(day, 1) : this with { Count = Count + 1 };
}

/// <summary>
/// What is left of the writes that a channel allows a listing in a calendar day. Lowering always passes while any is left; when few
/// are left raises wait, because a unit offered late is a sale less and a unit sold twice is an oversell. Pure.
/// </summary>
/// <param name="Limit">Writes in a day, at least 1.</param>
/// <param name="Used">Of these, done or possibly done.</param>
/// <param name="Day">Day number of the channel's calendar.</param>
/// <param name="Ends">When the next day begins there.</param>
public readonly record struct DayAllowance(int Limit, int Used, int Day, DateTimeOffset Ends)
{
    /// <summary>Writes that are left; never negative.</summary>
    public int Left => Math.Max(0, Limit - Used);

    // A fifth of the day's writes: from there on a raise must be worth one. A twelfth is kept for lowering alone.
    private int Band => Limit / 5;

    private int Reserve => Limit / 12;

    /// <summary>What is left at this instant.</summary>
    /// <param name="zone">Whose midnight begins the channel's day.</param>
    public static DayAllowance Of(int limit, DayWrites written, TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var next = today.AddDays(1).ToDateTime(TimeOnly.MinValue);
        // Where the clocks go forward at midnight, the day begins an hour later.
        var midnight = zone.IsInvalidTime(next) ? next.AddHours(1) : next;
        return new DayAllowance(limit, written.On(today.DayNumber), today.DayNumber, new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime());
    }

    /// <summary>Why a write has to wait for the next day; null when it may go.</summary>
    /// <param name="baseline">The least that the channel shows as far as we can know.</param>
    /// <param name="value">What would be written.</param>
    /// <param name="settles">It settles a write of unknown outcome: until then it must count as the worse of the two.</param>
    public string? HeldBack(int baseline, int value, bool settles)
    {
        if (Left == 0)
        {
            return $"Written {Used} times today, which is all that the channel allows: it waits for the channel's next day.";
        }
        if (settles || value <= baseline)
        {
            return null;
        }
        if (Left <= Reserve)
        {
            return $"Written {Used} of {Limit} times today: the rest is kept for lowering, and this raise waits for the channel's next day.";
        }
        // Nothing on sale, or half as much again: that is worth a write.
        return Left <= Band && baseline > 0 && 2 * ((long)value - baseline) < baseline
            ? $"Written {Used} of {Limit} times today: so small a raise waits until it has grown, or for the channel's next day."
            : null;
    }
}
