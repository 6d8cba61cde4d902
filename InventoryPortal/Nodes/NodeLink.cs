namespace InventoryPortal.Nodes;

/// <summary>Whether what this node tells comes back to it within bounds: the one proof that both ways through Redis are open.</summary>
public sealed class NodeLink(TimeProvider clock)
{
    /// <summary>Silence after which Redis, or another node, counts as away: several beats, so that a short stall is no outage.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(4);

    /// <summary>Slower than this from us to us, and a page is quicker without asking Redis.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly OtherNodes _others = new(clock);
    private NodeLinkState _state;
    private long _echoAt;
    private DateTimeOffset? _since;
    private DateTimeOffset? _fullSince;
    private (long Sequence, long At) _told;
    private bool _isSlow = true;
    private long _generation;

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

    /// <summary>Whether all are heard, and Redis answers faster than a page could read by itself.</summary>
    internal bool IsQuick
    {
        get
        {
            lock (_lock)
            {
                return _state == NodeLinkState.Together && !_isSlow && !_others.IsOneSilent;
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
                return _others.Count;
            }
        }
    }

    /// <summary>The bridge begins: until the first echo it has the benefit of the doubt.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            (_state, _echoAt) = (NodeLinkState.Together, clock.GetTimestamp());
        }
    }

    /// <summary>A message of our own sets out.</summary>
    internal void Told(long sequence)
    {
        lock (_lock)
        {
            _isSlow |= _told.Sequence > 0 && clock.GetElapsedTime(_told.At) > Slow;
            if (_told.Sequence == 0)
            {
                _told = (sequence, clock.GetTimestamp());
            }
        }
    }

    /// <summary>A message of our own has come back; true when that ends an outage.</summary>
    internal bool Echoed(long sequence)
    {
        lock (_lock)
        {
            _echoAt = clock.GetTimestamp();
            if (_told.Sequence > 0 && sequence >= _told.Sequence)
            {
                _isSlow = clock.GetElapsedTime(_told.At) > Slow;
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
            var silence = clock.GetElapsedTime(_echoAt);
            if (_state != NodeLinkState.Together || silence < SilentAfter)
            {
                return false;
            }
            (_state, _since) = (NodeLinkState.Apart, clock.GetUtcNow() - silence);
            _generation++;
            return true;
        }
    }

    /// <summary>What another node's message is to us, by its number.</summary>
    /// <param name="counts">Its commits so far, by subject.</param>
    internal Arrival Arrived(string node, long sequence, IReadOnlyList<long> counts)
    {
        lock (_lock)
        {
            var arrival = _others.Hear(node, sequence, counts);
            _generation += arrival == Arrival.AfterLoss ? 1 : 0;
            return arrival;
        }
    }

    /// <summary>Whether another node may have committed what it did not tell: one is silent now, or one was forgotten since the last time, with which that ends.</summary>
    internal (bool IsOneSilent, bool HasOneGone) Silence()
    {
        lock (_lock)
        {
            var hasOneGone = _others.ForgetGone();
            return (_others.IsOneSilent, hasOneGone);
        }
    }

    /// <summary>What was read until now may lack something unheard: it is not to be found again.</summary>
    internal void LooksAgain()
    {
        lock (_lock)
        {
            _generation++;
        }
    }

    /// <summary>What the others are told of our commits: more of each for every time that we may have missed something, so that they, too, name things anew.</summary>
    /// <param name="own">Commits of this process, by subject.</param>
    internal IReadOnlyList<long> Counts(IReadOnlyList<long> own)
    {
        lock (_lock)
        {
            return [.. own.Select(c => c + _generation)];
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
            var known = _others.Known.Append((Node, [.. own.Select(c => c + _generation)]));
            return string.Join('+', known.OrderBy(n => n.Node, StringComparer.Ordinal).Select(n => $"{n.Node}.{Sum(n.Counts, topics)}"));
        }
    }

    // A name needs no right sum, only never an exception.
    private static long Sum(IReadOnlyList<long> counts, int topics)
    {
        var sum = 0L;
        for (var i = 0; i < counts.Count; i++)
        {
            sum = (topics >> i & 1) == 0 ? sum : unchecked(sum + counts[i]);
        }
        return sum;
    }
}
