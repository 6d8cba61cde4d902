using InventoryPortal.Domain.Stock;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using Xunit;

namespace InventoryPortal.Tests.LiveFeed;

public sealed class PortalFeedTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_slow_listener_loses_the_oldest_batches_and_is_told()
    {
        var feed = new PortalFeed();
        var slow = feed.Subscribe(LiveTopics.Of(LiveTopics.Stock));
        for (var i = 0; i <= FeedSubscription.Capacity; i++)
        {
            feed.Publish(Batch(i));
        }
        slow.Dispose();

        var heard = await ReadAsync(slow);

        Assert.Equal(FeedSubscription.Capacity, heard.Count);
        Assert.Equal(1, heard[0].Stock[0].OnHand);
        Assert.True(heard[0].Gap);
        Assert.All(heard.Skip(1), b => Assert.False(b.Gap));
    }

    [Fact]
    public async Task A_listener_that_left_hears_nothing_more()
    {
        var feed = new PortalFeed();
        var left = feed.Subscribe(LiveTopics.All);
        var stays = feed.Subscribe(LiveTopics.All);
        left.Dispose();
        feed.Publish(Batch(1));
        Assert.Equal(1, feed.Listeners);
        stays.Dispose();

        Assert.Empty(await ReadAsync(left));
        Assert.Single(await ReadAsync(stays));
    }

    [Fact]
    public void Notes_of_one_product_fold_to_the_newest_level_and_the_sum()
    {
        var gathered = new NoteGatherer();
        gathered.Add(Note(9, MovementKind.Sale, -1));
        gathered.Add(Note(14, MovementKind.Restock, 5));

        var change = Assert.Single(gathered.Stock);
        Assert.Equal(new StockChange("MUG", 14, 0, 14, MovementKind.Restock, 4, Noon), change);
    }

    [Fact]
    public void More_ids_than_fit_are_told_as_a_gap()
    {
        var gathered = new NoteGatherer();
        gathered.Add(CommitNote.Of(CommitTopics.Listings) with { ListingIds = [.. Enumerable.Range(0, NoteGatherer.MaxIds).Select(i => (long)i)] });
        Assert.False(gathered.Gap);
        gathered.Add(CommitNote.Of(CommitTopics.Listings) with { ListingIds = [-1] });

        Assert.True(gathered.Gap);
        Assert.Equal(NoteGatherer.MaxIds, gathered.Listings.Count);
    }

    private static CommitNote Note(int onHand, MovementKind kind, int delta) =>
        new(CommitTopics.Stock, [new StockNote(1, "MUG", onHand, 0, onHand, kind, delta, Noon)], []);

    private static LiveBatch Batch(int onHand) =>
        new([new StockChange("MUG", onHand, 0, onHand, MovementKind.Count, 0, Noon)], [], [], [], LiveAreas.Stock, Gap: false);

    private static async Task<List<LiveBatch>> ReadAsync(FeedSubscription subscription)
    {
        var heard = new List<LiveBatch>();
        await foreach (var batch in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            heard.Add(batch);
        }
        return heard;
    }
}
