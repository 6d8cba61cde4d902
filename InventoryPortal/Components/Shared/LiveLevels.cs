using InventoryPortal.Domain.Stock;
using InventoryPortal.LiveFeed;

namespace InventoryPortal.Components.Shared;

/// <summary>
/// The levels that one page shows, kept for its leaf cells: a change renders the cells of that product and nothing else.
/// Belongs to one circuit; used on its context only.
/// </summary>
public sealed class LiveLevels
{
    private readonly Dictionary<string, StockLevel> _levels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Action>> _cells = new(StringComparer.Ordinal);

    /// <summary>The newest level known of a product; null when the page never read it.</summary>
    public StockLevel? Find(string sku) => _levels.TryGetValue(sku, out var level) ? level : null;

    /// <summary>Starts over with what a page read: levels of products that it no longer shows are forgotten.</summary>
    public void Reset(IEnumerable<(string Sku, int OnHand, int Reserved)> products)
    {
        _levels.Clear();
        foreach (var (sku, onHand, reserved) in products)
        {
            _levels[sku] = new StockLevel(onHand, reserved);
        }
        foreach (var cell in _cells.Values.SelectMany(c => c).ToList())
        {
            cell();
        }
    }

    /// <summary>Takes changes up; of products that the page does not show nothing is kept.</summary>
    public void Take(IReadOnlyList<StockChange> changes)
    {
        foreach (var change in changes)
        {
            var level = new StockLevel(change.OnHand, change.Reserved);
            if (_levels.TryGetValue(change.Sku, out var before) && before != level)
            {
                _levels[change.Sku] = level;
                foreach (var cell in _cells.GetValueOrDefault(change.Sku)?.ToList() ?? [])
                {
                    cell();
                }
            }
        }
    }

    /// <summary>Calls back when the product's level changes; dispose to stop.</summary>
    public IDisposable Listen(string sku, Action changed)
    {
        if (!_cells.TryGetValue(sku, out var cells))
        {
            _cells[sku] = cells = [];
        }
        cells.Add(changed);
        return new Listener(this, sku, changed);
    }

    private sealed class Listener(LiveLevels owner, string sku, Action changed) : IDisposable
    {
        public void Dispose()
        {
            if (owner._cells.TryGetValue(sku, out var cells) && cells.Remove(changed) && cells.Count == 0)
            {
                owner._cells.Remove(sku);
            }
        }
    }
}
