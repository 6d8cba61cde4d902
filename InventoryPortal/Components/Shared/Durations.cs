using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Shared;

/// <summary>The one place that words a length of time.</summary>
public static class Durations
{
    /// <summary>One unit is enough to see whether something is late: 40 s, 12 min, 3 h, 2 d.</summary>
    public static string Of(IStringLocalizer<Words> words, TimeSpan length) => length switch
    {
        { TotalMilliseconds: < 1000 } => words["DurationMs", Math.Max(0, (int)length.TotalMilliseconds)],
        { TotalSeconds: < 120 } => words["DurationSeconds", (int)length.TotalSeconds],
        { TotalMinutes: < 120 } => words["DurationMinutes", (int)length.TotalMinutes],
        { TotalHours: < 48 } => words["DurationHours", (int)length.TotalHours],
        _ => words["DurationDays", (int)length.TotalDays],
    };
}
