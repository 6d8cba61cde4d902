using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>
/// Takes an import's lines through in chunks, each one transaction. The lines' verdicts are the only position there is: a run that was
/// killed is begun again and goes on with those that are still open.
/// </summary>
public sealed class ImportRun
{
    /// <summary>Chunks between two reports of progress.</summary>
    private const int ReportEvery = 8;

    private static readonly ImportVerdict[] Applied = [ImportVerdict.Applied];

    private readonly PortalDatabase _database;
    private readonly ImportStageStore _stages;
    private readonly Dictionary<ImportKind, IImportKind> _kinds;

    internal ImportRun(PortalDatabase database, ImportStageStore stages, IEnumerable<IImportKind> kinds)
    {
        (_database, _stages) = (database, stages);
        _kinds = kinds.ToDictionary(k => k.Kind);
    }

    /// <summary>Applies every valid line. Refusals: <c>forbidden</c>, with what was applied before on record.</summary>
    public Task<CommandAnswer<ImportTotals>> ApplyAsync(
        CommandContext context, ImportRow import, Func<int, int, CancellationToken, Task> progress, CancellationToken cancellationToken) =>
        RunAsync(import, _kinds[import.Kind].Opens, ImportTrigger.ApplyEnded, (lines, token) => _kinds[import.Kind].ApplyAsync(context, import.Id, lines, token), progress, cancellationToken);

    /// <summary>Takes every applied line back. Refusals: <c>forbidden</c>, with what was taken back before on record.</summary>
    public Task<CommandAnswer<ImportTotals>> UndoAsync(
        CommandContext context, ImportRow import, Func<int, int, CancellationToken, Task> progress, CancellationToken cancellationToken) =>
        RunAsync(import, Applied, ImportTrigger.UndoEnded, (lines, token) => _kinds[import.Kind].UndoAsync(context, import.Id, lines, token), progress, cancellationToken);

    private async Task<CommandAnswer<ImportTotals>> RunAsync(
        ImportRow import,
        IReadOnlyList<ImportVerdict> wanted,
        ImportTrigger ended,
        Func<IReadOnlyList<ImportLineRow>, CancellationToken, Task<CommandAnswer<LinesOutcome>>> work,
        Func<int, int, CancellationToken, Task> progress,
        CancellationToken cancellationToken)
    {
        var size = _kinds[import.Kind].ChunkSize;
        var (from, end) = (ImportLineRow.IdOf(import.Id, 0), ImportLineRow.IdOf(import.Id + 1, 0));
        var total = await _database.ReadAsync(
            (db, token) => db.ImportLines.CountAsync(l => l.Id >= from && l.Id < end && wanted.Contains(l.Verdict), token), cancellationToken);
        for (var (done, chunks) = (0, 1); ; chunks++)
        {
            var first = from;
            var lines = await _database.ReadAsync(
                (db, token) => db.ImportLines.Where(l => l.Id >= first && l.Id < end && wanted.Contains(l.Verdict)).OrderBy(l => l.Id).Take(size).ToListAsync(token),
                cancellationToken);
            if (lines.Count > 0 && await work(lines, cancellationToken) is CommandAnswer<LinesOutcome>.Refused refused)
            {
                return refused.Refusal;
            }
            done += lines.Count;
            if (chunks % ReportEvery == 0 || lines.Count < size)
            {
                await progress(done, total, cancellationToken);
            }
            if (lines.Count < size)
            {
                return await _stages.EndAsync(import.Id, ended, cancellationToken);
            }
            from = lines[^1].Id + 1;
        }
    }
}
