using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Nodes;

/// <summary>
/// Tells what a node of this database has put into Redis from what anybody else has: a hash under the secret of the installation goes
/// before it. It hides nothing; who may read in Redis reads it.
/// </summary>
internal static class NodeSeal
{
    /// <summary>Bytes before the content.</summary>
    public const int Bytes = HMACSHA256.HashSizeInBytes;

    /// <summary>The content behind its seal.</summary>
    /// <param name="purpose">What it is meant for: sealed for one thing it opens for no other.</param>
    public static byte[] Close(ReadOnlyMemory<byte> secret, string purpose, ReadOnlySpan<byte> content)
    {
        var closed = new byte[Bytes + content.Length];
        Hash(secret, purpose, content, closed);
        content.CopyTo(closed.AsSpan(Bytes));
        return closed;
    }

    /// <summary>The content; null when it was sealed under another secret, for something else, or not at all.</summary>
    public static ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> secret, string purpose, ReadOnlyMemory<byte> closed)
    {
        if (closed.Length < Bytes)
        {
            return null;
        }
        Span<byte> right = stackalloc byte[Bytes];
        Hash(secret, purpose, closed.Span[Bytes..], right);
        return CryptographicOperations.FixedTimeEquals(right, closed.Span[..Bytes]) ? closed[Bytes..] : null;
    }

    private static void Hash(ReadOnlyMemory<byte> secret, string purpose, ReadOnlySpan<byte> content, Span<byte> to)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Span);
        var name = Encoding.UTF8.GetBytes(purpose);

        // Its length first: else a part of the one could be taken for a part of the other.
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, name.Length);
        hash.AppendData(length);
        hash.AppendData(name);
        hash.AppendData(content);
        hash.GetHashAndReset(to);
    }
}
