using InventoryPortal.Domain.Values;

namespace InventoryPortal.Domain.Orders;

/// <summary>What an event of a custom channel tells of one order.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="At">When it happened, by the site's clock.</param>
/// <param name="IsPaid">Of a placed order: paid, or waiting for its payment.</param>
/// <param name="Lines">Units by external id: of a placed order all of them, of a refund those that this refund gives back.</param>
/// <param name="RefundId">Of a refund: what tells it from the others.</param>
/// <param name="Restocks">Of a refund: the units are on the shelf again.</param>
public sealed record CustomOrderEvent(
    CustomOrderEventKind Kind,
    DateTimeOffset At,
    bool IsPaid,
    IReadOnlyList<CustomOrderLine> Lines,
    string? RefundId = null,
    bool Restocks = false);

public enum CustomOrderEventKind
{
    /// <summary>The order stands, new, edited or paid: its lines are all that it has.</summary>
    Placed,

    /// <summary>It is called off; what it held is on the shelf again.</summary>
    Cancelled,

    /// <summary>Units were paid back.</summary>
    Refunded,
}

/// <summary>Units of one thing.</summary>
public readonly record struct CustomOrderLine(string ExternalId, string? Sku, int Quantity);

/// <summary>
/// Puts a custom channel's order together from its events. The site lowers its own number when an order is placed, paid or not, and
/// raises it again when one is cancelled and when a refund restocks. Pure: any order of arrival and any repeat come to the same.
/// </summary>
public static class CustomOrders
{
    private const string Pending = "pending";
    private const string Paid = "paid";
    private const string Cancelled = "cancelled";

    /// <summary>The order's whole state; null when only refunds are known, which do not say what was ordered.</summary>
    /// <param name="events">In the order in which they came, which decides between two of the same instant.</param>
    public static OrderSnapshot? Compose(string orderId, IReadOnlyList<CustomOrderEvent> events)
    {
        var inTurn = events.OrderBy(e => e.At).ToList();
        var placed = inTurn.LastOrDefault(e => e.Kind == CustomOrderEventKind.Placed);
        var last = inTurn.LastOrDefault(e => e.Kind != CustomOrderEventKind.Refunded);
        if (last is null)
        {
            return null;
        }
        // A payment holds until the order is called off, whatever is said of it later; after that it begins anew.
        var standing = inTurn[(inTurn.FindLastIndex(e => e.Kind == CustomOrderEventKind.Cancelled) + 1)..];
        var status = last.Kind == CustomOrderEventKind.Cancelled ? Cancelled : standing.Exists(e => e.IsPaid) ? Paid : Pending;
        var returned = Returned(inTurn);
        var lines = (placed?.Lines ?? []).GroupBy(l => l.ExternalId, StringComparer.Ordinal)
            .Select(g => new OrderLineSnapshot(
                g.Key, g.Key, g.First().Sku, null, Target(status, Sum(g), returned.GetValueOrDefault(g.Key))));
        var first = inTurn.FirstOrDefault(e => e.Kind == CustomOrderEventKind.Placed)?.At;
        return new OrderSnapshot(orderId, null, status, first, inTurn[^1].At.UtcTicks, [.. lines]);
    }

    private static LineTarget Target(string status, int ordered, int returned) => status switch
    {
        Paid => new LineTarget(ordered, 0, ordered, Math.Min(returned, ordered), ordered - Math.Min(returned, ordered)),
        Pending => new LineTarget(ordered, ordered, 0, 0, ordered),
        _ => LineTarget.Nothing(ordered),
    };

    private static Dictionary<string, int> Returned(IEnumerable<CustomOrderEvent> events) => events
        .Where(e => e is { Kind: CustomOrderEventKind.Refunded, RefundId: not null })
        .DistinctBy(e => e.RefundId, StringComparer.Ordinal)
        .Where(e => e.Restocks)
        .SelectMany(e => e.Lines)
        .GroupBy(l => l.ExternalId, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, Sum, StringComparer.Ordinal);

    // More than a quantity can hold is as much as it can.
    private static int Sum(IEnumerable<CustomOrderLine> lines) => (int)Math.Min(lines.Sum(l => (long)l.Quantity), Quantities.Max);
}
