using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Channels.Taobao;

/// <summary>The signature of a call: over all parameters, names and values run together in the order of the names. Pure.</summary>
internal static class TopSign
{
    public const string Md5 = "md5";
    public const string Hmac = "hmac";
    public const string HmacSha256 = "hmac-sha256";

    /// <summary>The ways to sign that the gateway takes.</summary>
    public static readonly IReadOnlyList<string> Methods = [HmacSha256, Hmac, Md5];

    /// <summary>The parameter that holds the signature; never signed itself.</summary>
    public const string Parameter = "sign";

    /// <summary>Upper-case hex.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="parameters">Every parameter of the call, not encoded; one without a value does not count.</param>
    public static string Of(string method, string secret, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var text = string.Concat(parameters
            .Where(p => p.Key != Parameter && p.Key.Length > 0 && p.Value.Length > 0)
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .SelectMany(p => (string[])[p.Key, p.Value]));
        // The ways of the platform, weak ones too; which of them a shop uses is its own setting, the strong one unless it says otherwise.
        var key = Encoding.UTF8.GetBytes(secret);
        using var hash = method switch
        {
            Md5 => IncrementalHash.CreateHash(HashAlgorithmName.MD5),
            Hmac => IncrementalHash.CreateHMAC(HashAlgorithmName.MD5, key),
            HmacSha256 => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "A way to sign that the gateway does not know."),
        };
        hash.AppendData(Encoding.UTF8.GetBytes(method == Md5 ? secret + text + secret : text));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
