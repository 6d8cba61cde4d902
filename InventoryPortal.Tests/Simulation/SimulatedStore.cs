namespace InventoryPortal.Tests.Simulation;

/// <summary>One store: its own stock numbers and its own orders, with WooCommerce's rules of when stock is taken and given back.</summary>
public sealed class SimulatedStore(string key, TimeProvider clock)
{
    private static readonly string[] Taking = ["on-hold", "processing", "completed"];

    private const int MaxRecent = 6;

    private readonly Dictionary<string, long> _writes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unrecorded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private long _lastId = 100;

    public string Key { get; } = key;

    /// <summary>The channel's id at the portal.</summary>
    public long ChannelId { get; set; }

    public SortedDictionary<string, int> Stock { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<long, SimulatedOrder> Orders { get; } = [];

    /// <summary>Orders that still change, oldest first; shoppers forget older ones.</summary>
    public List<SimulatedOrder> Recent { get; } = [];

    /// <summary>What the store wants to tell: topic and subject, in the order in which it happened.</summary>
    public List<(string Topic, string Subject)> Outbox { get; } = [];

    /// <summary>Lines that are no longer in their order, with the number of writes from outside when they went.</summary>
    public List<(SimulatedLine Line, long Writes)> Removed { get; } = [];

    /// <summary>Webhooks that the portal has taken.</summary>
    public List<byte[]> Heard { get; } = [];

    /// <summary>Writes from outside that it took and does not show yet, in the order in which it took them.</summary>
    public List<SimulatedTaken> Taken { get; } = [];

    /// <summary>The store keeps whole seconds.</summary>
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    public SimulatedOrder Place(IReadOnlyList<(string ExternalId, int Quantity)> lines, string status)
    {
        var order = new SimulatedOrder(++_lastId, Now);
        order.Lines.AddRange(lines.Select(l => new SimulatedLine(++_lastId, l.ExternalId, l.Quantity)));
        Orders.Add(order.Id, order);
        Recent.Add(order);
        if (Recent.Count > MaxRecent)
        {
            Recent.RemoveAt(0);
        }
        Move(order, status);
        return order;
    }

    public void Move(SimulatedOrder order, string status)
    {
        order.Status = status;
        order.Paid |= status is "processing" or "completed";
        foreach (var line in order.Lines)
        {
            if (Taking.Contains(status) && line.Reduced is null)
            {
                Take(line, line.Quantity - (line.Restocked ?? 0));
            }
            else if (status is "cancelled" or "pending" && line.Reduced is { } held)
            {
                Take(line, -held);
                line.Reduced = null;
            }
        }
        Save(order);
    }

    public void Edit(SimulatedOrder order, SimulatedLine line, int quantity)
    {
        line.Quantity = quantity;
        if (Taking.Contains(order.Status))
        {
            Take(line, quantity - (line.Restocked ?? 0) - (line.Reduced ?? 0));
        }
        if (quantity == 0)
        {
            order.Lines.Remove(line);
            Removed.Add((line, WritesOf(line.ExternalId)));
        }
        Save(order);
    }

    public void Refund(SimulatedOrder order, SimulatedLine line, int quantity, bool restock)
    {
        line.Refunded += quantity;
        if (restock && line.Reduced > 0)
        {
            Take(line, -quantity);
            line.Restocked = (line.Restocked ?? 0) + quantity;
        }
        order.HasRefunds = true;
        if (order.Lines.TrueForAll(l => l.Refunded >= l.Quantity))
        {
            order.Status = "refunded";
        }
        Save(order);
    }

    /// <summary>An absolute write from outside, in the place of those that it took before.</summary>
    /// <param name="externalId">The item.</param>
    /// <param name="quantity">Units.</param>
    /// <param name="isUnrecorded">It was sent late, and the portal has not put the answer on record.</param>
    public void Write(string externalId, int quantity, bool isUnrecorded)
    {
        Taken.RemoveAll(t => t.ExternalId == externalId);
        Show(externalId, quantity, isUnrecorded);
    }

    /// <summary>Takes an absolute write from outside, and shows it at <paramref name="at"/> or after those that it took before.</summary>
    public void Take(string externalId, int quantity, DateTimeOffset at, bool isUnrecorded)
    {
        var last = Taken.FindLast(t => t.ExternalId == externalId)?.At;
        Taken.Add(new SimulatedTaken(externalId, quantity, last > at ? last.Value : at, isUnrecorded));
    }

    /// <summary>The portal has the answers to all that it sent here on record.</summary>
    public void NoteRecorded()
    {
        _unrecorded.Clear();
        Taken.ForEach(t => t.IsUnrecorded = t.IsForgotten);
    }

    /// <summary>The portal has ended: what it has not on record of what it sent late it never will have.</summary>
    public void NoteForgotten()
    {
        _forgotten.UnionWith(_unrecorded);
        _unrecorded.Clear();
        Taken.ForEach(t => t.IsForgotten = t.IsUnrecorded);
    }

    /// <summary>Whether the last number written is of a sender that went late and ended before it put the answer on record: nobody can know of it.</summary>
    public bool IsUnrecorded(string externalId) => _unrecorded.Contains(externalId) || _forgotten.Contains(externalId);

    /// <summary>Shows what it took and what has come to its time.</summary>
    public void Land()
    {
        var now = clock.GetUtcNow();
        foreach (var taken in Taken.Where(t => t.At <= now).ToList())
        {
            Show(taken.ExternalId, taken.Quantity, taken.IsUnrecorded);
            _ = taken.IsForgotten && _forgotten.Add(taken.ExternalId);
        }
        Taken.RemoveAll(t => t.At <= now);
    }

    private void Show(string externalId, int quantity, bool isUnrecorded)
    {
        _forgotten.Remove(externalId);
        _ = isUnrecorded ? _unrecorded.Add(externalId) : _unrecorded.Remove(externalId);
        _writes[externalId] = WritesOf(externalId) + 1;
        Set(externalId, quantity);
    }

    /// <summary>How often a number was written from outside.</summary>
    public long WritesOf(string externalId) => _writes.GetValueOrDefault(externalId);

    // Announced like every change of stock.
    private void Set(string externalId, int quantity)
    {
        Stock[externalId] = quantity;
        Outbox.Add(("product.updated", externalId));
    }

    private void Take(SimulatedLine line, int units)
    {
        line.Reduced = (line.Reduced ?? 0) + units;
        if (units != 0)
        {
            Set(line.ExternalId, Stock[line.ExternalId] - units);
        }
    }

    private void Save(SimulatedOrder order)
    {
        order.Modified = Now;
        Outbox.Add(("order.updated", order.IdText));
    }
}
