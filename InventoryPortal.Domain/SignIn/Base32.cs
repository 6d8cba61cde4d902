using System.Text;

namespace InventoryPortal.Domain.SignIn;

/// <summary>Bytes as authenticator apps read them (RFC 4648, without padding).</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Bits of a character.</summary>
    private const int Bits = 5;

    /// <summary>The text of these bytes.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(((bytes.Length * 8) + Bits - 1) / Bits);
        int held = 0, count = 0;
        foreach (var b in bytes)
        {
            held = (held << 8) | b;
            for (count += 8; count >= Bits; count -= Bits)
            {
                text.Append(Alphabet[(held >> (count - Bits)) & 31]);
            }
            held &= (1 << count) - 1;
        }
        return count > 0 ? text.Append(Alphabet[(held << (Bits - count)) & 31]).ToString() : text.ToString();
    }
}
