using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

public sealed class TopReadTests : TopHarness
{
    private const string Details = "taobao.items.seller.list.get";
    private const string Increment = "taobao.trades.sold.increment.get";
    private const string Full = "taobao.trade.fullinfo.get";

    [Fact]
    public async Task A_title_that_was_cut_in_the_midst_of_a_character_spoils_no_order()
    {
        var cut = Trade(11, Noon, "WAIT_SELLER_SEND_GOODS", 1).Replace("\"num\"", "\"title\":\"\\ud83d\",\"num\"", StringComparison.Ordinal);
        Answers[Increment] = _ => $$$$"""{"trades_sold_increment_get_response":{"total_results":1,"trades":{"trade":[{{{{cut}}}}]}}}""";
        var raw = Assert.Single((await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Noon.AddMinutes(-1), null), Stop)).Orders);
        Assert.IsType<ChannelEvent.Order>(Adapter.Interpret(Topics.OrderPolled, raw.Body));
    }

    [Fact]
    public async Task Quantities_are_read_twenty_items_a_call_and_what_is_not_there_is_missing()
    {
        Answers[Details] = f => Items(f["num_iids"].Split(',').Where(id => id != "99").Select(id =>
            int.Parse(id, null) % 2 == 0
                ? $$$"""{"num_iid":{{{id}}},"num":{{{id}}}}"""
                : $$$"""{"num_iid":{{{id}}},"num":5,"skus":{"sku":[{"sku_id":9007199254740993,"quantity":{{{id}}}}]}}"""));
        var ids = Enumerable.Range(1, 41).Select(i => i % 2 == 0 ? $"{i}" : $"{i}/9007199254740993").Concat(["99", "2/5", "1", "1/7", "SKU"]).ToList();
        var reading = await Adapter.ReadStockAsync(Channel, ids, Stop);
        Assert.Null(reading.Failure);
        Assert.Equal(3, Calls.Count);
        Assert.All(Calls, c => Assert.True(c["num_iids"].Split(',').Length <= 20));
        Assert.Equal(ids, reading.Figures.Select(f => f.ExternalId));
        Assert.Equal(Enumerable.Range(1, 41).Select(i => (int?)i), reading.Figures.Take(41).Select(f => f.Quantity));
        Assert.All(reading.Figures.Skip(41), f => Assert.Equal(StockReadState.Missing, f.State));
    }

    [Fact]
    public async Task The_catalogue_is_read_whole_though_an_item_changes_between_two_pages()
    {
        // Items of one shop by their last change; the warehouse and the sold-out ones are lists of their own.
        var onSale = Enumerable.Range(1, 250).ToDictionary(i => 1000L + i, i => Noon.AddDays(-300).AddSeconds(i / 3));
        var soldOut = new Dictionary<long, DateTimeOffset> { [5001] = Noon.AddDays(-1) };
        string List(string envelope, Dictionary<long, DateTimeOffset> all, IReadOnlyDictionary<string, string> f)
        {
            var (page, size) = (int.Parse(f["page_no"], null), int.Parse(f["page_size"], null));
            var there = all.Where(i => !f.ContainsKey("start_modified") || string.CompareOrdinal(At(i.Value), f["start_modified"]) >= 0).OrderBy(i => i.Value).ToList();
            var shown = there.Skip((page - 1) * size).Take(size).Select(i => $$"""{"num_iid":{{i.Key}},"modified":"{{At(i.Value)}}"}""");
            return $$$$"""{"{{{{envelope}}}}":{"total_results":{{{{there.Count}}}},"items":{"item":[{{{{string.Join(',', shown)}}}}]}}}""";
        }
        Answers["taobao.items.onsale.get"] = f => List("items_onsale_get_response", onSale, f);
        Answers["taobao.items.inventory.get"] = f => f["banner"] == "sold_out" ? List("items_inventory_get_response", soldOut, f) : """{"items_inventory_get_response":{"total_results":0}}""";
        Answers[Details] = f => Items(f["num_iids"].Split(',').Select(id => id == "1001"
            ? """{"num_iid":1001,"title":"Tee","num":3,"skus":{"sku":[{"sku_id":7,"outer_id":"TEE-S","barcode":"123","quantity":3,"properties_name":"1:2:Colour:Black;3:4:Size:S"}]}}"""
            : $$$"""{"num_iid":{{{id}}},"title":"Thing","outer_id":"T-{{{id}}}","num":1}"""));
        var (found, cursor, pages) = (new List<CatalogueItem>(), (string?)null, 0);
        do
        {
            var page = await Adapter.ReadCatalogueAsync(Channel, cursor, Stop);
            Assert.Null(page.Failure);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
            if (++pages == 1)
            {
                onSale[1001] = Noon;
            }
        }
        while (cursor is not null);
        Assert.Equal(251, found.Select(i => i.ExternalId.Split('/')[0]).Distinct().Count());
        Assert.Equal(new CatalogueItem("1001/7", "TEE-S", "123", "Tee - Black, S", StockReadState.Tracked, 3), found.Last(i => i.ExternalId == "1001/7"));
        Assert.Equal(new CatalogueItem("5001", "T-5001", null, "Thing", StockReadState.Tracked, 1), found[^1]);
        Assert.All(Calls.Where(c => c.ContainsKey("page_no")), c => Assert.True(int.Parse(c["page_no"], null) * int.Parse(c["page_size"], null) <= 20_000));
    }

    [Fact]
    public async Task Trades_come_by_half_hours_each_from_its_last_page_to_its_first_oldest_first()
    {
        var trades = Enumerable.Range(1, 120).Select(i => (Tid: 2_200_000_000_000_000_000 + i, At: Noon.AddMinutes(-40).AddSeconds(i * 10))).ToList();
        Answers[Increment] = f =>
        {
            Assert.Equal("50", f["page_size"]);
            var page = int.Parse(f["page_no"], null);
            var there = trades.Where(t => string.CompareOrdinal(At(t.At), f["start_modified"]) >= 0 && string.CompareOrdinal(At(t.At), f["end_modified"]) <= 0).Reverse().ToList();
            return $$$$"""{"trades_sold_increment_get_response":{"total_results":{{{{there.Count}}}},"trades":{"trade":[{{{{string.Join(',', there.Skip((page - 1) * 50).Take(50).Select(t => Trade(t.Tid, t.At, "TRADE_FINISHED")))}}}}]}}}""";
        };
        var (orders, cursor, readTo) = (new List<RawOrder>(), (string?)null, (DateTimeOffset?)null);
        do
        {
            var page = await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Noon.AddMinutes(-45), cursor), Stop);
            Assert.Null(page.Failure);
            orders.AddRange(page.Orders);
            (cursor, readTo) = (page.NextCursor, page.ReadTo ?? readTo);
        }
        while (cursor is not null);
        // The trade of the very edge comes with both half hours.
        Assert.Equal(trades.Select(t => $"{t.Tid}"), orders.Select(o => o.OrderId).Distinct());
        Assert.Equal(trades.Select(t => t.At), orders.Select(o => o.ModifiedAt).Distinct());
        Assert.Equal(["1", "3", "2", "1", "1"], Calls.Select(c => c["page_no"]));
        Assert.Equal(Noon, readTo);
    }

    [Fact]
    public async Task A_quiet_shop_is_asked_once_and_told_how_far_the_read_came()
    {
        Answers[Increment] = _ => """{"trades_sold_increment_get_response":{"total_results":0}}""";
        var page = await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Noon.AddMinutes(-20), null), Stop);
        Assert.Equal((null, null, (DateTimeOffset?)Noon), (page.Failure, page.NextCursor, page.ReadTo));
        Assert.Equal(("2026-03-01 19:35:00", "2026-03-01 20:00:00"), (Calls[0]["start_modified"], Calls[0]["end_modified"]));
        await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Noon.AddYears(-1), null), Stop);
        Assert.Equal(At(Noon.AddDays(-89)), Calls[1]["start_modified"]);
    }

    [Fact]
    public async Task Whether_an_unpaid_part_has_left_the_shelf_is_asked_of_its_item_once()
    {
        Answers[Details] = _ => Items(["""{"num_iid":1,"num":5,"sub_stock":2}""", """{"num_iid":2,"num":5,"sub_stock":1}"""]);
        Answers[Increment] = _ => $$$$"""{"trades_sold_increment_get_response":{"total_results":3,"trades":{"trade":[{{{{Trade(11, Noon, "WAIT_BUYER_PAY", 1)}}}},{{{{Trade(12, Noon, "WAIT_BUYER_PAY", 2)}}}},{{{{Trade(13, Noon, "WAIT_SELLER_SEND_GOODS", 3)}}}}]}}}""";
        var page = await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Noon.AddMinutes(-1), null), Stop);
        var taken = page.Orders.ToDictionary(o => o.OrderId, o => TargetOf(Adapter.Interpret(Topics.OrderPolled, o.Body)));
        Assert.Equal(new LineTarget(7, 7, 0, 0, 0), taken["11"]);
        Assert.Equal(new LineTarget(7, 7, 0, 0, 7), taken["12"]);
        Assert.Equal(new LineTarget(7, 0, 7, 0, 7), taken["13"]);
        Assert.Equal("1,2", Assert.Single(Calls, c => c["method"] == Details)["num_iids"]);

        Answers[Full] = _ => $$$"""{"trade_fullinfo_get_response":{"trade":{{{Trade(11, Noon, "WAIT_BUYER_PAY", 1)}}}}}""";
        Assert.Equal(new LineTarget(7, 7, 0, 0, 0), (await Adapter.ReadOrderAsync(Channel, "11", Stop)).Order!.Lines[0].Target);
        Assert.Single(Calls, c => c["method"] == Details);
        Clock.Advance(TimeSpan.FromHours(1));
        await Adapter.ReadOrderAsync(Channel, "11", Stop);
        Assert.Equal(2, Calls.Count(c => c["method"] == Details));
    }

    [Theory]
    [InlineData("taobao", 7)]
    [InlineData("tmall", 0)]
    public async Task An_item_that_does_not_say_when_its_units_leave_follows_its_market(string shopType, int taken)
    {
        Answers[Details] = _ => Items(["""{"num_iid":1,"num":5,"sub_stock":0}"""]);
        Answers[Full] = _ => $$$"""{"trade_fullinfo_get_response":{"trade":{{{Trade(11, Noon, "WAIT_BUYER_PAY")}}}}}""";
        var order = (await Adapter.ReadOrderAsync(Connect(("shopType", shopType)), "11", Stop)).Order!;
        Assert.Equal(new LineTarget(7, 7, 0, 0, taken), order.Lines[0].Target);
    }

    [Fact]
    public async Task One_trade_is_read_with_its_parts_each_in_its_own_state()
    {
        Answers[Full] = _ => """
            {"trade_fullinfo_get_response":{"trade":{"tid":2200000000000000001,"status":"WAIT_SELLER_SEND_GOODS","created":"2026-03-01 08:00:00","modified":"2026-03-01 20:00:00","pay_time":"2026-03-01 08:01:00",
            "orders":{"order":[{"oid":2300000000000000001,"status":"WAIT_SELLER_SEND_GOODS","num_iid":628000000011,"sku_id":"9007199254740993","num":2,"title":"Tee","sku_properties_name":"Size:S","outer_sku_id":"TEE-S"},
            {"oid":2300000000000000002,"status":"TRADE_CLOSED","num_iid":628000000012,"num":1,"title":"Lamp","outer_iid":"LMP"},
            {"oid":2300000000000000003,"status":"TRADE_CLOSED","num_iid":628000000012,"num":1,"consign_time":"2026-03-01 10:00:00"}]}}}}
            """;
        var order = (await Adapter.ReadOrderAsync(Channel, "2200000000000000001", Stop)).Order!;
        Assert.Equal((new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), Noon.UtcTicks), (order.PlacedAt!.Value, order.Version));
        Assert.Equal(
            [
                new OrderLineSnapshot("2300000000000000001/9007199254740993", "628000000011/9007199254740993", "TEE-S", "Tee - Size:S", new LineTarget(2, 0, 2, 0, 2)),
                new OrderLineSnapshot("2300000000000000002", "628000000012", "LMP", "Lamp", new LineTarget(1, 0, 1, 1, 0)),
                new OrderLineSnapshot("2300000000000000003", "628000000012", null, null, new LineTarget(1, 0, 1, 0, 1)),
            ],
            order.Lines);
        Answers[Full] = _ => Error(50, "isv.trade-not-exist", "no such trade");
        Assert.Equal(new OrderReading(null, null), await Adapter.ReadOrderAsync(Channel, "5", Stop));
        Assert.Equal(new OrderReading(null, null), await Adapter.ReadOrderAsync(Channel, "not-a-tid", Stop));
        Answers[Full] = _ => $$$"""{"trade_fullinfo_get_response":{"trade":{{{Trade(6, Noon, "TRADE_FINISHED")}}}}}""";
        Assert.IsType<ReadFailure.Unusable>((await Adapter.ReadOrderAsync(Channel, "5", Stop)).Failure);
    }

    [Fact]
    public void A_swapped_SKU_is_another_line()
    {
        string Swapped(string sku) => $$$$"""{"trade":{"tid":1,"status":"WAIT_SELLER_SEND_GOODS","modified":"2026-03-01 20:00:00","orders":{"order":[{"oid":2,"num_iid":3,"sku_id":"{{{{sku}}}}","num":1}]}}}""";
        var lines = new[] { "8", "9" }.Select(s => Assert.IsType<ChannelEvent.Order>(Adapter.Interpret(Topics.OrderPolled, System.Text.Encoding.UTF8.GetBytes(Swapped(s)))).Snapshot.Lines[0]).ToList();
        Assert.NotEqual(lines[0].LineId, lines[1].LineId);
        Assert.Equal(["3/8", "3/9"], lines.Select(l => l.ExternalId));
    }

    private static string Items(IEnumerable<string> items) => $$$$"""{"items_seller_list_get_response":{"items":{"item":[{{{{string.Join(',', items)}}}}]}}}""";

    private static string Trade(long tid, DateTimeOffset at, string status, long item = 1) =>
        $$$"""{"tid":{{{tid}}},"status":"{{{status}}}","created":"{{{At(Noon)}}}","modified":"{{{At(at)}}}","orders":{"order":[{"oid":{{{tid}}},"status":"{{{status}}}","num_iid":{{{item}}},"num":7}]}}""";
}
