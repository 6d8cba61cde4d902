using InventoryPortal.Persistence;

namespace InventoryPortal.LiveFeed;

/// <summary>Folds the notes of one window: newest level and summed delta per product, each id once.</summary>
internal sealed class NoteGatherer
{
    /// <summary>Ids of one kind told in one batch; past it the batch is marked as a gap and the readers look themselves.</summary>
    public const int MaxIds = 500;

    private readonly Dictionary<string, StockNote> _stock = new(StringComparer.Ordinal);
    private readonly HashSet<long> _products = [];
    private readonly HashSet<long> _channels = [];
    private readonly HashSet<long> _listings = [];
    private readonly HashSet<long> _alerts = [];
    private readonly HashSet<long> _jobs = [];

    public CommitTopics Topics { get; private set; }

    /// <summary>Something did not fit or was lost.</summary>
    public bool Gap { get; set; }

    public IReadOnlyList<StockChange> Stock =>
        [.. _stock.Values.Select(n => new StockChange(n.Sku, n.OnHand, n.Reserved, n.Available, n.Kind, n.Delta, n.At))];

    /// <summary>Products whose listings the same commits touched.</summary>
    public IReadOnlyCollection<long> Products => _products;

    public IReadOnlyCollection<long> Channels => _channels;

    public IReadOnlyCollection<long> Listings => _listings;

    public IReadOnlyCollection<long> Alerts => _alerts;

    public IReadOnlyCollection<long> Jobs => _jobs;

    public void Add(CommitNote note)
    {
        Topics |= note.Topics;
        Gap |= note.Gap;
        foreach (var stock in note.Stock)
        {
            _stock[stock.Sku] = _stock.TryGetValue(stock.Sku, out var before) ? stock with { Delta = before.Delta + stock.Delta } : stock;
            if (note.Topics.HasFlag(CommitTopics.Listings))
            {
                Keep(_products, stock.ProductId);
            }
        }
        foreach (var channel in note.ChannelIds)
        {
            Keep(_channels, channel);
        }
        foreach (var listing in note.ListingIds)
        {
            Keep(_listings, listing);
        }
        if (note.Subject is { } subject)
        {
            // A note names its alert or its job, never both.
            Keep(note.Topics.HasFlag(CommitTopics.Jobs) ? _jobs : _alerts, subject);
        }
    }

    private void Keep(HashSet<long> ids, long id)
    {
        if (ids.Count < MaxIds)
        {
            ids.Add(id);
        }
        else if (!ids.Contains(id))
        {
            Gap = true;
        }
    }
}
