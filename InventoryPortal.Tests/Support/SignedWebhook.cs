using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Tests.Support;

/// <summary>Sends a webhook the way a WooCommerce store does: signed over the raw body.</summary>
public static class SignedWebhook
{
    /// <summary>base64(HMAC-SHA256(body, secret)).</summary>
    public static string Sign(byte[] body, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static Task<HttpStatusCode> SendAsync(PortalHost host, string channel, string topic, string json, string secret) =>
        SendAsync(host.Address, channel, topic, json, secret);

    public static async Task<HttpStatusCode> SendAsync(Uri portal, string channel, string topic, string json, string secret)
    {
        var body = Encoding.UTF8.GetBytes(json);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(portal, $"/webhooks/{channel}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        var parts = topic.Split('.');
        request.Headers.Add("X-WC-Webhook-Topic", topic);
        request.Headers.Add("X-WC-Webhook-Resource", parts[0]);
        request.Headers.Add("X-WC-Webhook-Event", parts[1]);
        request.Headers.Add("X-WC-Webhook-Signature", Sign(body, secret));
        request.Headers.Add("X-WC-Webhook-ID", "1");
        request.Headers.Add("X-WC-Webhook-Delivery-ID", "e99da8bce6f413fb922b6a91467b1c51");
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
