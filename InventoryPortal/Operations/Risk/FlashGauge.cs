using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Risk;

/// <summary>
/// How fast products sell, from the commits of this process: a hint at where to look, for the signals are lossy and other nodes sell too.
/// Not for several callers at a time.
/// </summary>
internal sealed class FlashGauge(TimeSpan window)
{
    /// <summary>Products watched; those that sold longest ago are forgotten first.</summary>
    private const int MaxProducts = 10_000;

    private readonly Dictionary<long, Pace> _paces = [];

    /// <summary>Takes in a commit; the products that sold in it, with their units within the window.</summary>
    public IReadOnlyList<(long ProductId, int Units)> Seen(CommitNote note)
    {
        var sold = new List<(long, int)>();
        foreach (var level in note.Stock)
        {
            if (!_paces.TryGetValue(level.ProductId, out var pace))
            {
                Forget(level.At);
                _paces[level.ProductId] = pace = new Pace(level.Available);
            }
            // A group of sales tells of its last one only; the level tells of all.
            if (pace.Take(level.Available, level.At, window) is var units and > 0)
            {
                sold.Add((level.ProductId, units));
            }
        }
        return sold;
    }

    private void Forget(DateTimeOffset now)
    {
        if (_paces.Count < MaxProducts)
        {
            return;
        }
        foreach (var old in _paces.Where(p => now - p.Value.Last > window).Select(p => p.Key).ToList())
        {
            _paces.Remove(old);
        }
        if (_paces.Count >= MaxProducts)
        {
            _paces.Remove(_paces.MinBy(p => p.Value.Last).Key);
        }
    }

    private sealed class Pace(int available)
    {
        private readonly Queue<(DateTimeOffset At, int Units)> _sales = new();
        private int _available = available;
        private int _sum;

        public DateTimeOffset Last { get; private set; }

        // Units sold within the window, after this level; 0 where it went up.
        public int Take(int now, DateTimeOffset at, TimeSpan window)
        {
            var units = _available - now;
            (_available, Last) = (now, at);
            if (units > 0)
            {
                _sales.Enqueue((at, units));
                _sum += units;
            }
            while (_sales.TryPeek(out var oldest) && at - oldest.At > window)
            {
                _sum -= _sales.Dequeue().Units;
            }
            return units > 0 ? _sum : 0;
        }
    }
}
