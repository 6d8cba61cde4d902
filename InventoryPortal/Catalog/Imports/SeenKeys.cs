using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Catalog.Imports;

/// <summary>
/// What a file has named so far, and on which line. Sixteen bytes of a digest stand for a key, so that a million of them take about 40 MB
/// however long they are.
/// </summary>
internal sealed class SeenKeys
{
    private const int MaxKeyBytes = 1024;

    private readonly Dictionary<UInt128, int> _lines = [];

    /// <summary>The line that named the key before; null when this is the first.</summary>
    public int? Add(string key, int line)
    {
        var digest = Digest(key);
        return _lines.TryAdd(digest, line) ? null : _lines[digest];
    }

    private static UInt128 Digest(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> bytes = stackalloc byte[MaxKeyBytes];
        if (Encoding.UTF8.TryGetBytes(key, bytes, out var written))
        {
            SHA256.HashData(bytes[..written], hash);
        }
        else
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        }
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
