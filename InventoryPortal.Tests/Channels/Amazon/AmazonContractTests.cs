using System.Text.Json;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Book;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

/// <summary>Every request that the adapter sends, held against Amazon's own models where they are at hand.</summary>
public sealed class AmazonContractTests
{
    /// <summary>Every operation that the adapter uses, as <see cref="NameOf"/> names it.</summary>
    private static readonly string[] Operations =
    [
        "GET listings/items", "GET listings/item", "PATCH listings/item", "GET fba/summaries", "GET orders/orders", "GET orders/order", "POST feeds/documents", "POST feeds/feeds",
        "GET feeds/feed", "GET feeds/feeds", "DELETE feeds/feed", "GET feeds/document", "POST reports/reports", "GET reports/report", "GET reports/document",
    ];

    private static readonly string[] Models = ["listingsItems_2021-08-01", "fbaInventory", "orders_2026-01-01", "feeds_2021-06-30", "reports_2021-06-30"];

    [Fact]
    public async Task Every_request_is_as_Amazons_own_models_describe_it()
    {
        var folder = VendorFiles.Folder("amazon");
        var models = Models.Select(m => VendorModel.Parse(File.ReadAllText(Path.Combine(folder, "openapi", m + ".json")))).ToList();
        await using var stand = await AmazonStand.OpenAsync(1_001);
        await UseAllAsync(stand);
        _ = stand.Calls;
        var seen = new HashSet<string>();
        var faults = new List<string>();
        foreach (var (method, target, body) in stand.Requests)
        {
            var path = target.Split('?')[0]["/lab/amazon".Length..];
            if (path.StartsWith("/auth/", StringComparison.Ordinal) || path.StartsWith("/files/", StringComparison.Ordinal))
            {
                continue;
            }
            seen.Add(NameOf(method, path));
            var query = target.Contains('?') ? target[target.IndexOf('?')..] : "";
            var found = models.Select(m => m.Faults(method, path, query, body)).FirstOrDefault(f => f is not null) ?? ["No model has this operation."];
            faults.AddRange(found.Select(f => $"{method} {target}: {f}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(Operations.Order(), seen.Order());
    }

    [Fact]
    public async Task A_feed_is_as_Amazons_own_schema_describes_it_and_one_with_a_wrong_member_is_not()
    {
        var folder = VendorFiles.Folder("amazon");
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "feeds", "listings-feed-schema-v2.json"), AmazonStand.Stop));
        var schema = new VendorSchema(document.RootElement);
        await using var stand = await AmazonStand.OpenAsync();
        await FeedAsync(stand);
        _ = stand.Calls;
        var sent = stand.Requests.Single(r => r.Method == "PUT").Body;
        Assert.Empty(FaultsOf(schema, document.RootElement, sent));
        Assert.NotEmpty(FaultsOf(schema, document.RootElement, sent.Replace("\"messageId\":1", "\"messageID\":1", StringComparison.Ordinal)));
        Assert.NotEmpty(FaultsOf(schema, document.RootElement, sent.Replace("\"PATCH\"", "\"DELETE\"", StringComparison.Ordinal)));
    }

    private static async Task UseAllAsync(AmazonStand stand)
    {
        stand.AddAmazons("FBA-1", 24);
        stand.Book.Add(new ShopProduct { Id = stand.Book.NextId(), Type = "simple", Name = "n", Sku = "A,B", ManageStock = true, Stock = 3 });
        var thing = stand.Book.Products.Values.First().Id;
        foreach (var _ in Enumerable.Range(0, 101))
        {
            stand.Book.Create(ShopOrderState.Paid, paid: true, [(thing, 1)]);
        }
        Assert.All(await stand.Adapter.TestAsync(stand.Channel, AmazonStand.Stop), c => Assert.True(c.Ok, c.Detail));
        string? cursor = null;
        do
        {
            var page = await stand.Adapter.ReadCatalogueAsync(stand.Channel, cursor, AmazonStand.Stop);
            Assert.Null(page.Failure);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Null((await stand.Adapter.ReadStockAsync(stand.Channel, [.. Enumerable.Range(1, 25).Select(AmazonStand.SkuOf), "FBA-1", "A,B"], AmazonStand.Stop)).Failure);
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push(AmazonStand.SkuOf(1), 9)));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("A,B", 9)));
        stand.AddUnset("UNSET-00001");
        stand.AddUnset("C,D");
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("UNSET-00001", 9)));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("C,D", 9)));
        await FeedAsync(stand);
        await AmazonFenceTests.LoseAFeedAsync(stand);
        await AmazonFenceTests.QueueAFeedAsync(stand);
        var orders = await stand.Adapter.ReadOrdersAsync(stand.Channel, new OrderQuery(stand.Clock.GetUtcNow().AddHours(-1), null), AmazonStand.Stop);
        Assert.Equal(101, orders.Orders.Count);
        Assert.NotNull((await stand.Adapter.ReadOrderAsync(stand.Channel, orders.Orders[0].OrderId, AmazonStand.Stop)).Order);
    }

    private static async Task FeedAsync(AmazonStand stand)
    {
        var call = new PushCall("feeds", [AmazonStand.Push(AmazonStand.SkuOf(2), 8), AmazonStand.Push(AmazonStand.SkuOf(3), 0)]);
        Assert.All((await stand.Adapter.PushAsync(stand.Channel, call, AmazonStand.Stop)).Verdicts, v => Assert.IsType<PushVerdict.Accepted>(v.Verdict));
    }

    private static List<string> FaultsOf(VendorSchema schema, JsonElement root, string sent)
    {
        using var feed = JsonDocument.Parse(sent);
        return [.. schema.Faults(root, feed.RootElement)];
    }

    // /listings/2021-08-01/items/{seller}/{sku}: the API, and what is asked for, in the plural where no id names one of them.
    private static string NameOf(string method, string path) => path.Split('/') switch
    {
        ["", "fba", ..] => $"{method} fba/summaries",
        ["", "listings", _, _, _] => $"{method} listings/items",
        ["", "listings", ..] => $"{method} listings/item",
        ["", var api, _, var kind] => $"{method} {api}/{kind}",
        ["", var api, _, var kind, _] => $"{method} {api}/{kind.TrimEnd('s')}",
        _ => path,
    };
}
