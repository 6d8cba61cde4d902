using System.Globalization;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Lab.Amazon;

/// <summary>
/// The budgets of one seller's operations. This one sells much: Amazon has raised what is documented for listings and orders, and says
/// so in its answers. Everything else is as documented.
/// </summary>
internal sealed class AmazonBudgets(TimeProvider clock)
{
    private static readonly Dictionary<string, (double Rate, int Burst)> Granted = new()
    {
        ["searchListingsItems"] = (20, 20),
        ["getListingsItem"] = (20, 20),
        ["patchListingsItem"] = (20, 20),
        ["searchOrders"] = (4, 40),
        ["getOrder"] = (4, 40),
        ["createFeedDocument"] = (0.5, 15),
        ["createFeed"] = (0.0083, 15),
        ["getFeed"] = (2, 15),
        ["getFeeds"] = (0.0222, 10),
        ["cancelFeed"] = (2, 15),
        ["getFeedDocument"] = (0.0222, 10),
        ["createReport"] = (0.0167, 15),
        ["getReport"] = (2, 15),
        ["getReportDocument"] = (0.0167, 15),
        ["getInventorySummaries"] = (2, 2),
    };

    private readonly Dictionary<string, Pacer> _buckets = Granted.ToDictionary(g => g.Key, g => Pacer.New(g.Value.Rate, g.Value.Burst));

    /// <summary>Takes a token; false when the bucket is empty.</summary>
    public bool Take(string operation)
    {
        var (next, wait) = _buckets[operation].Take(clock.GetUtcNow());
        if (wait > TimeSpan.Zero)
        {
            return false;
        }
        _buckets[operation] = next;
        return true;
    }

    /// <summary>The headers of every answer of an operation.</summary>
    public static IReadOnlyDictionary<string, string> Headers(string operation) => new Dictionary<string, string>
    {
        ["x-amzn-RateLimit-Limit"] = Granted[operation].Rate.ToString(CultureInfo.InvariantCulture), ["x-amzn-RequestId"] = Guid.NewGuid().ToString(),
    };
}
