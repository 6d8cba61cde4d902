using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Where a document lies for the next five minutes.</summary>
/// <param name="IsPacked">Its content is gzip.</param>
internal sealed record AmazonDocument(string Id, Uri Address, bool IsPacked)
{
    /// <summary>Reads the description of a document; null when it is none.</summary>
    /// <param name="idName">feedDocumentId or reportDocumentId.</param>
    public static AmazonDocument? Of(ReadOnlyMemory<byte> body, string idName)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            var root = document.RootElement;
            return root.Text(idName) is { } id && Uri.TryCreate(root.Text("url"), UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
                && root.Text("compressionAlgorithm") is null or "GZIP"
                    ? new AmazonDocument(id, address, root.Text("compressionAlgorithm") is not null)
                    : null;
        }
    }
}

/// <summary>Unpacks documents.</summary>
internal static class AmazonFiles
{
    /// <summary>Bytes of a document, packed or not: a report of some hundred thousand listings; a compression bomb stops here.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Bytes of the shortest gzip file: head, a block, checksum and length.</summary>
    private const int ShortestZip = 18;

    private static ReadOnlySpan<byte> ZipBegins => [0x1f, 0x8b, 8];

    /// <summary>The content; null when it is not gzip, breaks off, is empty or too large.</summary>
    public static ReadOnlyMemory<byte>? Unpack(ReadOnlyMemory<byte> content, bool isPacked)
    {
        if (!isPacked)
        {
            return content;
        }
        try
        {
            using var packed = new MemoryStream(content.ToArray());
            using var zip = new GZipStream(packed, CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = zip.Read(buffer)) > 0)
            {
                if (plain.Length + read > MaxBytes)
                {
                    return null;
                }
                plain.Write(buffer, 0, read);
            }
            if (!IsWhole(content.Span, plain.Length))
            {
                return null;
            }
            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // The reader does not mind a file that breaks off, but its last four bytes are the length of what was packed. Of a file of several
    // packed parts, which Amazon has not been seen to send, they tell the last part's alone.
    private static bool IsWhole(ReadOnlySpan<byte> packed, long length) =>
        length > 0 && packed.Length >= ShortestZip
        && (BinaryPrimitives.ReadUInt32LittleEndian(packed[^4..]) == (uint)length || packed[1..].IndexOf(ZipBegins) >= 0);
}
