using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>
/// Reads trades by their last change, half an hour at a time, as Taobao advises. A half hour's pages are read from the last to the
/// first: the newest come first, and a trade that changes meanwhile leaves its half hour and draws the others towards the front,
/// so that going back may show one twice and never misses one.
/// </summary>
internal sealed class TopOrderReads(TopCalls calls, TopItemReads items)
{
    /// <summary>Trades of one page: 100 at most, 40 to 50 advised.</summary>
    private const int PageSize = 50;

    /// <summary>Pages of one half hour: a hundred thousand trades.</summary>
    private const int MaxPage = 2_000;

    /// <summary>Span of one call; a day at most, half an hour advised.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(30);

    /// <summary>Taobao keeps this much of its trades' past.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(89);

    /// <summary>
    /// A read begins this much earlier than it is asked to: Taobao's list of changes is an index, in which a change may show minutes
    /// after others that came later, and its clock need not be ours.
    /// </summary>
    private static readonly TimeSpan IndexLag = TimeSpan.FromMinutes(5);

    /// <summary>When an item's units leave changes once in its life, if ever.</summary>
    private static readonly TimeSpan RuleHolds = TimeSpan.FromHours(1);

    /// <summary>Items remembered; past it all are forgotten, which costs calls and nothing else.</summary>
    private const int MaxRemembered = 100_000;

    private readonly ConcurrentDictionary<(long ChannelId, long Item), (bool AtPayment, DateTimeOffset At)> _rules = new();

    /// <param name="Page">0 before the half hour's pages are counted.</param>
    private sealed record Place(DateTimeOffset From, DateTimeOffset To, int Page)
    {
        public static Place Starting(DateTimeOffset from, DateTimeOffset now)
        {
            var to = from + Span < now ? from + Span : now;
            return new Place(from, to > from ? to : from.AddSeconds(1), 0);
        }

        public static Place? Of(OrderQuery query, DateTimeOffset now)
        {
            var today = Seconds(now);
            if (query.Cursor is null)
            {
                return Starting(query.ModifiedFrom > today - Past ? Seconds(query.ModifiedFrom) - IndexLag : today - Past, today);
            }
            var parts = query.Cursor.Split('~');
            return parts.Length == 3 && TrySeconds(parts[0], out var start) && TrySeconds(parts[1], out var end) && start < end
                && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page <= MaxPage
                ? new Place(start, end, page)
                : null;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From.ToUnixTimeSeconds()}~{To.ToUnixTimeSeconds()}~{Page}");

        private static DateTimeOffset Seconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());

        private static bool TrySeconds(string text, out DateTimeOffset instant)
        {
            var isOne = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
            instant = isOne ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
            return isOne;
        }
    }

    public async Task<OrderPage> ReadPageAsync(TopShop shop, OrderQuery query, CancellationToken cancellationToken)
    {
        var now = calls.Now;
        if (Place.Of(query, now) is not { } place)
        {
            return Failed(new ReadFailure.Unusable("The read cannot go on from this place; start it again."));
        }
        var call = await calls.SendAsync(
            shop, "taobao.trades.sold.increment.get", cancellationToken,
            ("fields", TopOrderBody.Fields),
            ("start_modified", TopShop.Text(place.From)),
            ("end_modified", TopShop.Text(place.To)),
            ("page_no", Math.Max(1, place.Page).ToString(CultureInfo.InvariantCulture)),
            ("page_size", PageSize.ToString(CultureInfo.InvariantCulture)));
        if (TopFaults.OfRead(call.Answer, now, shop.Secrets) is { } failure)
        {
            return Failed(failure);
        }
        var (response, serverNow) = (TopAnswer.Good)call.Answer;
        if (response.List("trades", "trade") is not { } trades || response.Member("total_results") is not { } given || !given.TryWhole(out var total)
            || (trades.Count == 0 && total > 0 && place.Page == 0) || total > MaxPage * PageSize)
        {
            return Failed(new ReadFailure.Unusable("Taobao's answer is not a list of trades with their number."));
        }
        if (place.Page == 0 && total > PageSize)
        {
            return new OrderPage([], (place with { Page = (total + PageSize - 1) / PageSize }).ToString(), serverNow, null);
        }
        return await PageAsync(shop, place, trades, serverNow, cancellationToken);
    }

    public async Task<OrderReading> ReadOneAsync(TopShop shop, string orderId, CancellationToken cancellationToken)
    {
        if (!PairedId.TryParse(orderId, out var tid, out var below) || below != 0)
        {
            return new OrderReading(null, null);
        }
        var call = await calls.SendAsync(
            shop, "taobao.trade.fullinfo.get", cancellationToken, ("fields", TopOrderBody.Fields), ("tid", PairedId.Of(tid, 0)));
        if (call.Answer is TopAnswer.Refused { Error.SubCode: "isv.trade-not-exist" })
        {
            return new OrderReading(null, null);
        }
        if (TopFaults.OfRead(call.Answer, calls.Now, shop.Secrets) is { } failure)
        {
            return new OrderReading(null, failure);
        }
        if (((TopAnswer.Good)call.Answer).Response.Member("trade") is not { } trade)
        {
            return new OrderReading(null, new ReadFailure.Unusable("Taobao's answer holds no trade."));
        }
        var (atPayment, unread) = await AtPaymentAsync(shop, [trade], cancellationToken);
        return unread is not null ? new OrderReading(null, unread) : TopOrderBody.Read(trade, atPayment) switch
        {
            ChannelEvent.Order order when order.Snapshot.OrderId == orderId => new OrderReading(order.Snapshot, null),
            ChannelEvent.Order => new OrderReading(null, new ReadFailure.Unusable("Taobao answered with another trade.")),
            ChannelEvent.OrderChanged changed => new OrderReading(null, new ReadFailure.Unusable(changed.Reason)),
            ChannelEvent.Malformed bad => new OrderReading(null, new ReadFailure.Unusable(bad.Reason)),
            _ => throw new InvalidOperationException("A trade's body gave an event of another kind."),
        };
    }

    private async Task<OrderPage> PageAsync(TopShop shop, Place place, IReadOnlyList<JsonElement> trades, DateTimeOffset? serverNow, CancellationToken cancellationToken)
    {
        var (atPayment, failure) = await AtPaymentAsync(shop, trades, cancellationToken);
        if (failure is not null)
        {
            return Failed(failure);
        }
        var orders = new List<RawOrder>(trades.Count);
        foreach (var trade in trades.Reverse())
        {
            if (trade.TopId("tid") is not (> 0 and var tid) || trade.TopInstant("modified") is not { } modified)
            {
                return new OrderPage(orders, null, serverNow, new ReadFailure.Unusable("Taobao listed a trade without a tid or an instant of change."));
            }
            orders.Add(new RawOrder(PairedId.Of(tid, 0), modified, TopOrderBody.Of(trade, TopOrderBody.UnpaidItems(trade).Distinct().Where(atPayment.Contains))));
        }
        if (place.Page > 1)
        {
            return new OrderPage(orders, (place with { Page = place.Page - 1 }).ToString(), serverNow, null);
        }
        var now = DateTimeOffset.FromUnixTimeSeconds(calls.Now.ToUnixTimeSeconds());
        var isLast = place.To - place.From < Span;
        return new OrderPage(orders, isLast ? null : Place.Starting(place.To, now).ToString(), serverNow, null) 
        {
            // A clock of ours that runs ahead must not move the cursor past trades that were not there yet.
            ReadTo = serverNow is { } told && told < place.To ? told : place.To,
        };
    }

    /// <summary>Which items of unpaid parts keep their units until the payment; asked for once an hour and item.</summary>
    private async Task<(IReadOnlySet<long> Items, ReadFailure? Failure)> AtPaymentAsync(TopShop shop, IReadOnlyList<JsonElement> trades, CancellationToken cancellationToken)
    {
        var now = calls.Now;
        var unpaid = trades.SelectMany(TopOrderBody.UnpaidItems).ToHashSet();
        bool IsKnown(long item) => _rules.TryGetValue((shop.ChannelId, item), out var rule) && now - rule.At < RuleHolds;
        var read = await items.ReadAsync(shop, unpaid.Where(i => !IsKnown(i)), [], cancellationToken);
        if (read.Failure is not null)
        {
            return (unpaid, read.Failure);
        }
        if (_rules.Count > MaxRemembered)
        {
            _rules.Clear();
        }
        foreach (var (id, item) in read.Items)
        {
            _rules[(shop.ChannelId, id)] = (item.IsTakenAtPayment(shop.IsTmall), now);
        }
        return (unpaid.Where(i => _rules.TryGetValue((shop.ChannelId, i), out var rule) && rule.AtPayment).ToHashSet(), null);
    }

    private static OrderPage Failed(ReadFailure failure) => new([], null, null, failure);
}
