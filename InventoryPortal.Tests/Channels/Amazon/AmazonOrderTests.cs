using System.Globalization;
using System.Text;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Lab.Book;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

public sealed class AmazonOrderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task All_pages_are_one_read_oldest_change_first()
    {
        await using var stand = await AmazonStand.OpenAsync();
        var item = stand.Book.Products.Values.First().Id;
        for (var i = 0; i < 250; i++)
        {
            stand.Book.Create(ShopOrderState.Paid, paid: true, [(item, 1)]);
        }
        var page = await stand.Adapter.ReadOrdersAsync(stand.Channel, new OrderQuery(stand.Clock.GetUtcNow().AddHours(-1), null), AmazonStand.Stop);
        Assert.Null(page.Failure);
        Assert.Null(page.NextCursor);
        Assert.Equal(250, page.Orders.Select(o => o.OrderId).Distinct().Count());
        Assert.Equal(page.Orders.Select(o => o.ModifiedAt).Order(), page.Orders.Select(o => o.ModifiedAt));
        Assert.Equal(3, stand.Calls.Count);
        Assert.Contains("fulfilledBy=MERCHANT", stand.Requests[^1].Target, StringComparison.Ordinal);
        var one = (await stand.Adapter.ReadOrderAsync(stand.Channel, page.Orders[0].OrderId, AmazonStand.Stop)).Order!;
        Assert.Equal(new LineTarget(1, 0, 1, 0, 1), Assert.Single(one.Lines).Target);
        Assert.Equal(Assert.IsType<ChannelEvent.Order>(stand.Adapter.Interpret(Topics.OrderPolled, page.Orders[0].Body)).Snapshot.Lines, one.Lines);
        Assert.Equal(new OrderReading(null, null), await stand.Adapter.ReadOrderAsync(stand.Channel, "902-0000000-9999999", AmazonStand.Stop));
    }

    [Fact]
    public async Task A_read_that_the_budget_breaks_off_gives_what_it_has_and_goes_on_at_the_next_poll()
    {
        await using var stand = await AmazonStand.OpenAsync();
        var asked = new List<string?>();
        var refused = true;
        stand.Instead = (http, _) =>
        {
            var token = http.Request.Query["paginationToken"].ToString();
            asked.Add(token);
            return token == "n" && refused
                ? AnsweringServer.WriteAsync(http, 429, """{"errors":[{"code":"QuotaExceeded","message":"m"}]}""")
                : AnsweringServer.WriteAsync(http, 200, Page(token == "n" ? 60 : 0, token == "n" ? null : "n"));
        };
        var first = await stand.Adapter.ReadOrdersAsync(stand.Channel, new OrderQuery(Noon, null), AmazonStand.Stop);
        Assert.True(Assert.IsType<ReadFailure.Transient>(first.Failure) is { Throttled: true, NotBefore: not null });
        // Newest first: what is older is still to come, so that nothing counts as read.
        Assert.True(first is { Orders.Count: 50, IsOutOfOrder: true, ReadTo: null });
        Assert.Equal(first.Orders.Select(o => o.ModifiedAt).Order(), first.Orders.Select(o => o.ModifiedAt));

        refused = false;
        stand.Clock.Shift(TimeSpan.FromMinutes(3));
        var second = await stand.Adapter.ReadOrdersAsync(stand.Channel, new OrderQuery(Noon, null), AmazonStand.Stop);
        Assert.True(second is { Failure: null, Orders.Count: 50, IsOutOfOrder: true });
        Assert.Equal(Noon.AddSeconds(109), second.ReadTo);
        Assert.Equal(["", "n", "n"], asked);

        // Another question begins at its first page.
        await stand.Adapter.ReadOrdersAsync(stand.Channel, new OrderQuery(Noon.AddSeconds(1), null), AmazonStand.Stop);
        Assert.Equal(["", "n"], asked.TakeLast(2));
    }

    [Fact]
    public async Task Twenty_polls_empty_the_budget_and_the_next_one_waits_three_minutes_without_a_call()
    {
        await using var stand = await AmazonStand.OpenAsync();
        stand.Instead = (http, _) => AnsweringServer.WriteAsync(http, 200, """{"orders":[]}""");
        var polls = 0;
        OrderPage page;
        do
        {
            page = await stand.Adapter.ReadOrdersAsync(stand.Channel, new OrderQuery(Noon, null), AmazonStand.Stop);
            polls++;
        }
        while (page.Failure is null);
        Assert.Equal((20, 19), (polls, stand.Calls.Count));
        var wait = Assert.IsType<ReadFailure.Transient>(page.Failure).NotBefore!.Value - stand.Clock.GetUtcNow();
        Assert.InRange(wait, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(179));
        stand.Clock.Shift(wait);
        Assert.Null((await stand.Adapter.ReadOrdersAsync(stand.Channel, new OrderQuery(Noon, null), AmazonStand.Stop)).Failure);
    }

    [Theory]
    [InlineData("""{"quantityOrdered":"4"}""", typeof(ChannelEvent.Malformed))]
    [InlineData("""{"quantityOrdered":1e309}""", typeof(ChannelEvent.Malformed))]
    [InlineData("""{"quantityOrdered":-1}""", typeof(ChannelEvent.Malformed))]
    [InlineData("""{"quantityOrdered":4.0}""", typeof(ChannelEvent.Malformed))]
    [InlineData("""{"quantityOrdered":4,"fulfillment":{"quantityFulfilled":1.5}}""", typeof(ChannelEvent.Malformed))]
    [InlineData("""{"quantityOrdered":4}""", typeof(ChannelEvent.Order))]
    public void A_quantity_is_a_plain_whole_number_or_the_order_is_kept_as_unreadable(string item, Type meaning)
    {
        var adapter = TestAdapters.All().Get(ChannelKind.Amazon)!;
        var body = $$"""{"orderId":"902-1","lastUpdatedTime":"2026-03-01T12:00:00Z","fulfillment":{"fulfillmentStatus":"UNSHIPPED"},"orderItems":[{"orderItemId":"9007199254740993",{{item[1..]}}]}""";
        var read = adapter.Interpret(Topics.OrderPolled, Encoding.UTF8.GetBytes(body));
        Assert.IsType(meaning, read);
        Assert.True(read is not ChannelEvent.Order order || order.Snapshot.Lines.Single().LineId == "9007199254740993");
    }

    [Fact]
    public void An_order_that_Amazon_ships_moves_nothing_and_one_without_its_items_is_read()
    {
        var adapter = TestAdapters.All().Get(ChannelKind.Amazon)!;
        Assert.IsType<ChannelEvent.Irrelevant>(adapter.Interpret(Topics.OrderPolled, """{"orderId":"1","fulfillment":{"fulfillmentStatus":"SHIPPED","fulfilledBy":"AMAZON"}}"""u8.ToArray()));
        Assert.IsType<ChannelEvent.OrderChanged>(adapter.Interpret(Topics.OrderPolled, """{"orderId":"1","lastUpdatedTime":"2026-03-01T12:00:00Z"}"""u8.ToArray()));
    }

    private static string Page(int from, string? next) =>
        $$"""{"orders":[{{string.Join(',', Enumerable.Range(from, 50).Reverse().Select(OrderAt))}}]{{(next is null ? "" : $",\"pagination\":{{\"nextToken\":\"{next}\"}}")}}}""";

    private static string OrderAt(int second) =>
        $$"""{"orderId":"902-{{second}}","createdTime":"2026-03-01T12:00:00Z","lastUpdatedTime":"{{Noon.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}","fulfillment":{"fulfillmentStatus":"UNSHIPPED"},"orderItems":[]}""";
}
