using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Access;

/// <summary>How an API key is made, kept and recognised.</summary>
public static class ApiKeySecrets
{
    /// <summary>Says to people and secret scanners whose key it is.</summary>
    public const string Prefix = "ip_";

    /// <summary>Shortest key that configuration may bring, in characters.</summary>
    public const int MinLength = 16;

    /// <summary>Longer ones are not looked up: a header is no place for a book.</summary>
    public const int MaxLength = 512;

    /// <summary>A new key of 256 random bits.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256, upper-case hex.</summary>
    public static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Last four characters.</summary>
    public static string Hint(string key) => key[^4..];

    /// <summary>Whether a key from configuration will do: long enough, visible ASCII only.</summary>
    public static bool IsAcceptable(string key) => key.Length is >= MinLength and <= MaxLength && key.All(c => c is > ' ' and <= '~');
}
