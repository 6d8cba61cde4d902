using CsvHelper;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Files that belong to imports: empty ones to begin with, and the lines that were not taken, to be put right and sent again.</summary>
public sealed class ImportFiles(PortalDatabase database, ImportFileStore files)
{
    /// <summary>Heading of the column that says why; a file that has it is taken again as it is.</summary>
    public const string Reason = "reason";

    /// <summary>Lines looked up at once.</summary>
    private const int ChunkSize = 2_000;

    // Those that an undo kept were taken: sent again they would book their old figures over newer ones.
    private static readonly ImportVerdict[] NotTaken = [ImportVerdict.Rejected, ImportVerdict.Refused];

    /// <summary>Writes a file with the heading of a kind.</summary>
    public static async Task WriteTemplateAsync(ImportKind kind, Stream target, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(target, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        await csv.WriteRecordAsync([.. ImportFields.Of(kind).Select(f => f.Name)], cancellationToken);
        await csv.FlushAsync(cancellationToken);
    }

    /// <summary>Id of the import that any of its jobs stands for, when its file is still kept; else null.</summary>
    public Task<long?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => ImportStageStore.OfJob(db, id).Where(i => db.ImportFileParts.Any(p => p.FileId == i.FileId)).Select(i => (long?)i.Id).SingleOrDefaultAsync(token),
            cancellationToken);

    /// <summary>Writes the lines that were not taken as they stand in the file, each with its reason, in UTF-8 and without formulas.</summary>
    public async Task WriteRejectedAsync(long importId, Stream target, CancellationToken cancellationToken)
    {
        var import = await database.ReadAsync((db, token) => db.Imports.SingleAsync(i => i.Id == importId, token), cancellationToken);
        await using var csv = CsvWriter.Create(target, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        await using var file = await files.OpenAsync(import.FileId, cancellationToken) ?? throw new InvalidOperationException($"The file of import {import.Id} has gone.");
        await using var sheet = await Sheets.OpenAsync(import.Format, file, cancellationToken);
        var (width, place, reasons) = (-1, -1, new Queue<LeftLine>());
        await foreach (var row in sheet.ReadAsync(cancellationToken))
        {
            if (row.IsBlank)
            {
                continue;
            }
            if (width < 0)
            {
                width = row.Cells.Length;
                await WriteAsync(csv, row.Cells, width, Reason, cancellationToken);
                continue;
            }
            if (++place % ChunkSize == 0)
            {
                reasons = await ReasonsAsync(import.Id, place, cancellationToken);
            }
            if (reasons.TryPeek(out var next) && next.Place == place)
            {
                await WriteLeftAsync(csv, row.Cells, width, reasons.Dequeue(), cancellationToken);
            }
        }
        await csv.FlushAsync(cancellationToken);
    }

    private Task<Queue<LeftLine>> ReasonsAsync(long importId, int from, CancellationToken cancellationToken)
    {
        var (first, end) = (ImportLineRow.IdOf(importId, from), ImportLineRow.IdOf(importId, from) + ChunkSize);
        return database.ReadAsync(
            async (db, token) => new Queue<LeftLine>(
                (await db.ImportLines.Where(l => l.Id >= first && l.Id < end && NotTaken.Contains(l.Verdict)).OrderBy(l => l.Id)
                    .Select(l => new { l.Id, l.Code, l.Detail }).ToListAsync(token))
                .Select(l => new LeftLine(ImportLineRow.PlaceOf(l.Id), l.Code ?? "", $"{l.Code}: {l.Detail}"))),
            cancellationToken);
    }

    // A line whose cells are shifted would be a valid one and another's once it is written in good form: only its first cell stays, and
    // what it held is told with the reason.
    private static Task WriteLeftAsync(CsvWriter csv, string[] cells, int width, LeftLine left, CancellationToken cancellationToken) =>
        left.Code is DraftLine.BrokenQuotes or DraftLine.TooManyCells
            ? WriteAsync(csv, cells[..1], width, $"{left.Reason} [{string.Join(" | ", cells)}]", cancellationToken)
            : WriteAsync(csv, cells, width, left.Reason, cancellationToken);

    // Cells beyond the heading stay behind the reason's column no more than the heading is wide: the file must have one shape.
    private static async Task WriteAsync(CsvWriter csv, string[] cells, int width, string reason, CancellationToken cancellationToken)
    {
        var record = new string[width + 1];
        for (var i = 0; i < width; i++)
        {
            record[i] = i < cells.Length ? SpreadsheetText.Guard(SpreadsheetText.Original(cells[i])) : "";
        }
        record[width] = SpreadsheetText.Guard(reason);
        await csv.WriteRecordAsync(record, cancellationToken);
    }

    private readonly record struct LeftLine(int Place, string Code, string Reason);
}
