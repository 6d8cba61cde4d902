using System.Text.Json.Nodes;
using InventoryPortal.Channels.Shopify;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

public sealed class ShopifyPushTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(ShopifyBench.Start);
    private ShopifyBench _shop = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync(_clock);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(250, 0, 1)]
    [InlineData(251, 0, 2)]
    [InlineData(1000, 0, 4)]
    [InlineData(250, 11, 3)]
    public void Two_hundred_and_fifty_quantities_go_in_one_call_and_things_to_be_activated_apart(int items, int untracked, int calls)
    {
        var pushes = Enumerable.Range(1, items).Select(i => ShopifyBench.Push(i, 1))
            .Concat(Enumerable.Range(1, untracked).Select(i => ShopifyBench.Push(10_000 + i, 1) with { TurnTrackingOn = true })).ToList();
        var plan = _shop.Adapter.Plan(pushes);
        Assert.Equal(calls, plan.Count);
        Assert.Equal(pushes.Select(p => p.ListingId).Order(), plan.SelectMany(c => c.Pushes).Select(p => p.ListingId).Order());
    }

    [Fact]
    public async Task A_write_names_item_place_quantity_and_what_it_changes_from_even_when_that_is_not_known()
    {
        _shop.Graph = (_, variables) => ShopifyBench.Taken(variables);
        var verdicts = await PushAsync(ShopifyBench.Push(9007199254740993, 5, 3), ShopifyBench.Push(2, 0));
        Assert.Equal([new PushVerdict.Applied(5), new PushVerdict.Applied(0)], verdicts);
        var (_, variables) = Assert.Single(_shop.Asked);
        Assert.True(Guid.TryParse(variables["key"]!.GetValue<string>(), out _));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse($$"""
                    {"name":"available","reason":"correction","quantities":[
                      {"inventoryItemId":"gid://shopify/InventoryItem/9007199254740993","locationId":"{{ShopifyBench.Location}}","quantity":5,"changeFromQuantity":3},
                      {"inventoryItemId":"gid://shopify/InventoryItem/2","locationId":"{{ShopifyBench.Location}}","quantity":0,"changeFromQuantity":null}]}
                    """),
                variables["input"]),
            variables["input"]!.ToJsonString());
    }

    [Fact]
    public void A_repeat_has_the_same_key_and_any_difference_another()
    {
        QuantityPush[] write = [ShopifyBench.Push(1, 5, 3), ShopifyBench.Push(2, 6)];
        string KeyOf(params QuantityPush[] pushes) => ShopifyPush.KeyOf(ShopifyBench.Location, pushes, 0);
        var others = new[]
        {
            KeyOf(write[0] with { Quantity = 4 }, write[1]), KeyOf(write[0] with { Expected = 2 }, write[1]), KeyOf(write[0] with { Expected = null }, write[1]),
            KeyOf(write[0] with { ExternalId = ShopifyBench.Item(3) }, write[1]), KeyOf(write[0] with { OperationKey = "later" }, write[1]), KeyOf(write[1], write[0]), KeyOf(write[0]),
            ShopifyPush.KeyOf("gid://shopify/Location/8", write, 0), ShopifyPush.KeyOf(ShopifyBench.Location, write, 1),
        };
        Assert.Equal(KeyOf([.. write]), KeyOf([.. write]));
        Assert.Equal(others.Length + 1, others.Append(KeyOf([.. write])).Distinct().Count());
    }

    [Fact]
    public async Task A_quantity_that_was_right_before_is_not_among_the_changes_and_yet_applied()
    {
        _shop.Graph = (_, _) => """{"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":null,"userErrors":[]}}}""";
        var verdicts = await PushAsync(ShopifyBench.Push(1, 5, 5), ShopifyBench.Push(2, 6), ShopifyBench.Push(3, 7, 6));
        Assert.Equal([new PushVerdict.Applied(5), new PushVerdict.Applied(6)], verdicts.Take(2));
        Assert.IsType<PushVerdict.Unknown>(verdicts[2]);
    }

    [Fact]
    public async Task What_the_shop_names_gets_its_verdict_and_the_rest_goes_again_without_it()
    {
        _shop.Graph = (_, variables) => variables["input"]!["quantities"]!.AsArray().Count switch
        {
            5 => ShopifyBench.Refused(("CHANGE_FROM_QUANTITY_STALE", 1), ("INVALID_INVENTORY_ITEM", 3)),
            3 => ShopifyBench.Refused((null, 2)),
            _ => ShopifyBench.Taken(variables),
        };
        var verdicts = await PushAsync([.. Enumerable.Range(1, 5).Select(i => ShopifyBench.Push(i, i, 9))]);
        Assert.Equal(new PushVerdict.Applied(1), verdicts[0]);
        Assert.IsType<PushVerdict.Stale>(verdicts[1]);
        Assert.Equal(new PushVerdict.Applied(3), verdicts[2]);
        Assert.Equal("INVALID_INVENTORY_ITEM", Assert.IsType<PushVerdict.Rejected>(verdicts[3]).Code);
        Assert.IsType<PushVerdict.RetryAt>(verdicts[4]);
        Assert.Equal(3, _shop.Asked.Select(a => a.Variables["key"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public async Task One_bad_quantity_among_250_that_nobody_names_is_found_by_halves()
    {
        _shop.Graph = (_, variables) => variables["input"]!["quantities"]!.AsArray().Any(q => q!["inventoryItemId"]!.GetValue<string>() == ShopifyBench.Item(200))
            ? ShopifyBench.Refused(("INVALID_QUANTITY_TOO_HIGH", null))
            : ShopifyBench.Taken(variables);
        var pushes = Enumerable.Range(1, 250).Select(i => ShopifyBench.Push(i, i)).ToArray();
        var verdicts = await PushAsync(pushes);
        Assert.Equal(17, _shop.Asked.Count);
        Assert.Equal("INVALID_QUANTITY_TOO_HIGH", Assert.IsType<PushVerdict.Rejected>(verdicts[199]).Code);
        Assert.All(verdicts.Where((_, i) => i != 199), v => Assert.IsType<PushVerdict.Applied>(v));
    }

    [Fact]
    public async Task A_shop_that_refuses_everything_without_a_name_ends_after_a_bound_and_costs_no_attempt()
    {
        _shop.Graph = (_, variables) => variables["input"]!["quantities"]!.AsArray().Count > 1 ? ShopifyBench.Refused(("INVALID_REASON", null)) : ShopifyBench.Taken(variables);
        var verdicts = await PushAsync([.. Enumerable.Range(1, 250).Select(i => ShopifyBench.Push(i, i))]);
        Assert.Equal(20, _shop.Asked.Count);
        Assert.All(verdicts, v => Assert.True(v is PushVerdict.RetryAt { Throttled: true }));
    }

    [Fact]
    public async Task A_key_that_the_shop_does_not_take_any_more_is_replaced_and_a_write_under_way_is_waited_for()
    {
        _shop.Graph = (_, variables) => _shop.Asked.Count == 1 ? ShopifyBench.Refused(("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", null)) : ShopifyBench.Taken(variables);
        Assert.Equal(new PushVerdict.Applied(5), Assert.Single(await PushAsync(ShopifyBench.Push(1, 5))));
        Assert.Equal(2, _shop.Asked.Select(a => a.Variables["key"]!.GetValue<string>()).Distinct().Count());
        _shop.Graph = (_, _) => ShopifyBench.Refused(("IDEMPOTENCY_CONCURRENT_REQUEST", null));
        Assert.Equal(_clock.GetUtcNow().AddSeconds(1), Assert.IsType<PushVerdict.RetryAt>(Assert.Single(await PushAsync(ShopifyBench.Push(1, 5)))).NotBefore);
    }

    [Fact]
    public async Task What_keeps_no_quantity_at_the_place_is_made_to_and_then_written_with_the_others()
    {
        _shop.Graph = (operation, variables) => operation == "setQuantities" ? ShopifyBench.Taken(variables)
            : variables["item"]!.GetValue<string>() == ShopifyBench.Item(2)
                ? """{"data":{"inventoryItemUpdate":{"userErrors":[{"field":null,"message":"A gift card."}]},"inventoryActivate":{"userErrors":[]}}}"""
                : """{"data":{"inventoryItemUpdate":{"userErrors":[]},"inventoryActivate":{"userErrors":[]}}}""";
        var verdicts = await PushAsync([.. Enumerable.Range(1, 3).Select(i => ShopifyBench.Push(i, i) with { TurnTrackingOn = true })]);
        Assert.Equal(["activate", "activate", "activate", "setQuantities"], _shop.Asked.Select(a => a.Operation));
        Assert.Equal([typeof(PushVerdict.Applied), typeof(PushVerdict.Rejected), typeof(PushVerdict.Applied)], verdicts.Select(v => v.GetType()));
    }

    [Theory]
    [InlineData(401, "{}", typeof(PushVerdict.Reauthorise))]
    [InlineData(403, """{"errors":"not approved"}""", typeof(PushVerdict.Reauthorise))]
    [InlineData(403, "<html>", typeof(PushVerdict.RetryAt))]
    [InlineData(402, "{}", typeof(PushVerdict.RetryAt))]
    [InlineData(404, "{}", typeof(PushVerdict.RetryAt))]
    [InlineData(429, "{}", typeof(PushVerdict.RetryAt))]
    [InlineData(302, "{}", typeof(PushVerdict.RetryAt))]
    [InlineData(500, "{}", typeof(PushVerdict.Unknown))]
    [InlineData(503, "{}", typeof(PushVerdict.Unknown))]
    [InlineData(204, "", typeof(PushVerdict.Unknown))]
    [InlineData(200, """{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""", typeof(PushVerdict.Unknown))]
    [InlineData(200, """{"errors":[{"message":"x","extensions":{"code":"ACCESS_DENIED"}}]}""", typeof(PushVerdict.Reauthorise))]
    [InlineData(200, """{"errors":[{"message":"x","extensions":{"code":"BAD_REQUEST"}}]}""", typeof(PushVerdict.RetryAt))]
    [InlineData(200, """{"errors":[{"message":"x","extensions":{"code":"BAD_REQUEST"}}],"data":{"inventorySetQuantities":null}}""", typeof(PushVerdict.RetryAt))]
    [InlineData(200, """{"errors":[{"message":"x","path":["inventorySetQuantities","inventoryAdjustmentGroup","changes"],"extensions":{"code":"ACCESS_DENIED"}}],"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":null,"userErrors":[]}}}""", typeof(PushVerdict.Unknown))]
    [InlineData(200, """{"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":{"changes":[]},"userErrors":[{"code":"INVALID_REASON"}]}}}""", typeof(PushVerdict.Unknown))]
    public async Task A_call_that_fails_as_a_whole_says_so_of_every_item(int status, string body, Type verdict)
    {
        _shop.Raw = (http, _) => AnsweringServer.WriteAsync(http, status, body);
        Assert.All(await PushAsync(ShopifyBench.Push(1, 1), ShopifyBench.Push(2, 2)), v => Assert.IsType(verdict, v));
    }

    [Theory]
    [InlineData("""{"errors":[{"message":"x","extensions":{"code":"BAD_REQUEST"}}]}""", true)]
    [InlineData("""{"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":null,"userErrors":[{"field":["input","quantities","0"],"code":"","message":"x"}]}}}""", false)]
    public async Task An_error_of_the_whole_call_is_no_trouble_of_the_items_though_it_comes_with_status_200(string body, bool isRefused)
    {
        _shop.Raw = (http, _) => AnsweringServer.WriteAsync(http, 200, body);
        var call = Assert.Single(_shop.Adapter.Plan([ShopifyBench.Push(1, 1)]));
        var report = await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop);
        Assert.Equal((200, isRefused), (report.Trace.Status, report.IsCallRefused));
        Assert.IsType<PushVerdict.RetryAt>(Assert.Single(report.Verdicts).Verdict);
    }

    private async Task<IReadOnlyList<PushVerdict>> PushAsync(params QuantityPush[] pushes)
    {
        var call = Assert.Single(_shop.Adapter.Plan(pushes));
        var report = await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop);
        Assert.Equal(pushes.Select(p => p.ListingId), report.Verdicts.Select(v => v.ListingId));
        Assert.DoesNotContain("canary-token", $"{report.Trace.Request}{report.Trace.Answer}{report.Trace.Error}", StringComparison.Ordinal);
        return [.. report.Verdicts.Select(v => v.Verdict)];
    }
}
