using System.Text;
using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

public sealed class TopMessageTests : TopHarness
{
    private const string Consume = "taobao.tmc.messages.consume";
    private const string Confirm = "taobao.tmc.messages.confirm";
    private const string Permit = "taobao.tmc.user.permit";
    private const string User = "taobao.tmc.user.get";

    [Fact]
    public async Task Messages_are_fetched_by_the_two_hundred_and_other_sellers_are_left_where_they_are()
    {
        Answers[Consume] = _ => $$$$"""{"tmc_messages_consume_response":{"messages":{"tmc_message":[{{{{Message(9007199254740993, 2200612345678)}}}},{{{{Message(2, 99)}}}},{"topic":"taobao_trade_TradeCreate","content":"{}"}]}}}""";
        var pull = await Adapter.PullEventsAsync(Channel, Stop);
        var only = Assert.Single(pull.Events);
        Assert.Equal(("9007199254740993", "tmc:9007199254740993", "2200000000000000001"), (only.Receipt, only.Event.EventKey, only.Event.SubjectId));
        Assert.Equal(("200", false), (Calls[1]["quantity"], pull.MayHaveMore));
        Assert.DoesNotContain("group_name", Calls[1].Keys);
        Assert.Equal("2200000000000000001", Assert.IsType<ChannelEvent.OrderChanged>(Adapter.Interpret(only.Event.Topic, only.Body)).OrderId);

        Answers[Consume] = _ => $$$$"""{"tmc_messages_consume_response":{"messages":{"tmc_message":[{{{{string.Join(',', Enumerable.Range(1, 200).Select(i => Message(i, 2200612345678)))}}}}]}}}""";
        pull = await Adapter.PullEventsAsync(Connect(("messageGroup", "second")), Stop);
        Assert.Equal((200, true, "second"), (pull.Events.Count, pull.MayHaveMore, Calls[^1]["group_name"]));
        Assert.Single(Calls, c => c["method"] == "taobao.user.seller.get");

        Answers[Consume] = _ => """{"tmc_messages_consume_response":{"request_id":"x"}}""";
        Assert.Equal((0, false, null), await Adapter.PullEventsAsync(Channel, Stop) is var empty ? (empty.Events.Count, empty.MayHaveMore, empty.Failure) : default);
    }

    [Fact]
    public async Task What_is_stored_is_confirmed_at_most_two_hundred_at_once()
    {
        Answers[Confirm] = _ => """{"tmc_messages_confirm_response":{"is_success":true}}""";
        Assert.Null(await Adapter.ConfirmEventsAsync(Channel, [.. Enumerable.Range(1, 201).Select(i => $"{i}")], Stop));
        Assert.Equal([200, 1], Calls.Select(c => c["s_message_ids"].Split(',').Length));
        Answers[Confirm] = _ => """{"tmc_messages_confirm_response":{"is_success":false}}""";
        Assert.NotNull(await Adapter.ConfirmEventsAsync(Channel, ["1"], Stop));
    }

    [Theory]
    [InlineData("""{"tmc_user_get_response":{"tmc_user":{"user_nick":"seller","is_valid":true}}}""", 0)]
    [InlineData("""{"tmc_user_get_response":{"tmc_user":{"is_valid":true,"topics":{"string":["taobao_trade_TradeCreate","taobao_trade_TradeBuyerPay","taobao_trade_TradeClose","taobao_refund_RefundSuccess","taobao_item_ItemStockChanged","other"]}}}}""", 0)]
    [InlineData("""{"tmc_user_get_response":{"tmc_user":{"is_valid":true,"topics":{"string":["taobao_trade_TradeCreate"]}}}}""", 1)]
    [InlineData("""{"tmc_user_get_response":{"tmc_user":{"is_valid":false}}}""", 1)]
    [InlineData("""{"tmc_user_get_response":{}}""", 1)]
    [InlineData("""{"error_response":{"code":50,"sub_code":"isv.user-not-exist","sub_msg":"x"}}""", 1)]
    public async Task The_sellers_leave_is_asked_for_where_it_lacks_and_for_every_topic(string known, int permits)
    {
        Answers[User] = _ => known;
        Answers[Permit] = _ => """{"tmc_user_permit_response":{"is_success":true}}""";
        var setup = await Adapter.EnsureWebhooksAsync(Channel, new Uri("about:blank"), Stop);
        Assert.Equal((true, permits), (setup.Ok, setup.Changes.Count));
        Assert.Equal(permits, Calls.Count(c => c["method"] == Permit));
        Assert.DoesNotContain(Calls, c => c.ContainsKey("topics"));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_queue_that_the_app_may_not_use_is_a_fault_of_the_queue_alone(int code)
    {
        var denied = $$$"""{"error_response":{"code":{{{code}}},"msg":"Insufficient isv permissions","sub_code":"isv.permission-api-package-limit"}}""";
        Answers[Consume] = Answers[Confirm] = Answers[User] = Answers[Permit] = _ => denied;
        Assert.Contains("not permitted", Assert.IsType<ReadFailure.Unusable>((await Adapter.PullEventsAsync(Channel, Stop)).Failure).Reason, StringComparison.Ordinal);
        Assert.IsType<ReadFailure.Unusable>(await Adapter.ConfirmEventsAsync(Channel, ["1"], Stop));
        Assert.IsType<ReadFailure.Unusable>((await Adapter.EnsureWebhooksAsync(Channel, new Uri("about:blank"), Stop)).Failure);
        Answers[User] = _ => """{"tmc_user_get_response":{}}""";
        Assert.IsType<ReadFailure.Unusable>((await Adapter.EnsureWebhooksAsync(Channel, new Uri("about:blank"), Stop)).Failure);
    }

    [Theory]
    [InlineData("""{"num_iid":3,"sku_id":9007199254740993,"num":9,"sku_num":4}""", "3/9007199254740993", 4)]
    [InlineData("""{"num_iid":3,"num":9,"increment":-1}""", "3", 9)]
    [InlineData("""{"num_iid":3,"sku_id":5,"num":9}""", "3/5", null)]
    public void A_message_about_stock_is_a_hint_to_look(string content, string thing, int? quantity) =>
        Assert.Equal(new ChannelEvent.StockHint(thing, quantity), Adapter.Interpret("taobao_item_ItemStockChanged", Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData("taobao_trade_TradeBuyerPay", """{"tid":"2200000000000000001"}""", typeof(ChannelEvent.OrderChanged))]
    [InlineData("taobao_trade_OrderSkuChanged", """{"tid":"1","oid":2}""", typeof(ChannelEvent.OrderChanged))]
    [InlineData("taobao_refund_RefundSuccess", """{"tid":1,"refund_id":5}""", typeof(ChannelEvent.OrderChanged))]
    [InlineData("taobao_refund_RefundCreated", """{"tid":1,"refund_id":5}""", typeof(ChannelEvent.Irrelevant))]
    [InlineData("taobao_trade_TradeMemoModified", """{"tid":1}""", typeof(ChannelEvent.Irrelevant))]
    [InlineData("taobao_item_ItemUpshelf", """{"num_iid":1}""", typeof(ChannelEvent.Irrelevant))]
    [InlineData("taobao_trade_TradeCreate", """{"tid":1e3}""", typeof(ChannelEvent.Malformed))]
    [InlineData("taobao_trade_TradeCreate", "<xml/>", typeof(ChannelEvent.Malformed))]
    [InlineData("taobao_item_ItemStockChanged", "{}", typeof(ChannelEvent.Malformed))]
    [InlineData("order.polled", "{}", typeof(ChannelEvent.Malformed))]
    [InlineData("order.polled", """{"trade":{"tid":1}}""", typeof(ChannelEvent.OrderChanged))]
    [InlineData("order.polled", """{"trade":{"tid":1,"status":"S","modified":"2026-03-01 20:00:00","orders":{"order":[{"oid":1,"num":1.5}]}}}""", typeof(ChannelEvent.Malformed))]
    [InlineData("order.polled", """{"trade":{"tid":1,"status":"S","modified":"2026-03-01 20:00:00","orders":{"order":[{"oid":1,"num":-1}]}}}""", typeof(ChannelEvent.Malformed))]
    [InlineData("order.polled", """{"trade":{"tid":1,"status":"S","modified":"2026-03-01 20:00:00","orders":{"order":[{"oid":1,"num":1},{"oid":1,"num":2}]}}}""", typeof(ChannelEvent.Malformed))]
    public void An_event_means_what_its_topic_and_content_say(string topic, string content, Type meaning) =>
        Assert.IsType(meaning, Adapter.Interpret(topic, Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Nothing_is_taken_at_the_door() => Assert.IsType<WebhookReception.Forged>(
        Adapter.Receive(Channel, new WebhookDelivery(new Dictionary<string, string>(), "{}"u8.ToArray(), Noon)));

    private static string Message(long id, long user) =>
        $$$"""{"id":{{{id}}},"topic":"taobao_trade_TradeCreate","user_id":{{{user}}},"user_nick":"n","pub_time":"2026-03-01 20:00:00","content":"{\"tid\":2200000000000000001,\"oid\":1}"}""";
}
