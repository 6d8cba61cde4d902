using System.Net;
using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Ebay;

public sealed class EbayReceptionTests : EbaySite
{
    private const string KeyId = "1f0c2a52-8f1e-4c6e-9d5e-000000000001";

    private const string Sale =
        """{"metadata":{"topic":"ORDER_CONFIRMATION","schemaVersion":"1.0","deprecated":false},"notification":{"notificationId":"n-1","data":{"user":{"username":"Zoë"},"order":{"orderId":"13-00001-00002","orderLineItems":[]}}}}""";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task A_delivery_signed_by_eBays_key_is_genuine_and_the_key_is_asked_for_once_an_hour(string digest)
    {
        KeyStands(digest);
        var delivery = Delivery(Sale, Header(Sale, digest));
        var genuine = Assert.IsType<WebhookReception.Genuine>(await ReceiveAsync(delivery));
        Assert.Equal(("ORDER_CONFIRMATION:n-1", "ORDER_CONFIRMATION", "13-00001-00002"), (genuine.EventKey, genuine.Topic, genuine.SubjectId));
        Assert.IsType<WebhookReception.Genuine>(await ReceiveAsync(delivery));
        Assert.Single(Calls);
        Clock.Shift(TimeSpan.FromMinutes(61));
        Assert.IsType<WebhookReception.Genuine>(await ReceiveAsync(delivery));
        Assert.Equal(2, Calls.Count);
        Assert.Equal("13-00001-00002", Assert.IsType<ChannelEvent.OrderChanged>(Adapter.Interpret("ORDER_CONFIRMATION", delivery.Body)).OrderId);
    }

    [Fact]
    public async Task A_body_that_was_laid_out_anew_on_the_way_is_genuine_and_a_changed_one_is_not()
    {
        KeyStands("SHA256");
        var header = Header(Sale, "SHA256");
        Assert.IsType<WebhookReception.Genuine>(await ReceiveAsync(Delivery(Sale.Replace(",", ", ", StringComparison.Ordinal), header)));
        foreach (var changed in (string[])[Sale.Replace("00002", "00003", StringComparison.Ordinal), Sale[..^1], "", "{\"a\":\"\\ud800\"}"])
        {
            Assert.IsType<WebhookReception.Forged>(await ReceiveAsync(Delivery(changed, header)));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("e30=")]
    [InlineData("W10=")]
    public async Task A_header_that_cannot_be_read_is_forged_and_asks_nobody(string? header)
    {
        Assert.IsType<WebhookReception.Forged>(await ReceiveAsync(Delivery(Sale, header)));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Made_up_keys_are_asked_for_once_and_few_in_a_day_and_push_no_good_key_out()
    {
        KeyStands("SHA256");
        var genuine = Delivery(Sale, Header(Sale, "SHA256"));
        Assert.IsType<WebhookReception.Genuine>(await ReceiveAsync(genuine));
        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<WebhookReception.Forged>(await ReceiveAsync(Delivery(Sale, Header(Sale, "SHA256", "made-up"))));
        }
        Assert.Equal(2, Calls.Count);
        var answers = new List<ReadFailure?>();
        // Ten a minute for a day, each with an id of its own.
        foreach (var minute in Enumerable.Range(0, 24 * 60))
        {
            answers.Add(await Adapter.PrepareReceptionAsync(Channel, Delivery(Sale, Header(Sale, "SHA256", $"made-up-{minute}")), Stop));
            answers.Add(await Adapter.PrepareReceptionAsync(Channel, Delivery(Sale, Header(Sale, "SHA256", $"made-up-too-{minute}")), Stop));
            Assert.Null(await Adapter.PrepareReceptionAsync(Channel, genuine, Stop));
            Clock.Shift(TimeSpan.FromMinutes(1));
        }
        Assert.InRange(Calls.Count(c => c.Target.Contains("made-up", StringComparison.Ordinal)), 100, 300);
        Assert.InRange(Calls.Count(c => c.Target.EndsWith(KeyId, StringComparison.Ordinal)), 20, 25);
        Assert.Contains(answers, a => a is ReadFailure.Transient { Throttled: true, NotBefore: not null });
        Assert.IsType<WebhookReception.Genuine>(Adapter.Receive(Channel, genuine));
    }

    [Fact]
    public async Task A_key_that_cannot_be_had_now_lets_the_delivery_come_again_and_an_old_one_serves_meanwhile()
    {
        On($"/commerce/notification/v1/public_key/{KeyId}", "{}", HttpStatusCode.ServiceUnavailable);
        var delivery = Delivery(Sale, Header(Sale, "SHA256"));
        Assert.IsType<ReadFailure.Transient>(await Adapter.PrepareReceptionAsync(Channel, delivery, Stop));
        KeyStands("SHA256");
        Assert.IsType<WebhookReception.Genuine>(await ReceiveAsync(delivery));
        On($"/commerce/notification/v1/public_key/{KeyId}", "{}", HttpStatusCode.ServiceUnavailable);
        Clock.Shift(TimeSpan.FromHours(2));
        Assert.IsType<WebhookReception.Genuine>(await ReceiveAsync(delivery));
    }

    [Fact]
    public async Task A_key_in_an_answer_that_makes_no_sense_is_none()
    {
        var good = $$"""{"algorithm":"ECDSA","digest":"SHA256","key":"{{Pem()}}"}""";
        foreach (var (name, write) in MalformedAnswers.Of(good, $"\"{Pem()}\""))
        {
            On($"/commerce/notification/v1/public_key/{KeyId}", (http, _) => write(http));
            Clock.Shift(TimeSpan.FromMinutes(2));
            Assert.True(await Adapter.PrepareReceptionAsync(Channel, Delivery(Sale, Header(Sale, "SHA256")), Stop) is not null, name);
        }
    }

    [Fact]
    public async Task A_member_who_asks_to_be_forgotten_leaves_no_trace_in_the_inbox()
    {
        KeyStands("SHA1");
        const string body = """{"metadata":{"topic":"MARKETPLACE_ACCOUNT_DELETION"},"notification":{"notificationId":"d","data":{"username":"gone"}}}""";
        Assert.IsType<WebhookReception.Ping>(await ReceiveAsync(Delivery(body, Header(body, "SHA1"))));
    }

    [Fact]
    public void The_challenge_is_answered_with_the_hash_of_code_token_and_endpoint()
    {
        var endpoint = new Uri("https://portal.example/webhooks/attic");
        var answer = Adapter.Challenge(Channel, new Dictionary<string, string> { ["challenge_code"] = "c0de" }, endpoint)!;
        var expected = Convert.ToHexStringLower(SHA256.HashData("c0de0123456789abcdef0123456789abcdefhttps://portal.example/webhooks/attic"u8));
        Assert.Equal(("application/json", $$"""{"challengeResponse":"{{expected}}"}"""), (answer.ContentType, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.Null(Adapter.Challenge(Channel, new Dictionary<string, string>(), endpoint));
    }

    [Fact]
    public void A_forged_delivery_is_answered_412_and_a_listing_has_250_writes_a_day() =>
        Assert.Equal((412, 250), (Adapter.Traits.ForgedStatus, Adapter.Traits.WritesPerListingAndDay));

    private void KeyStands(string digest) =>
        On($"/commerce/notification/v1/public_key/{KeyId}", $$"""{"algorithm":"ECDSA","digest":"{{digest}}","key":"{{Pem()}}"}""");

    private string Pem() => $"-----BEGIN PUBLIC KEY-----{Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo())}-----END PUBLIC KEY-----";

    private string Header(string body, string digest, string keyId = KeyId)
    {
        var hash = digest == "SHA1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        var signature = Convert.ToBase64String(_key.SignData(Encoding.UTF8.GetBytes(body), hash, DSASignatureFormat.Rfc3279DerSequence));
        return Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"alg":"ecdsa","kid":"{{keyId}}","signature":"{{signature}}","digest":"{{digest}}"}"""));
    }

    private WebhookDelivery Delivery(string body, string? header) => new(
        header is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["x-ebay-signature"] = header }, Encoding.UTF8.GetBytes(body), Clock.GetUtcNow());

    private async Task<WebhookReception> ReceiveAsync(WebhookDelivery delivery)
    {
        Assert.Null(await Adapter.PrepareReceptionAsync(Channel, delivery, Stop));
        return Adapter.Receive(Channel, delivery);
    }
}
