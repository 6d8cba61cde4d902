using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

public sealed class ShopifyReceptionTests : IAsyncLifetime
{
    private const string Body = """{"inventory_item_id":271878346596884015,"location_id":7,"available":10}""";

    private ShopifyBench _shop = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public void A_delivery_is_genuine_by_the_present_or_the_previous_secret_only()
    {
        Assert.Equal(ShopifyBench.Item(271878346596884015), Assert.IsType<WebhookReception.Genuine>(Receive(Body)).SubjectId);
        Assert.IsType<WebhookReception.Genuine>(Receive(Body, secret: "new", previous: ShopifyBench.Secret));
        Assert.IsType<WebhookReception.Forged>(Receive(Body, secret: "new"));
        Assert.IsType<WebhookReception.Forged>(Receive(Body, signature: ""));
        Assert.IsType<WebhookReception.Forged>(Receive(Body, signature: Sign(Body) + ", " + Sign(Body)));
        Assert.IsType<WebhookReception.Forged>(Receive(Body, signature: Sign(Body + " ")));
        Assert.IsType<WebhookReception.Forged>(Receive(Body, shop: "another.myshopify.com"));
        Assert.IsType<WebhookReception.Forged>(Receive(Body, id: null));
    }

    [Fact]
    public void A_signature_of_our_own_making_is_as_worked_out_by_hand() =>
        // printf '%s' '{"id":1}' | openssl dgst -sha256 -hmac canary-client-secret -binary | base64
        Assert.IsType<WebhookReception.Genuine>(Receive("""{"id":1}""", topic: "orders/updated", signature: "naPg+c6yb4qd9RuW99zGuTsmKUzs9qgI8EU8B/ltTkY="));

    [Fact]
    public void A_redelivery_is_the_same_event_and_another_body_or_id_another()
    {
        string KeyOf(string body, string id) => Assert.IsType<WebhookReception.Genuine>(Receive(body, id: id)).EventKey;
        Assert.Equal(KeyOf(Body, "a"), KeyOf(Body, "a"));
        Assert.NotEqual(KeyOf(Body, "a"), KeyOf(Body, "b"));
        Assert.NotEqual(KeyOf(Body, "a"), KeyOf(Body.Replace("10", "11", StringComparison.Ordinal), "a"));
    }

    [Fact]
    public void Stock_of_another_place_says_nothing_about_ours()
    {
        var elsewhere = Assert.IsType<WebhookReception.Genuine>(Receive(Body.Replace("\"location_id\":7", "\"location_id\":8", StringComparison.Ordinal)));
        Assert.IsType<ChannelEvent.Irrelevant>(_shop.Adapter.Interpret(elsewhere.Topic, Encoding.UTF8.GetBytes(Body)));
    }

    private static string Sign(string body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ShopifyBench.Secret), Encoding.UTF8.GetBytes(body)));

    private WebhookReception Receive(
        string body, string secret = ShopifyBench.Secret, string previous = "", string? signature = null, string shop = "bench.myshopify.com", string? id = "w1", string topic = "inventory_levels/update")
    {
        var headers = new Dictionary<string, string> { ["x-shopify-topic"] = topic, ["x-shopify-shop-domain"] = shop, ["x-shopify-hmac-sha256"] = signature ?? Sign(body) };
        if (id is not null)
        {
            headers["x-shopify-webhook-id"] = id;
        }
        return _shop.Adapter.Receive(
            _shop.Channel(("clientId", "c"), ("clientSecret", secret), ("clientSecretPrevious", previous)), new WebhookDelivery(headers, Encoding.UTF8.GetBytes(body), ShopifyBench.Start));
    }
}
