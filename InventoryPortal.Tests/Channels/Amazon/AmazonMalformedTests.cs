using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

/// <summary>Each call of the adapter in turn gets every answer that no healthy Amazon gives, while all others are answered well.</summary>
public sealed class AmazonMalformedTests
{
    private const string Sku = "SKU-00001";
    private const string Here = "\"marketplaceId\":\"ATVPDKIKX0DER\"";
    private const string Item = $$"""{"sku":"{{Sku}}","summaries":[{{{Here}},"productType":"SKU"}],"fulfillmentAvailability":[{"fulfillmentChannelCode":"DEFAULT","quantity":7}]}""";
    private const string Order = """{"orderId":"902-1","createdTime":"2026-03-01T12:00:00Z","lastUpdatedTime":"2026-03-01T12:00:00Z","fulfillment":{"fulfillmentStatus":"UNSHIPPED"},"orderItems":[{"orderItemId":"1","quantityOrdered":4}]}""";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>By method and the part of the path that tells the call: a good answer, and what in it is replaced.</summary>
    private static readonly Dictionary<string, (string Good, string Replaced)> Answers = new()
    {
        ["POST /auth/o2/token"] = ("""{"access_token":"Atza|x","token_type":"bearer","expires_in":3600}""", "3600"),
        ["GET /items/A1LABSELLER00"] = ($$"""{"numberOfResults":1,"items":[{{Item}}]}""", ":7"),
        ["GET /items/A1LABSELLER00/A,B"] = (Item.Replace(Sku, "A,B", StringComparison.Ordinal), ":7"),
        ["PATCH /items/A1LABSELLER00/SKU-00001"] = ($$"""{"sku":"{{Sku}}","status":"ACCEPTED","submissionId":"s"}""", "\"ACCEPTED\""),
        ["GET /summaries"] = ("""{"payload":{"inventorySummaries":[{"sellerSku":"FBA-1","inventoryDetails":{"fulfillableQuantity":7}}]}}""", ":7"),
        ["GET /orders/2026-01-01/orders"] = ($$"""{"orders":[{{Order}}]}""", ":4"),
        ["GET /orders/902-1"] = ($$"""{"order":{{Order}}}""", ":4"),
        ["POST /feeds/2021-06-30/documents"] = ("""{"feedDocumentId":"d","url":"@/files/d"}""", "\"@/files/d\""),
        ["POST /feeds/2021-06-30/feeds"] = ("""{"feedId":"f"}""", "\"feedId\":\"f\""),
        ["GET /feeds/f"] = ("""{"feedId":"f","processingStatus":"DONE","resultFeedDocumentId":"r"}""", "\"DONE\""),
        ["GET /feeds/2021-06-30/feeds"] = ("""{"feeds":[]}""", "[]"),
        ["GET /feeds/2021-06-30/documents/r"] = ("""{"feedDocumentId":"r","url":"@/files/issues"}""", "\"@/files/issues\""),
        ["GET /files/issues"] = ($$"""{"header":{},"issues":[{"messageId":1,"sku":"{{Sku}}","code":"1","severity":"ERROR","message":"m"}]}""", "[{\"messageId\":1"),
        ["POST /reports/2021-06-30/reports"] = ("""{"reportId":"r"}""", "\"reportId\":\"r\""),
        ["GET /reports/r"] = ("""{"reportId":"r","processingStatus":"DONE","reportDocumentId":"d"}""", "\"DONE\""),
        ["GET /reports/2021-06-30/documents/d"] = ("""{"reportDocumentId":"d","url":"@/files/rows"}""", "\"@/files/rows\""),
        ["GET /files/rows"] = ("seller-sku\tquantity\tfulfillment-channel\nA\t7\tDEFAULT\n", "7"),
    };

    /// <summary>What is done with each, and whether what came of it concludes nothing.</summary>
    private static readonly Dictionary<string, Func<AmazonStand, Task<bool>>> Trials = new()
    {
        ["POST /auth/o2/token"] = s => ReadsNothingAsync(s, Sku),
        ["GET /items/A1LABSELLER00"] = async s => await ReadsNothingAsync(s, Sku) && await ListsNothingAsync(s, null),
        ["GET /items/A1LABSELLER00/A,B"] = s => ReadsNothingAsync(s, "A,B"),
        ["PATCH /items/A1LABSELLER00/SKU-00001"] = async s => await s.PushAsync(AmazonStand.Push(Sku, 7)) is PushVerdict.Unknown,
        ["GET /summaries"] = s => ReadsNothingAsync(s, "FBA-1"),
        ["GET /orders/2026-01-01/orders"] = async s =>
        {
            var page = await s.Adapter.ReadOrdersAsync(s.Channel, new OrderQuery(Noon, null), AmazonStand.Stop);
            // An order among others that makes no sense is kept as what it is.
            return page.Failure is not null ? page is { Orders: [], ReadTo: null } : page.Orders.All(o => s.Adapter.Interpret(Topics.OrderPolled, o.Body) is ChannelEvent.Malformed);
        },
        ["GET /orders/902-1"] = async s => await s.Adapter.ReadOrderAsync(s.Channel, "902-1", AmazonStand.Stop) is { Order: null, Failure: not null },
        ["POST /feeds/2021-06-30/documents"] = s => FeedAsync<PushVerdict.RetryAt>(s),
        ["POST /feeds/2021-06-30/feeds"] = s => FeedAsync<PushVerdict.Unknown>(s),
        // Neither refused nor shown: to be read back.
        ["GET /feeds/f"] = s => FeedAsync<PushVerdict.Accepted>(s),
        ["GET /feeds/2021-06-30/feeds"] = async s =>
        {
            // A feed of which nobody knows whether Amazon took it.
            s.Notes.All[(1, "amazon.feeds")] = $$"""[{"Id":"?x","At":{{s.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds()}},"IsOurs":true}]""";
            return await s.PushAsync(AmazonStand.Push(Sku, 7)) is PushVerdict.RetryAt;
        },
        ["GET /feeds/2021-06-30/documents/r"] = s => FeedAsync<PushVerdict.Accepted>(s),
        ["GET /files/issues"] = s => FeedAsync<PushVerdict.Accepted>(s),
        ["POST /reports/2021-06-30/reports"] = s => ListsNothingAsync(s, null),
        ["GET /reports/r"] = s => ListsNothingAsync(s, "report:r"),
        ["GET /reports/2021-06-30/documents/d"] = s => ListsNothingAsync(s, "report:r"),
        ["GET /files/rows"] = s => ListsNothingAsync(s, "report:r"),
    };

    public static TheoryData<string> Calls => new(Answers.Keys);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task From_no_malformed_answer_of_any_call_is_anything_concluded(string call)
    {
        await using var stand = await AmazonStand.OpenAsync();
        var (good, replaced) = Answers[call];
        stand.Instead = (http, _) => AnswerAsync(stand, http, call, null);
        Assert.False(await TryAsync(stand, call), "The good answer is none.");
        foreach (var (name, write) in MalformedAnswers.Of(good.Replace("@", stand.Settings["baseUrl"], StringComparison.Ordinal), replaced.Replace("@", stand.Settings["baseUrl"], StringComparison.Ordinal)))
        {
            stand.Instead = (http, _) => AnswerAsync(stand, http, call, write);
            stand.InsteadOfTokens = call.Contains("/auth/", StringComparison.Ordinal) ? (http, _) => write(http) : null;
            Assert.True(await TryAsync(stand, call), name);
        }
    }

    [Fact]
    public async Task No_malformed_answer_of_the_queue_becomes_an_event_that_moves_anything()
    {
        await using var queue = await AnsweringServer.StartAsync();
        var adapter = TestAdapters.All().Get(ChannelKind.Amazon)!;
        var channel = new ChannelConnection(
            1, "amazon", ChannelKind.Amazon, new Dictionary<string, string> { ["queueUrl"] = queue.Address.AbsoluteUri },
            new Dictionary<string, string> { ["awsAccessKeyId"] = "AKID", ["awsSecretAccessKey"] = "secret-key" });
        foreach (var (name, write) in MalformedAnswers.Of("""{"Messages":[{"ReceiptHandle":"r","Body":"{\"NotificationType\":\"ORDER_CHANGE\"}"}]}""", "\"{\\\"NotificationType\\\":\\\"ORDER_CHANGE\\\"}\""))
        {
            queue.Answer = (http, _) => write(http);
            var pull = await adapter.PullEventsAsync(channel, AmazonStand.Stop);
            Assert.True(pull.Events.All(e => adapter.Interpret(e.Event.Topic, e.Body) is ChannelEvent.Malformed), name);
            await adapter.ConfirmEventsAsync(channel, ["r"], AmazonStand.Stop);
        }
    }

    /// <summary>A portal that has just started and has seen the SKU.</summary>
    private static async Task<bool> TryAsync(AmazonStand stand, string call)
    {
        stand.Notes.All.Clear();
        stand.Restart();
        return await Trials[call](stand);
    }

    private static Task AnswerAsync(AmazonStand stand, HttpContext http, string call, Func<HttpContext, Task>? write)
    {
        var path = http.Request.Path.Value!;
        var asked = Answers.Keys.Where(k => k.StartsWith(http.Request.Method + " ", StringComparison.Ordinal) && path.EndsWith(k.Split(' ')[1], StringComparison.Ordinal)).MaxBy(k => k.Length);
        if (asked == call && write is not null)
        {
            return write(http);
        }
        var body = asked is null ? "" : Answers[asked].Good.Replace("@", stand.Settings["baseUrl"], StringComparison.Ordinal);
        if (call == "GET /summaries" && asked == "GET /items/A1LABSELLER00")
        {
            body = $$"""{"numberOfResults":1,"items":[{"sku":"FBA-1","fulfillmentAvailability":[{"fulfillmentChannelCode":"AMAZON_NA"}]}]}""";
        }
        if (call.Contains("reports", StringComparison.Ordinal) && asked == "GET /items/A1LABSELLER00")
        {
            body = body.Replace("\"numberOfResults\":1", "\"numberOfResults\":1001", StringComparison.Ordinal);
        }
        return AnsweringServer.WriteAsync(http, 200, body);
    }

    private static async Task<bool> ReadsNothingAsync(AmazonStand stand, string sku)
    {
        var reading = await stand.Adapter.ReadStockAsync(stand.Channel, [sku], AmazonStand.Stop);
        return reading.Failure is not null && reading.Figures.All(f => f.Quantity is null);
    }

    private static async Task<bool> ListsNothingAsync(AmazonStand stand, string? cursor) =>
        await stand.Adapter.ReadCatalogueAsync(stand.Channel, cursor, AmazonStand.Stop) is { Failure: not null, NextCursor: null, Items: [] };

    private static async Task<bool> FeedAsync<T>(AmazonStand stand)
        where T : PushVerdict
    {
        var call = new PushCall("feeds", [AmazonStand.Push(Sku, 7)]);
        return Assert.Single((await stand.Adapter.PushAsync(stand.Channel, call, AmazonStand.Stop)).Verdicts).Verdict is T;
    }
}
