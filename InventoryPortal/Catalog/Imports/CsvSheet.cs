using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Separated values in whatever encoding and with whatever separator they come.</summary>
internal sealed class CsvSheet : ISheet
{
    /// <summary>Bytes of one row: a product with its description takes 20 KB; past this a quote was left open.</summary>
    private const int MaxRowBytes = 256 * 1024;

    private readonly CsvReader _reader;
    private readonly Dictionary<long, string> _faults = [];

    private CsvSheet(Stream file, Encoding encoding)
    {
        Encoding = encoding.WebName;
        var options = new CsvReaderOptions
        {
            HasHeader = false,
            Encoding = encoding,
            DetectSeparatorHint = true,
            TrackLineNumbers = true,
            MaxRecordSize = MaxRowBytes,
            OnMalformedRecord = Note,
        };
        _reader = CsvReader.Create(file, options, leaveOpen: true);
    }

    /// <inheritdoc />
    public string Encoding { get; }

    /// <inheritdoc />
    public string? Separator { get; private set; }

    public static async Task<CsvSheet> OpenAsync(Stream file, CancellationToken cancellationToken) =>
        new(file, await FileText.DetectAsync(file, cancellationToken));

    /// <inheritdoc />
    public async IAsyncEnumerable<SheetRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken))
        {
            Separator ??= _reader.Separator.ToString();
            var cells = new string[_reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = _reader.GetString(i);
            }
            yield return new SheetRecord((int)_reader.LineNumber, cells) { Fault = _faults.Remove(_reader.RowNumber, out var fault) ? fault : null };
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException e)
        {
            throw new SheetException($"A row begins before line {e.LineNumber} and does not end: a quote may have been left open.", e);
        }
    }

    // A quote in the middle of a text is a quote (an inch); behind a closed one, something is missing.
    private void Note(CsvMalformedRecord record)
    {
        if (record.Reason is CsvMalformedReason.TextAfterClosingQuote or CsvMalformedReason.UnterminatedQuote)
        {
            _faults[record.RecordNumber] = "The quotes of this row do not match.";
        }
    }
}
