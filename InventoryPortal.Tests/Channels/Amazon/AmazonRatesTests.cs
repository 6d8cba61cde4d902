using InventoryPortal.Channels.Amazon;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

public sealed class AmazonRatesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly AmazonRates _rates;

    public AmazonRatesTests() => _rates = new AmazonRates(_clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, double, int> Documented => new()
    {
        { "searchListingsItems", 5, 5 }, { "patchListingsItem", 5, 5 }, { "searchOrders", 0.0056, 20 }, { "getOrder", 0.5, 30 }, { "createFeed", 0.0083, 15 },
        { "getFeed", 2, 15 }, { "createFeedDocument", 0.5, 15 }, { "getFeedDocument", 0.0222, 10 }, { "createReport", 0.0167, 15 }, { "getInventorySummaries", 2, 2 },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task No_operation_ever_runs_over_its_budget(string name, double rate, int burst)
    {
        var operation = Operation(name);
        var tokens = (double)burst;
        var granted = 0;
        var last = _clock.GetUtcNow();
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(random.NextDouble() * 2 / rate / 5));
            tokens = Math.Min(burst, tokens + ((_clock.GetUtcNow() - last).TotalSeconds * rate));
            last = _clock.GetUtcNow();
            if (await _rates.EnterAsync(Seller(), operation, TimeSpan.Zero, Stop) is null)
            {
                granted++;
                tokens--;
                Assert.True(tokens > -0.001, $"Call {granted} of {name} was one too many.");
            }
        }
        Assert.InRange(granted, 300, 500);
    }

    [Fact]
    public async Task Never_more_than_five_feeds_in_five_minutes()
    {
        var sent = new List<DateTimeOffset>();
        for (var second = 0; second < 3_600; second++)
        {
            if (await _rates.EnterAsync(Seller(), AmazonOperation.CreateFeed, TimeSpan.Zero, Stop) is null)
            {
                sent.Add(_clock.GetUtcNow());
            }
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.All(sent, at => Assert.InRange(sent.Count(s => s >= at && s - at < TimeSpan.FromMinutes(5)), 1, 5));
        Assert.InRange(sent.Count, 30, 34);
    }

    [Fact]
    public async Task A_rate_that_an_answer_names_holds_from_then_on_faster_or_slower()
    {
        await EmptyAsync(4);
        _rates.Learn(Seller(), AmazonOperation.PatchListing, Answer(200, "20.0"));
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMilliseconds(50), await NextAsync());
        _rates.Learn(Seller(), AmazonOperation.PatchListing, Answer(200, "0.5"));
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(2), await NextAsync());
    }

    [Theory]
    [InlineData("1e9")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("NaN")]
    [InlineData("")]
    [InlineData("5, 5")]
    public async Task A_rate_that_makes_no_sense_changes_nothing(string rate)
    {
        _rates.Learn(Seller(), AmazonOperation.PatchListing, Answer(200, rate));
        await EmptyAsync(4);
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMilliseconds(200), await NextAsync());
    }

    [Fact]
    public async Task After_a_429_nothing_goes_out_before_a_token_has_come_back()
    {
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(1), _rates.Learn(Seller(), AmazonOperation.PatchListing, Answer(429, "5.0")));
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(1), await NextAsync());
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(179), _rates.Learn(Seller(), AmazonOperation.SearchOrders, Answer(429, null)));
    }

    [Fact]
    public async Task Channels_of_one_account_share_a_budget_and_operations_and_accounts_do_not()
    {
        await EmptyAsync(4);
        Assert.NotNull(await _rates.EnterAsync(Seller(channel: 2), AmazonOperation.PatchListing, TimeSpan.Zero, Stop));
        Assert.Null(await _rates.EnterAsync(Seller(), AmazonOperation.SearchListings, TimeSpan.Zero, Stop));
        Assert.Null(await _rates.EnterAsync(Seller(seller: "A2"), AmazonOperation.PatchListing, TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task A_token_that_is_near_is_waited_for()
    {
        await EmptyAsync(4);
        var waiting = _rates.EnterAsync(Seller(), AmazonOperation.PatchListing, TimeSpan.FromSeconds(5), Stop);
        _clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await waiting);
    }

    private async Task EmptyAsync(int tokens)
    {
        for (var i = 0; i < tokens; i++)
        {
            Assert.Null(await _rates.EnterAsync(Seller(), AmazonOperation.PatchListing, TimeSpan.Zero, Stop));
        }
    }

    private Task<DateTimeOffset?> NextAsync() => _rates.EnterAsync(Seller(), AmazonOperation.PatchListing, TimeSpan.Zero, Stop);

    private static AmazonOperation Operation(string name) => new[]
    {
        AmazonOperation.SearchListings, AmazonOperation.PatchListing, AmazonOperation.SearchOrders, AmazonOperation.GetOrder, AmazonOperation.CreateFeed, AmazonOperation.GetFeed,
        AmazonOperation.CreateFeedDocument, AmazonOperation.GetFeedDocument, AmazonOperation.CreateReport, AmazonOperation.InventorySummaries,
    }.Single(o => o.Name == name);

    private static OutboundAnswer.Answered Answer(int status, string? rate)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (rate is not null)
        {
            headers["x-amzn-ratelimit-limit"] = rate;
        }
        return new OutboundAnswer.Answered(status, headers, default, TimeSpan.Zero);
    }

    private static AmazonSeller Seller(long channel = 1, string seller = "A1") => AmazonSeller.Of(
        new ChannelConnection(
            channel, "amazon", ChannelKind.Amazon, new Dictionary<string, string> { ["region"] = "eu", ["sellerId"] = seller, ["marketplaceId"] = $"M{channel}" },
            new Dictionary<string, string> { ["clientId"] = "c", ["clientSecret"] = "s", ["refreshToken"] = "r" }),
        out _)!;
}
