using System.IO.Compression;
using System.Xml;

namespace InventoryPortal.Catalog.Imports;

/// <summary>
/// Looks through a workbook before anything reads it: a few kilobytes can hold a text of a gigabyte, a row whose number asks for millions of
/// blank ones before it, or a cell a million columns away. Nothing longer than a piece is ever held in memory for it.
/// </summary>
internal static class WorkbookBounds
{
    /// <summary>Megabytes that a workbook may unpack to: half a kilobyte for each line there may be.</summary>
    public const int MaxUnpackedMegabytes = 512;

    /// <summary>Characters of a text, as in Excel.</summary>
    public const int MaxText = 32_767;

    /// <summary>Rows of a sheet, as in Excel.</summary>
    public const int MaxRow = 1_048_576;

    /// <summary>Columns of a sheet, as in Excel.</summary>
    public const int MaxColumn = 16_384;

    /// <summary>Bytes of a part that holds neither rows nor texts: 64,000 cell formats, as in Excel, take ten million.</summary>
    private const long MaxFrameBytes = 16 * 1024 * 1024;

    /// <summary>Texts that the sheets share: ten for each line there may be.</summary>
    private const int MaxTexts = 10 * ImportPreview.MaxLines;

    /// <summary>Elements inside each other: a cell's text lies seven deep.</summary>
    private const int MaxDepth = 64;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true };

    /// <exception cref="SheetException">It is no workbook, or larger than one can be.</exception>
    public static void Check(ZipArchive zip)
    {
        if (zip.GetEntry("xl/workbook.xml") is null)
        {
            throw NoWorkbook();
        }
        if (zip.Entries.Sum(e => e.Length) > MaxUnpackedMegabytes * 1024L * 1024)
        {
            throw new SheetException($"The workbook unpacks to more than {MaxUnpackedMegabytes} MB; divide it.");
        }
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName.TrimStart('/').ToLowerInvariant();
            var isTable = name == "xl/sharedstrings.xml" || name.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal);
            if (isTable || name is "xl/workbook.xml" or "xl/styles.xml" or "xl/_rels/workbook.xml.rels")
            {
                Check(entry, isTable ? long.MaxValue : MaxFrameBytes);
            }
        }
    }

    private static void Check(ZipArchiveEntry entry, long maxBytes)
    {
        if (entry.Length > maxBytes)
        {
            throw NoWorkbook();
        }
        try
        {
            using var part = new WorkbookPart(entry.Open());
            using var reader = XmlReader.Create(part, Settings);
            Walk(reader);
        }
        catch (XmlException e)
        {
            throw new SheetException("The file is no workbook that can be read.", e);
        }
    }

    private static void Walk(XmlReader reader)
    {
        var place = new Place();
        var chunk = new char[4096];
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw NoWorkbook();
            }
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    place.Enter(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    for (var read = 1; read > 0;)
                    {
                        read = reader.ReadValueChunk(chunk, 0, chunk.Length);
                        place.Say(read);
                    }
                    break;
            }
        }
    }

    private static SheetException NoWorkbook() => new("The file is no workbook that can be read.");

    /// <summary>Where in its part the walk is.</summary>
    private sealed class Place
    {
        private int _texts;
        private int _row;
        private int _column;
        private int _characters;

        public void Enter(XmlReader reader)
        {
            switch (reader.LocalName)
            {
                case "row":
                    // One without a number comes after the last.
                    (_row, _column) = (int.TryParse(reader.GetAttribute("r"), out var row) ? row : _row + 1, 0);
                    Within(_row, 0);
                    break;
                case "c":
                    _column++;
                    _characters = 0;
                    Within(0, reader.GetAttribute("r") is { } at ? ColumnOf(at) : _column);
                    break;
                case "dimension":
                    Within(0, ColumnOf((reader.GetAttribute("ref") ?? "").Split(':')[^1]));
                    break;
                case "v" or "f" or "is":
                    _characters = 0;
                    break;
                case "si":
                    _characters = 0;
                    Within(++_texts > MaxTexts ? MaxRow + 1 : 0, 0);
                    break;
            }
        }

        public void Say(int characters)
        {
            _characters += characters;
            if (_characters > MaxText)
            {
                throw new SheetException($"A cell holds more than {MaxText} characters, which no workbook can.");
            }
        }

        private static void Within(int row, int column)
        {
            if (row > MaxRow || column > MaxColumn)
            {
                throw new SheetException("The workbook has more rows or columns than one can have.");
            }
        }

        /// <summary>The column of a cell's name, from 1; of a longer name than there is, one too many.</summary>
        private static int ColumnOf(string cell)
        {
            var column = 0;
            foreach (var letter in cell.TakeWhile(char.IsAsciiLetter))
            {
                column = Math.Min((column * 26) + (letter & 0x1F), MaxColumn + 1);
            }
            return column;
        }
    }
}
