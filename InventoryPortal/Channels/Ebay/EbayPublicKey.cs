using System.Security.Cryptography;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Ebay;

/// <summary>One of the keys with which eBay signs.</summary>
internal sealed class EbayPublicKey
{
    private const string Begin = "-----BEGIN PUBLIC KEY-----";
    private const string End = "-----END PUBLIC KEY-----";

    private readonly byte[] _info;
    private readonly HashAlgorithmName _digest;

    private EbayPublicKey(byte[] info, HashAlgorithmName digest) => (_info, _digest) = (info, digest);

    /// <summary>The key that eBay's answer holds: <c>{"algorithm","digest","key"}</c>; null when it is none that is understood.</summary>
    public static EbayPublicKey? Of(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            var root = document.RootElement;
            return root.Text("key") is { Length: <= 1000 } pem && string.Equals(root.Text("algorithm"), "ECDSA", StringComparison.OrdinalIgnoreCase)
                && DigestOf(root.Text("digest")) is { } digest
                    ? Of(pem, digest)
                    : null;
        }
    }

    /// <summary>Whether it signed these bytes. eBay writes signatures in DER, .NET's default is another form.</summary>
    public bool HasSigned(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(_info, out _);
        try
        {
            return ecdsa.VerifyData(body, signature, _digest, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // The text comes in one line, which a reader of PEM files would not take.
    private static EbayPublicKey? Of(string pem, HashAlgorithmName digest)
    {
        var inner = pem.Replace(Begin, "", StringComparison.Ordinal).Replace(End, "", StringComparison.Ordinal);
        try
        {
            var info = Convert.FromBase64String(inner);
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(info, out _);
            return new EbayPublicKey(info, digest);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    // Which hash is used is taken from eBay's own answer and not from the delivery, which anybody may have written.
    private static HashAlgorithmName? DigestOf(string? name) => name?.ToUpperInvariant() switch
    {
        "SHA1" or "SHA-1" => HashAlgorithmName.SHA1,
        "SHA256" or "SHA-256" => HashAlgorithmName.SHA256,
        "SHA384" or "SHA-384" => HashAlgorithmName.SHA384,
        "SHA512" or "SHA-512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
