namespace InventoryPortal.Domain.Schedules;

/// <summary>When something comes round. A closed set: what the portal's own schedules need.</summary>
public abstract record Rhythm
{
    /// <summary>Slots counted at most: past it, how many were missed says no more.</summary>
    public const int MaxCount = 10_000;

    private Rhythm() { }

    /// <summary>Once a local day, at this time of the clock on the wall.</summary>
    public sealed record Daily(TimeOnly At) : Rhythm
    {
        /// <inheritdoc />
        public override DateTimeOffset Latest(DateTimeOffset now, TimeZoneInfo zone) => DailySlot.Latest(now, At, zone);

        /// <inheritdoc />
        public override DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone) => DailySlot.Next(after, At, zone);
    }

    /// <summary>Every <paramref name="Step"/>, counted from midnight UTC; no zone changes it. The step divides a day.</summary>
    public sealed record Every(TimeSpan Step) : Rhythm
    {
        /// <inheritdoc />
        public override DateTimeOffset Latest(DateTimeOffset now, TimeZoneInfo zone) =>
            new(now.UtcTicks - (now.UtcTicks % Step.Ticks), TimeSpan.Zero);

        /// <inheritdoc />
        public override DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone) => Latest(after, zone) + Step;
    }

    /// <summary>The last slot at or before <paramref name="now"/>, in UTC.</summary>
    public abstract DateTimeOffset Latest(DateTimeOffset now, TimeZoneInfo zone);

    /// <summary>The first slot after <paramref name="after"/>, in UTC.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone);

    /// <summary>The first <paramref name="count"/> slots after <paramref name="after"/>.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, TimeZoneInfo zone, int count)
    {
        var slots = new List<DateTimeOffset>(count);
        for (var slot = Next(after, zone); slots.Count < count; slot = Next(slot, zone))
        {
            slots.Add(slot);
        }
        return slots;
    }

    /// <summary>Slots after <paramref name="from"/> and up to <paramref name="to"/>; <see cref="MaxCount"/> at most.</summary>
    public int Count(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var count = 0;
        for (var slot = Next(from, zone); slot <= to && count < MaxCount; slot = Next(slot, zone))
        {
            count++;
        }
        return count;
    }
}
