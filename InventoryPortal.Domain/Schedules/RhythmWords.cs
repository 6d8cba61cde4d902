using System.Globalization;

namespace InventoryPortal.Domain.Schedules;

/// <summary>A rhythm in words. English, as the stages write; a page translates the sentence.</summary>
public static class RhythmWords
{
    /// <summary>One sentence.</summary>
    public static string Of(Rhythm rhythm) => rhythm switch
    {
        Rhythm.Daily daily => $"Every day at {daily.At.ToString("HH:mm", CultureInfo.InvariantCulture)}.",
        Rhythm.Every every => Of(every.Step),
        _ => throw new ArgumentOutOfRangeException(nameof(rhythm)),
    };

    private static string Of(TimeSpan step) => step switch
    {
        { TotalMinutes: 1 } => "Every minute.",
        { TotalHours: 1 } => "Every full hour.",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"Every {step.TotalSeconds:0} seconds."),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"Every {step.TotalMinutes:0} minutes."),
        _ => string.Create(CultureInfo.InvariantCulture, $"Every {step.TotalHours:0} hours."),
    };
}
