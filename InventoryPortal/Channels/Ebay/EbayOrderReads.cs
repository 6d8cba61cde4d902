using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>
/// Reads orders by their last change. eBay promises no order in its list and counts records, so that an order which changes
/// between two pages would shift another past the edge: a window of time is only taken when it fits one page, and halved until it does.
/// </summary>
internal sealed class EbayOrderReads(EbayCalls calls)
{
    /// <summary>Orders of one page, eBay's most.</summary>
    private const int PageSize = 200;

    /// <summary>eBay keeps orders for two years, and refuses to be asked for more.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(700);

    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <param name="From">Unix milliseconds, inclusive.</param>
    /// <param name="Width">Milliseconds, inclusive at both ends; 0 for a window without an end.</param>
    private readonly record struct Window(long From, long Width)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}~{Width}");
    }

    public async Task<OrderPage> ReadPageAsync(EbayAccount account, OrderQuery query, CancellationToken cancellationToken)
    {
        if (!TryPlace(query, calls.Now, out var window))
        {
            return Failed(null, "The read cannot go on from this place; start it again.");
        }
        var end = window.Width == 0 ? "" : Text(window.From + window.Width);
        var filter = Uri.EscapeDataString($"lastmodifieddate:[{Text(window.From)}..{end}]");
        var call = await calls.GetAsync(
            account, string.Create(CultureInfo.InvariantCulture, $"sell/fulfillment/v1/order?filter={filter}&limit={PageSize}&offset=0"), EbaySigner.Seller, cancellationToken);
        if (EbayFaults.OfRead(call, calls.Now) is { } failure)
        {
            return new OrderPage([], null, null, failure);
        }
        var now = WaitHeaders.DateOf((OutboundAnswer.Answered)call.Answer!);
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return Failed(now, "eBay's list of orders is not JSON.");
        }
        using (document)
        {
            return Page(document.RootElement, account, window, now ?? calls.Now);
        }
    }

    public async Task<OrderReading> ReadOneAsync(EbayAccount account, string orderId, CancellationToken cancellationToken)
    {
        if (orderId.Length == 0 || orderId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '!')))
        {
            return new OrderReading(null, null);
        }
        var call = await calls.GetAsync(account, $"sell/fulfillment/v1/order/{Uri.EscapeDataString(orderId)}", EbaySigner.Seller, cancellationToken);
        if (call.Status == 404 && EbayError.FirstOf(call.Body) is not null)
        {
            return new OrderReading(null, null);
        }
        if (EbayFaults.OfRead(call, calls.Now) is { } failure)
        {
            return new OrderReading(null, failure);
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return new OrderReading(null, new ReadFailure.Unusable("eBay's answer is not JSON."));
        }
        using (document)
        {
            return One(document.RootElement, account, orderId);
        }
    }

    private static OrderReading One(JsonElement root, EbayAccount account, string orderId)
    {
        // Another channel's.
        if (EbayOrderBody.IsElsewhere(root, account))
        {
            return new OrderReading(null, null);
        }
        return EbayOrderBody.Read(EbayOrderBody.Cut(root, account)) switch
        {
            ChannelEvent.Order order when order.Snapshot.OrderId == orderId => new OrderReading(order.Snapshot, null),
            ChannelEvent.Order => new OrderReading(null, new ReadFailure.Unusable("eBay answered with another order.")),
            ChannelEvent.Malformed bad => new OrderReading(null, new ReadFailure.Unusable(bad.Reason)),
            _ => throw new InvalidOperationException("An order's body gave an event of another kind."),
        };
    }

    private static OrderPage Page(JsonElement root, EbayAccount account, Window window, DateTimeOffset now)
    {
        if (root.Member("total") is not { } given || !given.TryWhole(out var total))
        {
            return Failed(now, "eBay's answer does not say how many orders there are.");
        }
        if (total > PageSize)
        {
            return Halved(window, now) is { } half
                ? new OrderPage([], half.ToString(), now, null)
                : Failed(now, $"More than {PageSize} orders changed within one millisecond.");
        }
        // Without an order eBay may leave the list out.
        if (root.Member("orders") is { ValueKind: not JsonValueKind.Array } || (root.Member("orders")?.GetArrayLength() ?? 0) != total)
        {
            return Failed(now, "eBay's list of orders is not as long as it says.");
        }
        var (orders, readTo) = (new List<RawOrder>(total), (DateTimeOffset?)null);
        foreach (var order in total == 0 ? [] : root.Member("orders")!.Value.EnumerateArray().ToArray())
        {
            if (EbayOrderBody.IdOf(order) is not { } id || order.Instant("lastModifiedDate") is not { } modified)
            {
                return Failed(now, "eBay listed an order without an id or an instant of change.");
            }
            readTo = modified > readTo ? modified : readTo ?? modified;
            if (!EbayOrderBody.IsElsewhere(order, account))
            {
                orders.Add(new RawOrder(id, modified, EbayOrderBody.Cut(order, account)));
            }
        }
        orders.Sort((a, b) => a.ModifiedAt.CompareTo(b.ModifiedAt));
        // What another channel of the seller counts has been read as well, and need not be asked for again.
        return new OrderPage(orders, Next(window, now)?.ToString(), now, null) { ReadTo = readTo };
    }

    // A window that fitted is followed by one twice as wide, the last of them without an end.
    private static Window? Next(Window window, DateTimeOffset now)
    {
        if (window.Width == 0)
        {
            return null;
        }
        var next = new Window(window.From + window.Width, window.Width * 2);
        return next.From + next.Width >= now.ToUnixTimeMilliseconds() ? next with { Width = 0 } : next;
    }

    private static Window? Halved(Window window, DateTimeOffset now)
    {
        var width = (window.Width == 0 ? now.ToUnixTimeMilliseconds() - window.From : window.Width) / 2;
        return width >= 1 ? window with { Width = width } : null;
    }

    private static bool TryPlace(OrderQuery query, DateTimeOffset now, out Window window)
    {
        var oldest = (now - Kept).ToUnixTimeMilliseconds();
        window = new Window(Math.Max(query.ModifiedFrom.ToUnixTimeMilliseconds(), oldest), 0);
        if (query.Cursor is null)
        {
            return true;
        }
        var parts = query.Cursor.Split('~');
        var latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || from > latest || width > latest - from)
        {
            return false;
        }
        window = new Window(from, width);
        return true;
    }

    private static string Text(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString(InstantFormat, CultureInfo.InvariantCulture);

    private static OrderPage Failed(DateTimeOffset? now, string reason) => new([], null, now, new ReadFailure.Unusable(reason));
}
