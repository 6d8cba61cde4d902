using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooSetupTests
{
    private static readonly Uri Callback = new("http://127.0.0.1:1/webhooks/shop");

    [Fact]
    public async Task A_good_store_passes_every_check_without_being_changed()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.AddProduct("MUG", 5);

        var checks = await woo.Adapter.TestAsync(woo.Channel, WooHarness.Token);

        Assert.Equal(["address", "tls", "signIn", "permission"], checks.Select(c => c.Name));
        Assert.All(checks, c => Assert.True(c.Ok, c.Detail));
        Assert.Contains("not applicable", checks[1].Detail, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3, woo.Store.Requests.Count);
    }

    [Theory]
    [InlineData("ck_unknown", null, "read_write", "signIn", "unknown to the store")]
    [InlineData(null, "cs_wrong", "read_write", "signIn", "consumer secret is wrong")]
    [InlineData(null, null, "read", "permission", "may read but not write")]
    [InlineData(null, null, "write", "permission", "may not read")]
    public async Task A_bad_key_is_named_for_what_is_wrong_with_it(string? key, string? secret, string permission, string failing, string words)
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.KeyPermission = permission;

        var checks = await woo.Adapter.TestAsync(woo.Connect(key ?? woo.Store.ConsumerKey, secret ?? woo.Store.ConsumerSecret), WooHarness.Token);

        var failed = checks.First(c => !c.Ok);
        Assert.Equal(failing, failed.Name);
        Assert.Contains(words, failed.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(woo.Store.ConsumerSecret, string.Join(' ', checks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_no_store_is_told_from_one_that_does_not_answer()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("*", FakeWooFault.Html());
        var html = await woo.Adapter.TestAsync(woo.Channel, WooHarness.Token);
        var nothing = await woo.Adapter.TestAsync(woo.Connect("k", "s", woo.Store.BaseUrl + "nothing-here"), WooHarness.Token);
        var closed = await woo.Adapter.TestAsync(woo.Connect("k", "s", "http://127.0.0.1:1"), WooHarness.Token);
        var noTls = await woo.Adapter.TestAsync(woo.Connect("k", "s", woo.Store.BaseUrl.ToString().Replace("http:", "https:", StringComparison.Ordinal)), WooHarness.Token);

        Assert.Contains("not as a WooCommerce store", html[0].Detail, StringComparison.Ordinal);
        Assert.Contains("permalinks", nothing[0].Detail, StringComparison.Ordinal);
        Assert.Contains("did not accept", closed[0].Detail, StringComparison.Ordinal);
        Assert.Equal((true, false), (noTls[0].Ok, noTls[1].Ok));
        Assert.All([html, nothing, closed, noTls], checks => Assert.Equal(4, checks.Count));
        Assert.All([html, nothing, closed, noTls], checks => Assert.False(checks[3].Ok));
    }

    [Fact]
    public async Task A_form_is_checked_field_by_field()
    {
        await using var woo = await WooHarness.StartAsync();
        var good = woo.Channel;

        Assert.Empty(woo.Adapter.Validate(good.Settings, good.Credentials));
        Assert.Equal(
            ["credentials.consumerKey", "credentials.consumerSecret", "credentials.webhookSecret", "settings.baseUrl"],
            woo.Adapter.Validate(new Dictionary<string, string>(), new Dictionary<string, string>()).Keys.Order());
        var faults = woo.Adapter.Validate(
            new Dictionary<string, string> { ["baseUrl"] = "https://10.0.0.1/?x=1" },
            new Dictionary<string, string> { ["consumerKey"] = "a:b", ["consumerSecret"] = " s", ["webhookSecret"] = "w" });
        Assert.Equal(["credentials.consumerKey", "credentials.consumerSecret", "settings.baseUrl"], faults.Keys.Order());
    }

    [Theory]
    [InlineData("woocommerce_rest_cannot_create", typeof(ReadFailure.Unusable))]
    [InlineData("woocommerce_rest_authentication_error", typeof(ReadFailure.Reauthorise))]
    public async Task Webhooks_that_a_keys_user_may_not_make_are_a_fault_of_theirs_alone(string code, Type failure)
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("POST webhooks", new FakeWooFault.Answer(401, $$"""{"code":"{{code}}","message":"Sorry."}"""));
        Assert.IsType(failure, (await EnsureAsync(woo)).Failure);
    }

    [Fact]
    public async Task A_list_of_webhooks_without_an_end_is_not_taken_for_one_without_ours()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("GET webhooks", new FakeWooFault.Answer(200, "[]", Headers: ("X-WP-TotalPages", "1000")), 10);
        Assert.IsType<ReadFailure.Unusable>((await EnsureAsync(woo)).Failure);
        Assert.Empty(woo.Store.Hooks);
    }

    [Fact]
    public async Task Webhooks_are_made_once_and_left_alone_when_they_stand()
    {
        await using var woo = await WooHarness.StartAsync();

        var first = await EnsureAsync(woo);
        var second = await EnsureAsync(woo);

        Assert.True(first.Ok);
        Assert.Equal(5, first.Changes.Count);
        Assert.Equal(new WebhookSetup(true, [], null).Ok, second.Ok);
        Assert.Empty(second.Changes);
        Assert.Equal(["order.created", "order.deleted", "order.restored", "order.updated", "product.updated"], woo.Store.Hooks.Select(h => h.Topic).Order());
        Assert.All(woo.Store.Hooks, h => Assert.Equal((Callback.ToString(), WooHarness.WebhookSecret, "active"), (h.DeliveryUrl, h.Secret, h.Status)));
    }

    [Fact]
    public async Task What_the_store_switched_off_is_made_anew_and_doubles_go()
    {
        await using var woo = await WooHarness.StartAsync();
        await EnsureAsync(woo);
        var off = woo.Store.Hooks.Single(h => h.Topic == "order.updated");
        off.Status = "disabled";
        off.Failures = 6;
        woo.Store.Hooks.Single(h => h.Topic == "order.created").Status = "paused";
        await PostHookAsync(woo, "product.updated", Callback.ToString());
        await PostHookAsync(woo, "order.updated", "http://127.0.0.1:1/somebody-elses");

        var setup = await EnsureAsync(woo);

        Assert.True(setup.Ok);
        Assert.Equal(4, setup.Changes.Count);
        var ours = woo.Store.Hooks.Where(h => h.DeliveryUrl == Callback.ToString()).ToList();
        Assert.Equal(5, ours.Count);
        Assert.All(ours, h => Assert.Equal(("active", 0), (h.Status, h.Failures)));
        Assert.Equal(6, woo.Store.Hooks.Count);
    }

    [Fact]
    public async Task A_new_secret_reaches_the_webhooks_that_stand()
    {
        await using var woo = await WooHarness.StartAsync();
        await EnsureAsync(woo);
        var rotated = WooHarness.Connection(woo.Store.BaseUrl.ToString(), woo.Store.ConsumerKey, woo.Store.ConsumerSecret, "another-secret");

        var setup = await woo.Adapter.EnsureWebhooksAsync(rotated, Callback, WooHarness.Token);

        Assert.Equal((true, 5), (setup.Ok, setup.Changes.Count));
        Assert.All(woo.Store.Hooks, h => Assert.Equal("another-secret", h.Secret));
    }

    [Fact]
    public async Task A_key_that_cannot_make_webhooks_is_reported()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.KeyPermission = "read";

        var setup = await EnsureAsync(woo);

        Assert.False(setup.Ok);
        Assert.IsType<ReadFailure.Reauthorise>(setup.Failure);
    }

    [Fact]
    public async Task What_the_store_delivers_is_genuine_and_coalesced()
    {
        await using var inbox = await WebhookInbox.StartAsync();
        await using var woo = await WooHarness.StartAsync();
        await woo.Adapter.EnsureWebhooksAsync(woo.Channel, inbox.Url, WooHarness.Token);
        Assert.Equal(5, inbox.Received.Count);
        Assert.All(inbox.Received, d => Assert.IsType<WebhookReception.Ping>(woo.Adapter.Receive(woo.Channel, d)));
        inbox.Received.Clear();
        var mug = woo.Store.AddProduct("MUG", 10);

        woo.Store.PlaceOrder((mug, 3));
        woo.Store.SetStock(mug, 5);
        await woo.Store.DeliverAsync(WooHarness.Token);

        var topics = inbox.Received.Select(d => Assert.IsType<WebhookReception.Genuine>(woo.Adapter.Receive(woo.Channel, d)).Topic);
        Assert.Equal(["order.created", "product.updated", "order.updated"], topics);
        Assert.Equal(new ChannelEvent.StockHint(mug, 5), woo.Adapter.Interpret("product.updated", inbox.Received[1].Body));
    }

    [Fact]
    public async Task The_seventh_failure_in_a_row_switches_a_webhook_off()
    {
        await using var woo = await WooHarness.StartAsync();
        await PostHookAsync(woo, "product.updated", Callback.ToString());
        var mug = woo.Store.AddProduct("MUG", 10);

        for (var i = 0; i < 7; i++)
        {
            Assert.Equal("active", woo.Store.Hooks[0].Status);
            woo.Store.SetStock(mug, i);
            await woo.Store.DeliverAsync(WooHarness.Token);
        }

        Assert.Equal("disabled", woo.Store.Hooks[0].Status);
    }

    private static Task<WebhookSetup> EnsureAsync(WooHarness woo) => woo.Adapter.EnsureWebhooksAsync(woo.Channel, Callback, WooHarness.Token);

    private static async Task PostHookAsync(WooHarness woo, string topic, string url)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{woo.Store.ConsumerKey}:{woo.Store.ConsumerSecret}")));
        using var body = new StringContent($$"""{"name":"x","topic":"{{topic}}","delivery_url":"{{url}}","secret":"{{RandomNumberGenerator.GetHexString(8)}}"}""");
        using var answer = await client.PostAsync(new Uri(woo.Store.BaseUrl, "/wp-json/wc/v3/webhooks"), body, WooHarness.Token);
        answer.EnsureSuccessStatusCode();
    }
}
