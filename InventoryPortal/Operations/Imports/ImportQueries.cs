using System.Text.Json;
using InventoryPortal.Catalog.Imports;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Imports;

/// <summary>An import as the pages and the contract show it.</summary>
/// <param name="Headers">Its file's heading; empty before it was read.</param>
/// <param name="Columns">Field to place in the heading.</param>
/// <param name="Totals">Lines by verdict, as of the last job's end; null before the first.</param>
public sealed record ImportView(
    long Id,
    ImportKind Kind,
    ImportStage Stage,
    string FileName,
    long Bytes,
    ImportFormat Format,
    string? Encoding,
    string? Separator,
    IReadOnlyList<string> Headers,
    IReadOnlyDictionary<string, int> Columns,
    string? Problem,
    ImportTotals? Totals,
    long PreviewJob,
    long? ApplyJob,
    long? UndoJob,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? AppliedAt,
    DateTimeOffset? UndoneAt);

/// <summary>One line of an import with its verdict.</summary>
/// <param name="Place">Its place among the lines, from 0.</param>
/// <param name="Line">Where it stands in the file.</param>
/// <param name="Before">What stands there, by field; null where nothing does.</param>
/// <param name="After">What the file asks for, by field.</param>
public sealed record ImportLineView(
    int Place, int Line, string Subject, ImportVerdict Verdict, string? Code, string? Detail, JsonElement? Before, JsonElement? After);

/// <summary>A part of an import's lines.</summary>
/// <param name="Next">Where the next part begins; null at the end.</param>
public sealed record ImportLines(IReadOnlyList<ImportLineView> Items, int? Next);

/// <summary>Imports and their lines as they are shown.</summary>
public sealed class ImportQueries(PortalDatabase database)
{
    /// <summary>Lines of one answer.</summary>
    public const int MaxLines = 500;

    /// <summary>Newest first. A file is about all channels, so who is limited to some sees none.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<Paged<ImportView>> ListAsync(IReadOnlySet<string>? scope, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                if (scope is not null)
                {
                    return page.With<ImportView>([], 0);
                }
                var rows = await db.Imports.OrderByDescending(i => i.Id).Skip(page.Offset).Take(page.PageSize).ToListAsync(token);
                return page.With(rows.ConvertAll(View), await db.Imports.CountAsync(token));
            },
            cancellationToken);

    /// <summary>The import that a job of it stands for; null when there is none.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<ImportView?> FindAsync(long id, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) => scope is null && await ImportStageStore.OfJob(db, id).SingleOrDefaultAsync(token) is { } row ? View(row) : null, cancellationToken);

    /// <summary>Lines in their order, from a place on; null when there is no such import.</summary>
    /// <param name="verdicts">Only these; empty for all.</param>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<ImportLines?> LinesAsync(
        long id, IReadOnlySet<string>? scope, IReadOnlyList<ImportVerdict> verdicts, int from, int take, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                if (scope is not null || await ImportStageStore.OfJob(db, id).Select(i => (long?)i.Id).SingleOrDefaultAsync(token) is not { } import)
                {
                    return null;
                }
                var (first, end) = (ImportLineRow.IdOf(import, from), ImportLineRow.IdOf(import + 1, 0));
                var rows = await db.ImportLines.Where(l => l.Id >= first && l.Id < end)
                    .Where(l => verdicts.Count == 0 || verdicts.Contains(l.Verdict))
                    .OrderBy(l => l.Id).Take(take + 1).ToListAsync(token);
                var next = rows.Count > take ? ImportLineRow.PlaceOf(rows[take].Id) : (int?)null;
                return new ImportLines([.. rows.Take(take).Select(Line)], next);
            },
            cancellationToken);

    private static ImportView View(ImportRow i) => new(
        i.Id, i.Kind, i.Stage, i.FileName, i.Bytes, i.Format, i.Encoding, i.Separator,
        i.HeadersJson is null ? [] : JsonSerializer.Deserialize<string[]>(i.HeadersJson)!,
        i.ColumnsJson is null ? new Dictionary<string, int>() : JsonSerializer.Deserialize<Dictionary<string, int>>(i.ColumnsJson)!,
        i.Problem,
        i.TotalsJson is null ? null : JsonSerializer.Deserialize<ImportTotals>(i.TotalsJson, JsonSerializerOptions.Web),
        i.PreviewJobId, i.ApplyJobId, i.UndoJobId, i.ActorName, i.CreatedAt, i.AppliedAt, i.UndoneAt);

    private static ImportLineView Line(ImportLineRow l) => new(
        ImportLineRow.PlaceOf(l.Id), l.Line, l.Subject, l.Verdict, l.Code, l.Detail, Values(l.Before), Values(l.After));

    private static JsonElement? Values(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
}
