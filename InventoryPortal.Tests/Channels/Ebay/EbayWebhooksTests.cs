using System.Net;
using System.Text.Json.Nodes;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Ebay;

public sealed class EbayWebhooksTests : EbaySite
{
    private const string Destinations = "/commerce/notification/v1/destination";
    private const string Subscriptions = "/commerce/notification/v1/subscription";

    private static readonly Uri Endpoint = new("https://portal.example/webhooks/attic");

    [Fact]
    public async Task The_first_time_the_alerts_the_endpoint_and_the_subscription_are_made()
    {
        var isConfigured = false;
        On("/commerce/notification/v1/config", (http, _) =>
        {
            isConfigured = true;
            return AnsweringServer.WriteAsync(http, 204, "");
        });
        On(Destinations, (http, _) => http.Request.Method == "GET" ? AnsweringServer.WriteAsync(http, 200, """{"total":0,"destinations":[]}""")
            : isConfigured ? MadeAsync(http, "destination/d-7")
            : AnsweringServer.WriteAsync(http, 409, """{"errors":[{"errorId":195003,"message":"Please provide configurations"}]}"""));
        On(Subscriptions, (http, _) => http.Request.Method == "GET" ? AnsweringServer.WriteAsync(http, 200, """{"total":0}""") : MadeAsync(http, "subscription/s-1"));
        var without = await Adapter.EnsureWebhooksAsync(Channel, Endpoint, Stop);
        Assert.Contains("alertEmail", Assert.IsType<ReadFailure.Unusable>(without.Failure).Reason, StringComparison.Ordinal);
        var setup = await Adapter.EnsureWebhooksAsync(Connect(new() { ["alertEmail"] = "a@b.example" }), Endpoint, Stop);
        Assert.True(setup.Ok, setup.Failure?.Reason);
        Assert.Equal(3, setup.Changes.Count);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """
                {"topicId":"ORDER_CONFIRMATION","destinationId":"d-7","status":"ENABLED",
                 "payload":{"format":"JSON","schemaVersion":"1.0","deliveryProtocol":"HTTPS"}}
                """),
            JsonNode.Parse(Calls[^1].Body)));
    }

    [Theory]
    [InlineData("ENABLED", "d-7", "ENABLED", 0)]
    [InlineData("MARKED_DOWN", "d-7", "ENABLED", 1)]
    [InlineData("ENABLED", "d-6", "ENABLED", 1)]
    [InlineData("ENABLED", "d-7", "DISABLED", 1)]
    public async Task What_stands_is_left_alone_and_what_does_not_is_put_right(string endpoint, string destination, string subscription, int changes)
    {
        Stand(endpoint, destination, subscription);
        foreach (var path in (string[])[Destinations + "/d-7", Subscriptions + "/s-1", Subscriptions + "/s-1/enable"])
        {
            On(path, "", HttpStatusCode.NoContent);
        }
        var setup = await Adapter.EnsureWebhooksAsync(Channel, Endpoint, Stop);
        Assert.True(setup.Ok, setup.Failure?.Reason);
        Assert.Equal((changes, changes), (setup.Changes.Count, Calls.Count(c => c.Method != "GET")));
    }

    [Fact]
    public async Task A_subscription_that_another_channel_of_the_portal_holds_is_left_to_it()
    {
        var both = Destination("ENABLED").Replace(
            "[{", "[{\"destinationId\":\"d-6\",\"status\":\"ENABLED\",\"deliveryConfig\":{\"endpoint\":\"https://portal.example/webhooks/cellar\"}},{", StringComparison.Ordinal);
        On(Destinations, both);
        On(Subscriptions, Subscription("d-6", "ENABLED"));
        var setup = await Adapter.EnsureWebhooksAsync(Channel, Endpoint, Stop);
        Assert.Contains("polling alone", Assert.IsType<ReadFailure.Unusable>(setup.Failure).Reason, StringComparison.Ordinal);
        Assert.All(Calls, c => Assert.Equal("GET", c.Method));
    }

    [Fact]
    public async Task A_consent_without_notifications_leaves_the_channel_to_polling_and_does_not_stop_it()
    {
        Stand("ENABLED", "d-7", "ENABLED");
        On(Subscriptions, """{"errors":[{"errorId":1100,"message":"Insufficient permissions"}]}""", HttpStatusCode.Forbidden);
        var setup = await Adapter.EnsureWebhooksAsync(Channel, Endpoint, Stop);
        Assert.False(setup.Ok);
        Assert.Contains("polling alone", Assert.IsType<ReadFailure.Unusable>(setup.Failure).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_malformed_list_is_taken_for_an_endpoint_that_stands()
    {
        Stand("ENABLED", "d-7", "ENABLED");
        foreach (var (path, good) in ((string, string)[])[(Destinations, Destination("ENABLED")), (Subscriptions, Subscription("d-7", "ENABLED"))])
        {
            foreach (var (name, write) in MalformedAnswers.Of(good, "\"ENABLED\""))
            {
                Stand("ENABLED", "d-7", "ENABLED");
                On(path, (http, _) => http.Request.Method == "GET" ? write(http) : AnsweringServer.WriteAsync(http, 500, "{}"));
                Assert.False((await Adapter.EnsureWebhooksAsync(Channel, Endpoint, Stop)).Ok, $"{path}: {name}");
            }
        }
    }

    private void Stand(string endpoint, string destination, string subscription)
    {
        On(Destinations, Destination(endpoint));
        On(Subscriptions, Subscription(destination, subscription));
    }

    private static string Destination(string status) =>
        "{\"total\":1,\"destinations\":[{\"destinationId\":\"d-7\",\"status\":\"" + status + "\",\"deliveryConfig\":{\"endpoint\":\"" + Endpoint + "\"}}]}";

    private static string Subscription(string destination, string status) =>
        "{\"total\":1,\"subscriptions\":[{\"subscriptionId\":\"s-1\",\"topicId\":\"ORDER_CONFIRMATION\",\"destinationId\":\"" + destination + "\",\"status\":\"" + status + "\"}]}";

    private static Task MadeAsync(Microsoft.AspNetCore.Http.HttpContext http, string what)
    {
        http.Response.Headers.Location = "https://api.ebay.com/commerce/notification/v1/" + what;
        http.Response.StatusCode = 201;
        return Task.CompletedTask;
    }
}
