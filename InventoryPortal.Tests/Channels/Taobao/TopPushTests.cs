using InventoryPortal.Channels.Taobao;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

public sealed class TopPushTests : TopHarness
{
    private const string Item = "taobao.item.quantity.update";
    private const string Skus = "taobao.skus.quantity.update";
    private const string Tmall = "tmall.item.quantity.update";
    private const string Details = "taobao.items.seller.list.get";

    [Theory]
    [InlineData(1, 20, 1)]
    [InlineData(1, 21, 2)]
    [InlineData(3, 20, 3)]
    [InlineData(2, 45, 6)]
    public void Twenty_SKUs_of_one_item_go_in_one_call(int items, int skus, int calls)
    {
        var pushes = Enumerable.Range(0, items * skus).Select(i => new QuantityPush(i, $"{1 + (i % items)}/{9007199254740993 + i}", 1, null, "k")).ToList();
        var plan = Adapter.Plan(pushes);
        Assert.Equal(calls, plan.Count);
        Assert.All(plan, c => Assert.Single(c.Pushes.Select(p => p.ExternalId.Split('/')[0]).Distinct()));
        Assert.Equal(pushes.Count, plan.SelectMany(c => c.Pushes).DistinctBy(p => p.ListingId).Count());
    }

    [Fact]
    public void An_item_without_SKUs_goes_by_itself() => Assert.Equal(3, Adapter.Plan([Push("1"), Push("2"), Push("3")]).Count);

    [Fact]
    public async Task SKUs_are_written_absolutely_signed_and_with_whole_ids()
    {
        Answers[Skus] = _ => """{"skus_quantity_update_response":{"item":{"num_iid":9223372036854775807,"num":12,"skus":{"sku":[{"sku_id":9007199254740993,"quantity":5},{"sku_id":9007199254740995,"quantity":7}]}}}}""";
        var verdicts = await PushAsync(Channel, ("9223372036854775807/9007199254740993", 5), ("9223372036854775807/9007199254740995", 7));
        Assert.Equal([new PushVerdict.Applied(5), new PushVerdict.Applied(7)], verdicts);
        var sent = Assert.Single(Calls);
        Assert.Equal("9007199254740993:5;9007199254740995:7", sent["skuid_quantities"]);
        Assert.Equal(("9223372036854775807", "1", "2026-03-01 20:00:00"), (sent["num_iid"], sent["type"], sent["timestamp"]));
        Assert.Equal(TopSign.Of("hmac-sha256", "secret-of-the-app", sent), sent["sign"]);
    }

    [Fact]
    public async Task An_item_is_written_by_its_own_method_and_a_Tmall_shop_by_Tmalls()
    {
        Answers[Item] = _ => """{"item_quantity_update_response":{"item":{"num_iid":71,"num":4}}}""";
        Answers[Tmall] = f => $$$"""{"tmall_item_quantity_update_response":{"quantity_update_result":"{{{f["item_id"]}}}"}}""";
        Assert.Equal([new PushVerdict.Applied(4)], await PushAsync(Channel, ("71", 4)));
        var tmall = Connect(("shopType", "tmall"), ("signMethod", "md5"));
        Assert.Equal([new PushVerdict.Applied(6)], await PushAsync(tmall, ("71", 6)));
        Assert.Equal([new PushVerdict.Applied(1), new PushVerdict.Applied(2)], await PushAsync(tmall, ("72/8", 1), ("72/9", 2)));
        Assert.Equal("""[{"sku_id":8,"quantity":1},{"sku_id":9,"quantity":2}]""", Calls[2]["sku_quantities"]);
        Assert.All(Calls.Skip(1), c => Assert.Equal("""{"type":1}""", c["options"]));
        Assert.Equal("6", Calls[1]["item_quantity"]);
        Assert.Equal(TopSign.Of("md5", "secret-of-the-app", Calls[1]), Calls[1]["sign"]);
    }

    [Theory]
    [InlineData(7, "accesscontrol.limited-by-app-access-count", typeof(PushVerdict.RetryAt))]
    [InlineData(50, "isp.call-limited", typeof(PushVerdict.RetryAt))]
    [InlineData(50, "isp.system-busy", typeof(PushVerdict.RetryAt))]
    [InlineData(31, "", typeof(PushVerdict.RetryAt))]
    [InlineData(27, "invalid-sessionkey", typeof(PushVerdict.Reauthorise))]
    [InlineData(50, "session-expired", typeof(PushVerdict.Reauthorise))]
    [InlineData(25, "", typeof(PushVerdict.Reauthorise))]
    [InlineData(29, "", typeof(PushVerdict.Reauthorise))]
    [InlineData(11, "isv.permission-api-package-limit", typeof(PushVerdict.Reauthorise))]
    [InlineData(50, "isp.remote-service-timeout", typeof(PushVerdict.Unknown))]
    [InlineData(10, "", typeof(PushVerdict.Unknown))]
    [InlineData(50, "isv.item-is-delete:invalid-numIid", typeof(PushVerdict.Rejected))]
    [InlineData(40, "", typeof(PushVerdict.Rejected))]
    public async Task An_error_with_status_200_is_what_its_codes_say(int code, string sub, Type verdict)
    {
        Answers[Item] = _ => Error(code, sub, "说明");
        Assert.IsType(verdict, Assert.Single(await PushAsync(Channel, ("71", 4))));
    }

    [Fact]
    public async Task An_error_of_the_whole_call_is_no_trouble_of_the_items_though_it_comes_with_status_200()
    {
        var call = Assert.Single(Adapter.Plan([Push("71")]));
        Answers[Item] = _ => Error(31, "", "the clock");
        var refused = await Adapter.PushAsync(Channel, call, Stop);
        Assert.Equal((200, true), (refused.Trace.Status, refused.IsCallRefused));
        Answers[Item] = _ => """{"item_quantity_update_response":{"item":{"num_iid":71,"num":4}}}""";
        Assert.False((await Adapter.PushAsync(Channel, call, Stop)).IsCallRefused);
    }

    [Theory]
    [InlineData(302, typeof(PushVerdict.RetryAt))]
    [InlineData(404, typeof(PushVerdict.RetryAt))]
    [InlineData(429, typeof(PushVerdict.RetryAt))]
    [InlineData(204, typeof(PushVerdict.Unknown))]
    [InlineData(502, typeof(PushVerdict.Unknown))]
    public async Task An_answer_of_something_before_the_gateway_is_no_verdict_of_Taobaos(int status, Type verdict)
    {
        Spoil(Item, http => AnsweringServer.WriteAsync(http, status, status == 204 ? "" : "<html>"));
        Assert.IsType(verdict, Assert.Single(await PushAsync(Channel, ("71", 4))));
    }

    [Fact]
    public async Task One_SKU_that_is_gone_does_not_take_its_neighbours_with_it()
    {
        Answers[Skus] = f => f["skuid_quantities"].Contains("9:", StringComparison.Ordinal)
            ? Error(50, "isv.sku-not-exist", "no SKU 9")
            : """{"skus_quantity_update_response":{"item":{"num_iid":71,"num":3,"skus":{"sku":[{"sku_id":8,"quantity":1},{"sku_id":10,"quantity":2}]}}}}""";
        Answers[Details] = _ => """{"items_seller_list_get_response":{"items":{"item":[{"num_iid":71,"num":3,"skus":{"sku":[{"sku_id":8,"quantity":0},{"sku_id":10,"quantity":0}]}}]}}}""";
        var verdicts = await PushAsync(Channel, ("71/8", 1), ("71/9", 5), ("71/10", 2));
        Assert.Equal(new PushVerdict.Applied(1), verdicts[0]);
        Assert.Equal(TopPushVerdicts.SkuGone, Assert.IsType<PushVerdict.Rejected>(verdicts[1]).Code);
        Assert.Equal(new PushVerdict.Applied(2), verdicts[2]);
        Assert.Equal(3, Calls.Count);
    }

    [Fact]
    public async Task A_call_that_is_refused_for_another_reason_is_not_sent_again()
    {
        Answers[Skus] = _ => Error(50, "isv.item-in-activity", "the item is in a campaign");
        Answers[Details] = _ => """{"items_seller_list_get_response":{"items":{"item":[{"num_iid":71,"num":3,"skus":{"sku":[{"sku_id":8,"quantity":0},{"sku_id":9,"quantity":0}]}}]}}}""";
        Assert.All(await PushAsync(Channel, ("71/8", 1), ("71/9", 5)), v => Assert.Equal("isv.item-in-activity", Assert.IsType<PushVerdict.Rejected>(v).Code));
        Assert.Equal(2, Calls.Count);
    }

    [Fact]
    public async Task A_figure_that_is_not_the_one_that_was_written_is_looked_at_again()
    {
        Answers[Skus] = _ => """{"skus_quantity_update_response":{"item":{"num_iid":71,"num":3,"skus":{"sku":[{"sku_id":8,"quantity":4}]}}}}""";
        Assert.All(await PushAsync(Channel, ("71/8", 5), ("71/9", 1)), v => Assert.IsType<PushVerdict.Unknown>(v));
        Answers[Item] = _ => """{"item_quantity_update_response":{"item":{"num_iid":99,"num":4}}}""";
        Assert.IsType<PushVerdict.Unknown>(Assert.Single(await PushAsync(Channel, ("71", 4))));
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused_without_a_call()
    {
        var call = Assert.Single(Adapter.Plan([Push("SKU-1")]));
        Assert.IsType<PushVerdict.Rejected>(Assert.Single((await Adapter.PushAsync(Channel, call, Stop)).Verdicts).Verdict);
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task A_ban_is_waited_out_to_the_second_by_everybody_and_one_of_a_method_by_that_method_only()
    {
        Answers[Item] = _ => Error(7, "accesscontrol.limited-by-app-access-count", "This ban will last for 2 more seconds");
        Answers[Details] = _ => """{"items_seller_list_get_response":{"items":{"item":[{"num_iid":71,"num":3}]}}}""";
        Assert.Equal(Noon.AddSeconds(2), Retry(await PushAsync(Channel, ("71", 4))).NotBefore);
        Clock.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.Equal((Noon.AddSeconds(2), true), (Retry(await PushAsync(Channel, ("71", 4))).NotBefore, Retry(await PushAsync(Channel, ("71", 4))).Throttled));
        Assert.Equal(Noon.AddSeconds(2), Assert.IsType<ReadFailure.Transient>((await Adapter.ReadStockAsync(Channel, ["71"], Stop)).Failure).NotBefore);
        Assert.Equal(Noon.AddSeconds(2), Assert.IsType<ReadFailure.Transient>((await Adapter.PullEventsAsync(Channel, Stop)).Failure).NotBefore);
        Assert.Single(Calls);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Answers[Item] = _ => Error(7, "accesscontrol.limited-by-api-access-count", "This ban will last for 60 more seconds");
        Assert.Equal(Clock.GetUtcNow().AddSeconds(60), Retry(await PushAsync(Channel, ("71", 4))).NotBefore);
        Assert.Null((await Adapter.ReadStockAsync(Channel, ["71"], Stop)).Failure);
        Clock.Advance(TimeSpan.FromSeconds(59));
        Retry(await PushAsync(Channel, ("71", 4)));
        Assert.Equal(3, Calls.Count);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Answers[Item] = _ => """{"item_quantity_update_response":{"item":{"num_iid":71,"num":4}}}""";
        Assert.Equal([new PushVerdict.Applied(4)], await PushAsync(Channel, ("71", 4)));
    }

    private static QuantityPush Push(string id) => new(1, id, 1, null, "k");

    private static PushVerdict.RetryAt Retry(IReadOnlyList<PushVerdict> verdicts) => Assert.IsType<PushVerdict.RetryAt>(Assert.Single(verdicts));
}
