using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Channels.Amazon;

/// <summary>AWS Signature Version 4 for a request without a query.</summary>
/// <param name="Region">Such as us-east-1.</param>
/// <param name="Service">Such as sqs.</param>
internal sealed record AwsSignature(string AccessKeyId, string SecretAccessKey, string Region, string Service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Format of the header <c>x-amz-date</c>.</summary>
    public const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The header <c>Authorization</c>.</summary>
    /// <param name="path">Of the request, encoded as it is sent.</param>
    /// <param name="headers">Those to be signed, host and x-amz-date among them; names in lower case.</param>
    public string Authorization(string method, string path, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body)
    {
        var date = headers["x-amz-date"];
        var sorted = headers.OrderBy(h => h.Key, StringComparer.Ordinal).ToList();
        var names = string.Join(';', sorted.Select(h => h.Key));
        var canonical = $"{method}\n{path}\n\n{string.Concat(sorted.Select(h => $"{h.Key}:{h.Value.Trim()}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}";
        var scope = $"{date[..8]}/{Region}/{Service}/aws4_request";
        var toSign = $"{Algorithm}\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Hex(HMACSHA256.HashData(Key(date[..8]), Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Credential={AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    /// <summary>The header <c>x-amz-date</c> of an instant.</summary>
    public static string DateOf(DateTimeOffset now) => now.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);

    private byte[] Key(string day) =>
        new[] { day, Region, Service, "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretAccessKey), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
