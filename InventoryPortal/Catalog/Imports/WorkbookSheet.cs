using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using MiniExcelLibs;

namespace InventoryPortal.Catalog.Imports;

/// <summary>The first sheet of an Excel workbook, read row by row. Formulas come as the values that were last computed.</summary>
internal sealed class WorkbookSheet : ISheet
{
    private readonly FileStream _file;

    private WorkbookSheet(FileStream file) => _file = file;

    /// <inheritdoc />
    public string? Encoding => null;

    /// <inheritdoc />
    public string? Separator => null;

    public static WorkbookSheet Open(FileStream file)
    {
        try
        {
            using (var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
            {
                WorkbookBounds.Check(zip);
            }
            file.Position = 0;
            return new WorkbookSheet(file);
        }
        catch (InvalidDataException e)
        {
            throw new SheetException("The file is no workbook that can be read.", e);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SheetRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = 0;
        using var rows = Rows().GetEnumerator();
        while (Next(rows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            line++;
            yield return new SheetRecord(line, [.. rows.Current.Values.Select(Cell)]);
        }
        await Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<IDictionary<string, object?>> Rows() => _file.Query(useHeaderRow: false).Cast<IDictionary<string, object?>>();

    private static bool Next(IEnumerator<IDictionary<string, object?>> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception e) when (e is System.Xml.XmlException or InvalidDataException or FormatException or InvalidOperationException or KeyNotFoundException or NullReferenceException)
        {
            throw new SheetException("The file is no workbook that can be read.", e);
        }
    }

    // A number cell has no text of its own: whole ones are written without a point, so that a barcode stays one.
    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number when Math.Abs(number) < 1e15 && number == Math.Floor(number) => number.ToString("0", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
