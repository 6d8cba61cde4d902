using InventoryPortal.Domain.Imports;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Opens files as rows of cells.</summary>
internal static class Sheets
{
    /// <summary>What the first bytes of a file say it is: a workbook is a zip, everything else is taken for text.</summary>
    public static ImportFormat FormatOf(ReadOnlySpan<byte> head) => head is [(byte)'P', (byte)'K', 3, 4, ..] ? ImportFormat.Workbook : ImportFormat.Csv;

    public static async Task<ISheet> OpenAsync(ImportFormat format, FileStream file, CancellationToken cancellationToken) => format switch
    {
        ImportFormat.Csv => await CsvSheet.OpenAsync(file, cancellationToken),
        _ => WorkbookSheet.Open(file),
    };
}
