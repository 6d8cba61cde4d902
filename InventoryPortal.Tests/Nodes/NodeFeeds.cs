using System.Diagnostics;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;

namespace InventoryPortal.Tests.Nodes;

/// <summary>A sale, and what a node's screens get to hear of it.</summary>
public static class NodeFeeds
{
    public static async Task<TimeSpan> SellAsync(Merchant merchant, string sku)
    {
        var began = Stopwatch.GetTimestamp();
        await merchant.PostAsync("stock/movements", new { sku, kind = "sale", quantity = 1 });
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>How long the sale in the middle takes, of so many in turn at these nodes.</summary>
    public static async Task<TimeSpan> MedianSaleAsync(int sales, string sku, params Merchant[] merchants)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < sales; i++)
        {
            times.Add(await SellAsync(merchants[i % merchants.Length], sku));
        }
        return times.Order().ElementAt(sales / 2);
    }

    public static async Task<StockChange> StockAsync(FeedSubscription feed, string sku, int? onHand = null)
    {
        using var limit = TwoNodes.Limit();
        await foreach (var batch in feed.ReadAllAsync(limit.Token))
        {
            if (batch.Stock.FirstOrDefault(s => s.Sku == sku && (onHand is null || s.OnHand == onHand)) is { } change)
            {
                return change;
            }
        }
        throw new InvalidOperationException("The feed ended.");
    }

    public static async Task<(int OnHand, int Delta)> SumAsync(FeedSubscription feed, string sku, int delta)
    {
        using var limit = TwoNodes.Limit();
        var (onHand, sum) = (0, 0);
        await foreach (var batch in feed.ReadAllAsync(limit.Token))
        {
            foreach (var change in batch.Stock.Where(s => s.Sku == sku))
            {
                (onHand, sum) = (change.OnHand, sum + change.Delta);
            }
            if (sum <= delta)
            {
                return (onHand, sum);
            }
        }
        throw new InvalidOperationException("The feed ended.");
    }

    public static async Task GapAsync(FeedSubscription feed)
    {
        using var limit = TwoNodes.Limit();
        await foreach (var batch in feed.ReadAllAsync(limit.Token))
        {
            if (batch.Gap)
            {
                return;
            }
        }
    }

    /// <summary>The next note that bears news; those that only tell of a gap are passed over.</summary>
    public static async Task<CommitNote> NewsAsync(CommitSignals.Subscription heard)
    {
        using var limit = TwoNodes.Limit();
        while (true)
        {
            if (await heard.Reader.ReadAsync(limit.Token) is { Gap: false } note)
            {
                return note;
            }
        }
    }
}
