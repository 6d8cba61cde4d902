using System.Globalization;
using CsvHelper;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>
/// Comma-separated files of any length: rows are read by their keys in short reads, so that neither memory nor anybody's writing pays for
/// it. Values are in one form for every language, and text that begins like a formula is escaped.
/// </summary>
public static class RecordFile
{
    /// <summary>Rows of one read: about 200 KB of text.</summary>
    private const int ChunkSize = 1000;

    /// <summary>Writes a heading and the rows in the order of their keys, each read after the last key of the one before.</summary>
    /// <param name="from">The rows after a key, in order.</param>
    public static async Task WriteAsync<T>(
        PortalDatabase database, Stream target, string[] columns, Func<PortalDbContext, long, IQueryable<T>> from, Func<T, long> key, Func<T, object?[]> values, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(target, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        await csv.WriteRecordAsync(columns, cancellationToken);
        for (var (last, full) = (0L, true); full;)
        {
            var after = last;
            var rows = await database.ReadAsync((db, token) => from(db, after).Take(ChunkSize).ToListAsync(token), cancellationToken);
            foreach (var row in rows)
            {
                await csv.WriteRecordAsync([.. values(row).Select(Field)], cancellationToken);
            }
            full = rows.Count == ChunkSize;
            last = full ? key(rows[^1]) : last;
        }
        await csv.FlushAsync(cancellationToken);
    }

    private static string Field(object? value) => value switch
    {
        null => "",
        string text => SpreadsheetText.Guard(text),
        bool flag => flag ? "true" : "false",
        Enum word => char.ToLowerInvariant(word.ToString()[0]) + word.ToString()[1..],
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
