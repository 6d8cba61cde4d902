using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Risk;

/// <summary>
/// How fast products sell, from the commits of this process: a hint at where to look, for the signals are lossy and other nodes sell too.
/// Not for several callers at a time.
/// </summary>
internal sealed class FlashGauge(TimeSpan window)
{
    /// <summary>Products watched; those that were heard of longest ago are forgotten first.</summary>
    private const int MaxProducts = 10_000;

    private readonly Dictionary<long, LinkedListNode<Pace>> _paces = [];

    // The one heard of longest ago comes first: a file of products is heard of a hundred thousand times a minute.
    private readonly LinkedList<Pace> _byLast = new();

    /// <summary>Takes in a commit; the products that sold in it, with their units within the window.</summary>
    public IReadOnlyList<(long ProductId, int Units)> Seen(CommitNote note)
    {
        var sold = new List<(long, int)>();
        foreach (var level in note.Stock)
        {
            var pace = Find(level);
            // A group of sales tells of its last one only; the level tells of all.
            if (pace.Take(level.Available, level.At, window) is var units and > 0)
            {
                sold.Add((level.ProductId, units));
            }
        }
        return sold;
    }

    /// <summary>The product's pace, as the one heard of last.</summary>
    private Pace Find(StockNote level)
    {
        if (_paces.TryGetValue(level.ProductId, out var known))
        {
            _byLast.Remove(known);
            _byLast.AddLast(known);
            return known.Value;
        }
        if (_paces.Count >= MaxProducts)
        {
            _paces.Remove(_byLast.First!.Value.ProductId);
            _byLast.RemoveFirst();
        }
        return (_paces[level.ProductId] = _byLast.AddLast(new Pace(level.ProductId, level.Available))).Value;
    }

    private sealed class Pace(long productId, int available)
    {
        private readonly Queue<(DateTimeOffset At, int Units)> _sales = new();
        private int _available = available;
        private int _sum;

        public long ProductId => productId;

        // Units sold within the window, after this level; 0 where it went up.
        public int Take(int now, DateTimeOffset at, TimeSpan window)
        {
            var units = _available - now;
            _available = now;
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
