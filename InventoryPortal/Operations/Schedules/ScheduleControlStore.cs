using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Schedules;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Schedules as people steer them. Each method is one atomic operation, and the tables carry it to every node.</summary>
public sealed class ScheduleControlStore(CommandGate gate, ScheduleQueries queries, CommitSignals signals, IOptionsMonitor<PortalOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Asks for a run at once, also of what is paused; whichever node looks first does it, and only that one. While it has not begun, a
    /// second time answers the same. Refusals: <c>forbidden</c>, <c>not_found</c>, <c>schedule_running</c>.
    /// </summary>
    public Task<CommandAnswer<ScheduleView>> RunAsync(CommandContext context, string name, CancellationToken cancellationToken) => ActAsync(
        context, Permissions.SyncControl, name,
        async act =>
        {
            if (act.Standing.IsBegun && act.Standing.Slot?.LeaseUntil > act.Now)
            {
                return new Refusal(RefusalKind.Conflict, "schedule_running", "It is running already.");
            }
            if (!act.Standing.IsAsked)
            {
                var row = await act.RowAsync();
                (row.AskedAt, row.AskedBy) = (act.Now, context.Caller.Actor.Name);
            }
            act.Note.After = "run now";
            return null;
        },
        cancellationToken);

    /// <summary>Its slots are not begun from now on; a run under way goes on. A second time answers the same. Refusals: <c>forbidden</c>, <c>not_found</c>, the field <c>reason</c>.</summary>
    public async Task<CommandAnswer<ScheduleView>> PauseAsync(CommandContext context, string name, string? reason, CancellationToken cancellationToken) =>
        reason?.Length > Lengths.Reason
            ? Refusal.Field("reason", $"A reason has at most {Lengths.Reason} characters.")
            : await ActAsync(
                context, Permissions.SyncControl, name,
                async act =>
                {
                    if (!act.Standing.IsPaused)
                    {
                        var row = await act.RowAsync();
                        (row.PausedSince, row.PausedBy, row.PauseReason) = (act.Now, context.Caller.Actor.Name, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());
                    }
                    (act.Note.Before, act.Note.After) = (act.Standing.IsPaused ? "paused" : "on", "paused");
                    return null;
                },
                cancellationToken);

    /// <summary>Its slots are begun again; of those that passed, the last one is caught up. A second time answers the same. Refusals: <c>forbidden</c>, <c>not_found</c>.</summary>
    public Task<CommandAnswer<ScheduleView>> ResumeAsync(CommandContext context, string name, CancellationToken cancellationToken) => ActAsync(
        context, Permissions.SyncControl, name,
        async act =>
        {
            if (act.Standing.IsPaused)
            {
                Resume(await act.RowAsync(), act);
            }
            (act.Note.Before, act.Note.After) = (act.Standing.IsPaused ? "paused" : "on", "on");
            return null;
        },
        cancellationToken);

    /// <summary>
    /// Sets the time of day of what runs once a day, in the portal's zone; null is the table's own. It holds from the next time that the
    /// clock shows it: nothing is run at once because the new time has passed today. Refusals: <c>forbidden</c>, <c>not_found</c>, the field <c>time</c>.
    /// </summary>
    public Task<CommandAnswer<ScheduleView>> SetTimeAsync(CommandContext context, string name, TimeOnly? time, CancellationToken cancellationToken) => ActAsync(
        context, Permissions.SettingsManage, name,
        async act =>
        {
            if (act.Entry.Rhythm is not Rhythm.Daily own)
            {
                return Refusal.Field("time", "Only what runs once a day has a time.");
            }
            if (time is { Ticks: var ticks } && ticks % TimeSpan.TicksPerMinute != 0)
            {
                return Refusal.Field("time", "A time is a whole minute, such as 02:30.");
            }
            var before = (Rhythm.Daily)act.Standing.RhythmOf(act.Entry);
            var after = new Rhythm.Daily(time ?? own.At);
            (await act.RowAsync()).At = after == own ? null : (int)after.At.ToTimeSpan().TotalMinutes;
            await SlotStore.AdoptAsync(act.Database, act.Entry.Name, after.Latest(act.Now, options.CurrentValue.Zone), act.Now, cancellationToken);
            (act.Note.Before, act.Note.After) = (Clock(before), Clock(after));
            return null;
        },
        cancellationToken);

    private void Resume(ScheduleRow row, Act act)
    {
        var missed = act.Entry.IsSlotKept ? ScheduleQueries.Missed(act.Standing, act.Standing.RhythmOf(act.Entry), act.Now, options.CurrentValue.Zone) : 0;
        // The last one is caught up.
        if (missed - 1 is > 0 and var left)
        {
            row.RunsJson = ScheduleRuns.Add(
                row.RunsJson, new ScheduleRun(row.PausedSince ?? act.Now, act.Now, RunOutcome.Skipped, $"It was paused by {row.PausedBy}.", null, left));
        }
        (row.PausedSince, row.PausedBy, row.PauseReason) = (null, null, null);
    }

    private async Task<CommandAnswer<ScheduleView>> ActAsync(
        CommandContext context, string permission, string name, Func<Act, Task<Refusal?>> deed, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<ScheduleView>(
            context,
            new Deed(permission, $"schedule {name}"),
            async (db, note, token) =>
            {
                if (ScheduleTable.Find(name) is not { } entry)
                {
                    return Refusal.NotFound($"Schedule {name}");
                }
                var act = new Act(db, entry, await ScheduleStore.ReadAsync(db, entry, token), note, clock.GetUtcNow(), token);
                if (await deed(act) is { } refusal)
                {
                    return refusal;
                }
                await db.SaveChangesAsync(token);
                return await queries.ViewAsync(db, entry, token);
            },
            cancellationToken);
        if (answer is CommandAnswer<ScheduleView>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Schedules));
        }
        return answer;
    }

    private static string Clock(Rhythm.Daily daily) => daily.At.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>What a deed works with, within its transaction.</summary>
    private sealed record Act(PortalDbContext Database, ScheduleEntry Entry, ScheduleStanding Standing, ActivityNote Note, DateTimeOffset Now, CancellationToken Stop)
    {
        public Task<ScheduleRow> RowAsync() => ScheduleStore.RowAsync(Database, Entry.Name, Stop);
    }
}
