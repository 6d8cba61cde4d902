using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace InventoryPortal.Domain.Schedules;

/// <summary>
/// Cron expressions of five fields, as far as the portal has use for them: every minute, every few minutes, every few hours, once a
/// day. Anything else is refused rather than guessed at.
/// </summary>
public static class Cron
{
    private const string Any = "*";
    private const string Step = "*/";

    /// <summary>The rhythm of an expression; throws where it is not one that is understood. For expressions that are part of the program.</summary>
    public static Rhythm Read(string expression) =>
        TryRead(expression, out var rhythm, out var fault) ? rhythm : throw new ArgumentException(fault, nameof(expression));

    /// <summary>The rhythm of an expression, or one sentence about why there is none.</summary>
    public static bool TryRead(string? expression, [NotNullWhen(true)] out Rhythm? rhythm, [NotNullWhen(false)] out string? fault)
    {
        var fields = (expression ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        rhythm = fields is [var minute, var hour, Any, Any, Any] ? Read(minute, hour) : null;
        fault = rhythm is null ? "Only every minute, every few minutes or hours, and once a day are understood: * * * * *, */5 * * * *, 0 */2 * * *, 30 2 * * *." : null;
        return rhythm is not null;
    }

    /// <summary>The expression of a rhythm; null where cron has none, because it is quicker than a minute.</summary>
    public static string? Write(Rhythm rhythm) => rhythm switch
    {
        Rhythm.Daily daily => string.Create(CultureInfo.InvariantCulture, $"{daily.At.Minute} {daily.At.Hour} * * *"),
        Rhythm.Every { Step.TotalMinutes: 1 } => "* * * * *",
        Rhythm.Every { Step.TotalHours: 1 } => "0 * * * *",
        Rhythm.Every { Step: var step } when step < TimeSpan.FromMinutes(1) => null,
        Rhythm.Every { Step: var step } when step < TimeSpan.FromHours(1) => string.Create(CultureInfo.InvariantCulture, $"*/{step.TotalMinutes:0} * * * *"),
        Rhythm.Every { Step: var step } => string.Create(CultureInfo.InvariantCulture, $"0 */{step.TotalHours:0} * * *"),
        _ => throw new ArgumentOutOfRangeException(nameof(rhythm)),
    };

    private static Rhythm? Read(string minute, string hour) => (minute, hour) switch
    {
        (Any, Any) => new Rhythm.Every(TimeSpan.FromMinutes(1)),
        ("0", Any) => new Rhythm.Every(TimeSpan.FromHours(1)),
        (_, Any) => Divisor(minute, 60) is { } minutes ? new Rhythm.Every(TimeSpan.FromMinutes(minutes)) : null,
        ("0", _) when hour.StartsWith(Step, StringComparison.Ordinal) => Divisor(hour, 24) is { } hours ? new Rhythm.Every(TimeSpan.FromHours(hours)) : null,
        _ => Number(minute, 59) is { } m && Number(hour, 23) is { } h ? new Rhythm.Daily(new TimeOnly(h, m)) : null,
    };

    // A step that does not divide its whole begins anew in the middle of itself: what people write it for is not what they get.
    private static int? Divisor(string field, int whole) =>
        field.StartsWith(Step, StringComparison.Ordinal) && Number(field[Step.Length..], whole - 1) is > 0 and var n && whole % n == 0 ? n : null;

    private static int? Number(string field, int most) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
}
