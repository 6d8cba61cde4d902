using System.Text;

namespace InventoryPortal.Catalog.Imports;

/// <summary>In which encoding a text file is written. A mark at its beginning says so; without one, the bytes do.</summary>
internal static class FileText
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Bytes looked at for zeros, which text has in UTF-16 only: one in every figure and separator.</summary>
    private const int SampleBytes = 4096;

    /// <summary>
    /// Looks at the whole file, as its first letter beyond ASCII may stand far down, and leaves it at its beginning. What is neither UTF-8
    /// nor UTF-16 is GB18030 where every byte fits it and most of what it says is Chinese that people write, and else Windows-1252, in which
    /// every byte means something.
    /// </summary>
    /// <exception cref="SheetException">It is no text.</exception>
    public static async Task<Encoding> DetectAsync(Stream file, CancellationToken cancellationToken)
    {
        var head = new byte[SampleBytes];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        if (Wide(head.AsSpan(0, length)) is { } wide)
        {
            return await FitsAsync(file, wide, cancellationToken) ? wide : throw new SheetException("The file is neither text nor a workbook.");
        }
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
        if (await FitsAsync(file, utf8, cancellationToken))
        {
            return utf8;
        }
        var chinese = new ChineseLook();
        var gb18030 = Strict("GB18030");
        return await FitsAsync(file, gb18030, cancellationToken, chinese) && chinese.IsLikely ? gb18030 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    /// <summary>UTF-16, as a mark or the places of the zeros say; null when neither does.</summary>
    private static UnicodeEncoding? Wide(ReadOnlySpan<byte> head)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < head.Length; i++)
        {
            _ = head[i] != 0 ? 0 : i % 2 == 0 ? even++ : odd++;
        }
        return head switch
        {
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => even + odd == 0 ? null : new UnicodeEncoding(bigEndian: even > odd, byteOrderMark: false, throwOnInvalidBytes: true),
        };
    }

    private static async Task<bool> FitsAsync(Stream file, Encoding strict, CancellationToken cancellationToken, ChineseLook? look = null)
    {
        var decoder = strict.GetDecoder();
        var bytes = new byte[BufferBytes];
        var chars = new char[strict.GetMaxCharCount(BufferBytes)];
        try
        {
            for (var read = 1; read > 0;)
            {
                read = await file.ReadAsync(bytes, cancellationToken);
                decoder.GetChars(bytes, 0, read, chars, 0, flush: read == 0);
                look?.At(bytes.AsSpan(0, read));
            }
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        finally
        {
            file.Position = 0;
        }
    }

    private static Encoding Strict(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
