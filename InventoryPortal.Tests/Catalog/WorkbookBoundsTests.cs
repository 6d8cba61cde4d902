using System.IO.Compression;
using System.Text;
using InventoryPortal.Catalog.Imports;
using MiniExcelLibs;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>A small file that asks for much is refused before anything of it is held.</summary>
public sealed class WorkbookBoundsTests
{
    private const string Long = "A cell holds more than 32767 characters, which no workbook can.";
    private const string Large = "The workbook has more rows or columns than one can have.";
    private const string Broken = "The file is no workbook that can be read.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""<row r="1"><c r="A1" t="str"><v>{32768}</v></c></row>""", Long)]
    [InlineData("""<row r="1"><c r="A1" t="inlineStr"><is><r><t>{20000}</t></r><r><t>{20000}</t></r></is></c></row>""", Long)]
    [InlineData("""<row r="1"><c r="A1" t="str"><v><![CDATA[{32768}]]></v></c></row>""", Long)]
    [InlineData("""<row r="1048577"><c r="A1048577"><v>1</v></c></row>""", Large)]
    [InlineData("""<row r="1048576"/><row/>""", Large)]
    [InlineData("""<row r="1"><c r="XFE1"><v>1</v></c></row>""", Large)]
    [InlineData("""<row r="1"><c r="AAAAAAAAAAAAAAAAAAAAAAA1"><v>1</v></c></row>""", Large)]
    [InlineData("""<row r="1"><c r="A1" note="{400000}"><v>1</v></c></row>""", Broken)]
    [InlineData("""<row r="1"><?note {10}?></row>""", Broken)]
    [InlineData("""<row r="1"><c r="A1"><v>1</c></row>""", Broken)]
    public void What_no_workbook_can_hold_is_refused(string rows, string problem)
    {
        using var zip = Zip(Sheet(Filled(rows)));
        Assert.Equal(problem, Assert.Throws<SheetException>(() => WorkbookBounds.Check(zip)).Message);
    }

    [Fact]
    public void The_longest_text_of_a_workbook_in_its_last_row_and_column_is_let_through()
    {
        using var zip = Zip(
            Sheet(Filled("""<row r="1"><c r="A1" t="str"><f>{8192}</f><v>{32767}</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>""")),
            ("xl/sharedStrings.xml", Filled("<sst><si><t>{32767}</t></si><si><t>{32767}</t></si></sst>")));
        WorkbookBounds.Check(zip);
    }

    [Theory]
    [InlineData("xl/worksheets/sheet1.xml", """<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>{0}</v></c></row></sheetData></worksheet>""")]
    [InlineData("xl/worksheets/sheet1.xml", """<worksheet note="{0}"/>""")]
    [InlineData("xl/sharedStrings.xml", "<sst><si><t>{0}</t></si></sst>")]
    [InlineData("xl/sharedStrings.xml", "<sst><!--{0}--></sst>")]
    [InlineData("xl/workbook.xml", "<workbook>{0}</workbook>")]
    public void A_hundred_megabytes_in_one_text_are_never_held_in_memory(string part, string around)
    {
        var (before, after) = (around[..around.IndexOf('{', StringComparison.Ordinal)], around[(around.IndexOf('}', StringComparison.Ordinal) + 1)..]);
        using var zip = Zip((part, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(before));
            var block = Encoding.UTF8.GetBytes(new string('A', 1_000_000));
            for (var i = 0; i < 100; i++)
            {
                stream.Write(block);
            }
            stream.Write(Encoding.UTF8.GetBytes(after));
        }));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SheetException>(() => WorkbookBounds.Check(zip));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 16_000_000);
    }

    [Fact]
    public void Elements_inside_each_other_without_end_and_entities_are_refused()
    {
        using var deep = Zip(("xl/worksheets/sheet1.xml", string.Concat(Enumerable.Repeat("<a>", 100_000))));
        Assert.Equal(Broken, Assert.Throws<SheetException>(() => WorkbookBounds.Check(deep)).Message);
        using var entity = Zip(("xl/sharedStrings.xml", """<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>"""));
        Assert.Equal(Broken, Assert.Throws<SheetException>(() => WorkbookBounds.Check(entity)).Message);
    }

    [Fact]
    public void A_workbook_that_would_unpack_to_more_than_the_lines_need_is_refused_by_what_it_says()
    {
        using var zip = Zip(("xl/media/image1.png", stream =>
        {
            var block = new byte[1_000_000];
            for (var i = 0; i < 540; i++)
            {
                stream.Write(block);
            }
        }));
        Assert.Equal("The workbook unpacks to more than 512 MB; divide it.", Assert.Throws<SheetException>(() => WorkbookBounds.Check(zip)).Message);
    }

    [Fact]
    public async Task What_this_portal_and_others_write_is_let_through()
    {
        using var file = new MemoryStream();
        await file.SaveAsAsync(Enumerable.Range(0, 1000).Select(i => new { Sku = $"A <{i}>", Name = "中文 & more", Quantity = i }), cancellationToken: Stop);
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        WorkbookBounds.Check(zip);
    }

    internal static byte[] Workbook(string rows)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "xl/workbook.xml", "<workbook/>");
            Write(zip, "xl/worksheets/sheet1.xml", Sheet(rows).Text);
        }
        return file.ToArray();
    }

    private static (string Name, string Text) Sheet(string rows) =>
        ("xl/worksheets/sheet1.xml", $"""<?xml version="1.0" encoding="utf-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>""");

    // A number in braces stands for as many letters.
    private static string Filled(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"\{(\d+)\}", m => new string('x', int.Parse(m.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)));

    private static ZipArchive Zip(params (string Name, string Text)[] parts) =>
        Zip([.. parts.Select(p => (p.Name, (Action<Stream>)(stream => stream.Write(Encoding.UTF8.GetBytes(p.Text)))))]);

    private static ZipArchive Zip(params (string Name, Action<Stream> Write)[] parts)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, write) in parts)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                write(stream);
            }
            if (parts.All(p => p.Name != "xl/workbook.xml"))
            {
                Write(zip, "xl/workbook.xml", "<workbook/>");
            }
        }
        return new ZipArchive(file, ZipArchiveMode.Read);
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
