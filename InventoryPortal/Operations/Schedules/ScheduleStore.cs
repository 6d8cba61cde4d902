using InventoryPortal.Domain.Schedules;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Schedules;

/// <summary>A run that this process may do.</summary>
/// <param name="Slot">Done with it; null for what keeps no slots.</param>
/// <param name="LeaseUntil">Names the lease: nobody else takes it before.</param>
/// <param name="By">Who asked for it; null when its time had come.</param>
public sealed record BegunRun(ScheduleEntry Entry, DateTimeOffset? Slot, DateTimeOffset LeaseUntil, DateTimeOffset BegunAt, string? By);

/// <summary>How a run came out.</summary>
/// <param name="Again">A slot that is not done is not tried again before; null for at once.</param>
/// <param name="IsCutShort">The portal stopped: what a person asked for is begun again.</param>
public sealed record RunEnd(DateTimeOffset At, RunOutcome Outcome, string? Reason = null, DateTimeOffset? Again = null, bool IsCutShort = false);

/// <summary>The runs of the schedules as the tables keep them. Each method is one atomic operation.</summary>
public sealed class ScheduleStore(PortalDatabase database, CommitSignals signals, IOptionsMonitor<PortalOptions> options, TimeProvider clock)
{
    internal const string Died = "The process that ran it ended before the run did.";

    /// <summary>Where a schedule stands; reads only.</summary>
    public Task<ScheduleStanding> ReadAsync(ScheduleEntry entry, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => ReadAsync(db, entry, token), cancellationToken);

    /// <summary>Names of the schedules that a person asked for and that have not ended since.</summary>
    public Task<List<string>> AskedAsync(CancellationToken cancellationToken) => database.ReadAsync(
        (db, token) => db.Schedules.Where(s => s.AskedAt != null).OrderBy(s => s.AskedAt).Select(s => s.Name).Take(ScheduleTable.All.Count).ToListAsync(token), cancellationToken);

    /// <summary>
    /// Begins the run that is due, if one is and nobody else has it; null otherwise. A crash after it leaves the lease: when it has
    /// lapsed, a slot and what was asked for are begun again.
    /// </summary>
    public async Task<BegunRun?> TryBeginAsync(ScheduleEntry entry, CancellationToken cancellationToken)
    {
        // Nearly always nothing is due: that costs a read and no turn of the writers.
        var standing = await ReadAsync(entry, cancellationToken);
        if (StepOf(entry, standing) == SlotStep.Wait)
        {
            return null;
        }
        try
        {
            var run = await database.WriteAsync((db, token) => TryBeginAsync(db, entry, token), cancellationToken);
            Tell(run is not null);
            return run;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Two nodes that make the row at once: one has it, the other looks again next time.
            if (await database.ClassifyAsync(e, cancellationToken) == DbFault.Duplicate)
            {
                return null;
            }
            throw;
        }
    }

    /// <summary>Records how a run came out and ends its lease; false, and nothing is written, when the lease had lapsed and is another's.</summary>
    public async Task<bool> EndAsync(BegunRun run, RunEnd end, CancellationToken cancellationToken)
    {
        var done = end.Outcome == RunOutcome.Completed ? run.Slot : null;
        // Who asked is told how it came out; only a slot is tried again by itself.
        var again = run.Slot is null || run.By is not null ? null : end.Again;
        var isOurs = await database.WriteAsync(
            async (db, token) =>
            {
                if (!await SlotStore.EndLeaseAsync(db, run.Entry.Name, run.LeaseUntil, done, again, end.At, token))
                {
                    return false;
                }
                var row = await RowAsync(db, run.Entry.Name, token);
                (row.EndedAt, row.Outcome, row.Reason) = (end.At, end.Outcome, end.Reason);
                row.RunsJson = ScheduleRuns.Add(row.RunsJson, new ScheduleRun(run.BegunAt, end.At, end.Outcome, end.Reason, run.By));
                if (row.AskedAt <= run.BegunAt && !end.IsCutShort)
                {
                    (row.AskedAt, row.AskedBy) = (null, null);
                }
                return true;
            },
            cancellationToken);
        Tell(isOurs);
        return isOurs;
    }

    /// <summary>Keeps the last of <paramref name="times"/> like runs of a schedule without slots; only failures join the history.</summary>
    public async Task RecordAsync(ScheduleEntry entry, DateTimeOffset begunAt, RunEnd end, int times, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async (db, token) =>
            {
                var row = await RowAsync(db, entry.Name, token);
                if (row is { BegunBy: not null, EndedAt: null })
                {
                    // One that was asked for runs on another node: what the row tells is that.
                    return;
                }
                (row.BegunAt, row.BegunBy, row.EndedAt, row.Outcome, row.Reason) = (begunAt, null, end.At, end.Outcome, end.Reason);
                if (end.Outcome != RunOutcome.Completed)
                {
                    row.RunsJson = ScheduleRuns.Add(row.RunsJson, new ScheduleRun(begunAt, end.At, end.Outcome, end.Reason, By: null, times));
                }
            },
            cancellationToken);
        Tell(true);
    }

    /// <summary>The row of a schedule to be changed in this transaction; made where there is none.</summary>
    internal static async Task<ScheduleRow> RowAsync(PortalDbContext db, string name, CancellationToken cancellationToken)
    {
        var row = await db.Schedules.AsTracking().SingleOrDefaultAsync(s => s.Name == name, cancellationToken);
        if (row is null)
        {
            db.Schedules.Add(row = new ScheduleRow { Name = name });
        }
        row.Version++;
        return row;
    }

    internal static async Task<ScheduleStanding> ReadAsync(PortalDbContext db, ScheduleEntry entry, CancellationToken cancellationToken) => new(
        await db.Schedules.AsNoTracking().SingleOrDefaultAsync(s => s.Name == entry.Name, cancellationToken),
        await SlotStore.FindAsync(db, entry.Name, cancellationToken));

    private SlotStep StepOf(ScheduleEntry entry, ScheduleStanding standing) =>
        SlotRule.Decide(standing.Facts, standing.RhythmOf(entry), clock.GetUtcNow(), options.CurrentValue.Zone);

    private async Task<BegunRun?> TryBeginAsync(PortalDbContext db, ScheduleEntry entry, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var standing = await ReadAsync(db, entry, cancellationToken);
        var slot = standing.RhythmOf(entry).Latest(now, options.CurrentValue.Zone);
        var step = StepOf(entry, standing);
        if (step == SlotStep.Adopt)
        {
            await SlotStore.AdoptAsync(db, entry.Name, slot, now, cancellationToken);
        }
        var until = now + entry.Lease;
        if (step is SlotStep.Wait or SlotStep.Adopt || !await SlotStore.LeaseAsync(db, entry.Name, standing.Slot, until, now, cancellationToken))
        {
            return null;
        }
        var row = await RowAsync(db, entry.Name, cancellationToken);
        if (row is { BegunAt: { } lost, EndedAt: null })
        {
            row.RunsJson = ScheduleRuns.Add(row.RunsJson, new ScheduleRun(lost, null, RunOutcome.Failed, Died, row.BegunBy));
        }
        var by = step == SlotStep.RunAsked ? row.AskedBy : null;
        (row.BegunAt, row.BegunBy, row.EndedAt, row.Outcome, row.Reason) = (now, by, null, null, null);
        return new BegunRun(entry, entry.IsSlotKept ? slot : null, until, now, by);
    }

    private void Tell(bool hasChanged)
    {
        if (hasChanged)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Schedules));
        }
    }
}
