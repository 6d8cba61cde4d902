using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Channels.WooCommerce;
using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooReceptionTests
{
    private const string Body = """{"id":727,"status":"processing","line_items":[{"id":315,"product_id":93,"variation_id":0,"sku":"one","quantity":2}]}""";

    [Fact]
    public void A_delivery_signed_with_the_secret_is_genuine()
    {
        var genuine = Assert.IsType<WebhookReception.Genuine>(Receive(Channel("s3cr3t"), Body, Sign("s3cr3t", Body)));

        Assert.Equal(("order.updated", "727"), (genuine.Topic, genuine.SubjectId));
        Assert.StartsWith("order.updated:727:", genuine.EventKey, StringComparison.Ordinal);
        Assert.InRange(genuine.EventKey.Length, 1, 200);
        Assert.Equal("9f", genuine.KeptHeaders["x-wc-webhook-delivery-id"]);
        Assert.False(genuine.KeptHeaders.ContainsKey("authorization"));
    }

    [Fact]
    public void The_signature_matches_one_computed_elsewhere() =>
        // base64(HMAC-SHA256("abc", "key")), by openssl.
        Assert.IsType<WebhookReception.Genuine>(Receive(Channel("key"), "abc", "nBluMtwBdfhvSxy4konWYZ3mvuaZ5MN45oMJ7Zehpqs="));

    [Theory]
    [InlineData("whsec-&quot;quoted&quot;&amp;&lt;x&gt;", "whsec-\"quoted\"&<x>")]
    [InlineData("a&#039;b&#38;c&#x26;d", "a'b&c&d")]
    [InlineData("whsec-\"quoted\"&<x>", "whsec-\"quoted\"&<x>")]
    public void A_secret_with_entities_is_tried_as_WordPress_signs_with_it(string kept, string signing) =>
        Assert.IsType<WebhookReception.Genuine>(Receive(Channel(kept), Body, Sign(signing, Body)));

    [Fact]
    public void The_secret_before_a_rotation_is_taken_until_it_is_removed()
    {
        Assert.IsType<WebhookReception.Genuine>(Receive(Channel("new", "old"), Body, Sign("old", Body)));
        Assert.IsType<WebhookReception.Genuine>(Receive(Channel("new", "old"), Body, Sign("new", Body)));
        Assert.IsType<WebhookReception.Forged>(Receive(Channel("new"), Body, Sign("old", Body)));
    }

    [Fact]
    public void Anything_else_is_forged()
    {
        var channel = Channel("s3cr3t");
        var right = Sign("s3cr3t", Body);
        var forged = new[]
        {
            Receive(channel, Body, null),
            Receive(channel, Body, ""),
            Receive(channel, Body, right[..^4]),
            Receive(channel, Body, Sign("other", Body)),
            Receive(channel, Body + " ", right),
            Receive(channel, Body, right + "," + right),
            Receive(channel, Body, right + "\n"),
            Receive(channel, Body, " " + right),
            Receive(channel, Body, right.Replace('+', '-').Replace('/', '_') + "x"),
            Receive(channel, Body, Convert.ToHexString(Convert.FromBase64String(right))),
            Receive(channel, Body, right, topic: null),
            Receive(channel, Body, right, topic: "order.updated,order.created"),
            Receive(channel, Body, right, topic: new string('t', 101)),
            Receive(Channel(""), Body, Sign("", Body)),
        };

        Assert.All(forged, r => Assert.IsType<WebhookReception.Forged>(r));
    }

    [Theory]
    [InlineData("webhook_id=142", true)]
    [InlineData("webhook_id=", false)]
    [InlineData("webhook_id=1&x=2", false)]
    [InlineData("webhook_id=abc", false)]
    [InlineData("webhook_id=111111111111111111111111111111", false)]
    [InlineData("", false)]
    public void Only_the_bare_activation_form_passes_unsigned(string body, bool ping)
    {
        var reception = Receive(Channel("s3cr3t"), body, null);

        Assert.Equal(ping, reception is WebhookReception.Ping);
        Assert.Equal(!ping, reception is WebhookReception.Forged);
    }

    [Fact]
    public void The_key_is_the_same_for_the_same_content_and_differs_with_it()
    {
        var channel = Channel("s3cr3t");
        string KeyOf(string body, string delivery) =>
            Assert.IsType<WebhookReception.Genuine>(Receive(channel, body, Sign("s3cr3t", body), delivery: delivery)).EventKey;

        Assert.Equal(KeyOf(Body, "one"), KeyOf(Body, "two"));
        Assert.NotEqual(KeyOf(Body, "one"), KeyOf(Body.Replace("\"quantity\":2", "\"quantity\":3", StringComparison.Ordinal), "one"));
    }

    [Fact]
    public void A_variation_s_event_names_it_as_listings_do()
    {
        var body = Encoding.UTF8.GetString(WooHarness.Fixture("product-updated-variation.json"));

        Assert.Equal("161/162", Assert.IsType<WebhookReception.Genuine>(Receive(Channel("k"), body, Sign("k", body), topic: "product.updated")).SubjectId);
    }

    [Fact]
    public void A_signed_body_that_is_no_JSON_is_kept_for_a_person() =>
        Assert.Null(Assert.IsType<WebhookReception.Genuine>(Receive(Channel("k"), "<html>", Sign("k", "<html>"))).SubjectId);

    private static ChannelConnection Channel(string secret, string? previous = null) =>
        WooHarness.Connection("https://shop.example", webhookSecret: secret, previous: previous);

    private static string Sign(string secret, string body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private static WebhookReception Receive(ChannelConnection channel, string body, string? signature, string? topic = "order.updated", string delivery = "9f")
    {
        var headers = new Dictionary<string, string> { ["x-wc-webhook-delivery-id"] = delivery, ["authorization"] = "Bearer x" };
        if (signature is not null)
        {
            headers["x-wc-webhook-signature"] = signature;
        }
        if (topic is not null)
        {
            headers["x-wc-webhook-topic"] = topic;
        }
        return WooReception.Receive(channel, new WebhookDelivery(headers, Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch));
    }
}
