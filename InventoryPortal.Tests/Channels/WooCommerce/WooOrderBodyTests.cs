using System.Text;
using InventoryPortal.Channels.WooCommerce;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooOrderBodyTests
{
    [Fact]
    public void A_recorded_order_becomes_targets_per_line()
    {
        var order = Assert.IsType<ChannelEvent.Order>(WooEvents.Interpret("order.updated", WooHarness.Fixture("order-processing.json"))).Snapshot;

        Assert.Equal(("501", "A-501", "processing"), (order.OrderId, order.Number, order.Status));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), order.PlacedAt);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 5, TimeSpan.Zero).UtcTicks, order.Version);
        Assert.Equal(
            [
                new OrderLineSnapshot("1", "20", "MUG-B", "Blue mug", new LineTarget(3, 0, 3, 0, 3)),
                new OrderLineSnapshot("2", "161/163", "SHIRT-M", "Shirt - M", new LineTarget(2, 0, 2, 1, 1)),
                new OrderLineSnapshot("3", null, null, "A product that is gone", new LineTarget(1, 0, 1, 0, 1)),
            ],
            order.Lines);
    }

    [Fact]
    public void A_checkout_draft_moves_nothing()
    {
        var order = Assert.IsType<ChannelEvent.Order>(WooEvents.Interpret("order.updated", WooHarness.Fixture("order-checkout-draft.json"))).Snapshot;

        Assert.Equal(LineTarget.Nothing(2), Assert.Single(order.Lines).Target);
    }

    [Theory]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":7,"status":"processing"}""")]
    [InlineData("""{"id":7,"status":"processing","line_items":[]}""")]
    [InlineData("""{"id":7,"status":"processing","line_items":[],"date_modified_gmt":"yesterday"}""")]
    public void An_order_that_is_not_whole_must_be_read(string body) =>
        Assert.Equal("7", Assert.IsType<ChannelEvent.OrderChanged>(WooEvents.Interpret("order.updated", WooHarness.Utf8(body))).OrderId);

    [Theory]
    [InlineData("2.5")]
    [InlineData("2.0")]
    [InlineData("-1")]
    [InlineData("\"2\"")]
    [InlineData("1e309")]
    [InlineData("3000000000")]
    [InlineData("1000000001")]
    [InlineData("null")]
    public void A_quantity_that_is_no_count_of_units_is_malformed(string quantity) =>
        Assert.IsType<ChannelEvent.Malformed>(WooEvents.Interpret("order.updated", Order($$"""{"id":1,"product_id":5,"quantity":{{quantity}},"meta_data":[]}""")));

    [Theory]
    [InlineData("\"-1\"")]
    [InlineData("\"1.5\"")]
    [InlineData("1.5")]
    [InlineData("\"many\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{}")]
    public void A_stock_note_that_is_no_count_of_units_is_malformed(string value) =>
        Assert.IsType<ChannelEvent.Malformed>(WooEvents.Interpret(
            "order.updated", Order($$$"""{"id":1,"product_id":5,"quantity":2,"meta_data":[{"key":"_reduced_stock","value":{{{value}}}}]}""")));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{")]
    [InlineData("{\"id\":\"7\"}")]
    [InlineData("{\"id\":7,\"id\":8}")]
    [InlineData("{\"id\":7,\"status\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":7}")]
    public void No_body_makes_the_reader_throw(string body)
    {
        foreach (var topic in (string[])["order.created", "order.updated", "order.restored", "product.updated", "order.polled"])
        {
            Assert.True(WooEvents.Interpret(topic, WooHarness.Utf8(body)) is ChannelEvent.Malformed or ChannelEvent.OrderChanged or ChannelEvent.StockHint);
        }
    }

    [Fact]
    public void Two_lines_with_one_id_are_malformed() =>
        Assert.IsType<ChannelEvent.Malformed>(WooEvents.Interpret(
            "order.updated", Order("""{"id":1,"product_id":5,"quantity":2},{"id":1,"product_id":6,"quantity":2}""")));

    [Theory]
    [InlineData("order.deleted", """{"id":7}""")]
    [InlineData("order.updated", """{"id":7,"status":"trash","line_items":[],"date_modified_gmt":"2026-03-01T10:00:00"}""")]
    [InlineData("product.deleted", """{"id":7}""")]
    [InlineData("coupon.updated", """{"id":7}""")]
    public void What_was_thrown_away_leaves_what_it_moved(string topic, string body) =>
        Assert.IsType<ChannelEvent.Irrelevant>(WooEvents.Interpret(topic, WooHarness.Utf8(body)));

    [Fact]
    public void A_product_event_is_only_a_hint()
    {
        var hint = WooEvents.Interpret("product.updated", WooHarness.Fixture("product-updated-variation.json"));
        var atParent = WooEvents.Interpret("product.updated", WooHarness.Utf8("""{"id":164,"type":"variation","parent_id":161,"manage_stock":"parent","stock_quantity":40}"""));
        var untracked = WooEvents.Interpret("product.updated", WooHarness.Utf8("""{"id":11,"type":"simple","parent_id":0,"manage_stock":false,"stock_quantity":null}"""));

        Assert.Equal(new ChannelEvent.StockHint("161/162", 31), hint);
        Assert.Equal(new ChannelEvent.StockHint("161", 40), atParent);
        Assert.Equal(new ChannelEvent.StockHint("11", null), untracked);
    }

    private static ReadOnlyMemory<byte> Order(string lines) => Encoding.UTF8.GetBytes(
        $$"""{"id":7,"status":"processing","date_modified_gmt":"2026-03-01T10:00:00","line_items":[{{lines}}]}""");
}
