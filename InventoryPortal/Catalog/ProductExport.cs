using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;

namespace InventoryPortal.Catalog;

/// <summary>The products of one export, in order.</summary>
public sealed class ExportSelection
{
    internal ExportSelection(List<long> ids) => Ids = ids;

    internal List<long> Ids { get; }
}

/// <summary>Writes products to files. Which and in what order is settled first, so that no row is left out or written twice while stock moves.</summary>
public sealed class ProductExport(PortalDatabase database)
{
    /// <summary>Rows of one file: what a spreadsheet can hold, 1,048,576 with its head, rounded down; their ids take 8 MB.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>Rows read and written at once: about 60 KB of text.</summary>
    private const int ChunkSize = 500;

    private static readonly (string Name, Func<ProductRow, object?> Value)[] Columns =
    [
        ("sku", p => p.Sku),
        ("name", p => p.Name),
        ("barcode", p => p.Barcode),
        ("onHand", p => p.OnHand),
        ("reserved", p => p.Reserved),
        ("available", p => p.Available),
        ("buffer", p => p.Buffer),
        ("lowStockThreshold", p => p.LowStockThreshold),
        ("isActive", p => p.IsActive),
        ("updatedAt", p => p.UpdatedAt.UtcDateTime),
    ];

    /// <summary>Settles what is exported; null when it is more than <see cref="MaxRows"/>.</summary>
    public Task<ExportSelection?> SelectAsync(ProductSearch search, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var ids = await search.Select(db).Select(p => p.Id).Take(MaxRows + 1).ToListAsync(token);
                return ids.Count > MaxRows ? null : new ExportSelection(ids);
            },
            cancellationToken);

    /// <summary>
    /// Writes comma-separated values in UTF-8 with a mark, figures and instants in one form for every language, and text that
    /// begins like a formula escaped.
    /// </summary>
    public async Task WriteCsvAsync(ExportSelection selection, Stream target, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(target, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        await csv.WriteRecordAsync([.. Columns.Select(c => c.Name)], cancellationToken);
        await foreach (var chunk in ReadAsync(selection, cancellationToken))
        {
            foreach (var row in chunk)
            {
                await csv.WriteRecordAsync([.. Columns.Select(c => Field(c.Value(row)))], cancellationToken);
            }
        }
        await csv.FlushAsync(cancellationToken);
    }

    /// <summary>Writes an Excel workbook. Its text cells are text whatever they begin with, so nothing is escaped. <paramref name="target"/> must be seekable.</summary>
    public async Task WriteWorkbookAsync(ExportSelection selection, Stream target, CancellationToken cancellationToken) =>
        await target.SaveAsAsync(CellsAsync(selection, cancellationToken), sheetName: "Products", cancellationToken: cancellationToken);

    private static string Field(object? value) => value switch
    {
        null => "",
        string text => SpreadsheetText.Guard(text),
        bool flag => flag ? "true" : "false",
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private async IAsyncEnumerable<Dictionary<string, object?>> CellsAsync(ExportSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunk in ReadAsync(selection, cancellationToken))
        {
            foreach (var row in chunk)
            {
                yield return Columns.ToDictionary(c => c.Name, c => c.Value(row), StringComparer.Ordinal);
            }
        }
    }

    // A product that is gone meanwhile is left out. A transaction a chunk: a slow reader holds nothing up.
    private async IAsyncEnumerable<List<ProductRow>> ReadAsync(ExportSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var ids in selection.Ids.Chunk(ChunkSize))
        {
            var rows = await database.ReadAsync((db, token) => db.Products.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, token), cancellationToken);
            yield return [.. ids.Where(rows.ContainsKey).Select(id => rows[id])];
        }
    }
}
