using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Access;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>What a WooCommerce 10.0 store was seen to refuse, or to take without a word, the Lab's stores do too.</summary>
[Collection<LabCollection>]
public sealed class LabStrictnessTests(LabWorld world)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "products?per_page=101", null, 400, "rest_invalid_param")]
    [InlineData("GET", "products?page=0", null, 400, "rest_invalid_param")]
    [InlineData("GET", "orders?modified_after=yesterday", null, 400, "rest_invalid_param")]
    [InlineData("GET", "variations", null, 404, "rest_no_route")]
    [InlineData("POST", "products/batch", "{\"update\":", 400, "rest_invalid_json")]
    [InlineData("POST", "orders", "{\"line_items\":[{\"product_id\":999999,\"quantity\":1}]}", 400, "woocommerce_rest_invalid_product_id")]
    [InlineData("POST", "orders", "{\"status\":\"sold\",\"line_items\":[]}", 400, "rest_invalid_param")]
    [InlineData("PUT", "products/999999", "{\"stock_quantity\":1}", 404, "woocommerce_rest_invalid_product_id")]
    [InlineData("POST", "webhooks", "{\"topic\":5}", 400, "rest_invalid_param")]
    public async Task A_bad_request_is_refused_with_the_code_of_a_real_store(string method, string route, string? body, int status, string code)
    {
        var (answered, json) = await CallAsync(method, route, body);
        Assert.Equal((status, code), (answered, (string?)json["code"]));
    }

    [Fact]
    public async Task A_batch_takes_at_most_a_hundred_and_says_so_item_by_item()
    {
        var many = new JsonObject { ["update"] = new JsonArray([.. Enumerable.Range(1, 101).Select(i => (JsonNode)new JsonObject { ["id"] = i })]) };
        Assert.Equal(413, (await CallAsync("POST", "products/batch", many.ToJsonString())).Status);
        var (status, json) = await CallAsync("POST", "products/batch", """{"update":[{"id":999999,"stock_quantity":1},{"stock_quantity":1}]}""");
        Assert.Equal(200, status);
        Assert.Equal(["woocommerce_rest_product_invalid_id", "woocommerce_rest_product_invalid_id"], json["update"]!.AsArray().Select(e => (string?)e!["error"]!["code"]));
        Assert.Null(json["update"]![1]!["id"]);
    }

    [Theory]
    [InlineData("\"abc\"", 0)]
    [InlineData("2.5", 2)]
    [InlineData("-3", -3)]
    [InlineData("\"7\"", 7)]
    public async Task A_batch_checks_no_types(string quantity, int shown)
    {
        // A thing that the portal does not sell: nothing is to be put right afterwards.
        var gift = world.Outlet.Visit(b => b.Products.Values.Single(p => p.Sku == "GIFT").Id);
        var (_, json) = await CallAsync("POST", "products/batch", "{\"update\":[{\"id\":" + gift + ",\"stock_quantity\":" + quantity + "}]}");
        Assert.Equal(shown, (int?)json["update"]![0]!["stock_quantity"]);
        await CallAsync("POST", "products/batch", "{\"update\":[{\"id\":" + gift + ",\"stock_quantity\":0}]}");
    }

    [Fact]
    public async Task A_new_webhook_is_tried_out_by_a_form_without_a_signature_and_the_portal_minds_neither()
    {
        var before = world.Outlet.Hooks;
        var events = await EventsAsync();
        var callback = new Uri(world.Host.Address, "webhooks/outlet");
        var (status, hook) = await CallAsync("POST", "webhooks", $$"""{"topic":"coupon.created","delivery_url":"{{callback}}","secret":"s"}""");
        Assert.Equal(201, status);
        await world.UntilAsync(() => Task.FromResult(world.Outlet.Hooks.Taken > before.Taken && world.Outlet.Hooks.Waiting == 0), () => "the ping to be answered", Stop);
        Assert.Equal(before.Refused, world.Outlet.Hooks.Refused);
        Assert.Equal(events, await EventsAsync());
        await CallAsync("DELETE", $"webhooks/{hook["id"]}?force=true", null);
    }

    private Task<int> EventsAsync() =>
        world.Database.ReadAsync((db, token) => db.InboundEvents.CountAsync(e => e.ChannelId == world.Channels["outlet"] && e.Status == InboundStatus.Dead, token), Stop);

    private async Task<(int Status, JsonNode Body)> CallAsync(string method, string route, string? body)
    {
        var keys = (await world.Get<ConnectionLookup>().FindAsync("outlet", Stop))!.Credentials;
        using var client = new HttpClient { BaseAddress = new Uri(world.Host.Address, "lab/outlet/wp-json/wc/v3/") };
        using var request = new HttpRequestMessage(new HttpMethod(method), route);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{keys["consumerKey"]}:{keys["consumerSecret"]}")));
        using var answer = await client.SendAsync(request, Stop);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!);
    }
}
