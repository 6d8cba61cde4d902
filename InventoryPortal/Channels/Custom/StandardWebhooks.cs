using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Channels.Custom;

/// <summary>
/// Signs and verifies messages after the Standard Webhooks specification: <c>webhook-signature</c> is <c>v1,</c> and
/// base64(HMAC-SHA256(key, id.timestamp.body)), several separated by a space; a secret is <c>whsec_</c> and the key in base64. Pure.
/// </summary>
public static class StandardWebhooks
{
    public const string IdHeader = "webhook-id";

    public const string TimestampHeader = "webhook-timestamp";

    public const string SignatureHeader = "webhook-signature";

    /// <summary>How far a message's instant may lie from ours: what the specification's own libraries allow.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const string SecretPrefix = "whsec_";

    private const string SignaturePrefix = "v1,";

    /// <summary>Shortest and longest key, in bytes, that the specification takes.</summary>
    private const int MinKey = 24;
    private const int MaxKey = 64;

    /// <summary>Signatures looked at in one message: a rotation has two, and the work of a stranger's message must stay small.</summary>
    private const int MaxSignatures = 8;

    /// <summary>The key that a secret stands for; null when it is none.</summary>
    public static byte[]? KeyOf(string? secret)
    {
        if (secret is null || !secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }
        var bytes = new byte[MaxKey + 3];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var written) && written is >= MinKey and <= MaxKey ? bytes[..written] : null;
    }

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="timestamp">Unix seconds.</param>
    public static string Sign(ReadOnlySpan<byte> key, string id, long timestamp, ReadOnlySpan<byte> body) =>
        SignaturePrefix + Convert.ToBase64String(Mac(key, id, timestamp.ToString(CultureInfo.InvariantCulture), body));

    /// <summary>Why a message is not genuine; null when it is signed by one of the keys and of our time.</summary>
    public static string? Fault(IReadOnlyList<byte[]> keys, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (headers.GetValueOrDefault(IdHeader) is not { Length: > 0 } id || headers.GetValueOrDefault(TimestampHeader) is not { Length: > 0 } timestamp
            || headers.GetValueOrDefault(SignatureHeader) is not { Length: > 0 } signatures)
        {
            return "The delivery lacks one of the headers webhook-id, webhook-timestamp and webhook-signature.";
        }
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return "The timestamp is not a number of seconds.";
        }
        if (!IsSigned(keys, signatures, id, timestamp, body))
        {
            return "The signature is not by this channel's secret.";
        }
        return (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance ? null : "The timestamp is more than five minutes from now.";
    }

    // Every pair is tried to the end, so that the time taken says nothing about which one nearly fitted.
    private static bool IsSigned(IReadOnlyList<byte[]> keys, string signatures, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var genuine = false;
        foreach (var key in keys)
        {
            var mac = Mac(key, id, timestamp, body);
            foreach (var claimed in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxSignatures))
            {
                genuine |= TryDecode(claimed, out var bytes) && CryptographicOperations.FixedTimeEquals(mac, bytes);
            }
        }
        return genuine;
    }

    private static byte[] Mac(ReadOnlySpan<byte> key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }

    private static bool TryDecode(string signature, out byte[] bytes)
    {
        bytes = new byte[HMACSHA256.HashSizeInBytes];
        return signature.Length == SignaturePrefix.Length + 44 && signature.StartsWith(SignaturePrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(signature[SignaturePrefix.Length..], bytes, out var written) && written == bytes.Length;
    }
}
