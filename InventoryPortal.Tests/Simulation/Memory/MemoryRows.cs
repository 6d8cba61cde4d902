namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>Rows that are only ever added, numbered from 1.</summary>
internal sealed class MemoryRows<TRow>
{
    private readonly List<TRow> _rows = [];

    /// <summary>All of them in id order.</summary>
    public IReadOnlyList<TRow> All => _rows;

    public TRow this[long id]
    {
        get => _rows[(int)id - 1];
        set => _rows[(int)id - 1] = value;
    }

    public long NextId => _rows.Count + 1;

    public void Add(TRow row) => _rows.Add(row);

    public TRow? Find(long id) => id >= 1 && id <= _rows.Count ? _rows[(int)id - 1] : default;

    /// <summary>Those after the first <paramref name="known"/>.</summary>
    public IReadOnlyList<TRow> After(int known) => _rows.Count == known ? [] : _rows.GetRange(known, _rows.Count - known);
}
