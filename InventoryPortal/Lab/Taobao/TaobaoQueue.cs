using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Taobao;

/// <summary>The messages that the platform keeps for the app until they are fetched and confirmed. Not kept on disk: the trades are read beside them.</summary>
internal sealed class TaobaoQueue(ShopBook book, TaobaoGoods goods)
{
    /// <summary>The seller.</summary>
    public const string Nick = "taobao_house";
    public const long UserId = 2_200_612_345_678;

    /// <summary>Messages kept; an app that never fetches loses the oldest.</summary>
    private const int MaxKept = 5_000;

    private const int UsualFetch = 100;

    /// <summary>After this a message that was fetched and not confirmed is fetched again: minutes with the real platform, a shop's day in a minute.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary>How late a late message is.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(3);

    private readonly List<Message> _kept = [];
    private readonly Random _random = new(20_26);
    private bool _permitted;
    private bool _shuffles;
    private long _lastId = 7_100_000_000_000_000_000;

    private sealed class Message(long id, string topic, JsonObject content, DateTimeOffset at)
    {
        public long Id => id;

        public DateTimeOffset NotBefore { get; set; } = at;

        public JsonObject Render(DateTimeOffset now) => new()
        {
            ["id"] = id,
            ["topic"] = topic,
            ["content"] = content.ToJsonString(),
            ["pub_time"] = TaobaoWords.Instant(now),
            ["pub_app_key"] = "12497914",
            ["user_id"] = UserId,
            ["user_nick"] = Nick,
        };
    }

    public int Kept => _kept.Count;

    /// <summary>The seller's leave is taken away: nothing more is kept.</summary>
    public void Forbid() => _permitted = false;

    public void Happened(ShopEvent what, IReadOnlySet<LabFault> faults)
    {
        if (!_permitted || faults.Contains(LabFault.HooksLost))
        {
            return;
        }
        _shuffles = faults.Contains(LabFault.HooksReordered);
        var visible = book.Now + (faults.Contains(LabFault.HooksLate) ? Late : TimeSpan.Zero);
        foreach (var (topic, content) in Words(what))
        {
            var id = ++_lastId;
            for (var copy = faults.Contains(LabFault.HooksDoubled) ? 2 : 1; copy > 0; copy--)
            {
                _kept.Add(new Message(id, topic, content, visible));
            }
        }
        if (_kept.Count > MaxKept)
        {
            _kept.RemoveRange(0, _kept.Count - MaxKept);
        }
    }

    public LabReply Fetch(IReadOnlyDictionary<string, string> form)
    {
        var most = form.TryGetValue("quantity", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : UsualFetch;
        var now = book.Now;
        var ready = _kept.Where(m => m.NotBefore <= now).Take(most).ToList();
        foreach (var message in ready)
        {
            message.NotBefore = now + Again;
        }
        var body = new JsonObject();
        if (TaobaoWords.List("tmc_message", (_shuffles ? ready.OrderBy(_ => _random.Next()) : ready.AsEnumerable()).Select(m => (JsonNode)m.Render(now))) is { } messages)
        {
            body["messages"] = messages;
        }
        return TaobaoWords.Good(form["method"], body);
    }

    public LabReply Confirm(IReadOnlyDictionary<string, string> form)
    {
        var ids = form["s_message_ids"].Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture)).ToHashSet();
        _kept.RemoveAll(m => ids.Contains(m.Id));
        return TaobaoWords.Good(form["method"], new JsonObject { ["is_success"] = true });
    }

    public LabReply Permit(IReadOnlyDictionary<string, string> form)
    {
        _permitted = true;
        return TaobaoWords.Good(form["method"], new JsonObject { ["is_success"] = true });
    }

    public LabReply Permitted(IReadOnlyDictionary<string, string> form) => !_permitted || form["nick"] != Nick
        ? TaobaoError.Service("isv.user-not-exist", "The user has no messages").Reply()
        : TaobaoWords.Good(form["method"], new JsonObject { ["tmc_user"] = TaobaoWords.Only(new JsonObject { ["user_nick"] = Nick, ["is_valid"] = true }, form["fields"]) });

    private IEnumerable<(string Topic, JsonObject Content)> Words(ShopEvent what)
    {
        if (!what.IsOrder)
        {
            return book.Products.TryGetValue(what.Id, out var thing) && thing.ManageStock ? [("taobao_item_ItemStockChanged", goods.Stock(thing))] : [];
        }
        if (!book.Orders.TryGetValue(what.Id, out var order))
        {
            return [];
        }
        var content = TaobaoTrades.Content(order);
        return what.Kind switch
        {
            ShopEventKind.OrderPlaced => [("taobao_trade_TradeCreate", content)],
            ShopEventKind.OrderPaid => [("taobao_trade_TradeBuyerPay", content)],
            ShopEventKind.OrderCancelled => [("taobao_trade_TradeClose", content)],
            ShopEventKind.OrderRefunded => [("taobao_refund_RefundSuccess", Refund(content, what.Part))],
            ShopEventKind.OrderChanged when order.Status == ShopOrderState.Completed => [("taobao_trade_TradeSuccess", content)],
            _ => [],
        };
    }

    private static JsonObject Refund(JsonObject content, long id)
    {
        (content["refund_id"], content["refund_fee"], content["bill_type"], content["refund_phase"]) = (id, "99.00", "refund_bill", "onsale");
        return content;
    }
}
