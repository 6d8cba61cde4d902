using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>What the header <c>X-EBAY-SIGNATURE</c> says: base64 of <c>{"alg","kid","signature","digest"}</c>.</summary>
/// <param name="KeyId">Which of eBay's keys signed.</param>
/// <param name="Signature">ECDSA, DER.</param>
internal sealed record EbaySignature(string KeyId, byte[] Signature)
{
    public const string Header = "x-ebay-signature";

    /// <summary>Characters of the header: a real one has about 250.</summary>
    private const int MaxHeader = 2000;

    private const int MaxKeyId = 100;

    /// <summary>Null when there is none or it cannot be read.</summary>
    public static EbaySignature? Of(WebhookDelivery delivery)
    {
        if (!delivery.Headers.TryGetValue(Header, out var text) || text.Length > MaxHeader || !TryDecode(text, out var json) || !WireJson.TryParse(json, out var document))
        {
            return null;
        }
        using (document)
        {
            return document.RootElement.Text("kid") is { Length: <= MaxKeyId } kid && kid.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                && document.RootElement.Text("signature") is { } signed && TryDecode(signed, out var signature)
                    ? new EbaySignature(kid, signature)
                    : null;
        }
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
        {
            return false;
        }
        bytes = bytes[..written];
        return true;
    }
}

/// <summary>Verifies and reads what eBay sends, and answers its challenge. Pure.</summary>
internal static class EbayReception
{
    /// <summary>A sale; cancellations and refunds have no topic and are found by polling.</summary>
    public const string OrderTopic = "ORDER_CONFIRMATION";

    /// <summary>A member of eBay asks to be forgotten: every application has to take this. Orders are kept without their buyer, so there is nothing to do.</summary>
    private const string DeletionTopic = "MARKETPLACE_ACCOUNT_DELETION";

    private const string ChallengeCode = "challenge_code";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="key">eBay's key that the delivery names; null when there is no such key.</param>
    public static WebhookReception Receive(WebhookDelivery delivery, EbaySignature? signature, EbayPublicKey? key)
    {
        if (signature is null)
        {
            return new WebhookReception.Forged("The delivery has no signature that can be read.");
        }
        if (key is null)
        {
            return new WebhookReception.Forged($"eBay has no key {signature.KeyId}.");
        }
        if (!key.HasSigned(delivery.Body.Span, signature.Signature) && !(Rewritten(delivery.Body) is { } compact && key.HasSigned(compact.Span, signature.Signature)))
        {
            return new WebhookReception.Forged("The signature is not eBay's.");
        }
        var (topic, id, orderId) = Names(delivery.Body);
        return topic switch
        {
            null => new WebhookReception.Forged("The delivery names no topic."),
            DeletionTopic => new WebhookReception.Ping(),
            _ => new WebhookReception.Genuine(
                id is null ? $"{topic}:{Convert.ToHexStringLower(SHA256.HashData(delivery.Body.Span))}" : Cut($"{topic}:{id}", 200), Cut(topic, 100), orderId,
                new Dictionary<string, string> { [EbaySignature.Header] = "kid " + signature.KeyId }),
        };
    }

    public static ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body) => topic switch
    {
        Topics.OrderPolled => EbayOrderBody.Read(body),
        OrderTopic => Names(body) is (_, _, { } orderId)
            ? new ChannelEvent.OrderChanged(orderId, "eBay's notification carries neither SKU nor state.")
            : new ChannelEvent.Malformed("The notification names no order."),
        _ => new ChannelEvent.Irrelevant("Notifications of this topic do not concern stock."),
    };

    /// <summary><c>sha256(code + token + endpoint)</c>, by which eBay makes sure of the endpoint; null when this is no challenge.</summary>
    public static ChallengeAnswer? Challenge(string? verificationToken, IReadOnlyDictionary<string, string> query, Uri endpoint)
    {
        if (string.IsNullOrEmpty(verificationToken) || query.GetValueOrDefault(ChallengeCode) is not { Length: > 0 and <= 1000 } code)
        {
            return null;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(code));
        hash.AppendData(Encoding.UTF8.GetBytes(verificationToken));
        hash.AppendData(Encoding.UTF8.GetBytes(endpoint.AbsoluteUri));
        var answer = new Dictionary<string, string> { ["challengeResponse"] = Convert.ToHexStringLower(hash.GetHashAndReset()) };
        return new ChallengeAnswer("application/json", JsonSerializer.SerializeToUtf8Bytes(answer));
    }

    private static (string? Topic, string? Id, string? OrderId) Names(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return default;
        }
        using (document)
        {
            var notification = document.RootElement.Member("notification");
            return (
                document.RootElement.Member("metadata")?.Text("topic"),
                notification?.Text("notificationId"),
                notification?.Member("data")?.Member("order") is { } order ? EbayOrderBody.IdOf(order) : null);
        }
    }

    // eBay's own library signs what its parser makes of the body; it is the same bytes unless something on the way laid them out anew.
    private static ReadOnlyMemory<byte>? Rewritten(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        var buffer = new ArrayBufferWriter<byte>(body.Length);
        try
        {
            using (document)
            using (var json = new Utf8JsonWriter(buffer, Compact))
            {
                document.RootElement.WriteTo(json);
            }
        }
        // A lone surrogate cannot be written again.
        catch (InvalidOperationException)
        {
            return null;
        }
        return buffer.WrittenMemory;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
