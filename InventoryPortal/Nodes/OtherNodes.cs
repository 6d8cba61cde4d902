namespace InventoryPortal.Nodes;

/// <summary>What is known of the other nodes. Not made for several threads at once: <see cref="NodeLink"/> locks.</summary>
internal sealed class OtherNodes(TimeProvider clock)
{
    /// <summary>A node unheard of for this long has gone; longer than anything is kept that was read while it was there.</summary>
    internal static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(60);

    /// <summary>Nodes known at once; many times what shares a database. One that starts again has a new name, and its old one goes after a minute.</summary>
    internal const int Max = 64;

    private readonly Dictionary<string, Other> _nodes = new(StringComparer.Ordinal);
    private bool _hasForgotten;

    /// <summary>Heard of lately.</summary>
    public int Count => _nodes.Values.Count(IsThere);

    /// <summary>Whether one of them has not been heard for so long that it may have committed what it could not tell.</summary>
    public bool IsOneSilent => _nodes.Values.Any(o => clock.GetElapsedTime(o.At) >= NodeLink.SilentAfter);

    /// <summary>The commits of those that are there, by name and subject.</summary>
    public IEnumerable<(string Node, IReadOnlyList<long> Counts)> Known => _nodes.Where(o => IsThere(o.Value)).Select(o => (o.Key, o.Value.Counts));

    /// <summary>What a message is to us, by its number.</summary>
    /// <param name="counts">Its node's commits so far, by subject.</param>
    public Arrival Hear(string node, long sequence, IReadOnlyList<long> counts)
    {
        var isKnown = _nodes.TryGetValue(node, out var before);
        if (isKnown && sequence <= before.Sequence)
        {
            return Arrival.Repeated;
        }
        if (!isKnown && _nodes.Count == Max)
        {
            Forget(_nodes.MinBy(o => o.Value.At).Key);
        }
        _nodes[node] = new Other(sequence, counts, clock.GetTimestamp());

        // One of whom we do not know the first messages may have told there what our screens have read before.
        return sequence - before.Sequence > 1 ? Arrival.AfterLoss : Arrival.InTurn;
    }

    /// <summary>Forgets who has gone; true when anybody was forgotten since the last time.</summary>
    public bool ForgetGone()
    {
        foreach (var gone in _nodes.Where(o => !IsThere(o.Value)).Select(o => o.Key).ToList())
        {
            Forget(gone);
        }
        var hasForgotten = _hasForgotten;
        _hasForgotten = false;
        return hasForgotten;
    }

    private void Forget(string node)
    {
        _nodes.Remove(node);
        _hasForgotten = true;
    }

    private bool IsThere(Other other) => clock.GetElapsedTime(other.At) < GoneAfter;

    private readonly record struct Other(long Sequence, IReadOnlyList<long> Counts, long At);
}

/// <summary>What a numbered message is to its receiver.</summary>
internal enum Arrival
{
    InTurn,

    /// <summary>Others before it were lost, or told before we listened.</summary>
    AfterLoss,

    /// <summary>Heard already.</summary>
    Repeated,
}
