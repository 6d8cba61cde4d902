using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Faults;

/// <summary>One filled portal and its two stores; each fail-point gets a product of its own.</summary>
public sealed class FilledPortal : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-kill-").FullName;

    public TwoStores Stores { get; private set; } = null!;

    public string DatabaseFile => Path.Combine(_folder, "inventory.db");

    public async ValueTask InitializeAsync()
    {
        Stores = await TwoStores.StartAsync(TimeSpan.Zero);
        await using var portal = await PortalProcess.StartAsync(DatabaseFile);
        using var merchant = new Merchant(portal.Address, PortalHost.ApiKey);
        await Stores.FillAsync(merchant, units: 40);
        await portal.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stores.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class KillTests(FilledPortal filled) : IClassFixture<FilledPortal>
{
    public static TheoryData<string, string> FailPointsWithProducts() =>
        [.. FailPoints.All.Select((point, i) => new TheoryDataRow<string, string>(point, $"SKU-{i:000}"))];

    [Theory]
    [MemberData(nameof(FailPointsWithProducts))]
    public async Task A_portal_killed_between_two_steps_of_a_sale_loses_nothing_and_counts_nothing_twice(string failPoint, string sku)
    {
        var (north, id) = (filled.Stores.North, filled.Stores.Ids[sku]);
        await using (var doomed = await PortalProcess.StartAsync(filled.DatabaseFile, ("FailPoint", failPoint)))
        {
            var order = north.PlaceOrder((id, 4));
            try
            {
                await SignedWebhook.SendAsync(doomed.Address, "north", "order.created", north.OrderJson(order), Merchant.WebhookSecret);
            }
            catch (HttpRequestException)
            {
                // It died before it answered. The store does not send it again: polling has to find the order.
            }
            await doomed.DiesAsync();
        }

        await using var portal = await PortalProcess.StartAsync(filled.DatabaseFile);
        using var merchant = new Merchant(portal.Address, PortalHost.ApiKey);
        var job = await merchant.PostAsync("sync-jobs", new { kind = "channelSync", channel = "north" });
        await Merchant.UntilAsync(async () => (string?)(await merchant.GetAsync($"sync-jobs/{job["id"]}"))["status"] == "completed", "the channel to be synced");
        await Merchant.UntilAsync(async () => (int)(await merchant.GetAsync($"products/{sku}"))["onHand"]! == 36, "the sale to be counted");
        await filled.Stores.ShowThePlanAsync(merchant, sku);
        Assert.Equal((27, 9), (north.StockOf(id), filled.Stores.South.StockOf(id)));
        var movements = (await merchant.GetAsync($"products/{sku}/movements"))["items"]!.AsArray();
        Assert.Single(movements, m => (string?)m!["kind"] == "sale");
        await portal.KillAsync();
    }
}
