using System.Runtime.CompilerServices;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>What reading a file came to. A closed set.</summary>
public abstract record PreviewOutcome
{
    private PreviewOutcome() { }

    /// <summary>Every line has its verdict.</summary>
    public sealed record Ready(ImportTotals Totals) : PreviewOutcome;

    /// <summary>It must be told first which column is which, or is no such file; a person is to act.</summary>
    public sealed record NotReady(string Reason) : PreviewOutcome;
}

/// <summary>
/// Reads a file line by line and keeps with each what it would do. A run that was killed is begun again: the lines that are kept already
/// stay, and are only read once more for what they name.
/// </summary>
public sealed class ImportPreview
{
    /// <summary>Lines of one file: what a spreadsheet can hold, and what an id has room for.</summary>
    public const int MaxLines = 1_000_000;

    /// <summary>Columns of one file that are looked at: none of ours has more than ten.</summary>
    private const int MaxColumns = 500;

    /// <summary>Lines judged and kept at once: a hundredth of a second in which nobody else writes.</summary>
    private const int ChunkSize = 500;

    /// <summary>Lines between two reports of progress.</summary>
    private const int ReportEvery = 5_000;

    private readonly PortalDatabase _database;
    private readonly ImportFileStore _files;
    private readonly ImportStageStore _stages;
    private readonly Dictionary<ImportKind, IImportKind> _kinds;

    internal ImportPreview(PortalDatabase database, ImportFileStore files, ImportStageStore stages, IEnumerable<IImportKind> kinds)
    {
        (_database, _files, _stages) = (database, files, stages);
        _kinds = kinds.ToDictionary(k => k.Kind);
    }

    /// <summary>Reads the import's file to its end.</summary>
    /// <param name="progress">Gets lines done and, as a guess, of how many.</param>
    public async Task<PreviewOutcome> RunAsync(ImportRow import, Func<int, int, CancellationToken, Task> progress, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await _files.OpenAsync(import.FileId, cancellationToken)
                ?? throw new SheetException("The file is empty, or no longer kept.");
            await using var sheet = await Sheets.OpenAsync(import.Format, file, cancellationToken);
            return await RunAsync(import, file, sheet, progress, cancellationToken);
        }
        catch (SheetException e)
        {
            await _stages.StopAsync(import.Id, ImportTrigger.NotRead, e.Message, cancellationToken);
            return new PreviewOutcome.NotReady(e.Message);
        }
    }

    /// <summary>Removes what an earlier preview kept, in chunks.</summary>
    public async Task ClearAsync(long importId, CancellationToken cancellationToken)
    {
        var (first, end) = (ImportLineRow.IdOf(importId, 0), ImportLineRow.IdOf(importId + 1, 0));
        for (var removed = ChunkSize; removed == ChunkSize;)
        {
            removed = await _database.WriteAsync(
                (db, token) => db.ImportLines.Where(l => l.Id >= first && l.Id < end).OrderBy(l => l.Id).Take(ChunkSize).ExecuteDeleteAsync(token), cancellationToken);
        }
    }

    private async Task<PreviewOutcome> RunAsync(
        ImportRow import, Stream file, ISheet sheet, Func<int, int, CancellationToken, Task> progress, CancellationToken cancellationToken)
    {
        await using var rows = BoundedAsync(sheet, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var headers = await HeadersAsync(rows);
        if (await ColumnsAsync(import, sheet, headers, cancellationToken) is not { } columns)
        {
            var missing = string.Join(", ", ImportFields.Missing(import.Kind, ImportFields.Recognise(import.Kind, headers)));
            var problem = $"No column is recognised as {missing}: say which one it is.";
            await _stages.StopAsync(import.Id, ImportTrigger.ColumnsMissed, problem, cancellationToken);
            return new PreviewOutcome.NotReady(problem);
        }
        await using var run = new StagingRun(_database, _kinds[import.Kind], import.Id, await KeptAsync(import.Id, cancellationToken));
        var chunk = new List<DraftLine>(ChunkSize);
        while (await rows.MoveNextAsync())
        {
            if (rows.Current.IsBlank)
            {
                continue;
            }
            chunk.Add(run.Draft(rows.Current, columns, headers.Length));
            if (chunk.Count == ChunkSize)
            {
                await run.KeepAsync(chunk, cancellationToken);
                if (run.Lines % ReportEvery == 0)
                {
                    await progress(run.Lines, Guess(run.Lines, file), cancellationToken);
                }
            }
        }
        await run.KeepAsync(chunk, cancellationToken);
        await run.KeptAsync();
        await progress(run.Lines, run.Lines, cancellationToken);
        return new PreviewOutcome.Ready(await _stages.EndAsync(import.Id, ImportTrigger.Previewed, cancellationToken));
    }

    /// <summary>Blank rows count: a workbook may ask for any number of them before, between and behind its rows.</summary>
    private static async IAsyncEnumerable<SheetRecord> BoundedAsync(ISheet sheet, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = 0;
        await foreach (var row in sheet.ReadAsync(cancellationToken))
        {
            // The heading is none of the lines.
            yield return ++read <= MaxLines + 1 ? row : throw new SheetException($"The file has more than {MaxLines} lines; divide it.");
        }
    }

    private static async Task<string[]> HeadersAsync(IAsyncEnumerator<SheetRecord> rows)
    {
        while (await rows.MoveNextAsync())
        {
            // A blank row is as wide as the heading below it, and one that is too wide is not to be read again and again.
            if (rows.Current.Cells.Length > MaxColumns)
            {
                throw new SheetException($"The heading has {rows.Current.Cells.Length} columns; at most {MaxColumns} are read.");
            }
            if (!rows.Current.IsBlank)
            {
                return [.. rows.Current.Cells.Select(c => c.Trim())];
            }
        }
        throw new SheetException("The file has no heading.");
    }

    /// <summary>Which column is which: as this import was told, as files with this heading were told before, or as it can be recognised.</summary>
    private async Task<IReadOnlyDictionary<string, int>?> ColumnsAsync(ImportRow import, ISheet sheet, string[] headers, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, int> columns = import.ColumnsJson is { } told
            ? LineJson.Read<Dictionary<string, int>>(told)
            : await _stages.RememberedAsync(import.Kind, headers, cancellationToken) ?? ImportFields.Recognise(import.Kind, headers);
        await _stages.KeepHeadingAsync(import.Id, sheet.Encoding, sheet.Separator, headers, columns, cancellationToken);
        return ImportFields.Missing(import.Kind, columns).Count == 0 ? columns : null;
    }

    private async Task<int> KeptAsync(long importId, CancellationToken cancellationToken)
    {
        var (first, end) = (ImportLineRow.IdOf(importId, 0), ImportLineRow.IdOf(importId + 1, 0));
        var last = await _database.ReadAsync((db, token) => db.ImportLines.Where(l => l.Id >= first && l.Id < end).MaxAsync(l => (long?)l.Id, token), cancellationToken);
        return last is { } id ? ImportLineRow.PlaceOf(id) + 1 : 0;
    }

    private static int Guess(int lines, Stream file) => (int)Math.Min(MaxLines, lines * Math.Max(1.0, (double)file.Length / Math.Max(1, file.Position)));

    /// <summary>The lines of one run on their way into the table.</summary>
    private sealed class StagingRun(PortalDatabase database, IImportKind kind, long importId, int kept) : IAsyncDisposable
    {
        private readonly SeenKeys _seen = new();
        private Task _keeping = Task.CompletedTask;
        private int _drafted;

        public int Lines => _drafted;

        public DraftLine Draft(SheetRecord row, IReadOnlyDictionary<string, int> columns, int width) =>
            new(ImportLineRow.IdOf(importId, _drafted++), row, columns, width);

        /// <summary>
        /// Judges a chunk and keeps the lines of it that are not kept yet, one chunk after the other; the next one may be read and judged
        /// meanwhile. A crash leaves all of a chunk or nothing of it, and nothing of those behind.
        /// </summary>
        public async Task KeepAsync(List<DraftLine> chunk, CancellationToken cancellationToken)
        {
            if (chunk.Count == 0)
            {
                return;
            }
            var judged = await database.ReadAsync((db, token) => kind.JudgeAsync(db, chunk, _seen, token), cancellationToken);
            chunk.Clear();
            var fresh = judged.Where(l => ImportLineRow.PlaceOf(l.Id) >= kept).ToList();
            await _keeping;
            if (fresh.Count > 0)
            {
                // The embedded database works on the thread that asks it.
                _keeping = Task.Run(() => database.WriteAsync((db, token) => RowInsert.InsertAsync(db, fresh, token), cancellationToken), cancellationToken);
            }
        }

        /// <summary>Ends when all chunks are kept.</summary>
        public Task KeptAsync() => _keeping;

        /// <inheritdoc />
        public async ValueTask DisposeAsync() => await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
