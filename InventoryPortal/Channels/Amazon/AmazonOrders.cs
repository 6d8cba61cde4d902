using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>
/// Reads the orders that the merchant ships by their last change. Amazon promises no order of the pages of one question, and its budget
/// may end in the midst of them: the next poll then goes on with the page that is due. In memory; after a restart the question is put anew.
/// </summary>
internal sealed class AmazonOrders(AmazonCalls calls)
{
    /// <summary>Orders of one page: Amazon's bound.</summary>
    private const int PageSize = 100;

    /// <summary>Amazon lists an order up to two minutes after its change, and not in the order of the changes.</summary>
    private static readonly TimeSpan ListedLate = TimeSpan.FromMinutes(2);

    /// <summary>The token of a next page lives for a day.</summary>
    private static readonly TimeSpan TokenLives = TimeSpan.FromHours(23);

    private const string Included = "FULFILLMENT,CANCELLATION";

    private readonly ConcurrentDictionary<(string Account, string Marketplace), Begun> _begun = new();

    public async Task<OrderPage> ReadAsync(AmazonSeller seller, OrderQuery query, CancellationToken cancellationToken)
    {
        var place = (seller.Account, seller.MarketplaceId);
        var begun = _begun.TryRemove(place, out var kept) && kept.From == query.ModifiedFrom && calls.Now - kept.Since < TokenLives
            ? kept
            : new Begun(query.ModifiedFrom, calls.Now, null, null, null);
        var (orders, now) = (new List<RawOrder>(), (DateTimeOffset?)null);
        // As many pages as the budget lets out: no read is longer than a burst of twenty.
        for (var page = 0; page < AmazonOperation.SearchOrders.Burst; page++)
        {
            var call = await SearchAsync(seller, begun.From - ListedLate, PageSize, begun.NextToken, cancellationToken);
            var (read, next, failure) = Page(call);
            if (failure is not null)
            {
                if (failure is ReadFailure.Transient && begun.NextToken is not null)
                {
                    _begun[place] = begun;
                }
                return Taken(orders, now, failure);
            }
            now = WaitHeaders.DateOf((OutboundAnswer.Answered)call.Answer!) ?? now;
            orders.AddRange(read);
            begun = begun with { NextToken = next, AskedAt = begun.AskedAt ?? now ?? calls.Now, Newest = read.Select(o => (DateTimeOffset?)o.ModifiedAt).Append(begun.Newest).Max() };
            if (next is null)
            {
                // What changed while the pages were read may be missing from the earlier ones.
                return Taken(orders, now, null) with { ReadTo = begun.Newest > begun.AskedAt ? begun.AskedAt : begun.Newest };
            }
        }
        _begun[place] = begun;
        return Taken(orders, now, new ReadFailure.Transient(null, true, "More orders have changed than can be read at once; the read goes on at the next poll."));
    }

    /// <summary>Whether orders can be read; null when they can.</summary>
    public async Task<ReadFailure?> TryAsync(AmazonSeller seller, CancellationToken cancellationToken) =>
        Page(await SearchAsync(seller, calls.Now - ListedLate, 1, null, cancellationToken)).Failure;

    private Task<AmazonCall> SearchAsync(AmazonSeller seller, DateTimeOffset from, int size, string? token, CancellationToken cancellationToken)
    {
        var instant = from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var path = $"/orders/2026-01-01/orders?marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}&fulfilledBy=MERCHANT&includedData={Included}"
            + string.Create(CultureInfo.InvariantCulture, $"&maxResultsPerPage={size}&lastUpdatedAfter={Uri.EscapeDataString(instant)}")
            + (token is null ? "" : $"&paginationToken={Uri.EscapeDataString(token)}");
        return calls.SendAsync(seller, AmazonOperation.SearchOrders, HttpMethod.Get, path, null, cancellationToken);
    }

    private static OrderPage Taken(List<RawOrder> orders, DateTimeOffset? now, ReadFailure? failure) =>
        new([.. orders.OrderBy(o => o.ModifiedAt)], null, now, failure) { IsOutOfOrder = true };

    public async Task<OrderReading> ReadOneAsync(AmazonSeller seller, string orderId, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller, AmazonOperation.GetOrder, HttpMethod.Get, $"/orders/2026-01-01/orders/{Uri.EscapeDataString(orderId)}?includedData={Included}", null, cancellationToken);
        if (call.Answer is OutboundAnswer.Answered { Status: 404 } missing && AmazonError.Of(missing.Body) is not null)
        {
            return new OrderReading(null, null);
        }
        if (AmazonFaults.OfRead(call) is { } failure)
        {
            return new OrderReading(null, failure);
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return Unusable("Amazon's answer is not JSON.");
        }
        using (document)
        {
            if (document.RootElement.Member("order") is not { } order)
            {
                return Unusable("Amazon's answer holds no order.");
            }
            // Of another marketplace: another channel's, or nobody's.
            if (order.Member("salesChannel")?.Text("marketplaceId") is { } place && place != seller.MarketplaceId)
            {
                return new OrderReading(null, null);
            }
            return AmazonOrderBody.Read(order) switch
            {
                ChannelEvent.Irrelevant => new OrderReading(null, null),
                ChannelEvent.Order read when read.Snapshot.OrderId == orderId => new OrderReading(read.Snapshot, null),
                ChannelEvent.Order => Unusable("Amazon answered with another order."),
                ChannelEvent.OrderChanged changed => Unusable(changed.Reason),
                ChannelEvent.Malformed bad => Unusable(bad.Reason),
                _ => throw new InvalidOperationException("An order's body gave an event of another kind."),
            };
        }
    }

    private static (IReadOnlyList<RawOrder> Orders, string? Next, ReadFailure? Failure) Page(AmazonCall call)
    {
        if (AmazonFaults.OfRead(call) is { } failure)
        {
            return ([], null, failure);
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return ([], null, new ReadFailure.Unusable("Amazon's answer is not JSON."));
        }
        using (document)
        {
            if (document.RootElement.Member("orders") is not { ValueKind: JsonValueKind.Array } orders || orders.GetArrayLength() > PageSize)
            {
                return ([], null, new ReadFailure.Unusable($"Amazon's answer is not a list of at most {PageSize} orders."));
            }
            var read = orders.EnumerateArray().Select(Raw).ToList();
            return read.Contains(null)
                ? ([], null, new ReadFailure.Unusable("Amazon listed an order without an id or an instant of change."))
                : ([.. read.OfType<RawOrder>()], document.RootElement.Member("pagination")?.Text("nextToken"), null);
        }
    }

    private static RawOrder? Raw(JsonElement order) =>
        AmazonOrderBody.IdOf(order) is { } id && AmazonOrderBody.ChangedAt(order) is { } changed
            ? new RawOrder(id, changed, Encoding.UTF8.GetBytes(order.GetRawText()))
            : null;

    private static OrderReading Unusable(string reason) => new(null, new ReadFailure.Unusable(reason));

    /// <summary>A read under way.</summary>
    /// <param name="From">What was asked for.</param>
    /// <param name="Since">When the read began.</param>
    /// <param name="AskedAt">The same by Amazon's clock, as far as it tells; null before the first page.</param>
    /// <param name="Newest">The latest change read.</param>
    /// <param name="NextToken">Of the page that is due; null for the first.</param>
    private sealed record Begun(DateTimeOffset From, DateTimeOffset Since, DateTimeOffset? AskedAt, DateTimeOffset? Newest, string? NextToken);
}
