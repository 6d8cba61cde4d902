using System.Net;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>Two fake stores of weights 3 and 1 with the same catalogue: 120 simple products and one variable product with 2 variations.</summary>
public sealed class TwoStores : IAsyncDisposable
{
    public const int Simple = 120;

    private TwoStores(FakeWooStore north, FakeWooStore south) => (North, South) = (north, south);

    public FakeWooStore North { get; }

    public FakeWooStore South { get; }

    /// <summary>External ids by SKU; alike at both stores.</summary>
    public Dictionary<string, string> Ids { get; } = [];

    public static async Task<TwoStores> StartAsync(TimeSpan answerDelay)
    {
        var stores = new TwoStores(await FakeWooStore.StartAsync(), await FakeWooStore.StartAsync());
        foreach (var store in new[] { stores.North, stores.South })
        {
            store.AnswerDelay = answerDelay;
            for (var i = 0; i < Simple; i++)
            {
                stores.Ids[$"SKU-{i:000}"] = store.AddProduct($"SKU-{i:000}", 0);
            }
            var variations = store.AddVariable("Shirt", null, ("M", 0), ("L", 0));
            (stores.Ids["Shirt-M"], stores.Ids["Shirt-L"]) = (variations[0], variations[1]);
        }
        return stores;
    }

    /// <summary>Connects, imports, maps and fills both stores through the contract alone.</summary>
    public async Task FillAsync(Merchant merchant, int units)
    {
        await merchant.ConnectAsync("north", North, weight: 3);
        await merchant.ConnectAsync("south", South, weight: 1);
        await merchant.PostAsync("products/batch", new { items = Ids.Keys.Select(sku => new { sku, name = $"Product {sku}" }) });
        foreach (var channel in new[] { "north", "south" })
        {
            await merchant.ImportAsync(channel);
            var mapped = await merchant.PostAsync($"channels/{channel}/listings/auto-map", new { dryRun = false });
            Assert.Equal(Ids.Count, (int)mapped["linked"]!);
        }
        await merchant.SettledAsync();
        North.ClearRequests();
        South.ClearRequests();
        await merchant.PostAsync("stock/movements/batch", new
        {
            items = Ids.Keys.Select(sku => new { sku, kind = "count", quantity = units, idempotencyKey = $"fill-{sku}" }),
        });
        await merchant.SettledAsync();
    }

    /// <summary>Sends an order's present state as the store's signed webhook.</summary>
    public static Task<HttpStatusCode> DeliverAsync(PortalHost host, string channel, FakeWooStore store, long order, string topic = "order.updated") =>
        SignedWebhook.SendAsync(host, channel, topic, store.OrderJson(order), Merchant.WebhookSecret);

    /// <summary>Asserts that each store shows exactly what its listing should show.</summary>
    public async Task ShowThePlanAsync(Merchant merchant, string sku)
    {
        await merchant.SettledAsync();

        // A raise that had to wait for the other store falls due in a moment of its own.
        await Merchant.UntilAsync(async () => (int?)(await merchant.ListingsAsync(sku))["north"]["desiredQuantity"] == North.StockOf(Ids[sku]), "the stores to show the plan");
        var listings = await merchant.ListingsAsync(sku);
        Assert.Equal((int?)listings["north"]["desiredQuantity"], North.StockOf(Ids[sku]));
        Assert.Equal((int?)listings["south"]["desiredQuantity"], South.StockOf(Ids[sku]));
        Assert.Equal((int?)listings["north"]["desiredQuantity"], (int?)listings["north"]["confirmedQuantity"]);
    }

    public async ValueTask DisposeAsync()
    {
        await North.DisposeAsync();
        await South.DisposeAsync();
    }
}
