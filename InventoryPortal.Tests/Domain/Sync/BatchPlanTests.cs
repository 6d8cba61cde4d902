using CsCheck;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Domain.Sync;

public sealed class BatchPlanTests
{
    [Fact]
    public void Every_item_goes_once_to_its_own_route_in_its_order_and_in_the_fewest_calls() =>
        Gen.Select(Gen.Int[0, 6].Array[0, 400], Gen.Int[1, 120]).Sample((routes, max) =>
        {
            var items = routes.Select((route, i) => (Route: $"r{route}", Index: i)).ToList();
            var calls = BatchPlan.Split(items, item => item.Route, max);
            Assert.All(calls, call => Assert.InRange(call.Items.Count, 1, max));
            Assert.All(calls, call => Assert.All(call.Items, item => Assert.Equal(call.Route, item.Route)));
            Assert.Equal(items.GroupBy(i => i.Route).Sum(g => (g.Count() + max - 1) / max), calls.Count);
            foreach (var route in items.GroupBy(i => i.Route))
            {
                Assert.Equal(route, calls.Where(c => c.Route == route.Key).SelectMany(c => c.Items));
            }
        });
}
