using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Taobao;

/// <summary>The shop's orders as trades with their parts.</summary>
internal sealed class TaobaoTrades(ShopBook book)
{
    private const int UsualPage = 40;

    private static readonly TimeSpan MaxSpan = TimeSpan.FromDays(1);

    /// <summary>Changes of a span, newest first.</summary>
    public LabReply List(IReadOnlyDictionary<string, string> form)
    {
        TaobaoWords.TryInstant(form["start_modified"], out var from);
        TaobaoWords.TryInstant(form["end_modified"], out var to);
        if (to <= from || to - from > MaxSpan)
        {
            return TaobaoError.Service("isv.invalid-parameter", "end_modified").Reply();
        }
        var page = int.Parse(form.GetValueOrDefault("page_no") ?? "1", CultureInfo.InvariantCulture);
        var size = form.TryGetValue("page_size", out var given) ? int.Parse(given, CultureInfo.InvariantCulture) : UsualPage;
        var changed = book.Orders.Values.Where(o => o.Modified >= from && o.Modified <= to).OrderByDescending(o => o.Modified).ThenByDescending(o => o.Id).ToList();
        var isCounted = form.GetValueOrDefault("use_has_next") != "true";
        var body = isCounted ? new JsonObject { ["total_results"] = changed.Count } : new JsonObject { ["has_next"] = changed.Count > page * size };
        if (TaobaoWords.List("trade", changed.Skip((page - 1) * size).Take(size).Select(o => (JsonNode)TaobaoWords.Only(Render(o), form["fields"]))) is { } trades)
        {
            body["trades"] = trades;
        }
        return TaobaoWords.Good(form["method"], body);
    }

    public LabReply One(IReadOnlyDictionary<string, string> form) =>
        book.Orders.TryGetValue(TaobaoIds.TradeId(long.Parse(form["tid"], CultureInfo.InvariantCulture)), out var order)
            ? TaobaoWords.Good(form["method"], new JsonObject { ["trade"] = TaobaoWords.Only(Render(order), form["fields"]) })
            : TaobaoError.Service("isv.trade-not-exist", "The trade does not exist").Reply();

    /// <summary>What messages say of a trade: never its parts' quantities.</summary>
    public static JsonObject Content(ShopOrder order) => new()
    {
        ["tid"] = TaobaoIds.Trade(order.Id),
        ["oid"] = TaobaoIds.Part(order.Lines.Select(l => l.Id).DefaultIfEmpty().First()),
        ["status"] = StatusOf(order),
        ["payment"] = "99.00",
        ["type"] = "guarantee_trade",
        ["buyer_nick"] = "a**b",
        ["seller_nick"] = TaobaoQueue.Nick,
    };

    private JsonObject Render(ShopOrder order) => new()
    {
        ["tid"] = TaobaoIds.Trade(order.Id),
        ["status"] = StatusOf(order),
        ["created"] = TaobaoWords.Instant(order.Created),
        ["modified"] = TaobaoWords.Instant(order.Modified),
        ["pay_time"] = order.Paid is { } paid ? TaobaoWords.Instant(paid) : null,
        ["orders"] = TaobaoWords.List("order", order.Lines.Select(l => (JsonNode)Render(order, l))),
    };

    private JsonObject Render(ShopOrder order, ShopLine line)
    {
        var part = new JsonObject
        {
            ["oid"] = TaobaoIds.Part(line.Id),
            ["status"] = StatusOf(order, line),
            ["num_iid"] = TaobaoIds.Item(line.ProductId),
            ["num"] = line.Quantity,
            ["title"] = book.Products[line.ProductId].Name,
            ["outer_iid"] = book.Products[line.ProductId].Sku,
            ["refund_status"] = IsRefunded(order, line) ? "SUCCESS" : "NO_REFUND",
        };
        if (line.VariationId != 0)
        {
            // A number everywhere else, and text in a trade.
            part["sku_id"] = TaobaoIds.Sku(line.VariationId).ToString(CultureInfo.InvariantCulture);
            (part["outer_sku_id"], part["sku_properties_name"]) = (line.Sku, $"Kind:{TaobaoGoods.KindOf(book.Products[line.ProductId], line.Name)}");
        }
        if (IsSent(order, line))
        {
            part["consign_time"] = TaobaoWords.Instant(order.Modified);
        }
        return part;
    }

    private static string StatusOf(ShopOrder order) => order.Lines.Select(l => StatusOf(order, l)).Distinct().ToList() is [var only] ? only : OpenStatus(order);

    private static string StatusOf(ShopOrder order, ShopLine line) =>
        order.Status is ShopOrderState.Failed || (order.Status == ShopOrderState.Cancelled && order.Paid is null) ? "TRADE_CLOSED_BY_TAOBAO"
        : IsRefunded(order, line) ? "TRADE_CLOSED"
        : OpenStatus(order);

    private static string OpenStatus(ShopOrder order) => order.Status switch
    {
        ShopOrderState.Unpaid => "WAIT_BUYER_PAY",
        ShopOrderState.Completed => "TRADE_FINISHED",
        _ => "WAIT_SELLER_SEND_GOODS",
    };

    private static bool IsRefunded(ShopOrder order, ShopLine line) =>
        order.Status == ShopOrderState.Cancelled ? order.Paid is not null : line.Refunded >= line.Quantity && line.Quantity > 0;

    // What is refunded after it was sent does not return to the shelf by itself; a part that did was closed, and stays behind when the rest is sent.
    private static bool IsSent(ShopOrder order, ShopLine line) => line.Restocked is null && (order.Status == ShopOrderState.Completed || line.Refunded > 0);
}
