using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooOrderReadTests
{
    [Fact]
    public async Task An_order_s_whole_life_reads_as_the_store_keeps_it()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 10);
        var id = woo.Store.PlaceOrder("pending", (mug, 4));
        Assert.Equal((new LineTarget(4, 4, 0, 0, 0), 10), (await TargetAsync(woo, id), woo.Store.StockOf(mug)));

        woo.Store.MoveOrder(id, "processing", paid: true);
        Assert.Equal((new LineTarget(4, 0, 4, 0, 4), 6), (await TargetAsync(woo, id), woo.Store.StockOf(mug)));

        woo.Store.EditOrder(id, 0, 6);
        Assert.Equal((new LineTarget(6, 0, 6, 0, 6), 4), (await TargetAsync(woo, id), woo.Store.StockOf(mug)));

        woo.Store.RefundOrder(id, 0, 2, restock: true);
        Assert.Equal((new LineTarget(6, 0, 6, 2, 4), 6), (await TargetAsync(woo, id), woo.Store.StockOf(mug)));

        woo.Store.RefundOrder(id, 0, 1, restock: false);
        Assert.Equal((new LineTarget(6, 0, 6, 2, 4), 6), (await TargetAsync(woo, id), woo.Store.StockOf(mug)));

        woo.Store.MoveOrder(id, "cancelled");
        Assert.Equal((LineTarget.Nothing(6), 10), (await TargetAsync(woo, id), woo.Store.StockOf(mug)));

        woo.Store.TrashOrder(id);
        Assert.Equal(new OrderReading(null, null), await woo.Adapter.ReadOrderAsync(woo.Channel, $"{id}", WooHarness.Token));
        Assert.Equal(new OrderReading(null, null), await woo.Adapter.ReadOrderAsync(woo.Channel, "424242", WooHarness.Token));
        Assert.Equal(new OrderReading(null, null), await woo.Adapter.ReadOrderAsync(woo.Channel, "../products", WooHarness.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(0)]
    public async Task Every_order_changed_at_or_after_the_instant_is_read(int ordersASecond)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        await using var store = await FakeWooStore.StartAsync(clock);
        await using var woo = await WooHarness.StartAsync();
        var mug = store.AddProduct("MUG", 1000);
        var ids = new List<string>();
        for (var i = 0; i < 250; i++)
        {
            ids.Add($"{store.PlaceOrder((mug, 1))}");
            if (ordersASecond == 1 || (ordersASecond == 0 && i % 70 == 0))
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }
        var channel = woo.Connect(store.ConsumerKey, store.ConsumerSecret, store.BaseUrl.ToString());

        var read = await ReadAllAsync(woo.Adapter, channel, new DateTimeOffset(2026, 3, 1, 10, 0, 0, 500, TimeSpan.Zero));

        Assert.Equal(ids.Order(), read.Select(o => o.OrderId).Distinct().Order());
        Assert.InRange(store.Count("GET orders"), 3, 5);
        Assert.All(read, o => Assert.Equal(o.OrderId, Assert.IsType<ChannelEvent.Order>(woo.Adapter.Interpret(Topics.OrderPolled, o.Body)).Snapshot.OrderId));
    }

    [Fact]
    public async Task An_order_that_changes_while_the_list_is_read_hides_no_other()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        await using var store = await FakeWooStore.StartAsync(clock);
        await using var woo = await WooHarness.StartAsync();
        var mug = store.AddProduct("MUG", 1000);
        var ids = new List<long>();
        for (var i = 0; i < 150; i++)
        {
            ids.Add(store.PlaceOrder((mug, 1)));
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        var channel = woo.Connect(store.ConsumerKey, store.ConsumerSecret, store.BaseUrl.ToString());
        var from = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

        var first = await woo.Adapter.ReadOrdersAsync(channel, new OrderQuery(from, null), WooHarness.Token);
        store.MoveOrder(ids[0], "completed");
        var second = await woo.Adapter.ReadOrdersAsync(channel, new OrderQuery(from, first.NextCursor), WooHarness.Token);

        Assert.Equal(ids.Count, first.Orders.Concat(second.Orders).Select(o => o.OrderId).Distinct().Count());
        Assert.Null(second.NextCursor);
        Assert.Equal(clock.GetUtcNow(), second.ChannelNow);
    }

    [Fact]
    public async Task An_order_list_that_cannot_be_read_is_a_failure()
    {
        await using var woo = await WooHarness.StartAsync();
        woo.Store.Faults.Next("GET orders", FakeWooFault.Html());
        woo.Store.Faults.Next("GET orders", new FakeWooFault.Truncate());
        woo.Store.Faults.Next("GET orders", new FakeWooFault.Answer(200, """[{"status":"processing"}]"""));
        var query = new OrderQuery(DateTimeOffset.UnixEpoch, null);

        Assert.IsType<ReadFailure.Unusable>((await woo.Adapter.ReadOrdersAsync(woo.Channel, query, WooHarness.Token)).Failure);
        Assert.IsType<ReadFailure.Transient>((await woo.Adapter.ReadOrdersAsync(woo.Channel, query, WooHarness.Token)).Failure);
        Assert.IsType<ReadFailure.Unusable>((await woo.Adapter.ReadOrdersAsync(woo.Channel, query, WooHarness.Token)).Failure);
        Assert.IsType<ReadFailure.Unusable>((await woo.Adapter.ReadOrdersAsync(woo.Channel, query with { Cursor = "x~y" }, WooHarness.Token)).Failure);
    }

    private static async Task<LineTarget> TargetAsync(WooHarness woo, long id) =>
        Assert.Single((await woo.Adapter.ReadOrderAsync(woo.Channel, $"{id}", WooHarness.Token)).Order!.Lines).Target;

    private static async Task<List<RawOrder>> ReadAllAsync(IChannelAdapter adapter, ChannelConnection channel, DateTimeOffset from)
    {
        var orders = new List<RawOrder>();
        string? cursor = null;
        do
        {
            var page = await adapter.ReadOrdersAsync(channel, new OrderQuery(from, cursor), WooHarness.Token);
            Assert.Null(page.Failure);
            orders.AddRange(page.Orders);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return orders;
    }
}
