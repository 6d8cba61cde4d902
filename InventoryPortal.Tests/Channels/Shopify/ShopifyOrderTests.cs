using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

public sealed class ShopifyOrderTests : IAsyncLifetime
{
    private const string OrderId = "820982911946154508";
    private const string Gid = "gid://shopify/Order/" + OrderId;

    private ShopifyBench _shop = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_whole_order_is_one_call_and_its_lines_name_the_items_they_take_from()
    {
        _shop.Graph = (_, _) => Order("PAID", null, null, Line(1, 2, 2, 9007199254740993), """{"id":"gid://shopify/LineItem/2","name":"Engraving","sku":null,"quantity":1,"currentQuantity":1,"variant":null}""");
        var order = (await ReadAsync()).Order!;
        Assert.Single(_shop.Asked);
        Assert.Equal((OrderId, "#1001", "paid"), (order.OrderId, order.Number, order.Status));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 12, 0, 5, TimeSpan.Zero).UtcTicks, order.Version);
        Assert.Equal(
            new OrderLineSnapshot("gid://shopify/LineItem/1", ShopifyBench.Item(9007199254740993), "S-1", "Mug", new LineTarget(2, 0, 2, 0, 2)), order.Lines[0]);
        Assert.Null(order.Lines[1].ExternalId);
    }

    [Fact]
    public async Task Lines_are_read_to_the_last_page()
    {
        _shop.Graph = (_, variables) => variables["after"] is null ? Order("PENDING", null, "next", Line(1, 2, 2, 1)) : Order("PENDING", null, null, Line(2, 3, 3, 2));
        Assert.Equal([2, 3], (await ReadAsync()).Order!.Lines.Select(l => l.Target.Reserved));
    }

    [Fact]
    public async Task Refunds_are_looked_at_where_units_are_missing_each_to_its_last_page()
    {
        _shop.Graph = (operation, variables) => (operation, variables["id"]!.GetValue<string>(), variables["after"]?.GetValue<string>()) switch
        {
            ("order", _, _) => Order("PARTIALLY_REFUNDED", null, null, Line(1, 6, 1, 1), Line(2, 3, 3, 2)),
            ("refunds", _, _) => $$$"""{"data":{"order":{"updatedAt":"2026-11-25T12:00:05Z","refunds":[{"id":"gid://shopify/Refund/1"},{"id":"gid://shopify/Refund/2"}]} } }""",
            (_, "gid://shopify/Refund/1", null) => Refund("more", (1, 1, "RETURN")),
            (_, "gid://shopify/Refund/1", _) => Refund(null, (1, 1, "CANCEL")),
            _ => Refund(null, (1, 1, "NO_RESTOCK")),
        };
        var order = (await ReadAsync()).Order!;
        // Six ordered, one left: two came back, one was kept, two were edited away.
        Assert.Equal([new LineTarget(6, 0, 4, 2, 2), new LineTarget(3, 0, 3, 0, 3)], order.Lines.Select(l => l.Target));
        Assert.Equal(5, _shop.Asked.Count);
    }

    [Fact]
    public async Task An_order_that_changes_while_it_is_read_is_read_again_later()
    {
        _shop.Graph = (operation, _) => operation == "order"
            ? Order("PAID", null, null, Line(1, 2, 1, 1))
            : """{"data":{"order":{"updatedAt":"2026-11-25T12:00:06Z","refunds":[]}}}""";
        Assert.IsType<ReadFailure.Transient>((await ReadAsync()).Failure);
    }

    [Fact]
    public async Task A_cancelled_order_gives_back_what_it_took()
    {
        _shop.Graph = (_, _) => Order("VOIDED", "\"2026-11-25T12:00:05Z\"", null, Line(1, 2, 2, 1));
        var order = (await ReadAsync()).Order!;
        Assert.Equal(("cancelled", LineTarget.Nothing(2)), (order.Status, order.Lines[0].Target));
    }

    [Fact]
    public async Task An_order_that_the_shop_does_not_have_is_neither_an_order_nor_a_failure()
    {
        _shop.Graph = (_, _) => """{"data":{"order":null}}""";
        Assert.Equal(new OrderReading(null, null), await ReadAsync());
        Assert.Equal(new OrderReading(null, null), await _shop.Adapter.ReadOrderAsync(_shop.Channel(), "no number", Stop));
    }

    [Fact]
    public async Task Changed_orders_are_listed_oldest_first_from_an_instant_on_and_each_is_read_on_its_own()
    {
        _shop.Graph = (_, variables) => $$$"""
            {"data":{"orders":{"pageInfo":{"hasNextPage":{{{(variables["after"] is null ? "true" : "false")}}},"endCursor":"c1"},
            "nodes":[{"id":"{{{Gid}}}","updatedAt":"2026-11-25T12:00:05Z"}]} } }
            """;
        var query = new OrderQuery(ShopifyBench.Start, null);
        var page = await _shop.Adapter.ReadOrdersAsync(_shop.Channel(), query, Stop);
        Assert.Null((await _shop.Adapter.ReadOrdersAsync(_shop.Channel(), query with { Cursor = page.NextCursor }, Stop)).NextCursor);
        Assert.All(page.Orders, o => Assert.True(o.NamesOnly));
        Assert.Equal(["updated_at:>='2026-11-25T12:00:00Z'", "updated_at:>='2026-11-25T12:00:00Z'"], _shop.Asked.Select(a => a.Variables["query"]!.GetValue<string>()));
        var order = Assert.Single(page.Orders);
        Assert.Equal((OrderId, new DateTimeOffset(2026, 11, 25, 12, 0, 5, TimeSpan.Zero)), (order.OrderId, order.ModifiedAt));
        Assert.Equal(OrderId, Assert.IsType<ChannelEvent.OrderChanged>(_shop.Adapter.Interpret(Topics.OrderPolled, order.Body)).OrderId);
    }

    [Theory]
    [InlineData("orders/updated", """{"id":820982911946154508,"line_items":[]}""")]
    [InlineData("orders/cancelled", """{"id":820982911946154508}""")]
    [InlineData("orders/edited", """{"order_edit":{"id":1,"order_id":820982911946154508}}""")]
    [InlineData("refunds/create", """{"id":1,"order_id":820982911946154508}""")]
    public void Every_event_of_an_order_leads_to_reading_that_order_whole(string topic, string body) =>
        Assert.Equal(OrderId, Assert.IsType<ChannelEvent.OrderChanged>(_shop.Adapter.Interpret(topic, Encoding.UTF8.GetBytes(body))).OrderId);

    [Theory]
    [InlineData("orders/updated", "{")]
    [InlineData("orders/updated", """{"id":"820982911946154508"}""")]
    [InlineData("orders/updated", """{"id":1e18}""")]
    [InlineData("refunds/create", """{"id":1}""")]
    [InlineData("inventory_levels/update", """{"available":1}""")]
    [InlineData("inventory_levels/update", """{"inventory_item_id":1,"available":1.5}""")]
    public void An_event_that_cannot_be_read_says_why(string topic, string body) =>
        Assert.IsType<ChannelEvent.Malformed>(_shop.Adapter.Interpret(topic, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("inventory_levels/update", """{"inventory_item_id":9007199254740993,"location_id":7,"available":-2}""", -2)]
    [InlineData("inventory_levels/update", """{"inventory_item_id":9007199254740993,"location_id":7,"available":null}""", null)]
    public void A_change_of_stock_is_a_hint_about_its_item(string topic, string body, int? quantity) =>
        Assert.Equal(new ChannelEvent.StockHint(ShopifyBench.Item(9007199254740993), quantity), _shop.Adapter.Interpret(topic, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("orders/delete")]
    [InlineData("app/uninstalled")]
    [InlineData("products/update")]
    [InlineData("inventory_levels/update elsewhere")]
    public void Other_events_move_nothing(string topic) => Assert.IsType<ChannelEvent.Irrelevant>(_shop.Adapter.Interpret(topic, "{\"id\":1}"u8.ToArray()));

    private Task<OrderReading> ReadAsync() => _shop.Adapter.ReadOrderAsync(_shop.Channel(), OrderId, Stop);

    private static string Line(int id, int quantity, int current, long item) =>
        $$$"""{"id":"gid://shopify/LineItem/{{{id}}}","name":"Mug","sku":"S-{{{id}}}","quantity":{{{quantity}}},"currentQuantity":{{{current}}},"variant":{"inventoryItem":{"id":"{{{ShopifyBench.Item(item)}}}"} } }""";

    private static string Order(string financial, string? cancelledAt, string? next, params string[] lines) => $$$"""
        {"data":{"order":{"id":"{{{Gid}}}","name":"#1001","createdAt":"2026-11-25T12:00:00Z","updatedAt":"2026-11-25T12:00:05Z","cancelledAt":{{{cancelledAt ?? "null"}}},
        "confirmed":true,"displayFinancialStatus":"{{{financial}}}","displayFulfillmentStatus":"UNFULFILLED",
        "lineItems":{"pageInfo":{"hasNextPage":{{{(next is null ? "false" : "true")}}},"endCursor":"{{{next ?? "end"}}}"},"nodes":[{{{string.Join(',', lines)}}}]} } } }
        """;

    private static string Refund(string? next, params (int Line, int Quantity, string Type)[] lines) => $$$"""
        {"data":{"node":{"refundLineItems":{"pageInfo":{"hasNextPage":{{{(next is null ? "false" : "true")}}},"endCursor":"{{{next ?? "end"}}}"},"nodes":[{{{string.Join(',', lines.Select(
            l => $$"""{"quantity":{{l.Quantity}},"restockType":"{{l.Type}}","lineItem":{"id":"gid://shopify/LineItem/{{l.Line}}"} }"""))}}}]} } } }
        """;
}
