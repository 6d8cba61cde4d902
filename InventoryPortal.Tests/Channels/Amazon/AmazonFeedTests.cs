using System.Text.Json.Nodes;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

public sealed class AmazonFeedTests
{
    private const int Many = 1_500;

    [Fact]
    public async Task Very_many_changes_are_one_feed_whose_report_tells_of_each()
    {
        await using var stand = await AmazonStand.OpenAsync(Many);
        stand.AddAmazons("FBA-1", 24);
        await ReadAllAsync(stand);
        _ = stand.Calls;
        var report = await SendAsync(stand, [.. Pushes(Many - 2), AmazonStand.Push("FBA-1", 1), AmazonStand.Push("NOBODYS", 1)]);
        Assert.All(report.Verdicts.Take(Many - 2), v => Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<PushVerdict.Accepted>(v.Verdict).ConfirmAfter));
        Assert.Equal(["fulfilled_by_amazon", "not_found"], report.Verdicts.TakeLast(2).Select(v => ((PushVerdict.Rejected)v.Verdict).Code));
        var calls = stand.Calls;
        // The stranger is asked for; the state once or twice, the report's place, the report.
        Assert.Equal(["GET listings", "POST feeds", "PUT files", "POST feeds", "GET feeds", "GET feeds"], calls.Take(6).Select(Short));
        Assert.Equal("GET files", Short(calls[^1]));
        Assert.InRange(calls.Count, 7, 8);
        var feed = JsonNode.Parse(stand.Requests.Single(r => r.Method == "PUT").Body)!;
        Assert.Equal((Many - 2, 1), (feed["messages"]!.AsArray().Count, (int)feed["messages"]![0]!["messageId"]!));
        stand.Clock.Shift(TimeSpan.FromSeconds(1));
        Assert.Equal([101, 102], (await stand.Adapter.ReadStockAsync(stand.Channel, [AmazonStand.SkuOf(1), AmazonStand.SkuOf(2)], AmazonStand.Stop)).Figures.Select(f => f.Quantity));
    }

    [Fact]
    public async Task A_message_that_is_refused_is_the_refusal_of_its_listing_alone()
    {
        await using var stand = await AmazonStand.OpenAsync(Many);
        await ReadAllAsync(stand);
        stand.HalfFails = true;
        var report = await SendAsync(stand, Pushes(Many));
        Assert.Equal(Many / 2, report.Verdicts.Count(v => v.Verdict is PushVerdict.Accepted));
        Assert.Equal(Many / 2, report.Verdicts.Count(v => v.Verdict is PushVerdict.Rejected { Code: "90220" }));
        Assert.IsType<PushVerdict.Rejected>(report.Verdicts[1].Verdict);
    }

    [Fact]
    public async Task A_feed_that_takes_its_time_holds_up_nobody_and_no_later_change_overtakes_it()
    {
        await using var stand = await AmazonStand.OpenAsync(Many);
        await ReadAllAsync(stand);
        var state = """{"feedId":"f1","feedType":"JSON_LISTINGS_FEED","createdTime":"2026-03-01T12:00:00Z","processingStatus":"IN_PROGRESS"}""";
        stand.Instead = (http, _) => (http.Request.Method, http.Request.Path.Value![http.Request.Path.Value!.LastIndexOf('/')..]) switch
        {
            ("POST", "/documents") => AnsweringServer.WriteAsync(http, 201, $$"""{"feedDocumentId":"d1","url":"{{stand.Settings["baseUrl"]}}/files/d1?x=y"}"""),
            ("PUT", _) => AnsweringServer.WriteAsync(http, 200, ""),
            ("POST", "/feeds") => AnsweringServer.WriteAsync(http, 202, """{"feedId":"f1"}"""),
            ("GET", "/f1") => AnsweringServer.WriteAsync(http, 200, state),
            ("GET", "/r1") when http.Request.Path.Value!.Contains("documents", StringComparison.Ordinal) =>
                AnsweringServer.WriteAsync(http, 200, $$"""{"feedDocumentId":"r1","url":"{{stand.Settings["baseUrl"]}}/files/r1?x=y"}"""),
            ("GET", "/r1") => AnsweringServer.WriteAsync(http, 200, """{"header":{"sellerId":"A","version":"2.0","feedId":"f1"},"issues":[{"messageId":2,"sku":"SKU-00002","code":"8541","severity":"ERROR","message":"no"}],"summary":{}}"""),
            _ => AnsweringServer.WriteAsync(http, 200, """{"sku":"SKU-00001","status":"ACCEPTED","submissionId":"s1","issues":[]}"""),
        };
        var before = stand.Clock.GetUtcNow();
        var report = await SendAsync(stand, Pushes(Many));
        Assert.InRange(stand.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(29));
        Assert.All(report.Verdicts, v => Assert.Equal(new PushVerdict.Accepted("f1", TimeSpan.FromSeconds(8)), v.Verdict));

        // The same change is waited for; another one for the same SKU must not overtake the feed.
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 101)));
        Assert.True(Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 7, "k2"))) is { Throttled: true, NotBefore: null });
        state = """{"feedId":"f1","feedType":"JSON_LISTINGS_FEED","createdTime":"2026-03-01T12:00:00Z","processingStatus":"DONE","resultFeedDocumentId":"r1"}""";
        stand.Clock.Shift(TimeSpan.FromSeconds(10));
        Assert.Equal(new PushVerdict.Rejected("8541", "no"), await stand.PushAsync(AmazonStand.Push("SKU-00002", 102)));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 7, "k2")));
    }

    [Theory]
    [InlineData("CANCELLED")]
    [InlineData("FATAL")]
    public async Task A_feed_that_Amazon_breaks_off_leaves_the_outcome_open(string status)
    {
        await using var stand = await AmazonStand.OpenAsync(Many);
        await ReadAllAsync(stand);
        stand.Instead = (http, _) => http.Request.Method switch
        {
            "POST" when http.Request.Path.Value!.EndsWith("/documents", StringComparison.Ordinal) => AnsweringServer.WriteAsync(http, 201, $$"""{"feedDocumentId":"d1","url":"{{stand.Settings["baseUrl"]}}/files/d1"}"""),
            "POST" => AnsweringServer.WriteAsync(http, 202, """{"feedId":"f1"}"""),
            "GET" => AnsweringServer.WriteAsync(http, 200, $$"""{"feedId":"f1","processingStatus":"{{status}}"}"""),
            _ => AnsweringServer.WriteAsync(http, 200, ""),
        };
        Assert.All((await SendAsync(stand, Pushes(Many))).Verdicts, v => Assert.IsType<PushVerdict.Unknown>(v.Verdict));
    }

    [Theory]
    [InlineData("/documents", 500, typeof(PushVerdict.RetryAt))]
    [InlineData("/documents", 400, typeof(PushVerdict.RetryAt))]
    [InlineData("/d1", 403, typeof(PushVerdict.RetryAt))]
    [InlineData("/feeds", 500, typeof(PushVerdict.Unknown))]
    [InlineData("/feeds", 429, typeof(PushVerdict.RetryAt))]
    public async Task A_feed_that_fails_as_a_whole_condemns_no_listing(string where, int status, Type verdict)
    {
        await using var stand = await AmazonStand.OpenAsync(Many);
        await ReadAllAsync(stand);
        stand.Instead = (http, _) => http.Request.Path.Value!.EndsWith(where, StringComparison.Ordinal)
            ? AnsweringServer.WriteAsync(http, status, """{"errors":[{"code":"InvalidInput","message":"m"}]}""")
            : http.Request.Path.Value!.EndsWith("/documents", StringComparison.Ordinal)
                ? AnsweringServer.WriteAsync(http, 201, $$"""{"feedDocumentId":"d1","url":"{{stand.Settings["baseUrl"]}}/files/d1"}""")
                : AnsweringServer.WriteAsync(http, 200, "");
        Assert.All((await SendAsync(stand, Pushes(Many))).Verdicts, v => Assert.IsType(verdict, v.Verdict));
    }

    private static string Short(string call) => $"{call.Split(' ')[0]} {call.Split('/')[3]}";

    private static List<QuantityPush> Pushes(int count) => [.. Enumerable.Range(1, count).Select(i => AmazonStand.Push(AmazonStand.SkuOf(i), 100 + i))];

    private static async Task ReadAllAsync(AmazonStand stand)
    {
        var reading = await stand.Adapter.ReadStockAsync(stand.Channel, [.. stand.Book.Products.Values.Select(p => p.Sku)], AmazonStand.Stop);
        Assert.Null(reading.Failure);
    }

    private static Task<PushReport> SendAsync(AmazonStand stand, IReadOnlyList<QuantityPush> pushes) =>
        stand.Adapter.PushAsync(stand.Channel, Assert.Single(stand.Adapter.Plan(pushes)), AmazonStand.Stop);
}
