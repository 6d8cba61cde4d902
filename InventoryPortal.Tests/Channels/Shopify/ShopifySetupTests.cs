using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

public sealed class ShopifySetupTests : IAsyncLifetime
{
    private ShopifyBench _shop = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task The_test_of_a_connection_names_the_step_that_fails()
    {
        string Access(string scopes, string location) => $$$"""
            {"data":{"currentAppInstallation":{"accessScopes":[{{{string.Join(',', scopes.Split(' ').Select(s => $$"""{"handle":"{{s}}"}"""))}}}]},"location":{{{location}}} }}
            """;
        const string All = "read_products write_inventory read_locations read_orders";
        const string Here = """{"id":"gid://shopify/Location/7","name":"Depot","isActive":true}""";
        async Task<List<bool>> TestAsync() => [.. (await _shop.Adapter.TestAsync(_shop.Channel(), Stop)).Select(c => c.Ok)];

        _shop.Graph = (_, _) => Access(All, Here);
        Assert.Equal([true, true, true, true], await TestAsync());
        _shop.Graph = (_, _) => Access("read_products read_inventory", Here);
        Assert.Equal([true, true, true, false], await TestAsync());
        _shop.Graph = (_, _) => Access(All, "null");
        Assert.Equal([true, true, true, false], await TestAsync());
        _shop.Token = _ => (400, """{"error":"invalid_client"}""");
        var elsewhere = new ChannelConnection(2, "x", ChannelKind.Shopify, _shop.Channel().Settings, _shop.Channel().Credentials);
        Assert.Equal([true, true, false, false], (await _shop.Adapter.TestAsync(elsewhere, Stop)).Select(c => c.Ok));
        _shop.Raw = (http, _) => Support.AnsweringServer.WriteAsync(http, 200, "<html>", "text/html");
        Assert.Equal([false, true, false, false], await TestAsync());
    }

    [Fact]
    public async Task Missing_subscriptions_are_made_and_doubled_ones_removed()
    {
        var callback = new Uri("https://portal.example/webhooks/shop");
        _shop.Graph = (operation, variables) => operation switch
        {
            "subscriptions" when variables["after"] is null => Subscriptions("more", ("1", "ORDERS_CREATE", callback.AbsoluteUri), ("2", "ORDERS_PAID", "https://elsewhere.example/")),
            "subscriptions" => Subscriptions(null, ("3", "ORDERS_CREATE", callback.AbsoluteUri), ("4", "REFUNDS_CREATE", callback.AbsoluteUri)),
            "subscribe" => """{"data":{"webhookSubscriptionCreate":{"webhookSubscription":{"id":"x"},"userErrors":[]}}}""",
            _ => """{"data":{"webhookSubscriptionDelete":{"userErrors":[]}}}""",
        };
        var setup = await _shop.Adapter.EnsureWebhooksAsync(_shop.Channel(), callback, Stop);
        Assert.True(setup.Ok);
        Assert.Equal(
            ["APP_UNINSTALLED", "INVENTORY_LEVELS_UPDATE", "ORDERS_CANCELLED", "ORDERS_EDITED", "ORDERS_PAID", "ORDERS_UPDATED"],
            _shop.Asked.Where(a => a.Operation == "subscribe").Select(a => a.Variables["topic"]!.GetValue<string>()).Order());
        Assert.Equal("3", Assert.Single(_shop.Asked, a => a.Operation == "unsubscribe").Variables["id"]!.GetValue<string>());
        Assert.Equal(7, setup.Changes.Count);
        _shop.Graph = (operation, _) => operation == "subscriptions"
            ? Subscriptions(null)
            : """{"data":{"webhookSubscriptionCreate":{"webhookSubscription":null,"userErrors":[{"field":null,"message":"Address is invalid"}]}}}""";
        Assert.IsType<ReadFailure.Unusable>((await _shop.Adapter.EnsureWebhooksAsync(_shop.Channel(), callback, Stop)).Failure);
    }

    [Fact]
    public async Task Webhooks_that_the_app_may_not_have_are_a_fault_of_theirs_alone_and_the_others_are_made()
    {
        const string Denied = """{"errors":[{"message":"Access denied for webhookSubscriptionCreate field.","extensions":{"code":"ACCESS_DENIED"}}]}""";
        _shop.Graph = (operation, variables) => operation == "subscriptions" ? Subscriptions(null)
            : variables["topic"]!.GetValue<string>().StartsWith("ORDERS", StringComparison.Ordinal) ? Denied
            : """{"data":{"webhookSubscriptionCreate":{"webhookSubscription":{"id":"x"},"userErrors":[]}}}""";
        var setup = await _shop.Adapter.EnsureWebhooksAsync(_shop.Channel(), new Uri("https://portal.example/webhooks/shop"), Stop);
        Assert.Contains("not permitted", Assert.IsType<ReadFailure.Unusable>(setup.Failure).Reason, StringComparison.Ordinal);
        Assert.Equal((false, 3), (setup.Ok, setup.Changes.Count));
        _shop.Graph = (_, _) => Denied;
        Assert.IsType<ReadFailure.Unusable>((await _shop.Adapter.EnsureWebhooksAsync(_shop.Channel(), new Uri("https://portal.example/webhooks/shop"), Stop)).Failure);
    }

    [Theory]
    [InlineData("shop.myshopify.com", "7", null, null)]
    [InlineData("shop.myshopify.com", "gid://shopify/Location/7", "2026-10", null)]
    [InlineData("https://shop.myshopify.com", "7", null, "settings.shopDomain")]
    [InlineData("shop.example.com", "7", null, "settings.shopDomain")]
    [InlineData("evil.com/.myshopify.com", "7", null, "settings.shopDomain")]
    [InlineData("shop.myshopify.com\n", "7", null, "settings.shopDomain")]
    [InlineData("shop.myshopify.com", "07", null, "settings.locationId")]
    [InlineData("shop.myshopify.com", "gid://shopify/Product/7", null, "settings.locationId")]
    [InlineData("shop.myshopify.com", "7", "latest", "settings.apiVersion")]
    public void What_cannot_be_a_shop_is_refused_beside_its_field(string domain, string location, string? version, string? field)
    {
        var settings = new Dictionary<string, string> { ["shopDomain"] = domain, ["locationId"] = location };
        if (version is not null)
        {
            settings["apiVersion"] = version;
        }
        Assert.Equal(field is null ? [] : [field], _shop.Adapter.Validate(settings, _shop.Channel().Credentials).Keys);
    }

    [Theory]
    [InlineData("clientSecret", "clientSecret,accessToken", "")]
    [InlineData("none", "clientId", "credentials.clientSecret")]
    [InlineData("no way in", "clientSecret", "credentials.clientId")]
    [InlineData("no id to refresh by", "clientSecret,accessToken,refreshToken", "credentials.clientId")]
    public void A_secret_is_asked_for_and_either_an_id_or_a_token(string why, string present, string fields)
    {
        var faults = _shop.Adapter.Validate(
            new Dictionary<string, string> { ["shopDomain"] = "shop.myshopify.com", ["locationId"] = "7" }, present.Split(',').ToDictionary(n => n, _ => "value"));
        Assert.True(fields == string.Join(',', faults.Keys.Order()), $"{why}: {string.Join(',', faults.Keys)}");
    }

    private static string Subscriptions(string? next, params (string Id, string Topic, string Uri)[] hooks) => $$$"""
        {"data":{"webhookSubscriptions":{"pageInfo":{"hasNextPage":{{{(next is null ? "false" : "true")}}},"endCursor":"{{{next ?? "end"}}}"},"nodes":[{{{string.Join(',', hooks.Select(
            h => $$"""{"id":"{{h.Id}}","topic":"{{h.Topic}}","uri":"{{h.Uri}}"}"""))}}}]} } }
        """;
}
