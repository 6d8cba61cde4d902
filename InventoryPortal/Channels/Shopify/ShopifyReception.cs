using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>
/// Verifies deliveries: <c>X-Shopify-Hmac-SHA256</c> is base64(HMAC-SHA256(raw body, client secret)), for up to an hour after a
/// rotation by the old secret. The headers are not signed: nothing is concluded from them but which event this is. Pure.
/// </summary>
internal static class ShopifyReception
{
    private const string SignatureHeader = "x-shopify-hmac-sha256";
    private const string TopicHeader = "x-shopify-topic";
    private const string ShopHeader = "x-shopify-shop-domain";
    private const string IdHeader = "x-shopify-webhook-id";

    /// <summary>Characters of a topic and of an id in the event key: with the hash they stay below the key's 200.</summary>
    private const int MaxName = 80;

    /// <summary>Characters kept of one header.</summary>
    private const int MaxHeader = 200;

    private static readonly string[] Kept =
        [TopicHeader, ShopHeader, IdHeader, "x-shopify-event-id", "x-shopify-triggered-at", "x-shopify-api-version"];

    public static WebhookReception Receive(ChannelConnection channel, WebhookDelivery delivery)
    {
        if (!delivery.Headers.TryGetValue(SignatureHeader, out var signature))
        {
            return new WebhookReception.Forged("The delivery is not signed.");
        }
        if (!TryDecode(signature, out var claimed) || !IsGenuine(channel, delivery.Body.Span, claimed))
        {
            return new WebhookReception.Forged("The signature is not by this channel's client secret.");
        }
        if (NameOf(delivery, TopicHeader) is not { } topic || NameOf(delivery, IdHeader) is not { } id)
        {
            return new WebhookReception.Forged("The delivery names no topic, or no id of its own.");
        }
        // One app's secret signs for every shop that has it: another shop's event is not this channel's.
        if (delivery.Headers.TryGetValue(ShopHeader, out var shop) && channel.Settings.GetValueOrDefault(ShopifyFields.ShopDomain) is { Length: > 0 } own
            && !shop.Equals(own, StringComparison.OrdinalIgnoreCase))
        {
            return new WebhookReception.Forged("The delivery comes from another shop.");
        }
        return Genuine(channel, delivery, topic, id);
    }

    private static WebhookReception.Genuine Genuine(ChannelConnection channel, WebhookDelivery delivery, string named, string id)
    {
        var (topic, subject) = (named, (string?)null);
        if (WireJson.TryParse(delivery.Body, out var document))
        {
            using (document)
            {
                topic = TopicOf(channel, named, document.RootElement);
                subject = ShopifyEvents.SubjectOf(topic, document.RootElement);
            }
        }
        // The id is not signed: with the body beside it, a stranger's copy cannot take the place of an event that is still to come.
        var key = $"{named}:{id}:{Convert.ToHexStringLower(SHA256.HashData(delivery.Body.Span).AsSpan(0, 8))}";
        var kept = Kept.Where(delivery.Headers.ContainsKey).ToDictionary(name => name, name => Cut(delivery.Headers[name]), StringComparer.Ordinal);
        return new WebhookReception.Genuine(key, topic, subject, kept);
    }

    private static string TopicOf(ChannelConnection channel, string topic, JsonElement body)
    {
        var own = ShopifyIds.LocationOf(channel.Settings.GetValueOrDefault(ShopifyFields.LocationId));
        return topic == ShopifyEvents.LevelUpdate && body.Id("location_id") is var location and > 0 && ShopifyIds.Of(ShopifyIds.Location, location) != own
            ? ShopifyEvents.LevelElsewhere
            : topic;
    }

    // Every secret is tried to the end, so that the time taken says nothing about which one nearly fitted.
    private static bool IsGenuine(ChannelConnection channel, ReadOnlySpan<byte> body, ReadOnlySpan<byte> claimed)
    {
        var genuine = false;
        foreach (var field in (string[])[ShopifyFields.ClientSecret, ShopifyFields.ClientSecretPrevious])
        {
            if (channel.Credentials.GetValueOrDefault(field) is { Length: > 0 } secret)
            {
                genuine |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), claimed);
            }
        }
        return genuine;
    }

    private static bool TryDecode(string signature, out byte[] bytes)
    {
        bytes = new byte[HMACSHA256.HashSizeInBytes];
        return signature.Length == 44 && Convert.TryFromBase64String(signature, bytes, out var written) && written == bytes.Length;
    }

    // Neither a topic nor an id has a comma: one means that the header came twice.
    private static string? NameOf(WebhookDelivery delivery, string header) =>
        delivery.Headers.TryGetValue(header, out var name) && name.Length is > 0 and <= MaxName && !name.Contains(',') && !name.Any(char.IsControl) ? name : null;

    private static string Cut(string value) => value.Length <= MaxHeader ? value : value[..MaxHeader];
}
