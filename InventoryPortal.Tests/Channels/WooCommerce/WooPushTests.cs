using CsCheck;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooPushTests
{
    [Fact]
    public async Task A_plan_makes_the_fewest_legal_calls()
    {
        await using var woo = await WooHarness.StartAsync();
        var pushes = Enumerable.Range(1, 250).Select(i => Push(i, $"{i}"))
            .Concat(Enumerable.Range(1, 130).Select(i => Push(1000 + i, $"900/{2000 + i}")))
            .Concat(Enumerable.Range(1, 5).Select(i => Push(3000 + i, $"901/{4000 + i}")))
            .ToList();

        var calls = woo.Adapter.Plan(pushes);

        Assert.Equal([100, 100, 50, 100, 30, 5], calls.Select(c => c.Pushes.Count));
        Assert.Equal(3, calls.Count(c => c.Route == "products/batch"));
        Assert.Equal(2, calls.Count(c => c.Route == "products/900/variations/batch"));
    }

    [Fact]
    public async Task A_plan_loses_doubles_and_reorders_nothing()
    {
        await using var woo = await WooHarness.StartAsync();
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 3]).Array[0, 400].Sample(ids =>
        {
            var pushes = ids.Select((id, i) => Push(i, id.Item2 == 0 ? $"{id.Item1}" : $"{id.Item1}/{id.Item2}")).ToList();

            var calls = woo.Adapter.Plan(pushes);

            Assert.Equal(pushes.Select(p => p.ListingId), calls.SelectMany(c => c.Pushes).Select(p => p.ListingId).Order());
            Assert.All(calls, c => Assert.InRange(c.Pushes.Count, 1, 100));
            Assert.All(calls, c => Assert.Equal(c.Pushes.Select(p => p.ListingId).Order(), c.Pushes.Select(p => p.ListingId)));
        });
    }

    [Fact]
    public async Task Quantities_reach_products_and_variations()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 1);
        var shirts = woo.Store.AddVariable("SHIRT", null, ("S", 1), ("M", 1));

        var verdicts = await woo.PushAsync((mug, 7), (shirts[0], 8), (shirts[1], 0));

        Assert.Equal([new PushVerdict.Applied(7), new PushVerdict.Applied(8), new PushVerdict.Applied(0)], verdicts);
        Assert.Equal((7, 8, 0), (woo.Store.StockOf(mug), woo.Store.StockOf(shirts[0]), woo.Store.StockOf(shirts[1])));
        Assert.Equal(2, woo.Store.Requests.Count);
    }

    [Fact]
    public async Task One_bad_item_does_not_spoil_the_others()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 1);
        var shirt = woo.Store.AddVariable("SHIRT", null, ("S", 1))[0];

        var verdicts = await woo.PushAsync(("999999", 1), (mug, 7), (shirt.Split('/')[1], 3), ("77/88", 3), ("no id", 3));

        Assert.Equal("woocommerce_rest_product_invalid_id", Assert.IsType<PushVerdict.Rejected>(verdicts[0]).Code);
        Assert.Equal(new PushVerdict.Applied(7), verdicts[1]);
        var variation = Assert.IsType<PushVerdict.Rejected>(verdicts[2]);
        Assert.Equal("woocommerce_rest_invalid_product_id", variation.Code);
        Assert.Contains("<product_id>", variation.Message, StringComparison.Ordinal);
        Assert.Equal("woocommerce_rest_product_variation_invalid_id", Assert.IsType<PushVerdict.Rejected>(verdicts[3]).Code);
        Assert.Equal("bad_external_id", Assert.IsType<PushVerdict.Rejected>(verdicts[4]).Code);
    }

    [Fact]
    public async Task A_variation_whose_stock_is_at_its_parent_is_refused_and_left_alone()
    {
        await using var woo = await WooHarness.StartAsync();
        var shirts = woo.Store.AddVariable("SHIRT", 40, ("S", null), ("M", 5));

        var verdicts = await woo.PushAsync((shirts[0], 3), (shirts[1], 4), (shirts[0].Split('/')[0], 30));

        Assert.Equal("managed_by_parent", Assert.IsType<PushVerdict.Rejected>(verdicts[0]).Code);
        Assert.Equal(new PushVerdict.Applied(4), verdicts[1]);
        Assert.Equal(new PushVerdict.Applied(30), verdicts[2]);
        Assert.Equal(30, woo.Store.StockOf(shirts[0]));
    }

    [Fact]
    public async Task An_item_that_kept_no_quantity_begins_to()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", null);
        var shirts = woo.Store.AddVariable("SHIRT", null, ("S", null), ("M", 5));

        var verdicts = await woo.PushAsync((mug, 3), (shirts[0], 4), (shirts[1], 6));

        Assert.Equal([new PushVerdict.Applied(3), new PushVerdict.Applied(4), new PushVerdict.Applied(6)], verdicts);
        Assert.Equal(4, woo.Store.StockOf(shirts[0]));
    }

    [Fact]
    public async Task A_call_larger_than_the_store_takes_is_rejected_not_repeated()
    {
        await using var woo = await WooHarness.StartAsync();
        var pushes = Enumerable.Range(1, 101).Select(i => Push(i, $"{i}")).ToList();

        var report = await woo.Adapter.PushAsync(woo.Channel, new PushCall("products/batch", pushes), WooHarness.Token);

        Assert.Equal(101, report.Verdicts.Count);
        Assert.All(report.Verdicts, v => Assert.Equal("woocommerce_rest_request_entity_too_large", Assert.IsType<PushVerdict.Rejected>(v.Verdict).Code));
    }

    [Fact]
    public async Task Items_that_fail_inside_the_store_are_tried_again_and_only_they()
    {
        await using var woo = await WooHarness.StartAsync();
        var ids = Enumerable.Range(1, 4).Select(i => woo.Store.AddProduct($"P{i}", 1)).ToList();
        woo.Store.Faults.Next("POST products/batch", new FakeWooFault.HalfFails("db_error", 500));

        var verdicts = await woo.PushAsync([.. ids.Select(id => (id, 9))]);

        Assert.IsType<PushVerdict.Applied>(verdicts[0]);
        Assert.False(Assert.IsType<PushVerdict.RetryAt>(verdicts[1]).Throttled);
        Assert.IsType<PushVerdict.Applied>(verdicts[2]);
        Assert.IsType<PushVerdict.RetryAt>(verdicts[3]);
    }

    public static TheoryData<string, FakeWooFault> DoubtfulFaults => new()
    {
        { "reset", new FakeWooFault.ApplyThenReset() },
        { "truncated", new FakeWooFault.Truncate() },
        { "cut JSON", new FakeWooFault.CutJson() },
        { "HTML with 200", FakeWooFault.Html() },
        { "500", new FakeWooFault.Answer(500, "oops", "text/plain") },
        { "502", new FakeWooFault.Answer(502, "<html>", "text/html") },
        { "503 without a wish", new FakeWooFault.Answer(503, "<html>", "text/html") },
        { "JSON of another kind", new FakeWooFault.Answer(200, "[]") },
        { "no result per item", new FakeWooFault.Answer(200, """{"update":[]}""") },
        { "another item's result", new FakeWooFault.Answer(200, """{"update":[{"id":1,"manage_stock":true,"stock_quantity":9}]}""") },
        { "doubled member", new FakeWooFault.Answer(200, """{"update":[],"update":[]}""") },
        { "deep nesting", new FakeWooFault.Answer(200, new string('[', 100_000)) },
        { "compression bomb", new FakeWooFault.Bomb(200) },
    };

    [Theory]
    [MemberData(nameof(DoubtfulFaults), DisableDiscoveryEnumeration = true)]
    public async Task Where_the_work_may_have_been_done_the_verdict_is_unknown(string name, FakeWooFault fault)
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 1);
        woo.Store.Faults.Next("POST products/batch", fault);

        var verdicts = await woo.PushAsync((mug, 9));

        Assert.True(verdicts[0] is PushVerdict.Unknown, $"{name}: {verdicts[0]}");
        Assert.Single(woo.Store.Requests);
    }

    [Fact]
    public async Task A_call_that_hangs_is_unknown_after_its_limit()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var woo = await WooHarness.StartAsync(clock);
        var mug = woo.Store.AddProduct("MUG", 1);
        woo.Store.Faults.Next("POST products/batch", new FakeWooFault.Hang());

        var push = woo.PushAsync((mug, 9));
        await woo.Store.WaitForAsync(() => woo.Store.Requests.Count == 1, () => "the call", WooHarness.Token);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.False(push.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Contains("90", Assert.IsType<PushVerdict.Unknown>((await push)[0]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_listen_is_tried_again()
    {
        await using var woo = await WooHarness.StartAsync();
        var closed = woo.Connect("ck", "cs", "http://127.0.0.1:1");

        var report = await woo.Adapter.PushAsync(closed, woo.Adapter.Plan([Push(1, "11")])[0], WooHarness.Token);

        Assert.False(Assert.IsType<PushVerdict.RetryAt>(report.Verdicts[0].Verdict).Throttled);
        Assert.Null(report.Trace.Status);
    }

    [Fact]
    public async Task An_address_outside_the_permitted_networks_is_not_connected_to()
    {
        await using var woo = await WooHarness.StartAsync(allowed: "10.0.0.0/8");

        var report = await woo.Adapter.PushAsync(woo.Channel, woo.Adapter.Plan([Push(1, "11")])[0], WooHarness.Token);

        Assert.Contains("AllowedNetworks", Assert.IsType<PushVerdict.RetryAt>(report.Verdicts[0].Verdict).Reason, StringComparison.Ordinal);
        Assert.Empty(woo.Store.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 1);
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(301, "", Headers: ("Location", woo.Store.BaseUrl + "elsewhere")));

        Assert.IsType<PushVerdict.RetryAt>((await woo.PushAsync((mug, 2)))[0]);
        Assert.Single(woo.Store.Requests);
    }

    [Fact]
    public async Task A_refused_key_stops_the_channel()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 1);
        woo.Store.KeyPermission = "read";

        Assert.Contains("write permissions", Assert.IsType<PushVerdict.Reauthorise>((await woo.PushAsync((mug, 2)))[0]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "30", 30)]
    [InlineData(503, "600", 600)]
    [InlineData(429, "Thu, 01 Jan 1970 00:02:00 GMT", 120)]
    [InlineData(429, "99999999999", 86400)]
    [InlineData(429, "soon", null)]
    [InlineData(429, null, null)]
    public async Task A_store_that_asks_to_wait_is_obeyed(int status, string? retryAfter, int? seconds)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var woo = await WooHarness.StartAsync(clock);
        (string, string)[] headers = retryAfter is null ? [("Date", "Thu, 01 Jan 1970 00:00:00 GMT")] : [("Date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Retry-After", retryAfter)];
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(status, "{}", Headers: headers));

        var verdict = Assert.IsType<PushVerdict.RetryAt>((await woo.PushAsync(("11", 2)))[0]);

        Assert.True(verdict.Throttled);
        Assert.Equal(seconds, (verdict.NotBefore - DateTimeOffset.UnixEpoch)?.TotalSeconds);
    }

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("5.0")]
    [InlineData("5e0")]
    [InlineData("1e309")]
    [InlineData("4294967301")]
    [InlineData("[5]")]
    [InlineData("true")]
    [InlineData("6")]
    [InlineData("-5")]
    [InlineData("null")]
    public async Task An_echo_that_is_not_the_number_sent_is_never_success(string echoed)
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(200, $$"""{"update":[{"id":11,"manage_stock":true,"stock_quantity":{{echoed}}}]}"""));

        Assert.IsNotType<PushVerdict.Applied>((await woo.PushAsync(("11", 5)))[0]);
    }

    [Fact]
    public async Task Ids_beyond_32_bits_are_whole()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(200, """{"update":[{"id":9007199254740993,"manage_stock":true,"stock_quantity":5}]}"""));

        Assert.Equal(new PushVerdict.Applied(5), (await woo.PushAsync(("9007199254740993", 5)))[0]);
    }

    [Fact]
    public async Task No_secret_is_seen_in_a_trace()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.ConsumerKey = "ck_canary_key";
        woo.Store.ConsumerSecret = "cs_canary_secret";
        woo.Store.Faults.Next("*", new FakeWooFault.Answer(
            400, $$$"""{"code":"x","message":"bad ck_canary_key:cs_canary_secret {{{WooHarness.WebhookSecret}}}","data":{"status":400}}"""));

        var report = await woo.Adapter.PushAsync(woo.Channel, woo.Adapter.Plan([Push(1, "11")])[0], WooHarness.Token);

        var seen = report.ToString() + report.Trace + string.Join(' ', report.Verdicts) + woo.Channel;
        Assert.DoesNotContain("canary", seen, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("Basic ", woo.Store.Requests[0].Authorization, StringComparison.Ordinal);
        Assert.Empty(woo.Store.Requests[0].Query);
    }

    private static QuantityPush Push(long listing, string externalId) => new(listing, externalId, 5, null, "op");
}
