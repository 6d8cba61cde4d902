using InventoryPortal.Channels.Http;
using InventoryPortal.Channels.WooCommerce;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooPushFaultTests
{
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
    public async Task An_answer_that_swells_beyond_the_bound_is_cut_off()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("*", new FakeWooFault.Bomb(200));

        Assert.Contains("16 MB", Assert.IsType<PushVerdict.Unknown>((await woo.PushAsync(("11", 1)))[0]).Reason, StringComparison.Ordinal);
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

    [Fact]
    public void A_recorded_answer_is_read_by_position()
    {
        (long Id, int Quantity)[] items = [(12, 33), (999999, 1), (163, 9), (17, 4), (18, 9), (19, 1), (19, 2), (20, 7), (21, 3)];
        var pushes = items.Select((item, i) => new QuantityPush(i, $"{item.Id}", item.Quantity, null, "op")).ToList();
        var answer = new OutboundAnswer.Answered(200, new Dictionary<string, string>(), WooHarness.Fixture("products-batch-partial.json"), TimeSpan.Zero);

        var verdicts = WooPushVerdicts.Read(new PushCall("products/batch", pushes), answer, DateTimeOffset.UnixEpoch, []);

        Assert.Equal(
            [
                "applied 33", "woocommerce_rest_product_invalid_id", "woocommerce_rest_invalid_product_id", "product_invalid_sku",
                "stock_not_managed", "applied 1", "applied 2", "retry", "unknown",
            ],
            verdicts.Select(v => v.Verdict switch
            {
                PushVerdict.Applied applied => $"applied {applied.Quantity}",
                PushVerdict.Rejected rejected => rejected.Code,
                PushVerdict.RetryAt => "retry",
                PushVerdict.Unknown => "unknown",
                var other => other.ToString(),
            }));
    }

    private static QuantityPush Push(long listing, string externalId) => new(listing, externalId, 5, null, "op");
}
