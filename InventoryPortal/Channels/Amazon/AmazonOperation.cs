namespace InventoryPortal.Channels.Amazon;

/// <summary>One operation of the API with the budget that Amazon grants every application and seller until its answers name another.</summary>
/// <param name="Rate">Calls a second.</param>
/// <param name="Burst">Calls at once.</param>
/// <param name="Adapts">Whether the rate named by answers is taken over; not where a bound of another kind holds as well.</param>
internal sealed record AmazonOperation(string Name, double Rate, int Burst, bool Adapts = true)
{
    public static readonly AmazonOperation SearchListings = new("searchListingsItems", 5, 5);
    public static readonly AmazonOperation GetListing = new("getListingsItem", 5, 5);
    public static readonly AmazonOperation PatchListing = new("patchListingsItem", 5, 5);
    public static readonly AmazonOperation SearchOrders = new("searchOrders", 0.0056, 20);
    public static readonly AmazonOperation GetOrder = new("getOrder", 0.5, 30);
    public static readonly AmazonOperation CreateFeedDocument = new("createFeedDocument", 0.5, 15);

    /// <summary>Beside its rate: five feeds of quantities in any five minutes. Three at once and one every two minutes stay below that.</summary>
    public static readonly AmazonOperation CreateFeed = new("createFeed", 0.0083, 4, Adapts: false);
    public static readonly AmazonOperation GetFeed = new("getFeed", 2, 15);
    public static readonly AmazonOperation GetFeeds = new("getFeeds", 0.0222, 10);
    public static readonly AmazonOperation CancelFeed = new("cancelFeed", 2, 15);
    public static readonly AmazonOperation GetFeedDocument = new("getFeedDocument", 0.0222, 10);
    public static readonly AmazonOperation CreateReport = new("createReport", 0.0167, 15);
    public static readonly AmazonOperation GetReport = new("getReport", 2, 15);
    public static readonly AmazonOperation GetReportDocument = new("getReportDocument", 0.0167, 15);
    public static readonly AmazonOperation InventorySummaries = new("getInventorySummaries", 2, 2);

    /// <summary>Calls that go at once: one less than granted, because two that left apart may arrive together.</summary>
    public int Spared => Math.Max(1, Burst - 1);
}
