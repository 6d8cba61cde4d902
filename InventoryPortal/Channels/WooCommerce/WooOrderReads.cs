using System.Globalization;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>
/// Reads orders by their last change. Within one read the window moves on with what was read instead of counting pages:
/// an order that changes meanwhile moves to the end of the list and would shift another one past a page's edge.
/// Orders of the second at the edge come twice, which the inbox recognises.
/// </summary>
internal sealed class WooOrderReads(WooCalls calls)
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>Pages within one second, of 100 orders: a bulk edit of a hundred thousand orders still ends.</summary>
    private const int MaxPage = 1000;

    public async Task<OrderPage> ReadPageAsync(WooStore store, OrderQuery query, CancellationToken cancellationToken)
    {
        if (!TryPlace(query, out var from, out var page))
        {
            return Failed(new ReadFailure.Unusable("The read cannot go on from this place; start it again."));
        }
        // The store's comparison is "later than", to the second.
        var after = from.AddSeconds(-1).ToString(InstantFormat, CultureInfo.InvariantCulture);
        var route = string.Create(
            CultureInfo.InvariantCulture,
            $"orders?modified_after={after}&dates_are_gmt=true&orderby=modified&order=asc&status=any&per_page={WooLists.PageSize}&page={page}");
        var list = await WooLists.ReadAsync(calls, store, route, cancellationToken);
        if (list.Failure is not null)
        {
            return Failed(list.Failure);
        }
        using (list.Document)
        {
            var orders = list.Items.Select(Raw).ToList();
            if (orders.Contains(null))
            {
                return new OrderPage([.. orders.OfType<RawOrder>()], null, list.StoreNow, new ReadFailure.Unusable("The store listed an order without an id or an instant of change."));
            }
            var next = list.HasMore(page) && orders.Count > 0 ? Next(from, page, orders[^1]!.ModifiedAt) : null;
            return new OrderPage([.. orders.OfType<RawOrder>()], next, list.StoreNow, null);
        }
    }

    public async Task<OrderReading> ReadOneAsync(WooStore store, string orderId, CancellationToken cancellationToken)
    {
        if (!long.TryParse(orderId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 0)
        {
            return new OrderReading(null, null);
        }
        var call = await calls.GetAsync(store, string.Create(CultureInfo.InvariantCulture, $"orders/{id}"), cancellationToken);
        if (call.Answer is OutboundAnswer.Answered { Status: 404 } missing && WooError.Of(missing.Body) is { } error && error.Code.EndsWith("invalid_id", StringComparison.Ordinal))
        {
            return new OrderReading(null, null);
        }
        if (WooFaults.OfRead(call.Answer, calls.Now, store.Secrets) is { } failure)
        {
            return new OrderReading(null, failure);
        }
        return WooOrderBody.Read(((OutboundAnswer.Answered)call.Answer).Body) switch
        {
            // Thrown away: for whoever asks there is no such order, and what it moved stands.
            ChannelEvent.Irrelevant => new OrderReading(null, null),
            ChannelEvent.Order order when order.Snapshot.OrderId == orderId => new OrderReading(order.Snapshot, null),
            ChannelEvent.Order => new OrderReading(null, new ReadFailure.Unusable("The store answered with another order.")),
            ChannelEvent.OrderChanged changed => new OrderReading(null, new ReadFailure.Unusable(changed.Reason)),
            ChannelEvent.Malformed bad => new OrderReading(null, new ReadFailure.Unusable(bad.Reason)),
            _ => throw new InvalidOperationException("An order's body gave an event of another kind."),
        };
    }

    private static RawOrder? Raw(JsonElement order)
    {
        var id = order.Id("id");
        var modified = order.UtcInstant("date_modified_gmt") ?? order.UtcInstant("date_created_gmt");
        return id == 0 || modified is null
            ? null
            : new RawOrder(id.ToString(CultureInfo.InvariantCulture), modified.Value, Encoding.UTF8.GetBytes(order.GetRawText()));
    }

    // A whole page within the first second asked for cannot move the window: only then pages are counted.
    private static string? Next(DateTimeOffset from, int page, DateTimeOffset last) =>
        last > from
            ? string.Create(CultureInfo.InvariantCulture, $"{last.ToUnixTimeSeconds()}~1")
            : page < MaxPage ? string.Create(CultureInfo.InvariantCulture, $"{from.ToUnixTimeSeconds()}~{page + 1}") : null;

    private static bool TryPlace(OrderQuery query, out DateTimeOffset from, out int page)
    {
        from = DateTimeOffset.FromUnixTimeSeconds(query.ModifiedFrom.ToUnixTimeSeconds());
        page = 1;
        if (query.Cursor is null)
        {
            return true;
        }
        var parts = query.Cursor.Split('~');
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out page)
            || page is < 1 or > MaxPage)
        {
            return false;
        }
        from = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private static OrderPage Failed(ReadFailure failure) => new([], null, null, failure);
}
