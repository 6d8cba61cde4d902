using System.Net;
using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Ebay;

public sealed class EbaySignInTests : EbaySite
{
    private const string Items = "/sell/inventory/v1/inventory_item";

    [Fact]
    public async Task The_refresh_token_is_changed_into_an_access_token_that_serves_for_two_hours()
    {
        var (sent, bearer) = ("", new List<string>());
        On(TokenPath, (http, body) =>
        {
            sent = $"{http.Request.Headers.Authorization} {body}";
            return AnsweringServer.WriteAsync(http, 200, """{"access_token":"at","expires_in":7200,"token_type":"User Access Token"}""");
        });
        On(Items, (http, _) =>
        {
            bearer.Add(http.Request.Headers.Authorization.ToString());
            return AnsweringServer.WriteAsync(http, 200, """{"total":0}""");
        });
        Assert.Null((await Adapter.ReadCatalogueAsync(Channel, null, Stop)).Failure);
        Clock.Shift(TimeSpan.FromMinutes(110));
        await Adapter.ReadCatalogueAsync(Channel, null, Stop);
        Assert.Single(Server.Requests, r => r.Target == TokenPath);
        Clock.Shift(TimeSpan.FromMinutes(15));
        await Adapter.ReadCatalogueAsync(Channel, null, Stop);
        Assert.Equal(2, Server.Requests.Count(r => r.Target == TokenPath));
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("app-1:secret-of-the-app"))} grant_type=refresh_token&refresh_token=refresh-of-the-seller", sent);
        Assert.All(bearer, b => Assert.Equal("Bearer at", b));
    }

    [Fact]
    public async Task A_token_refused_before_its_time_is_replaced_once_and_a_second_refusal_asks_for_a_person()
    {
        var good = "Bearer token-2";
        On(Items, (http, _) => http.Request.Headers.Authorization == good
            ? AnsweringServer.WriteAsync(http, 200, """{"total":0}""")
            : AnsweringServer.WriteAsync(http, 401, """{"errors":[{"errorId":1001,"message":"Invalid access token"}]}"""));
        Assert.Null((await Adapter.ReadCatalogueAsync(Channel, null, Stop)).Failure);
        good = "Bearer none";
        Server.Requests.Clear();
        Assert.IsType<ReadFailure.Reauthorise>((await Adapter.ReadCatalogueAsync(Channel, null, Stop)).Failure);
        Assert.Equal(2, Calls.Count);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""", typeof(PushVerdict.Reauthorise))]
    [InlineData(401, """{"error":"invalid_client"}""", typeof(PushVerdict.Reauthorise))]
    [InlineData(429, "{}", typeof(PushVerdict.RetryAt))]
    [InlineData(500, "", typeof(PushVerdict.RetryAt))]
    [InlineData(200, """{"access_token":"a","expires_in":"7200"}""", typeof(PushVerdict.RetryAt))]
    [InlineData(200, """{"access_token":"a","expires_in":1e309}""", typeof(PushVerdict.RetryAt))]
    [InlineData(200, "<html>", typeof(PushVerdict.RetryAt))]
    public async Task Without_a_token_nothing_is_written_and_the_reason_is_said(int status, string body, Type verdict)
    {
        On(TokenPath, body, (HttpStatusCode)status);
        Assert.All(await PushAsync(("A", 1)), v => Assert.IsType(verdict, v));
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task No_malformed_answer_is_ever_taken_for_a_token()
    {
        foreach (var (name, write) in MalformedAnswers.Of("""{"access_token":"a","expires_in":7200}""", "7200"))
        {
            On(TokenPath, (http, _) => write(http));
            Assert.True((await PushAsync(("A", 1)))[0] is PushVerdict.RetryAt { Throttled: false }, name);
        }
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task The_test_of_a_connection_names_the_step_that_fails()
    {
        On(TokenPath, """{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);
        Assert.Equal([true, true, false, false], (await Adapter.TestAsync(Channel, Stop)).Select(c => c.Ok));
        On(TokenPath, "<html>", HttpStatusCode.BadGateway);
        Assert.Equal([false, true, false, false], (await Adapter.TestAsync(Channel, Stop)).Select(c => c.Ok));
        On(TokenPath, """{"access_token":"a","expires_in":7200}""");
        On(Items, """{"total":0}""");
        On("/sell/fulfillment/v1/order", """{"errors":[{"errorId":1100,"message":"Insufficient permissions"}]}""", HttpStatusCode.Forbidden);
        var checks = await Adapter.TestAsync(Channel, Stop);
        Assert.Equal([true, true, true, false], checks.Select(c => c.Ok));
        Assert.Contains("sell.fulfillment", checks[3].Detail, StringComparison.Ordinal);
        On("/sell/fulfillment/v1/order", """{"total":0}""");
        Assert.All(await Adapter.TestAsync(Channel, Stop), c => Assert.True(c.Ok, c.Detail));
    }

    [Fact]
    public async Task No_secret_is_in_a_trace()
    {
        OffersStand();
        On("/sell/inventory/v1/bulk_update_price_quantity", (http, _) => AnsweringServer.WriteAsync(
            http, 500, $"{http.Request.Headers.Authorization} refresh-of-the-seller secret-of-the-app"));
        var report = await Adapter.PushAsync(Channel, Adapter.Plan([new QuantityPush(1, "A", 1, null, "k")])[0], Stop);
        Assert.DoesNotContain("token-1", report.Trace.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-of", report.Trace.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of", report.Trace.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_that_is_wrong_is_named_beside_its_reason()
    {
        var faults = Adapter.Validate(
            new Dictionary<string, string> { ["marketplaceId"] = "US", ["environment"] = "live", ["baseUrl"] = "ftp://x", ["batchSize"] = "26", ["alertEmail"] = "nobody" },
            new Dictionary<string, string> { ["clientId"] = "a:b", ["clientSecret"] = "", ["verificationToken"] = "too short" });
        Assert.Equal(
            [
                "credentials.clientId", "credentials.clientSecret", "credentials.refreshToken", "credentials.verificationToken",
                "settings.alertEmail", "settings.baseUrl", "settings.batchSize", "settings.environment", "settings.marketplaceId",
            ],
            faults.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Adapter.Validate(
            new Dictionary<string, string> { ["marketplaceId"] = "EBAY_DE", ["environment"] = "production", ["baseUrl"] = "", ["alertEmail"] = "" }, Channel.Credentials));
    }
}
