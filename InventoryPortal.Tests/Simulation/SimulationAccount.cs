using System.Globalization;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation;

/// <summary>Counts every unit a second time: from the movements, from what was asked for and from the books of the stores.</summary>
internal sealed class SimulationAccount(SimulationWorld world)
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Units> _units = [];
    private readonly Dictionary<long, int> _reservations = [];
    private readonly Dictionary<long, (long? ProductId, int Net, int Reserved)> _counted = [];

    /// <summary>Every order line seen, as it was last seen.</summary>
    public Dictionary<long, OrderLineRow> Lines { get; } = [];

    /// <summary>Null when all holds; else what does not.</summary>
    public string? Broken(SimulatedRows rows)
    {
        foreach (var movement in rows.Movements)
        {
            if (!_keys.Add(movement.IdempotencyKey))
            {
                return $"I4: two movements came of one cause: {movement.IdempotencyKey}";
            }
            Count(movement);
        }
        foreach (var line in rows.Lines)
        {
            if (line.Returned > line.Sold)
            {
                return $"I5: of line {line.OrderId}/{line.LineId} {line.Returned} came back and {line.Sold} were sold.";
            }
            Count(line);
        }
        foreach (var reservation in rows.Reservations)
        {
            var held = reservation.State == ReservationState.Pending ? reservation.Quantity : 0;
            Of(reservation.ProductId).Held += held - _reservations.GetValueOrDefault(reservation.Id);
            _reservations[reservation.Id] = held;
        }
        foreach (var product in rows.Products)
        {
            if (Broken(product, Of(product.Id)) is { } broken)
            {
                return broken;
            }
        }
        return null;
    }

    /// <summary>I13 and I4 at the end: the stores' books and the ledger, and every movement that was answered for.</summary>
    public string? BrokenAtTheEnd()
    {
        var lines = Lines.Values.ToLookup(l => (l.ChannelId, l.OrderId));
        return world.Stores.SelectMany(s => s.Orders.Values.Select(o => BookBroken(s, o, [.. lines[(s.ChannelId, o.IdText)]]))).FirstOrDefault(b => b is not null);
    }

    /// <summary>Whether the store gave back units of the listing, since its number was last written, on a line of which nobody ever told us.</summary>
    public bool IsExcused(SimulatedStore store, string externalId)
    {
        var known = Lines.Values.Where(l => l.ChannelId == store.ChannelId).Select(l => l.LineId)
            .Concat(store.Heard.SelectMany(body => SimulatedBody.Read(body).Order?.Lines ?? []).Select(l => l.LineId)).ToHashSet(StringComparer.Ordinal);
        return store.Removed.Exists(r => r.Line.ExternalId == externalId && r.Writes == store.WritesOf(externalId) && !known.Contains(Text(r.Line.Id)));
    }

    private static string? Broken(ProductRow product, Units units)
    {
        var onHand = units.Beginning + units.Moved;
        var booked = units.Beginning + units.Asked - units.Sold;
        return product.OnHand != onHand ? $"I1: {product.OnHand} of {product.Sku} are on hand, the movements say {onHand}."
            : product.Reserved != units.Reserved ? $"I1: {product.Reserved} of {product.Sku} are reserved, the movements say {units.Reserved}."
            : product.Reserved != units.Held ? $"I1: {product.Reserved} of {product.Sku} are reserved, open reservations and orders hold {units.Held}."
            : product.OnHand != booked ? $"I13: {product.OnHand} of {product.Sku} are on hand; what people moved and orders took leaves {booked}."
            : null;
    }

    private static string? BookBroken(SimulatedStore store, SimulatedOrder order, List<OrderLineRow> rows)
    {
        var gone = rows.Find(r => order.Lines.TrueForAll(l => Text(l.Id) != r.LineId) && (r.Sold != r.Returned || r.Reserved != 0) && r.State == OrderLineState.Applied);
        if (gone is not null)
        {
            return $"I13: {store.Key}: the ledger still counts {gone.Sold - gone.Returned} sold, {gone.Reserved} held of a line that order {order.Id} no longer has.";
        }
        foreach (var line in order.Lines)
        {
            var (target, row) = (order.Target(line), rows.Find(r => r.LineId == Text(line.Id)));
            var net = (row?.Sold ?? 0) - (row?.Returned ?? 0);
            if (row?.State != OrderLineState.NeedsDecision
                && (net != target.Sold - target.Returned || (row?.Reserved is > 0 && row.Reserved != target.Reserved)))
            {
                return $"I13: {store.Key}: order {order.Id} {order.Status} {line.ExternalId}: book {target}, ledger sold {row?.Sold} returned {row?.Returned} reserved {row?.Reserved}.";
            }
        }
        return null;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private void Count(MovementRow movement)
    {
        var units = Of(movement.ProductId);
        units.Moved += movement.Delta;
        units.Reserved += movement.ReservedDelta;
        units.Asked += movement.CauseType switch
        {
            "command" => world.Asked.ContainsKey(movement.IdempotencyKey.Replace("api:", "", StringComparison.Ordinal)) ? movement.Delta : 0,
            "reservation" => movement.Delta,
            _ => 0,
        };
    }

    private void Count(OrderLineRow line)
    {
        if (_counted.GetValueOrDefault(line.Id) is { ProductId: { } old } before)
        {
            Of(old).Sold -= before.Net;
            Of(old).Held -= before.Reserved;
        }
        Lines[line.Id] = line;
        _counted[line.Id] = (line.ProductId, line.Sold - line.Returned, line.Reserved);
        if (line.ProductId is { } product)
        {
            Of(product).Sold += line.Sold - line.Returned;
            Of(product).Held += line.Reserved;
        }
    }

    private Units Of(long productId)
    {
        if (!_units.TryGetValue(productId, out var units))
        {
            // Products are numbered as they were made.
            _units[productId] = units = new Units { Beginning = world.Beginning[SimulationWorld.Skus[productId - 1]] };
        }
        return units;
    }

    private sealed class Units
    {
        public int Beginning { get; init; }

        public int Moved { get; set; }

        public int Reserved { get; set; }

        public int Asked { get; set; }

        public int Sold { get; set; }

        public int Held { get; set; }
    }
}
