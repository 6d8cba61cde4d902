using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Lab;
using InventoryPortal.Ledger;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>The test's own account of every unit: what was there, what it brought in, what the shops' books say was sold and came back.</summary>
internal sealed class UnitAccount
{
    private readonly LabWorld _world;
    private readonly Dictionary<long, int> _expected;
    private readonly Dictionary<string, long> _ids;

    private UnitAccount(LabWorld world, Dictionary<long, int> start, Dictionary<string, long> ids) => (_world, _expected, _ids) = (world, start, ids);

    /// <summary>Notes what is there before anybody buys.</summary>
    public static async Task<UnitAccount> OpenAsync(LabWorld world, CancellationToken stop)
    {
        Assert.Equal(0, world.Shops.All.Sum(s => s.Visit(b => b.UnitsSold())));
        var products = await world.Database.ReadAsync((db, token) => db.Products.ToListAsync(token), stop);
        return new UnitAccount(world, products.ToDictionary(p => p.Id, p => p.OnHand), products.ToDictionary(p => p.Sku, p => p.Id));
    }

    /// <summary>A supplier brings two products.</summary>
    public async Task RestockAsync(int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2; i++)
        {
            var (sku, units) = (DemoCatalogue.Products[random.Next(DemoCatalogue.Products.Count)].Sku, random.Next(1, 40));
            await RestockAsync(sku, units, stop);
        }
    }

    /// <summary>A supplier brings this one.</summary>
    public async Task RestockAsync(string sku, int units, CancellationToken stop)
    {
        var answer = await _world.Get<StockStore>().MoveAsync(CommandContext.System, new MovementCommand(sku, MovementKind.Restock, units), stop);
        Assert.IsType<CommandAnswer<MovementResult>.Done>(answer);
        _expected[_ids[sku]] += units;
    }

    /// <summary>Start and restocks, less what the shops' own books say left, is on hand for every product; the ledger says it line by line.</summary>
    public async Task BalanceAsync(CancellationToken stop)
    {
        var onHand = await _world.Database.ReadAsync((db, token) => db.Products.ToDictionaryAsync(p => p.Id, p => (p.Sku, p.OnHand), token), stop);
        var left = new Dictionary<long, int>();
        foreach (var listing in await _world.LinkedAsync(stop))
        {
            var shop = _world.Shops.Find(_world.Channels.Single(c => c.Value == listing.ChannelId).Key)!;
            left[listing.ProductId!.Value] = left.GetValueOrDefault(listing.ProductId.Value) + shop.Sold()[listing.ExternalId];
        }
        Assert.True(left.Values.Sum() > 0, "Nothing was sold.");
        Assert.Empty(onHand
            .Where(p => p.Value.OnHand != _expected[p.Key] - left.GetValueOrDefault(p.Key))
            .Select(p => $"{p.Value.Sku}: {p.Value.OnHand} on hand, {_expected[p.Key]} came in, {left.GetValueOrDefault(p.Key)} left"));
    }
}
