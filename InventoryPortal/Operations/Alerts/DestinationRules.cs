using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Alerts;

/// <summary>What a destination's row says, as the rule that the domain decides by.</summary>
internal static class DestinationRules
{
    private const int MinutesOfDay = 24 * 60;

    public static DestinationRule Of(AlertDestinationRow row) => new(
        row.LeastSeverity,
        Words(row.Kinds)?.Select(k => Enum.TryParse<AlertKind>(k, out var kind) ? kind : (AlertKind?)null).OfType<AlertKind>().ToList(),
        Words(row.Channels),
        Words(row.Skus),
        row is { QuietFrom: { } from, QuietTo: { } to } ? new QuietHours(Time(from), Time(to)) : null,
        row.Digest,
        ZoneOf(row));

    /// <summary>The zone; UTC where the system no longer knows it.</summary>
    public static TimeZoneInfo ZoneOf(AlertDestinationRow row) => TimeZoneInfo.TryFindSystemTimeZoneById(row.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The words of a list in one column; null when it is empty.</summary>
    public static IReadOnlyList<string>? Words(string? list) =>
        string.IsNullOrWhiteSpace(list) ? null : list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The list as one column keeps it.</summary>
    public static string? List(IEnumerable<string>? words) => words?.ToList() is { Count: > 0 } some ? string.Join(',', some) : null;

    public static TimeOnly Time(int minutes) => TimeOnly.MinValue.AddMinutes(minutes % MinutesOfDay);

    public static int Minutes(TimeOnly time) => (time.Hour * 60) + time.Minute;
}
