using InventoryPortal.Domain.Imports;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>How far imports are, as the jobs that work on them write it down. Each method is one atomic operation.</summary>
public sealed class ImportStageStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>The import that this job works on; null when retention has removed it.</summary>
    public Task<ImportRow?> OfJobAsync(long jobId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => OfJob(db, jobId).SingleOrDefaultAsync(token), cancellationToken);

    /// <summary>The import that any of its jobs stands for: callers know it by the job they were told of.</summary>
    public static IQueryable<ImportRow> OfJob(PortalDbContext db, long jobId) =>
        db.Imports.Where(i => i.Id == jobId || i.PreviewJobId == jobId || i.ApplyJobId == jobId || i.UndoJobId == jobId);

    /// <summary>Moves an import that cannot be previewed, with the reason.</summary>
    internal Task StopAsync(long importId, ImportTrigger trigger, string problem, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Imports.AsTracking().SingleAsync(i => i.Id == importId, token);
                Move(row, trigger);
                row.Problem = problem;
            },
            cancellationToken);

    /// <summary>Moves an import whose lines have all been worked on, and counts their verdicts.</summary>
    public Task<ImportTotals> EndAsync(long importId, ImportTrigger trigger, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var totals = await CountAsync(db, importId, token);
                var row = await db.Imports.AsTracking().SingleAsync(i => i.Id == importId, token);
                Move(row, trigger);
                (row.Problem, row.TotalsJson) = (null, LineJson.Write(totals));
                row.AppliedAt = trigger == ImportTrigger.ApplyEnded ? clock.GetUtcNow() : row.AppliedAt;
                row.UndoneAt = trigger == ImportTrigger.UndoEnded ? clock.GetUtcNow() : row.UndoneAt;
                return totals;
            },
            cancellationToken);

    /// <summary>How many lines have which verdict now.</summary>
    internal static async Task<ImportTotals> CountAsync(PortalDbContext db, long importId, CancellationToken cancellationToken)
    {
        var (first, end) = (ImportLineRow.IdOf(importId, 0), ImportLineRow.IdOf(importId + 1, 0));
        return ImportTotals.Of(await db.ImportLines.Where(l => l.Id >= first && l.Id < end)
            .GroupBy(l => l.Verdict).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken));
    }

    /// <summary>Moves an import through the one door; a move that the table does not know is a bug of the caller.</summary>
    public static void Move(ImportRow row, ImportTrigger trigger) =>
        row.Stage = ImportTransitions.TryMove(row.Stage, trigger) is ImportMove.Moved moved
            ? moved.To
            : throw new InvalidOperationException($"An import that is {row.Stage} cannot {trigger}.");

    internal Task KeepHeadingAsync(
        long importId, string? encoding, string? separator, string[] headers, IReadOnlyDictionary<string, int> columns, CancellationToken cancellationToken)
    {
        var (headersJson, columnsJson) = (LineJson.Write(headers), LineJson.Write(columns));
        return database.WriteAsync(
            (db, token) => db.Imports.Where(i => i.Id == importId).ExecuteUpdateAsync(
                set => set.SetProperty(i => i.Encoding, encoding).SetProperty(i => i.Separator, separator)
                    .SetProperty(i => i.HeadersJson, headersJson).SetProperty(i => i.ColumnsJson, columnsJson),
                token),
            cancellationToken);
    }

    /// <summary>Which column is which, as a person said it of a file with this heading; null when nobody did.</summary>
    internal async Task<IReadOnlyDictionary<string, int>?> RememberedAsync(ImportKind kind, string[] headers, CancellationToken cancellationToken)
    {
        var signature = ImportFields.Signature(headers);
        var json = await database.ReadAsync(
            (db, token) => db.ImportColumns.Where(c => c.Kind == kind && c.Signature == signature).Select(c => c.ColumnsJson).SingleOrDefaultAsync(token),
            cancellationToken);
        return json is null ? null : LineJson.Read<Dictionary<string, int>>(json);
    }

    /// <summary>Remembers a choice of columns for every file with this heading; returns it as it is kept.</summary>
    public static async Task<string> RememberAsync(
        PortalDbContext db, ImportKind kind, string[] headers, IReadOnlyDictionary<string, int> columns, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var signature = ImportFields.Signature(headers);
        var row = await db.ImportColumns.AsTracking().SingleOrDefaultAsync(c => c.Kind == kind && c.Signature == signature, cancellationToken);
        if (row is null)
        {
            row = new ImportColumnsRow { Kind = kind, Signature = signature, ColumnsJson = "" };
            db.ImportColumns.Add(row);
        }
        (row.ColumnsJson, row.UpdatedAt) = (LineJson.Write(columns), now);
        return row.ColumnsJson;
    }
}
