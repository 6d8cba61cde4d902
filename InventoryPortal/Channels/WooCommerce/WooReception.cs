using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>Verifies deliveries: <c>X-WC-Webhook-Signature</c> is base64(HMAC-SHA256(raw body, secret)). Pure.</summary>
internal static partial class WooReception
{
    private const string SignatureHeader = "x-wc-webhook-signature";

    private const string TopicHeader = "x-wc-webhook-topic";

    /// <summary>Characters of a topic in the event key: with an id (20) and a hash (64) it stays below the key's 200.</summary>
    private const int MaxTopic = 100;

    /// <summary>Characters kept of one header.</summary>
    private const int MaxHeader = 200;

    private static readonly string[] Kept =
    [
        "x-wc-webhook-source", TopicHeader, "x-wc-webhook-resource", "x-wc-webhook-event", "x-wc-webhook-id", "x-wc-webhook-delivery-id", "user-agent",
    ];

    public static WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery)
    {
        if (!delivery.Headers.TryGetValue(SignatureHeader, out var signature))
        {
            return IsPing(delivery.Body.Span) ? new WebhookReception.Ping() : new WebhookReception.Forged("The delivery is not signed.");
        }
        // Base64 and topics have no comma: one means that the header came twice.
        if (signature.Contains(',') || !TryDecode(signature, out var claimed))
        {
            return new WebhookReception.Forged("The signature is not one base64 value of 32 bytes.");
        }
        if (!delivery.Headers.TryGetValue(TopicHeader, out var topic) || topic.Length == 0 || topic.Length > MaxTopic || topic.Contains(',') || topic.Any(char.IsControl))
        {
            return new WebhookReception.Forged("The delivery names no topic.");
        }
        return IsGenuine(channel, delivery.Body.Span, claimed)
            ? Genuine(topic, delivery)
            : new WebhookReception.Forged("The signature is not by this channel's secret.");
    }

    private static WebhookReception.Genuine Genuine(string topic, WebhookDelivery delivery)
    {
        var subject = WooEvents.SubjectOf(topic, delivery.Body);
        // The delivery id would not do: the store gives one id to all deliveries of a webhook within a second.
        var key = $"{topic}:{subject ?? "-"}:{Convert.ToHexStringLower(SHA256.HashData(delivery.Body.Span))}";
        var kept = Kept.Where(delivery.Headers.ContainsKey).ToDictionary(name => name, name => Cut(delivery.Headers[name]), StringComparer.Ordinal);
        return new WebhookReception.Genuine(key, topic, subject, kept);
    }

    // Every secret is tried to the end, so that the time taken says nothing about which one nearly fitted.
    private static bool IsGenuine(ChannelConnection channel, ReadOnlySpan<byte> body, ReadOnlySpan<byte> claimed)
    {
        var genuine = false;
        foreach (var secret in Secrets(channel))
        {
            genuine |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), claimed);
        }
        return genuine;
    }

    private static IEnumerable<string> Secrets(ChannelConnection channel)
    {
        foreach (var field in (string[])[WooFields.WebhookSecret, WooFields.WebhookSecretPrevious])
        {
            if (channel.Credentials.GetValueOrDefault(field) is { Length: > 0 } secret)
            {
                yield return secret;
                // WordPress decodes the entities of the secret it stored before it signs with it.
                yield return Entities().Replace(secret, m => Decoded(m.ValueSpan));
            }
        }
    }

    private static string Decoded(ReadOnlySpan<char> entity) => entity switch
    {
        "&quot;" => "\"",
        "&lt;" => "<",
        "&gt;" => ">",
        "&amp;" => "&",
        _ => Numbered(entity[2..^1]),
    };

    private static string Numbered(ReadOnlySpan<char> digits)
    {
        var hex = digits[0] is 'x' or 'X';
        var code = Convert.ToInt32(digits[(hex ? 1 : 0)..].ToString(), hex ? 16 : 10);
        return ((char)code).ToString();
    }

    // The store sends an unsigned form when a webhook is switched on, and expects 200.
    private static bool IsPing(ReadOnlySpan<byte> body)
    {
        var prefix = "webhook_id="u8;
        return body.Length > prefix.Length && body.Length <= prefix.Length + 20 && body.StartsWith(prefix) && !body[prefix.Length..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool TryDecode(string signature, out byte[] bytes)
    {
        bytes = new byte[HMACSHA256.HashSizeInBytes];
        return signature.Length == 44 && Convert.TryFromBase64String(signature, bytes, out var written) && written == bytes.Length;
    }

    private static string Cut(string value) => value.Length <= MaxHeader ? value : value[..MaxHeader];

    [GeneratedRegex("&(?:quot|lt|gt|amp|#0{0,5}(?:34|38|39|60|62)|#[xX]0{0,5}(?:22|26|27|3[cCeE]));", RegexOptions.CultureInvariant)]
    private static partial Regex Entities();
}
