using System.Text.Json;
using System.Text.Json.Serialization;
using InventoryPortal.Domain.Schedules;

namespace InventoryPortal.Operations.Schedules;

/// <summary>One run of a schedule, or several alike one after another.</summary>
/// <param name="BegunAt">The first one's beginning.</param>
/// <param name="EndedAt">The last one's end; null where its process died.</param>
/// <param name="Reason">Why it did not complete; null where it did.</param>
/// <param name="By">Who asked for it; null when its time had come.</param>
/// <param name="Times">How many.</param>
public sealed record ScheduleRun(DateTimeOffset BegunAt, DateTimeOffset? EndedAt, RunOutcome Outcome, string? Reason, string? By, int Times = 1)
{
    /// <summary>How long it took; null where that is not known, and of several.</summary>
    public long? DurationMs => EndedAt is { } end && Times == 1 && Outcome != RunOutcome.Skipped ? (long)(end - BegunAt).TotalMilliseconds : null;
}

/// <summary>How the last runs are kept in one column.</summary>
internal static class ScheduleRuns
{
    /// <summary>Runs kept: three weeks of nights, a hundred minutes of what runs every five; the errors page knows more of failures.</summary>
    public const int Max = 20;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true, Converters = { new JsonStringEnumConverter() },
    };

    public static IReadOnlyList<ScheduleRun> Read(string json) => JsonSerializer.Deserialize<List<ScheduleRun>>(json, Format) ?? [];

    /// <summary>Puts a run before the others. Failures alike that follow each other become one, so that they do not push out what was before them.</summary>
    public static string Add(string json, ScheduleRun run)
    {
        var runs = Read(json).ToList();
        if (runs is [{ Outcome: RunOutcome.Failed } last, ..] && (last.Outcome, last.Reason, last.By) == (run.Outcome, run.Reason, run.By))
        {
            runs[0] = last with { EndedAt = run.EndedAt, Times = last.Times + run.Times };
        }
        else
        {
            runs.Insert(0, run);
        }
        return JsonSerializer.Serialize(runs.Take(Max), Format);
    }
}
