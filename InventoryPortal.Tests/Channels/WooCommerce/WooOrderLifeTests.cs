using CsCheck;
using InventoryPortal.Channels.WooCommerce;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

/// <summary>Whatever happens to an order, what our targets say the store took is what is missing from the store's stock.</summary>
public sealed class WooOrderLifeTests
{
    private const int Stock = 1000;

    private static readonly string[] Statuses = ["pending", "on-hold", "processing", "cancelled"];

    [Fact]
    public async Task What_the_targets_say_was_taken_is_missing_from_the_store()
    {
        await using var store = await FakeWooStore.StartAsync();
        var mug = store.AddProduct("MUG", Stock);
        Gen.Select(Gen.Int[0, 7], Gen.Int[1, 9]).Array[0, 8].Sample(
            steps =>
            {
                store.SetStock(mug, Stock);
                var order = store.PlaceOrder("pending", (mug, 4));
                var refunded = false;
                foreach (var (act, units) in steps)
                {
                    refunded |= Act(store, order, act, units, refunded);
                }

                var line = Assert.Single(Assert.IsType<ChannelEvent.Order>(WooEvents.Interpret(Topics.OrderPolled, WooHarness.Utf8(store.OrderJson(order)))).Snapshot.Lines);

                Assert.Equal(Stock - store.StockOf(mug), line.Target.Taken);
            },
            threads: 1);
    }

    /// <summary>Does one thing to the order and tells whether it was a refund. A store lets nobody edit an order with refunds.</summary>
    private static bool Act(FakeWooStore store, long order, int act, int units, bool refunded)
    {
        var now = Assert.IsType<ChannelEvent.Order>(WooEvents.Interpret(Topics.OrderPolled, WooHarness.Utf8(store.OrderJson(order)))).Snapshot;
        var line = now.Lines[0].Target;
        switch (act)
        {
            case <= 3:
                store.MoveOrder(order, Statuses[act]);
                break;
            case 4:
                store.MoveOrder(order, "completed", paid: true);
                break;
            case 5 when !refunded:
                store.EditOrder(order, 0, units);
                break;
            case 6 or 7 when units <= line.Taken:
                store.RefundOrder(order, 0, units, restock: act == 6);
                return true;
        }
        return false;
    }
}
