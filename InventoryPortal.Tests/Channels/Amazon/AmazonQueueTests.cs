using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Channels.Amazon;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

public sealed class AmazonQueueTests
{
    private const string OrderChange =
        """{"NotificationType":"ORDER_CHANGE","Payload":{"OrderChangeNotification":{"SellerId":"A1LABSELLER00","AmazonOrderId":"902-1","Summary":{"MarketplaceId":"ATVPDKIKX0DER","FulfillmentType":"MFN"}}},"NotificationMetadata":{"NotificationId":"n1"}}""";

    /// <summary>Published by AWS with its signature: get-vanilla and post-vanilla.</summary>
    [Theory]
    [InlineData("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void The_published_requests_get_the_published_signatures(string method, string signature)
    {
        var signer = new AwsSignature("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service");
        var headers = new Dictionary<string, string> { ["x-amz-date"] = "20150830T123600Z", ["host"] = "example.amazonaws.com" };
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}",
            signer.Authorization(method, "/", headers, []));
    }

    [Fact]
    public async Task Messages_are_taken_in_tens_signed_and_stay_until_they_are_confirmed()
    {
        await using var queue = await AnsweringServer.StartAsync();
        var bodies = new List<(string Target, string Body)>();
        var faults = new List<string>();
        queue.Answer = (http, body) =>
        {
            var signed = new Dictionary<string, string> { ["host"] = http.Request.Host.Value!, ["x-amz-date"] = http.Request.Headers["x-amz-date"]!, ["x-amz-target"] = http.Request.Headers["x-amz-target"]! };
            var expected = new AwsSignature("AKID", "secret-key", "us-east-1", "sqs").Authorization("POST", http.Request.Path.Value!, signed, Encoding.UTF8.GetBytes(body));
            if (http.Request.Headers.Authorization != expected || http.Request.ContentType != "application/x-amz-json-1.0")
            {
                faults.Add(http.Request.Headers.Authorization!);
            }
            bodies.Add((http.Request.Headers["x-amz-target"]!, body));
            var messages = string.Join(',', Enumerable.Range(1, 10).Select(i => $$"""{"MessageId":"m{{i}}","ReceiptHandle":"r{{i}}","Body":{{JsonValue.Create(OrderChange.Replace("n1", $"n{i}", StringComparison.Ordinal)).ToJsonString()}}}"""));
            return AnsweringServer.WriteAsync(http, 200, bodies.Count == 1 ? $$"""{"Messages":[{{messages}}]}""" : bodies.Count == 2 ? "{}" : """{"Successful":[],"Failed":[]}""");
        };
        var adapter = TestAdapters.All().Get(ChannelKind.Amazon)!;
        var channel = Connect($"{queue.Address}000000000000/notifications");
        var pull = await adapter.PullEventsAsync(channel, AmazonStand.Stop);
        Assert.True(pull is { Failure: null, MayHaveMore: true, Events.Count: 10 });
        Assert.Equal(("ORDER_CHANGE:n1", "ORDER_CHANGE", "902-1", "r1"), (pull.Events[0].Event.EventKey, pull.Events[0].Event.Topic, pull.Events[0].Event.SubjectId, pull.Events[0].Receipt));
        Assert.Equal("902-1", Assert.IsType<ChannelEvent.OrderChanged>(adapter.Interpret("ORDER_CHANGE", pull.Events[0].Body)).OrderId);
        Assert.True(await adapter.PullEventsAsync(channel, AmazonStand.Stop) is { Failure: null, MayHaveMore: false, Events: [] });
        Assert.Null(await adapter.ConfirmEventsAsync(channel, [.. Enumerable.Range(1, 12).Select(i => $"r{i}")], AmazonStand.Stop));
        Assert.Empty(faults);
        Assert.Equal(["AmazonSQS.ReceiveMessage", "AmazonSQS.ReceiveMessage", "AmazonSQS.DeleteMessageBatch", "AmazonSQS.DeleteMessageBatch"], bodies.Select(b => b.Target));
        Assert.Equal([10, 2], bodies.Skip(2).Select(b => JsonNode.Parse(b.Body)!["Entries"]!.AsArray().Count));
        Assert.All(bodies, b => Assert.Equal(channel.Settings["queueUrl"], (string?)JsonNode.Parse(b.Body)!["QueueUrl"]));
    }

    [Fact]
    public async Task Without_a_queue_nobody_is_asked_and_a_queue_that_refuses_does_not_take_the_channel_out_of_service()
    {
        await using var queue = await AnsweringServer.StartAsync();
        var adapter = TestAdapters.All().Get(ChannelKind.Amazon)!;
        Assert.Same(EventPull.Nothing, await adapter.PullEventsAsync(Connect(null), AmazonStand.Stop));
        queue.Answer = (http, _) => AnsweringServer.WriteAsync(http, 403, """{"__type":"com.amazon.coral.service#InvalidSignatureException"}""");
        Assert.IsType<ReadFailure.Unusable>((await adapter.PullEventsAsync(Connect(queue.Address.AbsoluteUri), AmazonStand.Stop)).Failure);
        Assert.IsType<ReadFailure.Unusable>(await adapter.ConfirmEventsAsync(Connect(queue.Address.AbsoluteUri), ["r"], AmazonStand.Stop));
    }

    [Theory]
    [InlineData("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", """{"Payload":{"FulfillmentChannelCode":"DEFAULT","Sku":"A","Quantity":99}}""", typeof(ChannelEvent.StockHint))]
    [InlineData("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", """{"Payload":{"Quantity":99}}""", typeof(ChannelEvent.Malformed))]
    [InlineData("LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "{", typeof(ChannelEvent.Malformed))]
    [InlineData("ORDER_CHANGE", """{"Payload":{"OrderChangeNotification":{"AmazonOrderId":"1","Summary":{"FulfillmentType":"AFN"}}}}""", typeof(ChannelEvent.Irrelevant))]
    [InlineData("ORDER_CHANGE", """{"Payload":{}}""", typeof(ChannelEvent.Malformed))]
    [InlineData("FEED_PROCESSING_FINISHED", "{}", typeof(ChannelEvent.Irrelevant))]
    [InlineData("elsewhere", OrderChange, typeof(ChannelEvent.Irrelevant))]
    [InlineData("unreadable", "", typeof(ChannelEvent.Malformed))]
    public void A_notification_has_its_meaning(string topic, string body, Type meaning) =>
        Assert.IsType(meaning, TestAdapters.All().Get(ChannelKind.Amazon)!.Interpret(topic, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("\"ATVPDKIKX0DER\"", "ORDER_CHANGE")]
    [InlineData("\"A1PA6795UKMFR9\"", "elsewhere")]
    public void What_another_marketplace_is_told_is_none_of_this_channels(string marketplace, string topic) =>
        Assert.Equal(topic, AmazonEvents.Receive(Connect(null), Encoding.UTF8.GetBytes(OrderChange.Replace("\"ATVPDKIKX0DER\"", marketplace, StringComparison.Ordinal))).Topic);

    private static ChannelConnection Connect(string? queue)
    {
        var settings = new Dictionary<string, string> { ["sellerId"] = "A1LABSELLER00", ["marketplaceId"] = "ATVPDKIKX0DER" };
        if (queue is not null)
        {
            settings["queueUrl"] = queue;
        }
        return new ChannelConnection(1, "amazon", ChannelKind.Amazon, settings, new Dictionary<string, string> { ["awsAccessKeyId"] = "AKID", ["awsSecretAccessKey"] = "secret-key" });
    }
}
