using System.Text;

namespace InventoryPortal.Catalog.Imports;

/// <summary>In which encoding a text file is written. A mark at its beginning says so; without one, the bytes do.</summary>
internal static class FileText
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Bytes looked at for the zeros that text in UTF-16 has in every other place.</summary>
    private const int SampleBytes = 4096;

    /// <summary>
    /// Looks at the whole file, as its first letter beyond ASCII may stand far down, and leaves it at its beginning. What is neither UTF-8
    /// nor UTF-16 is GB18030 where every byte fits it, and else Windows-1252, in which every byte means something.
    /// </summary>
    public static async Task<Encoding> DetectAsync(Stream file, CancellationToken cancellationToken)
    {
        var head = new byte[SampleBytes];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        if (Marked(head.AsSpan(0, length)) is { } marked)
        {
            return marked;
        }
        foreach (var candidate in new Encoding[] { new UTF8Encoding(false, throwOnInvalidBytes: true), Strict("GB18030") })
        {
            if (await FitsAsync(file, candidate, cancellationToken))
            {
                return candidate;
            }
        }
        return CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    /// <summary>What a mark, or the zeros of a text without one, say.</summary>
    private static UnicodeEncoding? Marked(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        _ => Zeros(head, odd: true) ? new UnicodeEncoding(false, false) : Zeros(head, odd: false) ? new UnicodeEncoding(true, false) : null,
    };

    // Figures, separators and most names are ASCII: in UTF-16 at least every third letter of a table is.
    private static bool Zeros(ReadOnlySpan<byte> head, bool odd)
    {
        var (zeros, others) = (0, 0);
        for (var i = 0; i + 1 < head.Length; i += 2)
        {
            zeros += head[odd ? i + 1 : i] == 0 ? 1 : 0;
            others += head[odd ? i : i + 1] == 0 ? 1 : 0;
        }
        return others == 0 && zeros * 3 > head.Length / 2;
    }

    private static async Task<bool> FitsAsync(Stream file, Encoding strict, CancellationToken cancellationToken)
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
