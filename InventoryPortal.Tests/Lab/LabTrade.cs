using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>What customers and faults do to the shops of a <see cref="LabWorld"/>.</summary>
internal static class LabTrade
{
    /// <summary>The same customers for the same seed, at every shop: they buy, cancel, are refunded, their orders are edited.</summary>
    public static void Trade(this LabWorld world, int seed, int acts)
    {
        var random = new Random(seed);
        for (var i = 0; i < acts; i++)
        {
            foreach (var shop in world.Shops.All)
            {
                // Half a minute on, so that orders of a moment ago are looked at again.
                shop.Visit(book =>
                {
                    ShopperPlan.Visit(book, random, book.Now.AddSeconds(30));
                    return 0;
                });
            }
        }
    }

    /// <summary>Waits until the fault at this shop has had its effect.</summary>
    /// <param name="calls">Calls to its channel before the fault was switched on.</param>
    public static Task BiteAsync(this LabWorld world, LabShop shop, LabFault fault, long calls, CancellationToken stop)
    {
        var key = shop.Sign.Key;
        return fault switch
        {
            _ when LabFaults.OfHooks.Contains(fault) => world.UntilAsync(
                () => Task.FromResult(world.Shops.All.Where(s => s != shop).All(s => s.Hooks.Waiting == 0)), () => "the other shops' webhooks to be sent", stop),
            LabFault.KeyRevoked => world.UntilAsync(
                async () => await world.StateAsync(key, stop) == ChannelState.NeedsReauth, () => "the channel to be refused", stop),
            _ => world.UntilAsync(async () => await world.CallsAsync(key, stop) > calls, () => "a call to meet the fault", stop),
        };
    }
}
