using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Errors;

/// <summary>A cause after somebody acted on it.</summary>
public sealed record CauseOutcome(string Cause, CauseState State, string? ResolvedBy, DateTimeOffset? ResolvedAt, string? Note, int Reopened);

/// <summary>Keeps why errors happen: written with the errors themselves, resolved by a person, opened again by the next error of the kind.</summary>
public sealed class ErrorCauseStore(CommandGate gate, PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Causes kept: a portal in trouble has some dozens. Past it, what is new goes under one name, so that a text that differs each time fills no table.</summary>
    public const int MaxCauses = 1_000;

    private static readonly Refusal TooLong = Refusal.Field("note", $"A note has at most {Lengths.Note} characters.");

    /// <summary>
    /// A person says that the cause is gone; its next error says otherwise and opens it again. Ends its alert in the same transaction. A
    /// second time answers the same. Refusals: <c>forbidden</c>, <c>not_found</c>, the field <c>note</c>.
    /// </summary>
    /// <param name="key">As <see cref="ErrorCause.Key"/>; a cause that only what was given up tells of is written down by it.</param>
    public async Task<CommandAnswer<CauseOutcome>> ResolveAsync(CommandContext context, string key, string? note, CancellationToken cancellationToken)
    {
        if (note?.Length > Lengths.Note)
        {
            return TooLong;
        }
        var cause = ErrorCause.Parse(key);
        var entry = CauseCatalogue.Find(cause.Code);
        var answer = await gate.RunAsync<CauseOutcome>(
            context,
            new Deed(Permissions.ErrorsResolve, key, entry is { IsPerChannel: true } ? cause.Detail : null),
            async (db, activity, token) =>
            {
                if (entry is null || await FindAsync(db, key, entry, token) is not { } row)
                {
                    return Refusal.NotFound($"The cause {key}");
                }
                if (row.State == CauseState.Open)
                {
                    activity.Changed(new { State = row.State.ToString(), row.Note }, new { State = nameof(CauseState.Resolved), Note = note });
                    (row.State, row.ResolvedAt, row.ResolvedBy) = (CauseState.Resolved, clock.GetUtcNow(), context.Caller.Actor.Name);
                    row.Note = string.IsNullOrWhiteSpace(note) ? row.Note : note.Trim();
                    await AlertWriter.ResolveAsync(db, AlertKind.CriticalError, key, clock.GetUtcNow(), token);
                }
                return new CauseOutcome(row.Key, row.State, row.ResolvedBy, row.ResolvedAt, row.Note, row.Reopened);
            },
            cancellationToken);
        if (answer is CommandAnswer<CauseOutcome>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Alerts));
        }
        return answer;
    }

    /// <summary>
    /// Writes errors and what they say of their causes in one transaction, with the alert of what is critical. Returns what was written,
    /// rows with their ids, so that the fold may remember it.
    /// </summary>
    internal async Task<FoldedBatch> RecordAsync(ErrorFold fold, IReadOnlyList<ErrorEntry> entries, CancellationToken cancellationToken)
    {
        var (written, isAlerted) = await database.WriteAsync(
            async (db, token) =>
            {
                var caused = await CausesAsync(db, entries, token);
                var isCritical = false;
                foreach (var group in caused.GroupBy(e => e.Cause.Key, StringComparer.OrdinalIgnoreCase))
                {
                    isCritical |= await CountAsync(db, group.First().Cause, [.. group.Select(e => e.Entry)], token);
                }
                // Planned anew in each try: a repeat after contention must not find ids of the first.
                var batch = fold.Plan(caused);
                db.Errors.AddRange(batch.Rows);
                foreach (var more in batch.More)
                {
                    await db.Errors.Where(e => e.Id == more.RowId).ExecuteUpdateAsync(
                        s => s.SetProperty(e => e.Times, e => e.Times + more.Times).SetProperty(e => e.LastAt, (DateTimeOffset?)more.LastAt), token);
                }
                await db.SaveChangesAsync(token);
                return (batch, isCritical);
            },
            cancellationToken);
        if (isAlerted)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Alerts));
        }
        return written;
    }

    // Where there are too many already, whatever is new is one cause.
    private static async Task<List<CausedError>> CausesAsync(PortalDbContext db, IReadOnlyList<ErrorEntry> entries, CancellationToken cancellationToken)
    {
        var caused = entries.Select(e => new CausedError(e, CauseRule.Of(e.Facts))).ToList();
        var keys = caused.Select(e => e.Cause.Key).Distinct().ToList();
        var known = (await db.ErrorCauses.AsTracking().Where(c => keys.Contains(c.Key)).Select(c => c.Key).ToListAsync(cancellationToken))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var fresh = keys.Where(k => !known.Contains(k)).ToList();
        if (fresh.Count == 0 || fresh.Count + await db.ErrorCauses.CountAsync(cancellationToken) <= MaxCauses)
        {
            return caused;
        }
        return [.. caused.Select(e => known.Contains(e.Cause.Key) ? e : e with { Cause = new ErrorCause(CauseCodes.TooMany) })];
    }

    /// <summary>Adds errors to their cause; returns whether an alert was raised or counted up.</summary>
    private static async Task<bool> CountAsync(PortalDbContext db, ErrorCause cause, IReadOnlyList<ErrorEntry> entries, CancellationToken cancellationToken)
    {
        var (first, last) = (entries.Min(e => e.At), entries.MaxBy(e => e.At)!);
        var row = await db.ErrorCauses.AsTracking().FirstOrDefaultAsync(c => c.Key == cause.Key, cancellationToken);
        if (row is null)
        {
            db.ErrorCauses.Add(row = new ErrorCauseRow { Key = cause.Key, Severity = "", FirstAt = first, LastAt = last.At });
        }
        row.Severity = SeverityOf(cause, row.Severity, entries).Word();
        row.Count += entries.Sum(e => (long)e.Times);
        (row.FirstAt, row.LastAt) = (first < row.FirstAt ? first : row.FirstAt, last.At > row.LastAt ? last.At : row.LastAt);
        // A stage's own sentence is read in the reader's language; what the log put around it is not.
        row.LastMessage = last.Facts.Reason ?? last.Message;
        // What was under way when it was resolved is no recurrence.
        if (row.State == CauseState.Resolved && last.At > row.ResolvedAt)
        {
            (row.State, row.ResolvedAt, row.ResolvedBy) = (CauseState.Open, null, null);
            row.Reopened++;
        }
        if (row.State != CauseState.Open || row.Severity != ErrorSeverity.Critical.Word())
        {
            return false;
        }
        var channelId = CauseCatalogue.Of(cause.Code).IsPerChannel && cause.Detail is { } key
            ? await db.Channels.Where(c => c.Key == key).Select(c => (long?)c.Id).FirstOrDefaultAsync(cancellationToken)
            : null;
        await AlertWriter.RaiseAsync(db, AlertKind.CriticalError, cause.Key, Sentence(cause), null, channelId, last.At, cancellationToken);
        return true;
    }

    // The catalogue knows better than the line that logged it; of what it does not know the gravest line counts.
    private static ErrorSeverity SeverityOf(ErrorCause cause, string before, IReadOnlyList<ErrorEntry> entries) =>
        cause.Code != CauseCodes.Unknown
            ? CauseCatalogue.Of(cause.Code).Severity
            : (ErrorSeverity)Math.Max((int)ErrorSeverityWords.Of(before), (int)entries.Max(e => e.Severity));

    // Alerts are written in English and read in the reader's language.
    private static string Sentence(ErrorCause cause) =>
        $"{CauseTexts.Title(cause.Code, CultureInfo.InvariantCulture)} {CauseTexts.Remedy(cause.Code, CultureInfo.InvariantCulture)}";

    private async Task<ErrorCauseRow?> FindAsync(PortalDbContext db, string key, CauseEntry entry, CancellationToken cancellationToken)
    {
        if (await db.ErrorCauses.AsTracking().FirstOrDefaultAsync(c => c.Key == key, cancellationToken) is { } row)
        {
            return row;
        }
        if (!(await Trouble.ReadAsync(db, clock.GetUtcNow(), cancellationToken)).Any(t => t.Cause.Key == key))
        {
            return null;
        }
        var now = clock.GetUtcNow();
        row = new ErrorCauseRow { Key = key, Severity = entry.Severity.Word(), FirstAt = now, LastAt = now };
        db.ErrorCauses.Add(row);
        return row;
    }
}
