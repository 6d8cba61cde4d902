using System.Runtime.CompilerServices;
using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>What a run on an import tells whoever has it run, and what an earlier one that was killed has told.</summary>
/// <param name="Report">Gets lines done, and of how many.</param>
/// <param name="Held">Ids of the channels that an earlier run held.</param>
/// <param name="Hold">Keeps the ids of those that this one holds, before anything goes out.</param>
public sealed record ImportCourse(
    Func<int, int, CancellationToken, Task> Report, IReadOnlyCollection<long> Held, Func<IReadOnlyCollection<long>, CancellationToken, Task> Hold);

/// <summary>
/// Takes an import's lines through in chunks, each one transaction. The lines' verdicts are the position, beside the channels that are held:
/// a run that was killed is begun again and goes on with those that are still open.
/// </summary>
public sealed class ImportRun
{
    /// <summary>Chunks between two reports of progress.</summary>
    private const int ReportEvery = 8;

    private static readonly ImportVerdict[] Applied = [ImportVerdict.Applied];

    private readonly PortalDatabase _database;
    private readonly ImportStageStore _stages;
    private readonly Dictionary<ImportKind, IImportKind> _kinds;
    private readonly TimeProvider _clock;

    internal ImportRun(PortalDatabase database, ImportStageStore stages, IEnumerable<IImportKind> kinds, TimeProvider clock)
    {
        (_database, _stages, _clock) = (database, stages, clock);
        _kinds = kinds.ToDictionary(k => k.Kind);
    }

    /// <summary>Applies every valid line. Refusals: <c>forbidden</c>, with what was applied before on record.</summary>
    public Task<CommandAnswer<ImportTotals>> ApplyAsync(
        CommandContext context, ImportRow import, ImportCourse course, CancellationToken cancellationToken) =>
        RunAsync(context, import, undo: false, course, cancellationToken);

    /// <summary>Takes every applied line back. Refusals: <c>forbidden</c>, with what was taken back before on record.</summary>
    public Task<CommandAnswer<ImportTotals>> UndoAsync(
        CommandContext context, ImportRow import, ImportCourse course, CancellationToken cancellationToken) =>
        RunAsync(context, import, undo: true, course, cancellationToken);

    private async Task<CommandAnswer<ImportTotals>> RunAsync(
        CommandContext context, ImportRow import, bool undo, ImportCourse course, CancellationToken cancellationToken)
    {
        var kind = _kinds[import.Kind];
        var wanted = undo ? Applied : kind.Opens;
        var hold = await WeighAsync(import, kind, wanted, undo, course, cancellationToken);
        var (from, end) = (ImportLineRow.IdOf(import.Id, 0), ImportLineRow.IdOf(import.Id + 1, 0));
        var total = await _database.ReadAsync(
            (db, token) => db.ImportLines.CountAsync(l => l.Id >= from && l.Id < end && wanted.Contains(l.Verdict), token), cancellationToken);
        var (done, chunks) = (0, 0);
        await foreach (var lines in ChunksAsync(import.Id, wanted, withTarget: false, kind.ChunkSize, cancellationToken))
        {
            var answer = undo
                ? await kind.UndoAsync(context, import.Id, lines, hold, cancellationToken)
                : await kind.ApplyAsync(context, import.Id, lines, hold, cancellationToken);
            if (answer is CommandAnswer<LinesOutcome>.Refused refused)
            {
                return refused.Refusal;
            }
            done += lines.Count;
            if (++chunks % ReportEvery == 0)
            {
                await course.Report(done, total, cancellationToken);
            }
        }
        await course.Report(done, total, cancellationToken);
        return await _stages.EndAsync(import.Id, undo ? ImportTrigger.UndoEnded : ImportTrigger.ApplyEnded, cancellationToken);
    }

    /// <summary>Weighs all that is left to do before any of it goes out, so that the guard sees the whole.</summary>
    private async Task<BulkHold> WeighAsync(
        ImportRow import, IImportKind kind, IReadOnlyList<ImportVerdict> wanted, bool undo, ImportCourse course, CancellationToken cancellationToken)
    {
        var hold = new BulkHold(_clock.GetUtcNow(), "An imported file", course.Held);
        if (kind.Weighs)
        {
            // What is to be made is on no channel yet.
            await foreach (var lines in ChunksAsync(import.Id, wanted, withTarget: true, kind.ChunkSize, cancellationToken))
            {
                await _database.ReadAsync(
                    async (db, token) =>
                    {
                        await kind.WeighAsync(db, hold, lines, undo, token);
                        return true;
                    },
                    cancellationToken);
            }
            await _database.WriteAsync((db, token) => hold.DecideAsync(db, token), cancellationToken);
            if (hold.Held.Count > course.Held.Count)
            {
                await course.Hold([.. hold.Held], cancellationToken);
            }
        }
        return hold;
    }

    /// <summary>The lines that are left, in their order. The next ones are read while the last are worked on, on the machine's other core.</summary>
    private async IAsyncEnumerable<List<ImportLineRow>> ChunksAsync(
        long importId, IReadOnlyList<ImportVerdict> wanted, bool withTarget, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = ImportLineRow.IdOf(importId + 1, 0);
        Task<List<ImportLineRow>> ReadAsync(long first) => Task.Run(
            () => _database.ReadAsync(
                (db, token) => db.ImportLines.Where(l => l.Id >= first && l.Id < end && wanted.Contains(l.Verdict) && (!withTarget || l.TargetId != null))
                    .OrderBy(l => l.Id).Take(size).ToListAsync(token),
                cancellationToken),
            cancellationToken);
        var next = ReadAsync(ImportLineRow.IdOf(importId, 0));
        try
        {
            for (var lines = await next; lines.Count > 0; lines = await next)
            {
                next = lines.Count < size ? Task.FromResult(new List<ImportLineRow>()) : ReadAsync(lines[^1].Id + 1);
                yield return lines;
            }
        }
        finally
        {
            // Whoever stops early leaves a read behind; what became of it is of no interest.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
