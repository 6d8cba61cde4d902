namespace InventoryPortal.Catalog.Imports;

/// <summary>The text of a part of a workbook, which breaks off where something is longer than a reader of XML should hold in memory.</summary>
internal sealed class WorkbookPart(Stream part) : TextReader
{
    /// <summary>Characters from one tag to the next: the longest text with each of its characters written by number.</summary>
    private const int MaxPiece = 10 * WorkbookBounds.MaxText;

    private readonly StreamReader _text = new(part);
    private long _before;
    private int _piece;
    private char _last;

    /// <inheritdoc />
    public override int Read(char[] buffer, int index, int count)
    {
        var read = _text.Read(buffer, index, count);
        foreach (var letter in buffer.AsSpan(index, read))
        {
            _piece = letter == '<' ? 0 : _piece + 1;

            // An instruction may hold anything, and a workbook has none but the one that it begins with.
            if (_piece > MaxPiece || (letter == '?' && _last == '<' && _before > 1))
            {
                throw new SheetException("The file is no workbook that can be read.");
            }
            (_last, _before) = (letter, _before + 1);
        }
        return read;
    }

    /// <inheritdoc />
    public override int Read()
    {
        var one = new char[1];
        return Read(one, 0, 1) == 1 ? one[0] : -1;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _text.Dispose();
        base.Dispose(disposing);
    }
}
