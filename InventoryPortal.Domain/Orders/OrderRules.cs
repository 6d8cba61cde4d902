namespace InventoryPortal.Domain.Orders;

/// <summary>One line as it stands on record before a snapshot is taken in.</summary>
/// <param name="LineId">The channel's line id, or <see cref="OrderLineRules.TombstoneLine"/>.</param>
/// <param name="Version">Order version last taken in.</param>
/// <param name="Target">Target last taken in.</param>
public readonly record struct KnownLine(string LineId, long Version, LineTarget Target);

/// <summary>What a snapshot of an order comes to. A closed set.</summary>
public abstract record OrderDecision
{
    private OrderDecision() { }

    /// <summary>Older than what is on record: changes nothing.</summary>
    public sealed record Older : OrderDecision;

    /// <summary>Says what is on record already.</summary>
    public sealed record Known : OrderDecision;

    /// <summary>As new as what is on record and yet different: the order must be read to know which is right.</summary>
    public sealed record ReadAgain : OrderDecision;

    /// <summary>Placed before the channel was connected: its units were never in our count.</summary>
    public sealed record BeforeConnection : OrderDecision;

    /// <summary>Take it in.</summary>
    /// <param name="Lines">The snapshot's lines.</param>
    /// <param name="Removed">Ids of lines on record that the order no longer has.</param>
    public sealed record Take(IReadOnlyList<OrderLineSnapshot> Lines, IReadOnlyList<string> Removed) : OrderDecision;
}

/// <summary>Whether and how a snapshot of an order is taken in. Pure.</summary>
public static class OrderRules
{
    /// <summary>
    /// How far an order's own time stamp may lie before the connection and still count: channels keep whole seconds, and the
    /// order that follows a connection at once must not be lost to rounding.
    /// </summary>
    public static readonly TimeSpan StampResolution = TimeSpan.FromSeconds(1);

    /// <param name="known">Every line on record of this order.</param>
    /// <param name="snapshot">The order's whole state.</param>
    /// <param name="countsFrom">The channel's connection, in the channel's clock.</param>
    /// <param name="readNow">The snapshot was read from the channel just now and not sent by it some time ago: of two that are equally new, it is right.</param>
    public static OrderDecision Decide(IReadOnlyList<KnownLine> known, OrderSnapshot snapshot, DateTimeOffset countsFrom, bool readNow)
    {
        if (known.Count == 0 && snapshot.PlacedAt is { } placed && placed < countsFrom - StampResolution)
        {
            return new OrderDecision.BeforeConnection();
        }
        var newest = known.Count == 0 ? long.MinValue : known.Max(line => line.Version);
        if (snapshot.Version < newest)
        {
            return new OrderDecision.Older();
        }
        var removed = Removed(known, snapshot);
        if (snapshot.Version == newest)
        {
            if (SaysTheSame(known, snapshot, removed))
            {
                return new OrderDecision.Known();
            }
            if (!readNow)
            {
                return new OrderDecision.ReadAgain();
            }
        }
        return new OrderDecision.Take(snapshot.Lines, removed);
    }

    private static List<string> Removed(IReadOnlyList<KnownLine> known, OrderSnapshot snapshot)
    {
        var present = snapshot.Lines.Select(line => line.LineId).ToHashSet(StringComparer.Ordinal);
        return [.. known.Select(line => line.LineId).Where(id => id != OrderLineRules.TombstoneLine && !present.Contains(id))];
    }

    private static bool SaysTheSame(IReadOnlyList<KnownLine> known, OrderSnapshot snapshot, List<string> removed)
    {
        var byId = known.ToDictionary(line => line.LineId, line => line.Target, StringComparer.Ordinal);
        return snapshot.Lines.All(line => byId.TryGetValue(line.LineId, out var target) && target == line.Target)
            && removed.All(id => byId[id] == LineTarget.Nothing(byId[id].Ordered));
    }
}
