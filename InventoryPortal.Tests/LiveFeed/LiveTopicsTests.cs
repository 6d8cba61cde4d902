using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;
using InventoryPortal.LiveFeed;
using Xunit;

namespace InventoryPortal.Tests.LiveFeed;

public sealed class LiveTopicsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_product_topic_hears_its_own_level_and_listings_only()
    {
        var part = LiveTopics.Of("product:mug-1").Select(Batch());

        Assert.NotNull(part);
        Assert.Equal(["MUG-1"], part.Stock.Select(s => s.Sku));
        Assert.Equal(["shop:1"], part.Sync.SelectMany(s => s.Listings.Select(l => $"{s.Channel}:{l.ExternalId}")));
        Assert.Empty(part.Jobs);
    }

    [Fact]
    public void A_channel_topic_hears_that_channel_whole()
    {
        var part = LiveTopics.Of("channel:shop").Select(Batch());

        Assert.NotNull(part);
        Assert.Empty(part.Stock);
        Assert.Equal(2, Assert.Single(part.Sync).Listings.Count);
        Assert.Equal(7, Assert.Single(part.Alerts).Id);
    }

    [Fact]
    public void A_limited_listener_hears_nothing_of_other_channels()
    {
        var limited = LiveTopics.All.LimitedTo(new HashSet<string> { "outlet" });

        var part = limited.Select(Batch());

        Assert.NotNull(part);
        Assert.Equal(["outlet"], part.Sync.Select(s => s.Channel));
        Assert.Empty(part.Alerts);
        Assert.Empty(part.Jobs);
        Assert.Equal("shop", LiveTopics.Of("channel:shop").LimitedTo(new HashSet<string> { "outlet" }).FirstForbiddenChannel());
    }

    [Fact]
    public void A_listener_whose_topics_did_not_change_hears_nothing() =>
        Assert.Null(LiveTopics.Of("product:other", "channel:elsewhere").Select(Batch()));

    [Fact]
    public void A_gap_reaches_everyone() => Assert.True(LiveTopics.Of("alerts").Select(LiveBatch.Lost)!.Gap);

    [Theory]
    [InlineData("Stock")]
    [InlineData("product:")]
    [InlineData("channel:")]
    [InlineData("orders")]
    [InlineData("")]
    public void An_unknown_topic_is_named_in_the_refusal(string topic)
    {
        Assert.False(LiveTopics.None.TryAdd([topic], out _, out var error));
        Assert.StartsWith($"Unknown topic '{topic}'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listener_has_a_bounded_number_of_topics()
    {
        var many = Enumerable.Range(0, LiveTopics.MaxTopics + 1).Select(i => $"product:p{i}").ToList();

        Assert.True(LiveTopics.None.TryAdd(many.Take(LiveTopics.MaxTopics), out var full, out _));
        Assert.False(full.TryAdd(many.TakeLast(1), out _, out var error));
        Assert.Equal("A connection watches at most 100 topics.", error);
        Assert.True(full.TryAdd(many.Take(1), out _, out _), "a topic that is watched already is not one more");
    }

    [Fact]
    public void The_same_skus_match_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
        try
        {
            var batch = Batch() with { Stock = [new StockChange("item-i", 1, 0, 1, MovementKind.Sale, -1, Noon)] };
            Assert.Single(LiveTopics.Of("product:ITEM-I").Select(batch)!.Stock);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static LiveBatch Batch() => new(
        [
            new StockChange("MUG-1", 5, 0, 5, MovementKind.Sale, -1, Noon),
            new StockChange("MUG-2", 3, 0, 3, MovementKind.Restock, 3, Noon),
        ],
        [
            new SyncChange("shop", ChannelState.Active, 1, 0, 0, null, [Listing("1", "MUG-1"), Listing("2", "MUG-2")]),
            new SyncChange("outlet", ChannelState.Active, 0, 0, 0, null, []),
        ],
        [new AlertChange(7, AlertKind.WebhookDisabled, AlertState.Open, "shop", "m", "shop", null, 1, Noon, Noon, null, null, null, null)],
        [new JobChange(9, SyncJobKind.ChannelSync, "shop", null, JobStatus.Processing, null, 1, 2, null)],
        LiveAreas.None,
        Gap: false);

    private static ListingChange Listing(string id, string sku) => new(id, sku, ListingSyncState.Pending, 5, 6, Noon, null);
}
