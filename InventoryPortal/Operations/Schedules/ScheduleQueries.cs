using InventoryPortal.Domain.Schedules;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Schedules;

/// <summary>The schedules as they stand: the table, what people made of it, and how the runs came out.</summary>
public sealed class ScheduleQueries(PortalDatabase database, SweepRecord sweeps, IOptionsMonitor<PortalOptions> options, TimeProvider clock)
{
    /// <summary>Runs shown ahead.</summary>
    public const int Ahead = 3;

    /// <summary>All of them, in the order of the table.</summary>
    public Task<IReadOnlyList<ScheduleView>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(ListAsync, cancellationToken);

    /// <summary>Those whose slots are not begun.</summary>
    public async Task<IReadOnlyList<ScheduleView>> PausedAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        async (db, token) => await db.Schedules.AnyAsync(s => s.PausedSince != null, token) ? [.. (await ListAsync(db, token)).Where(s => s.Pause is not null)] : Array.Empty<ScheduleView>(),
        cancellationToken);

    /// <summary>One of them, as a transaction sees it.</summary>
    internal async Task<ScheduleView> ViewAsync(PortalDbContext db, ScheduleEntry entry, CancellationToken cancellationToken) =>
        View(entry, await ScheduleStore.ReadAsync(db, entry, cancellationToken));

    private async Task<IReadOnlyList<ScheduleView>> ListAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        var names = ScheduleTable.All.Select(e => e.Name).ToList();
        var rows = await db.Schedules.AsNoTracking().Where(s => names.Contains(s.Name)).ToDictionaryAsync(s => s.Name, cancellationToken);
        var slots = await SlotStore.ListAsync(db, names, cancellationToken);
        return [.. ScheduleTable.All.Select(e => View(e, new ScheduleStanding(rows.GetValueOrDefault(e.Name), slots.GetValueOrDefault(e.Name))))];
    }

    private ScheduleView View(ScheduleEntry entry, ScheduleStanding standing)
    {
        var (now, zone) = (clock.GetUtcNow(), options.CurrentValue.Zone);
        var rhythm = standing.RhythmOf(entry);
        var isHeld = standing.Slot?.LeaseUntil > now;
        return new ScheduleView(
            entry.Name,
            entry.Purpose,
            Cron.Write(rhythm),
            RhythmWords.Of(rhythm),
            (rhythm as Rhythm.Every)?.Step.TotalSeconds,
            (rhythm as Rhythm.Daily)?.At,
            rhythm == entry.Rhythm ? TimeSource.Default : TimeSource.Database,
            zone.Id,
            entry.RunsOn,
            isHeld && standing.IsBegun ? ScheduleState.Running : standing.IsAsked ? ScheduleState.Asked : standing.IsPaused ? ScheduleState.Paused : ScheduleState.Waiting,
            PauseOf(standing, rhythm, now, zone),
            standing.Row is { AskedAt: { } asked } row ? new ScheduleAsk(asked, row.AskedBy ?? "") : null,
            LastOf(entry, standing.Row, isHeld),
            isHeld && !standing.IsBegun ? standing.Slot?.LeaseUntil : null,
            standing.IsPaused ? [] : rhythm.Next(now, zone, Ahead),
            ScheduleRuns.Read(standing.Row?.RunsJson ?? "[]"));
    }

    private static SchedulePause? PauseOf(ScheduleStanding standing, Rhythm rhythm, DateTimeOffset now, TimeZoneInfo zone) =>
        standing.Row is { PausedSince: { } since } row
            ? new SchedulePause(since, row.PausedBy ?? "", row.PauseReason, Missed(standing, rhythm, now, zone))
            : null;

    /// <summary>Slots that came while it was paused and are not done.</summary>
    internal static int Missed(ScheduleStanding standing, Rhythm rhythm, DateTimeOffset now, TimeZoneInfo zone) =>
        standing.Row is { PausedSince: { } since } ? rhythm.Count(standing.Done is { } done && done > since ? done : since, now, zone) : 0;

    // What this process knows of a sweep is younger than what the tables were told.
    private ScheduleLastRun? LastOf(ScheduleEntry entry, ScheduleRow? row, bool isHeld)
    {
        var known = row is { BegunAt: { } begun } ? new ScheduleLastRun(begun, row.EndedAt, row.Outcome, row.Reason, row.BegunBy) : null;
        if (known is { EndedAt: null } && !isHeld)
        {
            known = known with { Outcome = RunOutcome.Failed, Reason = ScheduleStore.Died };
        }
        return !entry.IsSlotKept && sweeps.Last(entry.Name) is { } own && (known is null || own.BegunAt > known.BegunAt)
            ? new ScheduleLastRun(own.BegunAt, own.End.At, own.End.Outcome, own.End.Reason, By: null)
            : known;
    }
}
