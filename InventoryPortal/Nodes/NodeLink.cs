namespace InventoryPortal.Nodes;

/// <summary>How this node stands to the others.</summary>
public enum NodeLinkState
{
    /// <summary>No Redis is configured: it is the only node.</summary>
    Alone,

    /// <summary>It hears the others, and they hear it.</summary>
    Together,

    /// <summary>Redis is configured and away: the others' changes are found in the tables, later.</summary>
    Apart,
}

/// <summary>Whether what this node tells comes back to it within bounds: the one proof that both ways through Redis are open.</summary>
public sealed class NodeLink(TimeProvider clock)
{
    /// <summary>Silence after which Redis counts as away: several beats, so that a short stall is no outage.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(4);

    /// <summary>Slower than this from us to us, and a page is quicker without asking Redis.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(50);

    /// <summary>A node unheard of for this long has gone; longer than anything is kept that was read while it was there.</summary>
    internal static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Sequence, IReadOnlyList<long> Counts, DateTimeOffset At)> _others = new(StringComparer.Ordinal);
    private DateTimeOffset _echoAt;
    private NodeLinkState _state;
    private DateTimeOffset? _since;
    private DateTimeOffset? _fullSince;
    private (long Sequence, DateTimeOffset At) _told;
    private bool _isSlow = true;

    /// <summary>Names this node to the others, also on one machine and after a restart.</summary>
    internal string Node { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Since when Redis has taken nothing more; null while it does.</summary>
    public DateTimeOffset? FullSince
    {
        get
        {
            lock (_lock)
            {
                return _fullSince;
            }
        }
        internal set
        {
            lock (_lock)
            {
                _fullSince = value is null ? null : _fullSince ?? value;
            }
        }
    }

    /// <summary>Whether Redis is there and answers faster than a page could read by itself.</summary>
    internal bool IsQuick
    {
        get
        {
            lock (_lock)
            {
                return _state == NodeLinkState.Together && !_isSlow;
            }
        }
    }

    /// <summary>How it stands, and since when it has been away; the instant is null otherwise.</summary>
    public (NodeLinkState State, DateTimeOffset? ApartSince) Standing
    {
        get
        {
            lock (_lock)
            {
                return (_state, _since);
            }
        }
    }

    /// <summary>Other nodes heard of lately.</summary>
    public int Others
    {
        get
        {
            lock (_lock)
            {
                return _others.Values.Count(o => clock.GetUtcNow() - o.At < GoneAfter);
            }
        }
    }

    /// <summary>The bridge begins: until the first echo it has the benefit of the doubt.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            (_state, _echoAt) = (NodeLinkState.Together, clock.GetUtcNow());
        }
    }

    /// <summary>A message of our own sets out.</summary>
    internal void Told(long sequence)
    {
        lock (_lock)
        {
            _isSlow |= _told.Sequence > 0 && clock.GetUtcNow() - _told.At > Slow;
            if (_told.Sequence == 0)
            {
                _told = (sequence, clock.GetUtcNow());
            }
        }
    }

    /// <summary>A message of our own has come back; true when that ends an outage.</summary>
    internal bool Echoed(long sequence)
    {
        lock (_lock)
        {
            _echoAt = clock.GetUtcNow();
            if (_told.Sequence > 0 && sequence >= _told.Sequence)
            {
                _isSlow = _echoAt - _told.At > Slow;
                _told = default;
            }
            var isBack = _state == NodeLinkState.Apart;
            (_state, _since) = (NodeLinkState.Together, null);
            return isBack;
        }
    }

    /// <summary>Looks at the silence; true when it has just become an outage.</summary>
    internal bool FallsApart()
    {
        lock (_lock)
        {
            if (_state != NodeLinkState.Together || clock.GetUtcNow() - _echoAt < SilentAfter)
            {
                return false;
            }
            (_state, _since) = (NodeLinkState.Apart, _echoAt);
            return true;
        }
    }

    /// <summary>
    /// Names what the nodes are known to have committed of these subjects. Two nodes that have heard the same give it the same name,
    /// and one that has made or heard of a commit more another: what is kept under a name is never older than what its reader knows of.
    /// </summary>
    /// <param name="own">Commits of this process, by subject.</param>
    internal string Epoch(IReadOnlyList<long> own, int topics)
    {
        lock (_lock)
        {
            var known = _others.Where(o => clock.GetUtcNow() - o.Value.At < GoneAfter).Select(o => (Node: o.Key, o.Value.Counts)).Append((Node, own));
            return string.Join('+', known.OrderBy(n => n.Item1, StringComparer.Ordinal).Select(n => $"{n.Item1}.{n.Item2.Where((_, i) => (topics >> i & 1) != 0).Sum()}"));
        }
    }

    /// <summary>What another node's message is to us, by its number.</summary>
    /// <param name="counts">Its commits so far, by subject.</param>
    internal Arrival Arrived(string node, long sequence, IReadOnlyList<long> counts)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var isKnown = _others.TryGetValue(node, out var before);
            if (isKnown && sequence <= before.Sequence)
            {
                return Arrival.Repeated;
            }
            foreach (var gone in _others.Where(o => now - o.Value.At >= GoneAfter).Select(o => o.Key).ToList())
            {
                _others.Remove(gone);
            }
            _others[node] = (sequence, counts, now);
            // Of a node that we have not heard yet, whatever it told before we listened is in the tables that we started from.
            return isKnown && sequence > before.Sequence + 1 ? Arrival.AfterLoss : Arrival.InTurn;
        }
    }
}

/// <summary>What a numbered message is to its receiver.</summary>
internal enum Arrival
{
    InTurn,

    /// <summary>Others before it were lost.</summary>
    AfterLoss,

    /// <summary>Heard already.</summary>
    Repeated,
}
