using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>Reads what a stored event means. Pure.</summary>
internal static class TopEvents
{
    /// <summary>Characters of a topic: with room in the inbox's column.</summary>
    public const int MaxTopic = 100;

    /// <summary>Topics that the portal cannot do without; the app subscribes to them in the open platform's console.</summary>
    public static readonly IReadOnlyList<string> Wanted =
    [
        "taobao_trade_TradeCreate", "taobao_trade_TradeBuyerPay", "taobao_trade_TradeClose", "taobao_refund_RefundSuccess", "taobao_item_ItemStockChanged",
    ];

    private const string TradePrefix = "taobao_trade_";

    // Of trades: what changes neither units nor states.
    private static readonly HashSet<string> Beside = new(StringComparer.Ordinal)
    {
        "taobao_trade_TradeMemoModified", "taobao_trade_TradeLogisticsAddressChanged", "taobao_trade_TradeModifyFee", "taobao_trade_TradeRated",
        "taobao_trade_TradeDelayConfirmPay", "taobao_trade_TradeTimeoutRemind",
    };

    /// <summary>A refund under way changes nothing; that it went through does.</summary>
    private const string RefundDone = "taobao_refund_RefundSuccess";

    private static readonly HashSet<string> OfStock = new(StringComparer.Ordinal)
    {
        "taobao_item_ItemStockChanged", "taobao_item_ItemStockChangedOut", "taobao_item_ItemZeroStock", "taobao_item_ItemSkuZeroStock",
    };

    public static ChannelEvent Interpret(string topic, ReadOnlyMemory<byte> body)
    {
        if (topic == Topics.OrderPolled)
        {
            return TopOrderBody.Read(body);
        }
        if (!IsOfTrade(topic) && !OfStock.Contains(topic))
        {
            return new ChannelEvent.Irrelevant("Messages of this topic do not concern stock.");
        }
        if (!WireJson.TryParse(body, out var document))
        {
            return new ChannelEvent.Malformed("The message's content is not JSON.");
        }
        using (document)
        {
            return IsOfTrade(topic) ? Trade(document.RootElement) : Stock(document.RootElement);
        }
    }

    /// <summary>The trade or thing that a message is about, as other events name it; null when it does not say.</summary>
    public static string? SubjectOf(string topic, ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            return topic.StartsWith(TradePrefix, StringComparison.Ordinal) || topic.StartsWith("taobao_refund_", StringComparison.Ordinal)
                ? TidOf(document.RootElement)
                : ThingOf(document.RootElement)?.ToString();
        }
    }

    private static bool IsOfTrade(string topic) => topic == RefundDone || (topic.StartsWith(TradePrefix, StringComparison.Ordinal) && !Beside.Contains(topic));

    private static ChannelEvent Trade(JsonElement content) => TidOf(content) is { } tid
        ? new ChannelEvent.OrderChanged(tid, "A message names the trade and not its parts.")
        : new ChannelEvent.Malformed("The message names no trade.");

    // num is the whole item's, sku_num the SKU's.
    private static ChannelEvent Stock(JsonElement content)
    {
        if (ThingOf(content) is not { } thing)
        {
            return new ChannelEvent.Malformed("The message names no item.");
        }
        var figure = content.Member(thing.Sku == 0 ? "num" : "sku_num");
        return new ChannelEvent.StockHint(thing.ToString(), figure is { } given && given.TryWhole(out var number) ? number : null);
    }

    private static string? TidOf(JsonElement content) => content.TopId("tid") is > 0 and var tid ? tid.ToString(CultureInfo.InvariantCulture) : null;

    private static TopItemId? ThingOf(JsonElement content) =>
        content.TopId("num_iid") is > 0 and var item ? new TopItemId(item, content.TopId("sku_id")) : null;
}
