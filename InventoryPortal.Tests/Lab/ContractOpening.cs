using System.Text.Json.Nodes;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>
/// Opens a portal for simulated shops as a merchant's script does, through the HTTP contract alone: products, connect, test, import,
/// match, fill. Each shop in turn, so that what is written to one is the fill and nothing else.
/// </summary>
internal sealed class ContractOpening(string first, string second)
{
    /// <summary>Settings under which the Lab leaves that to the script, and the webhooks to the portal.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?> { ["Lab:Fill"] = "false", ["Lab:HookCheckMs"] = "3600000" };

    /// <summary>Less than half of the demo's range: more than two batches of the smallest kind, a few of every family, and quickly filled.</summary>
    private static readonly List<DemoProduct> Range = [.. DemoCatalogue.Products.Where((_, i) => i % 3 == 0 || i % 9 == 1)];

    /// <summary>What the fill of the first shop took, as that shop counted.</summary>
    public (int Calls, int Items) Written { get; private set; }

    public async Task RunAsync(LabWorld world)
    {
        world.Get<IOptions<PortalOptions>>().Value.PublicUrl = world.Host.Address.AbsoluteUri.TrimEnd('/');
        using var merchant = new Merchant(world.Host.Address, PortalHost.ApiKey);
        await merchant.PostAsync("products/batch", new
        {
            items = Range.Select(p => new { sku = p.Sku, name = p.Name, barcode = p.Barcode, onHand = p.Counted, lowStockThreshold = p.LowStockThreshold, buffer = p.Buffer }),
        });
        foreach (var shop in new[] { world.Shops.Find(first)!, world.Shops.Find(second)! })
        {
            await ConnectAsync(world, merchant, shop);
            await FillAsync(merchant, shop);
        }
        await world.Get<WebhookCheckTask>().Invoke();
    }

    private async Task FillAsync(Merchant merchant, LabShop shop)
    {
        var key = shop.Sign.Key;
        await merchant.ImportAsync(key);
        var planned = await merchant.PostAsync($"channels/{key}/listings/auto-map", new { dryRun = true });
        Assert.Equal((0, 0), (await CountAsync(merchant, key, "linked"), shop.Writes.Calls));
        var mapped = await merchant.PostAsync($"channels/{key}/listings/auto-map", new { dryRun = false });
        Assert.Equal(Counts(planned), Counts(mapped));
        Assert.Equal((int)mapped["linked"]!, await CountAsync(merchant, key, "linked"));
        Assert.Equal((int)mapped["ambiguous"]!, await CountAsync(merchant, key, "ambiguous"));
        await merchant.SettledAsync();
        if (key == first)
        {
            Written = shop.Writes;
        }
    }

    private static async Task ConnectAsync(LabWorld world, Merchant merchant, LabShop shop)
    {
        var (key, dialect) = (shop.Sign.Key, shop.Dialect);
        shop.Begin(key);
        shop.Stock(Shelf(shop));
        var credentials = dialect.NewCredentials();
        shop.Take(credentials.ToDictionary(c => c.Key, c => c.Value!), LabOpening.CallbackOf(shop, world.Host.Address));
        await merchant.PostAsync("channels", new
        {
            key,
            kind = char.ToLowerInvariant(dialect.Kind.ToString()[0]) + dialect.Kind.ToString()[1..],
            name = shop.Sign.Name,
            settings = dialect.Settings(LabOpening.AddressOf(shop, world.Host.Address)),
            credentials,
            weight = shop.Sign.Weight,
            policy = new { drift = "overwrite" },
        });
        var test = await merchant.PostAsync($"channels/{key}/test", new { });
        Assert.True((bool)test["ok"]!, test.ToJsonString());
        Assert.Equal(["address", "tls", "signIn", "permission"], test["checks"]!.AsArray().Select(c => (string?)c!["name"]));
    }

    // A thing with variations stays when one of them does; what is none of the portal's stays as well.
    private static List<ShopProduct> Shelf(LabShop shop)
    {
        var (range, demo) = (Range.Select(p => p.Barcode).ToHashSet(), DemoCatalogue.Products.Select(p => p.Barcode).ToHashSet());
        var shelf = shop.Shelf().Where(p => range.Contains(p.Barcode) || !demo.Contains(p.Barcode)).ToList();
        var parents = shelf.Select(p => p.ParentId).ToHashSet();
        return [.. shelf.Where(p => p.Type != "variable" || parents.Contains(p.Id))];
    }

    private static async Task<int> CountAsync(Merchant merchant, string key, string state) =>
        (int)(await merchant.GetAsync($"channels/{key}/listings?state={state}&pageSize=1"))["total"]!;

    private static (int, int, int) Counts(JsonNode map) => ((int)map["linked"]!, (int)map["ambiguous"]!, (int)map["unmatched"]!);
}
