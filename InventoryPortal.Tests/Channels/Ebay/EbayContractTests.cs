using System.Net;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Ebay;

/// <summary>Every call of the adapter against eBay's own files, where the tester has them.</summary>
public sealed class EbayContractTests : EbaySite
{
    private const string Files = "ebay/openapi";
    private const string Update = "/sell/inventory/v1/bulk_update_price_quantity";

    private static readonly Uri Endpoint = new("https://portal.example/webhooks/attic");

    [Fact]
    public async Task Every_request_that_the_adapter_makes_is_in_eBays_own_files()
    {
        var contracts = VendorContracts.Read(Files);
        OffersStand();
        await PushAsync(("A", 5), ("B 1/ä", 0));
        await Adapter.ReadStockAsync(Channel, ["A", "B"], Stop);
        await Adapter.ReadCatalogueAsync(Channel, null, Stop);
        await Adapter.ReadCatalogueAsync(Channel, "3", Stop);
        await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Clock.GetUtcNow().AddDays(-1), null), Stop);
        await Adapter.ReadOrderAsync(Channel, "13-00001-00002", Stop);
        await Adapter.TestAsync(Channel, Stop);
        await Adapter.PrepareReceptionAsync(Channel, Signed(), Stop);
        await EndpointIsSeenToAsync();
        var calls = Calls.Select(c => $"{c.Method} {c.Target.Split('?')[0]}").Distinct().ToList();
        Assert.Equal(15, calls.Count);
        Assert.Empty(Calls.SelectMany(c => contracts.Faults(c.Method, c.Target, c.Body).Select(f => $"{c.Method} {c.Target}: {f}")));
    }

    [Fact]
    public void A_wrong_path_parameter_member_or_type_is_found()
    {
        var contracts = VendorContracts.Read(Files);
        foreach (var (method, target, body, faults) in ((string, string, string, int)[])
        [
            ("POST", Update, """{"requests":[{"sku":"A","shipToLocationAvailability":{"quantity":5},"offers":[{"offerId":"1","availableQuantity":5}]}]}""", 0),
            ("POST", Update, """{"requestz":[]}""", 1),
            ("POST", Update, """{"requests":[{"sku":"A","shipToLocationAvailability":{"quantity":"5"}}]}""", 1),
            ("POST", Update, """{"requests":[{"sku":5,"offers":[{"offerId":1,"availableQuantity":5.5}]}]}""", 3),
            ("POST", Update, "", 1),
            ("PUT", Update, "{}", 1),
            ("GET", "/sell/inventory/v1/offer?sku=A&page=1", "", 1),
            ("GET", "/sell/inventory/v2/offer?sku=A", "", 1),
        ])
        {
            var found = contracts.Faults(method, target, body);
            Assert.True(found.Count == faults, $"{method} {target} {body}: {string.Join(' ', found)}");
        }
    }

    // Once as for a new account, once as for one whose endpoint failed and whose subscription points elsewhere, once switched off.
    private async Task EndpointIsSeenToAsync()
    {
        const string destinations = "/commerce/notification/v1/destination", subscriptions = "/commerce/notification/v1/subscription";
        On("/commerce/notification/v1/config", "", HttpStatusCode.NoContent);
        On(destinations, (http, _) => http.Request.Method == "GET"
            ? AnsweringServer.WriteAsync(http, 200, """{"destinations":[]}""")
            : AnsweringServer.WriteAsync(http, 409, """{"errors":[{"errorId":195003,"message":"Please provide configurations"}]}"""));
        await Adapter.EnsureWebhooksAsync(Connect(new() { ["alertEmail"] = "a@b.example" }), Endpoint, Stop);
        foreach (var (status, entries) in ((string, string)[])[("ENABLED", ""), ("MARKED_DOWN", Subscription("d-6")), ("ENABLED", Subscription("d-7"))])
        {
            On(destinations, "{\"destinations\":[{\"destinationId\":\"d-7\",\"status\":\"" + status + "\",\"deliveryConfig\":{\"endpoint\":\"" + Endpoint + "\"}}]}");
            On(destinations + "/d-7", "", HttpStatusCode.NoContent);
            On(subscriptions, "{\"subscriptions\":[" + entries + "]}");
            await Adapter.EnsureWebhooksAsync(Channel, Endpoint, Stop);
        }
    }

    private static string Subscription(string destination) =>
        "{\"subscriptionId\":\"s-1\",\"topicId\":\"ORDER_CONFIRMATION\",\"status\":\"DISABLED\",\"destinationId\":\"" + destination + "\"}";

    private WebhookDelivery Signed()
    {
        var header = Convert.ToBase64String("""{"alg":"ecdsa","kid":"k-1","signature":"AAAA","digest":"SHA1"}"""u8);
        return new WebhookDelivery(new Dictionary<string, string> { ["x-ebay-signature"] = header }, "{}"u8.ToArray(), Clock.GetUtcNow());
    }
}
