using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

/// <summary>A feed that Amazon works on late must not overwrite what was written after it, whatever became of the portal or of an answer.</summary>
public sealed class AmazonFenceTests
{
    private static readonly QuantityPush Newer = AmazonStand.Push("SKU-00001", 7, "k2");

    [Fact]
    public async Task After_a_restart_nothing_overtakes_a_feed_that_is_being_worked_on()
    {
        await using var stand = await AmazonStand.OpenAsync();
        var amazon = new Scripted(stand) { Status = "IN_PROGRESS" };
        await FeedAsync(stand);
        stand.Restart();
        _ = stand.Calls;
        var held = Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        Assert.True(held is { Throttled: true, NotBefore: not null });
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(AmazonStand.Push("SKU-00003", 7)));
        Assert.All((await stand.Adapter.PushAsync(stand.Channel, new PushCall("feeds", [Newer]), AmazonStand.Stop)).Verdicts, v => Assert.IsType<PushVerdict.RetryAt>(v.Verdict));
        // Asked once in ten seconds, and nothing written.
        Assert.Equal(["GET f1"], stand.Calls.Select(Short));
        amazon.Status = "DONE";
        stand.Clock.Shift(TimeSpan.FromSeconds(10));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(Newer));
        Assert.Equal(["GET f1", "GET A1LABSELLER00", "PATCH SKU-00001"], stand.Calls.Select(Short));
        Assert.Empty(stand.Notes.All);
    }

    [Fact]
    public async Task A_feed_that_is_still_queued_after_a_restart_is_called_off()
    {
        await using var stand = await AmazonStand.OpenAsync();
        var amazon = new Scripted(stand) { Status = "IN_QUEUE" };
        await FeedAsync(stand);
        stand.Restart();
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        stand.Clock.Shift(TimeSpan.FromMinutes(1));
        _ = stand.Calls;
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(Newer));
        Assert.Equal(["GET f1", "DELETE f1", "GET f1", "GET A1LABSELLER00", "PATCH SKU-00001"], stand.Calls.Select(Short));
        Assert.Equal("CANCELLED", amazon.Status);
    }

    [Fact]
    public async Task A_feed_that_will_not_be_called_off_is_waited_for_and_given_up_in_the_end()
    {
        await using var stand = await AmazonStand.OpenAsync();
        _ = new Scripted(stand) { Status = "IN_QUEUE", KeepsFeeds = true };
        await FeedAsync(stand);
        stand.Restart();
        stand.Clock.Shift(TimeSpan.FromHours(2));
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        stand.Clock.Shift(TimeSpan.FromMinutes(61));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(Newer));
    }

    [Fact]
    public async Task A_feed_holds_up_the_listings_in_it_alone_while_it_is_known_what_it_holds_and_is_called_off_when_it_does_not_begin()
    {
        await using var stand = await AmazonStand.OpenAsync();
        _ = new Scripted(stand) { Status = "IN_QUEUE" };
        await FeedAsync(stand);
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00003", 7)));
        stand.Clock.Shift(TimeSpan.FromMinutes(14));
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        stand.Clock.Shift(TimeSpan.FromMinutes(1));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(Newer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_feed_whose_answer_was_lost_is_looked_for_in_Amazons_list_and_waited_for(bool isRestarted)
    {
        await using var stand = await AmazonStand.OpenAsync();
        var amazon = new Scripted(stand) { Status = "IN_QUEUE", LosesFeeds = true };
        await FeedAsync(stand, typeof(PushVerdict.Unknown));
        if (isRestarted)
        {
            stand.Restart();
        }
        _ = stand.Calls;
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        Assert.IsType(isRestarted ? typeof(PushVerdict.RetryAt) : typeof(PushVerdict.Accepted), await stand.PushAsync(AmazonStand.Push("SKU-00003", 7)));
        Assert.DoesNotContain(stand.Calls, c => Short(c) == "GET feeds");
        stand.Clock.Shift(TimeSpan.FromMinutes(2));
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        // It may be somebody else's: it is not called off.
        stand.Clock.Shift(TimeSpan.FromMinutes(20));
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(Newer));
        Assert.Equal(["GET feeds", "GET f1"], stand.Calls.Select(Short));
        amazon.Status = "DONE";
        stand.Clock.Shift(TimeSpan.FromSeconds(10));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(Newer));
    }

    [Fact]
    public async Task A_feed_that_Amazon_never_took_holds_nothing_up_once_its_list_says_so()
    {
        await using var stand = await AmazonStand.OpenAsync();
        _ = new Scripted(stand) { Status = "CANCELLED", LosesFeeds = true };
        await FeedAsync(stand, typeof(PushVerdict.Unknown));
        stand.Clock.Shift(TimeSpan.FromMinutes(2));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(Newer));
        Assert.Empty(stand.Notes.All);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(400)]
    public async Task A_feed_that_is_refused_leaves_nothing_behind(int status)
    {
        await using var stand = await AmazonStand.OpenAsync();
        _ = new Scripted(stand) { Refusal = status };
        await FeedAsync(stand, typeof(PushVerdict.RetryAt));
        Assert.Empty(stand.Notes.All);
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(Newer));
    }

    [Fact]
    public async Task No_more_feeds_are_sent_than_can_be_noted()
    {
        await using var stand = await AmazonStand.OpenAsync(9);
        _ = new Scripted(stand) { LosesFeeds = true, HidesFeeds = true };
        foreach (var i in Enumerable.Range(1, 8))
        {
            await FeedAsync(stand, typeof(PushVerdict.Unknown), AmazonStand.Push(AmazonStand.SkuOf(i), 9));
            // The budget of feeds.
            stand.Clock.Shift(TimeSpan.FromMinutes(2));
        }
        await FeedAsync(stand, typeof(PushVerdict.RetryAt), AmazonStand.Push(AmazonStand.SkuOf(9), 9));
    }

    /// <summary>Sends a feed whose answer is lost, and looks for it in the list.</summary>
    internal static async Task LoseAFeedAsync(AmazonStand stand)
    {
        stand.Instead = (http, body) => http.Request.Method == "POST" && http.Request.Path.Value!.EndsWith("/feeds", StringComparison.Ordinal)
            ? AnsweringServer.WriteAsync(http, 500, "") : stand.SimulateAsync(http, body);
        await FeedAsync(stand, typeof(PushVerdict.Unknown));
        stand.Instead = null;
        stand.Clock.Shift(TimeSpan.FromMinutes(2));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 6, "lost")));
    }

    /// <summary>Has a feed called off.</summary>
    internal static async Task QueueAFeedAsync(AmazonStand stand)
    {
        stand.Instead = (http, body) => http.Request.Method == "GET" && http.Request.Path.Value!.Contains("/feeds/", StringComparison.Ordinal)
            ? AnsweringServer.WriteAsync(http, 200, """{"processingStatus":"IN_QUEUE"}""") : stand.SimulateAsync(http, body);
        await FeedAsync(stand);
        stand.Clock.Shift(TimeSpan.FromMinutes(15));
        Assert.IsType<PushVerdict.RetryAt>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 4, "queued")));
        stand.Instead = null;
    }

    private static async Task FeedAsync(AmazonStand stand, Type? verdict = null, params QuantityPush[] pushes)
    {
        var call = new PushCall("feeds", pushes.Length > 0 ? pushes : [AmazonStand.Push("SKU-00001", 9), AmazonStand.Push("SKU-00002", 9)]);
        Assert.All((await stand.Adapter.PushAsync(stand.Channel, call, AmazonStand.Stop)).Verdicts, v => Assert.IsType(verdict ?? typeof(PushVerdict.Accepted), v.Verdict));
    }

    private static string Short(string call) => $"{call.Split(' ')[0]} {call.Split('/')[^1]}";

    /// <summary>Amazon with one feed whose fate the test decides; everything else as the simulator has it.</summary>
    private sealed class Scripted
    {
        private readonly AmazonStand _stand;

        public Scripted(AmazonStand stand)
        {
            _stand = stand;
            stand.Instead = AnswerAsync;
        }

        public string Status { get; set; } = "IN_QUEUE";

        /// <summary>The answer to a new feed does not come, though it was taken.</summary>
        public bool LosesFeeds { get; init; }

        /// <summary>The list cannot be had.</summary>
        public bool HidesFeeds { get; init; }

        /// <summary>A feed cannot be called off.</summary>
        public bool KeepsFeeds { get; init; }

        /// <summary>A new feed is answered with this.</summary>
        public int? Refusal { get; init; }

        private Task AnswerAsync(HttpContext http, string body)
        {
            var path = http.Request.Path.Value!;
            if (path.EndsWith("/feeds", StringComparison.Ordinal))
            {
                var isOpen = Status is "IN_QUEUE" or "IN_PROGRESS";
                return http.Request.Method == "GET" && HidesFeeds ? AnsweringServer.WriteAsync(http, 503, "")
                    : http.Request.Method == "GET" ? AnsweringServer.WriteAsync(http, 200, isOpen ? $$"""{"feeds":[{{Feed}}]}""" : """{"feeds":[]}""")
                    : Refusal is { } status ? AnsweringServer.WriteAsync(http, status, """{"errors":[{"code":"InvalidInput","message":"m"}]}""")
                    : LosesFeeds ? AnsweringServer.WriteAsync(http, 500, "")
                    : AnsweringServer.WriteAsync(http, 202, """{"feedId":"f1"}""");
            }
            if (!path.EndsWith("/feeds/f1", StringComparison.Ordinal))
            {
                return _stand.SimulateAsync(http, body);
            }
            if (http.Request.Method != "DELETE")
            {
                return AnsweringServer.WriteAsync(http, 200, Feed);
            }
            if (KeepsFeeds)
            {
                return AnsweringServer.WriteAsync(http, 400, """{"errors":[{"code":"InvalidInput","message":"m"}]}""");
            }
            Status = "CANCELLED";
            return AnsweringServer.WriteAsync(http, 200, "");
        }

        private string Feed => $$"""{"feedId":"f1","feedType":"JSON_LISTINGS_FEED","createdTime":"2026-03-01T12:00:00Z","processingStatus":"{{Status}}"}""";
    }
}
